"""The model card: what the shipped models are, from what they were trained, and how good they are."""

from __future__ import annotations

from pathlib import Path

from cleaner.scoring.training import report
from cleaner.scoring.training.measure import Row

NAME = "MODEL_CARD.md"

_TEXT = """\
# The line scorer's models

`html.npz` judges the lines of an HTML page by their words and their markup, `page.npz` those of a page's text alone. Both say of each
line how probable it is that it is the article's body, its headline, a byline, a caption, a reader's comment, or none of these.
`cleaner/scoring/model.py` runs them (numpy only), `make train` makes them; this page is written by it, all figures are measured.

{sizes}

## Data

- Web Content eXtraction Benchmark (WCXB), development split, by Murrough Foley (2026), arXiv 2605.21097,
  github.com/Murrough-Foley/web-content-extraction-benchmark, CC-BY-4.0: 1,497 pages of 1,295 domains and seven types, nearly all English.
- fundus' test pages, by flairNLP, github.com/flairNLP/fundus, MIT: 126 news pages in 17 languages, 52 of them in German, 44 in English.

The models are published under the project's licence; attribution to both sources is due wherever they are passed on.
No page of the labelled residue texts was trained on as such; some of them are renderings of WCXB pages.

Labels: a line is body if it stands in the reference, by an alignment that keeps to the order of both. Headlines, bylines, captions and
comments are told by the markup. Each page is an HTML example, and up to four of text: its blocks, resiliparse's rendering, its text
nodes as `get_text()` gives them, and the part of it that holds the article.

## Scores

Word F1 as in WCXB's own script, macro average over pages, with 95 % intervals over resampled domains. Five folds over domains: every page
is read by a model that has seen no page of its domain, through `clean_html` and `clean(…, kind="page")` with their defaults.
21 of WCXB's pages have an empty reference and count 0 for everybody who keeps anything.

{tables}

## Known failures

- References that hold half of a page count against a model that finds all of it, and the other way round: about half of what looks
  like an error among the worst pages is one of the reference. So do pages whose reference is empty.
- Shops and listings: a reference has the product and not its reviews, or all cards of a list, or none; no line says which.
- Other articles' teasers with a paragraph of text each, and boxes about the author or the company behind the article.
- Without markup: what a page repeats for its own promotion in whole sentences.
- Programs: lines of code without markup look like furniture.
- Languages: nearly all training pages are English or German. Features do not need words that are known, but the words help.
- The probabilities are those of development pages; on pages of another kind they are less sure than they look.
"""


def text(scores: dict[report.Setting, list[Row]], models: Path) -> str:
    """The card as Markdown."""
    sizes = "\n".join(f"- `{path.name}`: {path.stat().st_size:,} bytes" for path in sorted(models.glob("*.npz")))
    return _TEXT.format(sizes=sizes, tables="".join(report.tables(scores)))
