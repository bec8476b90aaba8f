"""Which lines of a page to keep, given the probability of each: a threshold for every page."""

from __future__ import annotations

import numpy as np

from cleaner.scorer.arrays import Bools, Floats, Ints

MAX_LOSS = 0.003
"""Share of the article's words that `limit_expected_loss` expects to lose."""
_DOUBT = np.float32(2 / 3)  # by which the log-odds are multiplied
_AGAINST = np.float32(0.7)  # by which the odds are multiplied then
_CERTAIN = np.float32(1e-6)
_PARAGRAPH = 20  # words
_HEADING = 15  # words, at most
_DOUBTFUL = 0.1
_REPEATED = 6  # words from which on repeats are dropped; refrains and times may be shorter


def doubt(probability: Floats) -> Floats:
    """Return probabilities that are less sure, for `maximise_expected_f1` on pages with markup.

    That takes the lines of a page to be right or wrong independently. In fact those that are alike
    are so together, the cards of a listing say. So a probability says less than it seems to, for
    and against a line; doubtful ones are held to be unwanted rather than wanted. What is certainly
    unwanted stays so. In cross-validation F1 gained 0.002, listings and collections 0.01, and an
    eighth fewer of the unwanted snippets stayed.
    """
    odds = probability / np.maximum(1 - probability, _CERTAIN)
    softer: Floats = (_AGAINST * odds**_DOUBT).astype(np.float32)
    return softer / (1 + softer)


def maximise_expected_f1(probability: Floats, words: Ints) -> Bools:
    """Keep the lines that give the highest expected F1 of kept and wanted words.

    The best set of lines always consists of the most probable ones (Lewis, "Evaluating and
    optimizing autonomous text classification systems", SIGIR 1995). The expectation of the quotient
    is approximated by the quotient of the expectations.
    """
    order = np.argsort(-probability, kind="stable")
    expected = (probability * words)[order]
    kept = np.cumsum(words[order])
    f1 = np.cumsum(expected) / np.maximum(kept + expected.sum(), 1e-9)
    keep = np.zeros(len(probability), bool)
    keep[order[: int(f1.argmax()) + 1]] = True
    return keep


def limit_expected_loss(probability: Floats, words: Ints, max_loss: float = MAX_LOSS) -> Bools:
    """Exclude the least probable lines while at most `max_loss` of the article is expected lost."""
    order = np.argsort(probability, kind="stable")
    expected = (probability * np.maximum(words, 1))[order]
    keep = np.ones(len(probability), bool)
    keep[order[np.cumsum(expected) <= max_loss * expected.sum()]] = False
    return keep


def keep_headings(keep: Bools, probability: Floats, words: Ints) -> Bools:
    """Keep also a short line between two kept paragraphs, unless it is very improbable.

    It is usually their heading. Its words hardly count in F1, but readers miss it. (F1 on the
    development pages is the same with and without.)
    """
    paragraph = keep & (words >= _PARAGRAPH)
    short = (probability[1:-1] >= _DOUBTFUL) & (words[1:-1] <= _HEADING)
    out = keep.copy()
    out[1:-1] |= paragraph[:-2] & paragraph[2:] & short
    return out


def zero_duplicates(probability: Floats, words: Ints, keys: Ints) -> Floats:
    """Set the probability of duplicate lines (equal `keys`) to 0, except for the most probable one.

    The first one wins a tie. Short lines may repeat.
    """
    long = np.flatnonzero(words >= _REPEATED)
    order = long[np.lexsort((long, -probability[long], keys[long]))]
    again = order[1:][keys[order[1:]] == keys[order[:-1]]]
    out = probability.copy()
    out[again] = 0
    return out
