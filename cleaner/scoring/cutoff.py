"""Which lines of a page to keep, by how probable each is: two ways to draw the line, both chosen anew for every page."""

from __future__ import annotations

import numpy as np

from cleaner.scoring.text import Bools, Floats, Ints

LOST = 0.003
"""Share of the article's words that `careful` expects to lose."""
_PARAGRAPH = 20  # words
_HEADING = 15  # words, the most
_DOUBTFUL = 0.1
_REPEATED = 6  # words of a line that is kept only once: a refrain, or an hour in a programme, may be shorter


def balanced(probability: Floats, words: Ints) -> Bools:
    """Keep the lines with which the expected F1 is highest: F1 of the words kept and the words that should be.

    Of all sets of lines the best one is a run of the most probable ones (Lewis, "Evaluating and optimizing autonomous text
    classification systems", SIGIR 1995); the expectation of the quotient is taken as the quotient of the expectations.
    """
    order = np.argsort(-probability, kind="stable")
    hoped = (probability * words)[order]
    taken = np.cumsum(words[order])
    f1 = np.cumsum(hoped) / np.maximum(taken + hoped.sum(), 1e-9)
    keep = np.zeros(len(probability), bool)
    keep[order[: int(f1.argmax()) + 1]] = True
    return keep


def careful(probability: Floats, words: Ints, lost: float = LOST) -> Bools:
    """Leave out only so many lines that no more than a share `lost` of the article's words is expected to be among them."""
    order = np.argsort(probability, kind="stable")
    hoped = (probability * np.maximum(words, 1))[order]
    keep = np.ones(len(probability), bool)
    keep[order[np.cumsum(hoped) <= lost * hoped.sum()]] = False
    return keep


def with_headings(keep: Bools, probability: Floats, words: Ints) -> Bools:
    """Keep a short line between two kept paragraphs, too, unless it is surely none of the article's: their heading, as a rule.

    Their words hardly count in F1, but one that is lost is missed. (F1 is the same with and without, on the development pages.)
    """
    paragraph = keep & (words >= _PARAGRAPH)
    out = keep.copy()
    out[1:-1] |= paragraph[:-2] & paragraph[2:] & (probability[1:-1] >= _DOUBTFUL) & (words[1:-1] <= _HEADING)
    return out


def once(probability: Floats, words: Ints, keys: Ints) -> Floats:
    """The same, but of lines with the same text (told by `keys`) only the most probable one, the first of those, may be kept.

    Short lines may repeat.
    """
    long = np.flatnonzero(words >= _REPEATED)
    order = long[np.lexsort((long, -probability[long], keys[long]))]
    again = order[1:][keys[order[1:]] == keys[order[:-1]]]
    out = probability.copy()
    out[again] = 0
    return out
