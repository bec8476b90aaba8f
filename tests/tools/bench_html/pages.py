"""Read the labelled pages: JSON lines, gzipped or not, of `id`, `html` and a reference.

Standard library only, because workers import it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.jsonl import Row, rows

OTHER = "other"
SMALLEST_GROUP = 3


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is judged by. Its HTML stays in the file: only the workers read it."""

    id: str
    reference: str
    group: str = ""
    """Its type (article, forum …) or else its language; empty if neither is told."""
    domain: str = ""
    url: str = ""
    wanted: tuple[str, ...] = ()
    """Snippets that have to be in the output."""
    unwanted: tuple[str, ...] = ()
    """Snippets that must not be."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """Pages of one file."""

    name: str
    file: Path
    pages: tuple[Page, ...]

    @property
    def domains(self) -> list[str]:
        """The domain of every page, in the order of the pages: what is resampled as a whole."""
        return [page.domain for page in self.pages]


def domain(url: str, page_id: str) -> str:
    """The host of an address, without `www.`; a page without an address is a domain of its own."""
    return (urlsplit(url).hostname or page_id).removeprefix("www.")


def page(row: Row) -> Page:
    """A page of the joined fields of a row."""
    url = row.get("url") or ""
    return Page(
        id=row["id"],
        reference=row["reference"],
        group=row.get("type") or row.get("lang") or "",
        domain=domain(url, row["id"]),
        url=url,
        wanted=tuple(row.get("with") or ()),
        unwanted=tuple(row.get("without") or ()),
    )


def read(name: str, file: Path, references: Path | None = None, limit: int = 0) -> DataSet:
    """Pages of `file`, joined by id with `references`; the first `limit` of each group (0: all).

    Pages without a reference are left out.
    """
    known = {row["id"]: row for row in rows(references)} if references else {}
    joined = (
        {key: value for key, value in row.items() if key != "html"} | known.get(row["id"], {})
        for row in rows(file)
    )
    found = (page(row) for row in joined if row.get("reference") is not None)
    return DataSet(name, file, tuple(first_of_each(found, limit)))


def first_of_each(found: Iterable[Page], limit: int) -> Iterator[Page]:
    """The first `limit` pages of every group, in their order; all of them if `limit` is 0."""
    seen: Counter[str] = Counter()
    for each in found:
        seen[each.group] += 1
        if not limit or seen[each.group] <= limit:
            yield each


def groups(found: Sequence[Page]) -> dict[str, list[int]]:
    """Positions of the pages by group: `all`, then the largest first.

    Groups of fewer than three pages are joined as `other`; if no group is larger, there is only
    `all`.
    """
    sizes = Counter(each.group for each in found if each.group)
    names = [name for name, size in sizes.most_common() if size >= SMALLEST_GROUP]
    members: dict[str, list[int]] = (
        {"all": list(range(len(found)))} | {name: [] for name in names} | {OTHER: []}
    )
    for position, each in enumerate(found):
        if each.group and names:
            members[each.group if each.group in names else OTHER].append(position)
    return {name: positions for name, positions in members.items() if positions}
