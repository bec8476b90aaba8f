"""The model card: what the shipped models are, what they were trained on, how good they are."""

from __future__ import annotations

from pathlib import Path

from tests.tools.training import report
from tests.tools.training.measure import Row

NAME = "MODEL_CARD.md"

_TEXT = """\
# The line scorer's models

`html.npz` scores the lines of an HTML page by their words and their markup, `page.npz` those of a
page's text alone. Both give for each line the probability that it is the article's body, its
headline, a byline, a caption, a reader's comment, or none of these.
`cleaner/scorer/network.py` runs them (numpy only). `make train` trains them and writes this page;
all figures are measured.

{sizes}

## Data

- Web Content eXtraction Benchmark (WCXB), development split, by Murrough Foley (2026), arXiv
  2605.21097, github.com/Murrough-Foley/web-content-extraction-benchmark, CC-BY-4.0: 1,497 pages of
  1,295 domains and seven types, nearly all English.
- fundus' test pages, by flairNLP, github.com/flairNLP/fundus, MIT: 126 news pages in 17 languages,
  52 of them in German, 44 in English.

The models are published under the project's licence; attribution to both sources is required
wherever they are passed on. The labelled residue texts were not used for training; some of them are
renderings of WCXB pages.

Labels: a line is body if it is in the reference, by an alignment that keeps the order of both. The
markup tells headlines, bylines, captions and comments. Each page gives one HTML example and up to
four text examples: its blocks, resiliparse's rendering, its text nodes as `get_text()` gives them,
and the part of the text that holds the article.

## Scores

Word F1 as in WCXB's own script, macro average over pages, with 95 % intervals over resampled
domains. Five folds over domains: every page is scored by a model that has seen no page of its
domain, through `clean_html` and `clean(…, kind="page")` with their defaults. 21 of WCXB's pages
have an empty reference and count 0 for every extractor that keeps anything.

{tables}

## Known failures

- A reference with half of a page counts against a model that finds all of it, and the other way
  round: about half of the apparent errors among the worst pages are errors of the reference. So are
  pages with an empty reference.
- Shops and listings: a reference has the product without its reviews, or all cards of a list, or
  none; no line tells which.
- Teasers of other articles with a paragraph of text each, and boxes about the author or the company
  below the article.
- Without markup: self-promotion in whole sentences.
- Programs: lines of code without markup look like boilerplate.
- Languages: nearly all training pages are English or German. Features do not need known words, but
  the words help.
- The probabilities are calibrated on development pages; on other kinds of pages they are less
  reliable than they look.
"""


def text(scores: dict[report.Setting, list[Row]], models: Path) -> str:
    """The card as Markdown."""
    sizes = "\n".join(
        f"- `{path.name}`: {path.stat().st_size:,} bytes" for path in sorted(models.glob("*.npz"))
    )
    return _TEXT.format(sizes=sizes, tables="".join(report.tables(scores)))
