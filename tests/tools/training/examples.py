"""Labelled pages as examples: the lines of a page with features and roles, and its address."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from lxml.etree import _Element as Element
from resiliparse.extract.html2text import extract_plain_text

from cleaner.core.analysis import LineRole
from cleaner.page import extract
from cleaner.page.features import features as features_of
from cleaner.page.metadata.kinds import open_graph, page_kinds
from cleaner.page.walk import read_page
from cleaner.scorer.arrays import Bools, Ints
from cleaner.scorer.markup_features import MarkupFeatures
from cleaner.scorer.network import ROLES
from cleaner.scorer.text_features import TextFeatures, text_features
from tests.support.jsonl import rows
from tests.tools.training import labels

Kind = Literal["page", "html"]


@dataclass(frozen=True)
class Source:
    """A labelled page.

    `set` is `wcxb` or `fundus`, `type` a page type of WCXB (fundus: `news`).
    """

    id: str
    set: str
    type: str
    language: str
    url: str
    html: str
    reference: str
    title: str


@dataclass(frozen=True)
class Example:
    """A rendering of a page.

    `roles` are numbers of ROLES; `doubtful` marks lines that are left out of training.
    """

    url: str
    kind: Kind
    text: TextFeatures
    markup: MarkupFeatures | None
    roles: Ints
    doubtful: Bools


def sources(data: Path) -> list[Source]:
    """Read the development pages of WCXB and fundus; `data` has the folders wcxb and fundus."""
    out = []
    references = {row["id"]: row for row in rows(data / "wcxb" / "reference.jsonl.gz")}
    for row in rows(data / "wcxb" / "pages.jsonl.gz"):
        about = references[row["id"]]
        out.append(
            Source(
                row["id"],
                "wcxb",
                row["type"],
                "en",
                row["url"],
                row["html"],
                about["reference"],
                about.get("title") or "",
            )
        )
    fundus = rows(data / "fundus" / "dev.jsonl.gz")
    return out + [
        Source(
            row["id"], "fundus", "news", row["lang"], row["url"], row["html"], row["reference"], ""
        )
        for row in fundus
    ]


def examples(pages: Sequence[Source], jobs: int) -> list[Example]:
    """Return the examples of pages in order: each as HTML, and as text in several renderings."""
    with ProcessPoolExecutor(jobs) as pool:
        return [example for found in pool.map(of_page, pages, chunksize=16) for example in found]


def of_page(source: Source) -> list[Example]:
    """Return the examples of one page: none if it has no text."""
    root = extract.tree(source.html)
    if root is None:
        return []
    read = read_page(root)
    blocks = read.blocks
    if not blocks:
        return []
    texts = [block.text for block in blocks]
    body = labels.in_reference(texts, source.reference)
    titles = [
        title
        for title in (
            source.title,
            open_graph(root, "og:title"),
            root.findtext(".//title") or "",
        )
        if title
    ]
    roles = labels.block_roles(blocks, body, titles, article=source.type in ("article", "news"))
    features, markup = features_of(read, page_kinds(root))
    out = [_example(source, "html", texts, features, markup, roles)]
    gaps = np.array([not block.after_break for block in blocks])
    renderings = {
        "blocks": (texts, gaps),
        "resiliparse": resiliparse_lines(source.html),
        "text content": _text_content(root),
    }
    for name, (lines, spaced) in renderings.items():
        if lines:
            line_roles = (
                roles
                if name == "blocks"
                else labels.line_roles(
                    lines, labels.in_reference(lines, source.reference), blocks, roles
                )
            )
            out.append(_text_example(source, lines, spaced, line_roles))
            if name == "resiliparse" and (inner := extracted_part(lines, spaced, line_roles)):
                out.append(_text_example(source, *inner))
    return out


def extracted_part(
    lines: Sequence[str], spaced: Bools, roles: Sequence[LineRole]
) -> tuple[list[str], Bools, list[LineRole]] | None:
    """Return the lines from the headline (or the body's first) to the body's last.

    Users pass such texts as pages, too.
    """
    core = [at for at, role in enumerate(roles) if role in ("body", "title")]
    if not core:
        return None
    part = slice(core[0], core[-1] + 1)
    gaps = spaced[part].copy()
    gaps[0] = True
    return list(lines[part]), gaps, list(roles[part])


def _text_example(
    source: Source, lines: Sequence[str], spaced: Bools, roles: Sequence[LineRole]
) -> Example:
    features = text_features([line.replace("\n", " ") for line in lines], spaced)
    return _example(source, "page", lines, features, None, roles)


def _example(
    source: Source,
    kind: Kind,
    texts: Sequence[str],
    features: TextFeatures,
    markup: MarkupFeatures | None,
    roles: Sequence[LineRole],
) -> Example:
    doubtful = labels.is_doubtful(texts, [role == "body" for role in roles])
    return Example(
        source.url or source.id,
        kind,
        features,
        markup,
        np.array([ROLES.index(role) for role in roles]),
        np.array(doubtful),
    )


def page_text(html: str) -> str:
    """Render the whole page's text with resiliparse, with bullets, indentation and blank lines."""
    return str(
        extract_plain_text(
            html, main_content=False, alt_texts=False, links=False, form_fields=False
        )
    )


def resiliparse_lines(html: str) -> tuple[list[str], Bools]:
    """Return the lines of that text that are not blank, and whether a blank one is above each."""
    lines: list[str] = []
    gaps: list[bool] = []
    gap = True
    for line in page_text(html).split("\n"):
        if line.strip():
            lines.append(line.rstrip())
            gaps.append(gap)
        gap = not line.strip()
    return lines, np.array(gaps, bool)


def _text_content(root: Element) -> tuple[list[str], Bools]:
    """Return the page's text nodes in order, as `get_text()` gives them, without blank lines."""
    body = root.find("body")
    unseen = ("script", "style", "noscript", "template")
    parts: list[str] = []
    stack: list[tuple[Element, bool]] = [(root if body is None else body, False)]
    while stack:
        element, is_done = stack.pop()
        if is_done:
            parts.append(element.tail or "")
            continue
        stack.append((element, True))
        if isinstance(element.tag, str) and element.tag not in unseen:
            parts.append(element.text or "")
            stack += [(child, False) for child in reversed(element)]
    lines = [line.strip() for line in "".join(parts).splitlines() if line.strip()]
    return lines, np.array([True, *[False] * (len(lines) - 1)], bool)
