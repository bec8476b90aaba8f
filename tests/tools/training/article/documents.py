"""Labelled texts: their lines, the category of each, and the fold of each document."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cleaner import rules
from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.engine import Engine
from cleaner.core.result import Cut
from cleaner.core.structure import Region
from cleaner.scorer.arrays import Bools, Floats, Ints
from cleaner.scorer.article import KEEP
from cleaner.scorer.article_features import ARTICLE_ROLES, ArticleLines
from cleaner.scorer.residue import document_lines
from tests.support.jsonl import rows
from tests.support.paths import ROOT
from tests.tools.training.folds import domain_of

FOLDS = 5
EITHER = -1
"""Category of a line on which readers disagree."""
MORE = "more"
"""Name of the set of texts that were labelled for this project."""
OTHER = "other pages"
"""Name of those among them that are of no article, but of a shop, a forum, a list …"""
CHOSEN = "chosen"
"""Name of texts that were labelled because the network was unsure of them: it is trained on them,
and measured on others."""
_FILES = {
    "train": "residue/train.jsonl",
    "dev": "residue/dev.jsonl",
    "hosts": "hosts/labelled.jsonl",
}
SECOND = ROOT / "tests" / "tools" / "training" / "residue" / "second.jsonl.gz"
"""Second labels of texts of the set `train`."""
_WORD = re.compile(r"\w+")
_DOMAIN = re.compile(r"([\w-]+(?:\.[\w-]+)*?\.[a-z]{2,6}(?:\.(?:uk|br|tr|au|za))?)(?=[.\-/_]|$)")


class _Page(NamedTuple):
    """A page's address, and its type."""

    address: str
    type: str


@dataclass(frozen=True)
class Labelled:
    """A labelled text.

    `categories` are numbers of ARTICLE_ROLES (or EITHER) for each line that is not blank, `counts`
    its words as the benchmark counts them, and `ruled` tells whether the safe rules remove it.
    """

    id: str
    set: str
    language: str
    page: str
    domain: str
    text: str
    labels: Mapping[str, Any]
    categories: Ints
    counts: Floats
    ruled: Bools
    regions: tuple[Region, ...]
    lines: ArticleLines
    second: Mapping[str, Any] | None = None
    """The labels of another reader."""

    @property
    def is_typical(self) -> bool:
        """Whether tiers are chosen on it: it is an article, and was not chosen for its words."""
        return self.set not in (OTHER, CHOSEN)

    @property
    def agreed(self) -> dict[str, Any] | None:
        """The labels, with lines on which the second reader differs as `either`.

        None if nobody read the text again.
        """
        if self.second is None:
            return None
        first, second = expanded(self.labels["remove"]), expanded(self.second["remove"])
        either = {*self.labels["either"], *self.second["either"], *(first.keys() ^ second.keys())}
        remove = {str(line): name for line, name in first.items() if line not in either}
        return {**self.labels, "remove": remove, "either": sorted(either)}

    def structure(self) -> tuple[Region, ...]:
        """Return the regions."""
        return self.regions

    @property
    def cleaned(self) -> Labelled | None:
        """The document without its boilerplate: nothing is to be removed from it.

        None if there is none, or nothing else.
        """
        kept = np.flatnonzero(self.categories <= KEEP)
        if not 1 < len(kept) < len(self.categories):
            return None
        gaps = self.lines.gaps[kept]
        gaps[0] = True
        texts = [self.lines.texts[number] for number in kept.tolist()]
        return replace(
            self,
            categories=self.categories[kept],
            counts=self.counts[kept],
            ruled=self.ruled[kept],
            lines=ArticleLines(texts, gaps, self.lines.families[kept]),
            second=None,
        )


def read(text: str) -> Document:
    """Read a text as the engine does, with the phrases of all rules."""
    matcher = rules.matcher(rules.line_tests(rules.RULES))
    document = Document(text, matcher)
    return replace(document, found=matcher.scan(text, document.kept()))


def labelled(data: Path, more: Path | None = None) -> list[Labelled]:
    """Read all labelled articles in a folder with residue/, hosts/, wcxb/ and fundus/.

    `more` is a file of further ones, as `tests.tools.training.article.texts` writes it.
    """
    pages = _pages(data)
    second = {row["id"]: row["labels"] for row in rows(SECOND)}
    files = [(name, data / path) for name, path in _FILES.items()]
    files += [(MORE, more)] if more else []
    out = []
    for name, path in files:
        articles = (row for row in rows(path) if row["kind"] == "article")
        out += [
            _document(row, name, pages, second.get(row["id"]))
            for row in articles
            if row["text"].strip()
        ]
    return out


def _document(
    row: Mapping[str, Any],
    name: str,
    pages: Mapping[str, _Page],
    second: Mapping[str, Any] | None,
) -> Labelled:
    text = row["text"]
    document = read(text)
    lines = document_lines(document)
    if lines is None:
        raise ValueError(f"{row['id']} has more lines than the scorer reads.")
    cuts = Engine(rules.RULES, document.matcher).clean(text).cuts
    breaks = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    numbers = [bisect_right(breaks, start) - 1 for start in document.index.starts]
    page, domain = _origin(row, pages)
    article = page not in pages or pages[page].type == "article"
    if name == MORE:
        name = CHOSEN if row.get("chosen") else MORE if article else OTHER
    return Labelled(
        row["id"],
        name,
        row["lang"],
        page,
        domain,
        text,
        row["labels"],
        np.array(_categories(row["labels"], numbers)),
        np.array([len(_WORD.findall(line)) or 1 for line in lines.texts], np.float32),
        np.array([_inside(document.span(at), cuts) for at in range(len(lines))]),
        tuple(document.regions),
        lines,
        second,
    )


def _inside(line: Span, cuts: Sequence[Cut]) -> bool:
    """Tell whether cuts remove a whole line (but for its line break)."""
    return any(cut.start <= line.start and line.end <= cut.end + 1 for cut in cuts)


def _categories(labels: Mapping[str, Any], numbers: Sequence[int]) -> list[int]:
    either, remove = set(labels["either"]), expanded(labels["remove"])
    return [
        ARTICLE_ROLES.index(remove[number])
        if number in remove
        else EITHER
        if number in either
        else ARTICLE_ROLES.index("keep")
        for number in numbers
    ]


def expanded(spans: Mapping[str, str]) -> dict[int, str]:
    """Expand `{"3-5": "nav"}` to the category of each line."""
    out: dict[int, str] = {}
    for key, category in spans.items():
        first, _, last = str(key).partition("-")
        out.update(dict.fromkeys(range(int(first), int(last or first) + 1), category))
    return out


def _pages(data: Path) -> dict[str, _Page]:
    """Return what is known of WCXB's and fundus' pages by the page's name in ids."""
    out = {}
    for folder, file in (("wcxb", "pages.jsonl.gz"), ("fundus", "dev.jsonl.gz")):
        for row in rows(data / folder / file):
            out[f"{folder}/{row['id']}"] = _Page(row["url"], row.get("type", "article"))
    return out


def _origin(row: Mapping[str, Any], pages: Mapping[str, _Page]) -> tuple[str, str]:
    """Return the page and the domain of a labelled text: what must be in the same fold."""
    source, *rest = row["id"].replace("-dev/", "/").split("/")
    if "host" in row:
        host = row["host"]
        return row["id"], domain_of(f"http://{host}") if "." in host else host
    page = "/".join([source, *rest[:2]]) if source == "fundus" else f"{source}/{rest[0]}"
    address = row.get("url") or (pages[page].address if page in pages else "")
    if address:
        return page, domain_of(address)
    named = _DOMAIN.match(rest[0].lower())
    return page, domain_of(f"http://{named[1]}") if named else page


def folds(documents: Sequence[Labelled]) -> Ints:
    """Return the fold of each document; those of one page or one domain share it."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            name = parent[name]
        return name

    for document in documents:
        parent[root(f"page {document.page}")] = root(f"domain {document.domain}")
    groups = [root(f"page {document.page}") for document in documents]
    return np.array([zlib.crc32(group.encode()) % FOLDS for group in groups])
