"""Pages with references, rendered as extractors and dumps do: weak labels to train on first.

A line that is not in the page's reference is most likely boilerplate; the roles are those of the
page scorer. Labels are noisy, but there are 25 times as many as of labelled texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np
import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from cleaner.core.analysis import LineRole
from cleaner.page import extract, metadata
from cleaner.page.walk import read_page
from cleaner.scorer.arrays import Bools, Ints
from cleaner.scorer.article_features import ArticleLines
from cleaner.scorer.network import ROLES
from cleaner.scorer.residue import document_families
from tests.tools.training import labels
from tests.tools.training.article.documents import read
from tests.tools.training.examples import Source, extracted_part, resiliparse_lines
from tests.tools.training.folds import domain_of

_FEWEST, _MOST = 2, 1_500  # lines
_Lines = tuple[list[str], Bools]


class Rendering(NamedTuple):
    """One rendering of a page: its lines, the role of each, and which ones to leave out."""

    page: str
    domain: str
    lines: ArticleLines
    roles: Ints
    doubtful: Bools


def renderings(sources: Sequence[Source], jobs: int) -> list[Rendering]:
    """Render pages, in their order."""
    with ProcessPoolExecutor(jobs) as pool:
        return [one for found in pool.map(of_page, sources, chunksize=16) for one in found]


def of_page(source: Source) -> list[Rendering]:
    """Return the renderings of one page: none if it has no text."""
    root = extract.tree(source.html)
    if root is None or not (blocks := read_page(root).blocks):
        return []
    texts = [block.text for block in blocks]
    titles = [source.title, metadata.open_graph(root, "og:title"), root.findtext(".//title")]
    roles = labels.block_roles(
        blocks,
        labels.in_reference(texts, source.reference),
        [title for title in titles if title],
        article=source.type in ("article", "news"),
    )
    out = []
    for lines, gaps in _rendered(source):
        body = labels.in_reference(lines, source.reference)
        found = labels.line_roles(lines, body, blocks, roles)
        out += _rendering(source, lines, gaps, found)
        if inner := extracted_part(lines, gaps, found):
            out += _rendering(source, *inner)
    return out


def _rendered(source: Source) -> Iterator[_Lines]:
    yield resiliparse_lines(source.html)
    yield _lines(trafilatura.extract(source.html, favor_recall=True) or "")
    yield _lines(extract_plain_text(source.html, main_content=True, alt_texts=False))


def _lines(text: str) -> _Lines:
    """Return the lines that are not blank, and whether a blank one is above each."""
    lines = text.split("\n")
    blank = [True, *(not line.strip() for line in lines)]
    kept = [(line.rstrip(), blank[number]) for number, line in enumerate(lines) if line.strip()]
    return [line for line, _ in kept], np.array([gap for _, gap in kept], bool)


def _rendering(
    source: Source, lines: Sequence[str], gaps: Bools, roles: Sequence[LineRole]
) -> list[Rendering]:
    if not _FEWEST <= len(lines) <= _MOST:
        return []
    texts = [" ".join(line.split()) for line in lines]
    found = document_families(read("\n".join(texts)))
    if len(found) != len(texts):  # a line separator within a line
        return []
    return [
        Rendering(
            f"{source.set}/{source.id}",
            domain_of(source.url or source.id),
            ArticleLines(texts, gaps, found),
            np.array([ROLES.index(role) for role in roles]),
            np.array(labels.is_doubtful(texts, [role == "body" for role in roles])),
        )
    ]
