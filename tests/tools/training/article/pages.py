"""Lines of whole pages, for a second task of the network: which of them are the page's content.

Readers labelled what extractors leave behind, and that is little. Of a page whose main content is
known, everything else is boilerplate, in ten times as many words: the network learns from it what
boilerplate reads like, with outputs of its own, for not all of it is what a reader would remove.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import trafilatura
from resiliparse.extract.html2text import extract_plain_text

from cleaner.core.analysis import LineRole
from cleaner.page import extract
from cleaner.page.metadata.kinds import open_graph
from cleaner.page.walk import read_page
from cleaner.scorer.arrays import Bools, Ints
from cleaner.scorer.article_features import ArticleLines
from cleaner.scorer.network import ROLES
from cleaner.scorer.residue import document_lines
from tests.tools.training import examples, labels
from tests.tools.training.article.documents import Labelled, folds, read
from tests.tools.training.folds import domain_of

_LEAST, _MOST = 2, 300  # lines of a text
_ABOVE = (0, 0, 2, 5, 10)  # lines above the content that a part of a page may have
_BELOW = (5, 15, 30, 60)
_PART = 250  # lines of a part


@dataclass(frozen=True)
class PageText:
    """A text made of a page.

    `roles` are numbers of ROLES; `doubtful` marks lines that are left out of training.
    """

    page: str
    domain: str
    lines: ArticleLines
    roles: Ints
    doubtful: Bools


def page_texts(data: Path, jobs: int) -> list[PageText]:
    """Return the texts of the development pages of WCXB and fundus, in their order."""
    with ProcessPoolExecutor(jobs) as pool:
        found = pool.map(of_page, examples.sources(data), chunksize=16)
        return [text for texts in found for text in texts]


def of_page(source: examples.Source) -> list[PageText]:
    """Return the texts of one page: what two extractors leave, and a part of all its lines."""
    root = extract.tree(source.html)
    blocks = read_page(root).blocks if root is not None else []
    if root is None or not blocks:
        return []
    found = (source.title, open_graph(root, "og:title"), root.findtext(".//title"))
    of_blocks = labels.block_roles(
        blocks,
        labels.in_reference([block.text for block in blocks], source.reference),
        [title for title in found if title],
        article=source.type in ("article", "news"),
    )

    def roles(lines: Sequence[str]) -> list[LineRole]:
        body = labels.in_reference(lines, source.reference)
        return labels.line_roles(lines, body, blocks, of_blocks)

    name, domain = f"{source.set}/{source.id}", domain_of(source.url)
    made = {text: roles(_lines(text)) for text in _extracted(source.html)}
    lines, gaps = examples.resiliparse_lines(source.html)
    if lines:
        text, part = _part(lines, gaps, roles(lines), random.Random(name))
        made.setdefault(text, part)
    texts = (_page_text(name, domain, text, each) for text, each in made.items())
    return [text for text in texts if text is not None]


def _extracted(html: str) -> Iterator[str]:
    found = (
        trafilatura.extract(html, include_comments=False, favor_recall=True, fast=True),
        extract_plain_text(html, main_content=True, alt_texts=False),
    )
    return (text for text in found if text and _LEAST <= len(_lines(text)) <= _MOST)


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _part(
    lines: Sequence[str], gaps: Bools, roles: Sequence[LineRole], chance: random.Random
) -> tuple[str, list[LineRole]]:
    """Return the content with some lines above and below it; no text if there is no content."""
    core = [at for at, role in enumerate(roles) if role in ("body", "title")]
    if not core:
        return "", []
    first = max(0, core[0] - chance.choice(_ABOVE))
    last = min(len(lines), core[-1] + 1 + chance.choice(_BELOW), first + _PART)
    part = range(first, last)
    text = "".join(("\n" if gaps[at] and at > first else "") + lines[at] + "\n" for at in part)
    return text, list(roles[first:last])


def _page_text(page: str, domain: str, text: str, roles: Sequence[LineRole]) -> PageText | None:
    """Return a text with its roles; None if its lines are other ones when it is read."""
    lines = document_lines(read(text)) if text else None
    if lines is None or len(lines) != len(roles):
        return None
    doubtful = labels.is_doubtful(_lines(text), [role == "body" for role in roles])
    return PageText(
        page, domain, lines, np.array([ROLES.index(role) for role in roles]), np.array(doubtful)
    )


def apart(texts: Iterable[PageText], documents: Sequence[Labelled], held: int) -> list[bool]:
    """Tell which texts have neither a page nor a domain of the documents of a fold."""
    pairs = zip(documents, folds(documents).tolist(), strict=True)
    mine = [document for document, fold in pairs if fold == held]
    names, domains = {one.page for one in mine}, {one.domain for one in mine}
    return [text.page not in names and text.domain not in domains for text in texts]
