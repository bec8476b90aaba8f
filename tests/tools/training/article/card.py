"""The model card and the curve: what the model is, what it was trained on, how good it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from cleaner.core import accelerator
from tests.tools.training.article.curve import Point, svg
from tests.tools.training.article.documents import FOLDS, Labelled
from tests.tools.training.article.measure import Effect, Summary, summary
from tests.tools.training.article.tiers import HARMED

NAME = "MODEL_CARD_ARTICLE.md"
_SET = "train"  # of the documents that the main table is about
_THOROUGH = 0.005
_FEWEST = 10  # documents of a language with a row of its own

_TEXT = """\
# The line scorer's model for articles' text

`article.npz` ({size:,} bytes) scores the lines of text that an extractor already took from a
page. It gives for each line the probability that it is part of the article, and of 19 kinds of
boilerplate. The rules `residue.*` remove lines by it; `max_loss` sets how sure it must be.
`cleaner/scorer/network.py` runs it (numpy only).

    python -m tests.tools.training.article --data DATA --more TEXTS

trains it, and writes this page and the curve; all figures are measured.

## Data

- {documents:,} documents labelled line by line: {sets}. By language: {languages}. Each is used
  twice: as it is, and (at half weight) without its boilerplate.
- `train`, `dev` and `hosts` were labelled before; `more` was labelled for this model: see
  `tests/tools/training/residue/README.md` for its sources, how it was read, and how far readers
  agree; `other pages` are those among them that are of shops, forums, services and lists, `chosen`
  are second texts of labelled pages of which an earlier network was unsure: to train on. `train`
  and `more` are outputs of nine settings of six extractors; `hosts`, and a sixth
  of `more`, are what scrapers left. Every text of `train` was read a second time. WCXB's pages are
  under CC-BY-4.0 (Murrough Foley).

## Scores

Cross-validation in {folds} folds of pages and domains, through the engine, safe rules and
scorer together. `removed` is the share of the words of boilerplate (readers' comments aside),
`lost` that of the article's words, `harmed` the share of documents that lost any, `clean` the
share of those with boilerplate that lost all of it and nothing else. The network, the thresholds
and all tables but the second use the labels of one reader.

{tables}

Thresholds were chosen on the same held-out documents, without `other pages` and `chosen`, so that
the share of words lost is at most `max_loss` and the share of documents harmed at most {harmed}
times that, the latter as a bound on the expected share for further documents (conformal risk
control). Both are what the engine does, which cleans a text until it finds nothing more. They hold
for documents like those; the rows for single sets show how far they are from holding for each.

## How it decides

The network looks at all lines at once. What it says of a line, of those near it, of its block, list
and text, and the structure, which it does not see, are features of a second look at each line that
may be boilerplate: a small layer, trained on what the networks of the cross-validation say of
documents that they have not seen. So one certain line tells of its neighbours, and a text of which
the network is unsure is left alone more often. Readers' comments, which are often what a page is
about, weigh less in it.

Log-odds, the length of the line, and the length of all that is at least as sure in the text decide:
a removal is worth its words, and a wrong one harms a text only once. The tier is the same for all
categories.

## What it leaves alone

Texts of which it knows fewer than a tenth of the words, texts of more than 320 lines or 6,500
words, texts of which it would remove more than half. Of texts of which it knows fewer than half of
the words (languages other than English, German, Spanish, French, Portuguese, Japanese, Chinese) it
removes what it would for a fifth of `max_loss`, so nothing below 0.0025. Code, tables, verse,
glossaries, lists of facts, what speakers say, footnotes, Markdown and bare numbers; headings and
labels without what is below them; lists and hard-wrapped paragraphs are removed as a whole or not
at all.

## Known failures

- Promotion in the author's own voice: nothing but knowledge of who speaks tells it from the
  article.
- Bare headlines of other articles, and blocks (cookie tables, teasers) of which one line looks
  like the article.
- A sentence of the article between two lines of boilerplate, lists of events, prices and names at
  the end, and steps of instructions for a web page are most of what is removed wrongly at 0.0005.
- Sign-offs, closing calls of company blogs and related books are sometimes removed; readers
  disagree on many of them. So are, at 0.005, posts of forums and comments that are the page's
  subject.
- Pages of shops and services: more is lost there than anywhere else.
- A twentieth of the boilerplate is in texts whose language it does not know; it finds little of it.
- Boilerplate within a line is not found.
"""


class Row(NamedTuple):
    """What cleaning with a share `loss` did to the documents, in their order; ms for each.

    `agreed` has the effects by the lines on which two readers agree.
    """

    loss: float
    effects: Sequence[Effect]
    agreed: Sequence[Effect]
    ms: float


def curve(documents: Sequence[Labelled], rows: Sequence[Row]) -> str:
    """Draw the curve of the main table."""
    found = [(row.loss, _summary(documents, row, "set", _SET)) for row in rows]
    return svg([Point(_loss(loss), one.lost, one.removed) for loss, one in found])


def text(documents: Sequence[Labelled], rows: Sequence[Row], size: int) -> str:
    """The card as Markdown."""
    return _TEXT.format(
        size=size,
        documents=len(documents),
        sets=_counts(one.set for one in documents),
        languages=_counts(one.language for one in documents),
        folds=FOLDS,
        harmed=HARMED,
        tables="\n\n".join(_tables(documents, rows)),
    )


def _counts(names: Iterable[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in Counter(names).most_common())


def _summary(
    documents: Sequence[Labelled], row: Row, field: Literal["set", "language"], value: str
) -> Summary:
    chosen = zip(documents, row.effects, strict=True)
    return summary([effect for one, effect in chosen if getattr(one, field) == value])


def _tables(documents: Sequence[Labelled], rows: Sequence[Row]) -> list[str]:
    out = []
    for name in dict.fromkeys(one.set for one in documents):
        head = ("`max_loss`", "removed", "lost", "harmed", "clean")
        found = [(row, _summary(documents, row, "set", name)) for row in rows]
        out += [
            f"`{name}`:",
            _table(head, [(_loss(row.loss), *_shares(one)) for row, one in found]),
        ]
        if name == _SET:
            out += [
                f"`{name}`, lines on which two readers agree:",
                _table(head, [(_loss(row.loss), *_shares(summary(row.agreed))) for row in rows]),
            ]
    costs = ", ".join(f"{row.ms:.1f} ({_loss(row.loss)})" for row in rows)
    how = "with the compiled module" if accelerator.module() else "without the compiled module"
    thorough = next(row for row in rows if row.loss == _THOROUGH)
    return [
        *out,
        f"Milliseconds of processor time for each document, {how}: {costs}.",
        f"By language, all sets, at {_loss(_THOROUGH)}:",
        _by_language(documents, rows[0], thorough),
    ]


def _by_language(documents: Sequence[Labelled], before: Row, after: Row) -> str:
    body = []
    for language, count in Counter(one.language for one in documents).most_common():
        if count < _FEWEST:
            break
        rules = _summary(documents, before, "language", language)
        both = _summary(documents, after, "language", language)
        body.append((language, str(count), f"{rules.removed:.3f}", *_shares(both)))
    return _table(
        ("language", "documents", "removed by rules", "removed", "lost", "harmed", "clean"), body
    )


def _shares(of: Summary) -> tuple[str, ...]:
    return (f"{of.removed:.3f}", f"{of.lost:.5f}", f"{of.harmed:.3f}", f"{of.clean:.3f}")


def _loss(loss: float) -> str:
    return f"{loss:g}" if loss else "0 (rules only)"


def _table(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
