"""Measure how much of the Markdown that another tool expects of pages is in ours.

FOLDER has pages in `fixtures/NAME.html` and the Markdown expected of them in `expected/NAME.md`, as
the test suite of Defuddle (MIT) has. The table counts constructs (headings, links, images …) that
are expected and found, each with its text, and links and images with the path of their address.

A tool also writes what a page does not have: names of people in bold above their comments, dates as
links, a video as an image. So there is a second figure for headings, links, images and bold: of
those that are in some element of that kind on the page, with their words and their address.
Nothing else tells the two apart: what we leave out on purpose, of boxes and comments, counts.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaner import clean_html
from cleaner.page.extract import tree

Constructs = dict[str, Counter[str]]

_KINDS = {
    "headings": "heading",
    "links": "link",
    "images": "image",
    "bold": "strong",
    "italic": "em",
    "inline code": "code",
    "code lines": "code line",
    "list items": "item",
    "table rows": "row",
    "footnotes": "footnote",
    "formulas": "formula",
}
_IN_PAGE = ("heading", "link", "image", "strong")
_ITEM = 50  # characters of an item that are compared
_FRONT_MATTER = re.compile(r"\A```json\n\{.*?\n```\n", re.DOTALL)
_FORMULA = re.compile(r"\$\$?([^$\n]+)\$\$?")
_NOTE = re.compile(r"\[\^([^\]]+)\]:")
_ADDRESS = re.compile(r'"url":\s*"([^"]+)"')
_HEAD = 500  # characters in which a page says where it is from
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)")


class Count(NamedTuple):
    """How many constructs are expected, and found; the same for those that the page has."""

    expected: int = 0
    found: int = 0
    in_page: int = 0
    found_in_page: int = 0

    def __add__(self, other: object) -> Count:
        assert isinstance(other, Count)
        return Count(*map(sum, zip(self, other, strict=True)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.tools.bench_markdown", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--show", choices=_KINDS, help="print what is missing of one kind")
    options = parser.parse_args()
    counts = dict.fromkeys(_KINDS.values(), Count())
    pages = 0
    for page in sorted((options.folder / "fixtures").glob("*.html")):
        expected = options.folder / "expected" / f"{page.stem}.md"
        if not expected.exists():
            continue
        pages += 1
        html = page.read_text("utf-8")
        stated = _ADDRESS.search(html[:_HEAD])
        url = stated[1] if stated else f"https://{page.stem}/"
        wanted = constructs(expected.read_text("utf-8"), url)
        ours = constructs(clean_html(html, url=url, output="markdown").text, url)
        known = _Known(html, url)
        for kind in counts:
            counts[kind] += _compared(kind, wanted[kind], ours[kind], known)
        if options.show:
            shown = _KINDS[options.show]
            _show(page.stem, shown, wanted[shown] - ours[shown], known)
    if not options.show:
        print("\n".join(_table(counts, pages)))
    return 0


def _compared(kind: str, wanted: Counter[str], ours: Counter[str], known: _Known) -> Count:
    of_page = Counter({one: count for one, count in wanted.items() if known.has(kind, one)})
    found, found_in_page = wanted & ours, of_page & ours
    return Count(wanted.total(), found.total(), of_page.total(), found_in_page.total())


def _show(name: str, kind: str, missing: Counter[str], known: _Known) -> None:
    for one, count in missing.items():
        print(f"{name}: {count} x {one!r}, {'' if known.has(kind, one) else 'not '}in the page")


def _table(counts: dict[str, Count], pages: int) -> Iterator[str]:
    yield f"{pages} pages."
    yield ""
    yield "| | expected | found | expected, and in the page | found |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for name, kind in _KINDS.items():
        count = counts[kind]
        of_page = ("", "")
        if kind in _IN_PAGE:
            of_page = (str(count.in_page), _share(count.found_in_page, count.in_page))
        cells = (name, str(count.expected), _share(count.found, count.expected), *of_page)
        yield f"| {' | '.join(cells)} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else ""


def constructs(markdown: str, url: str) -> Constructs:
    """The constructs of a text in Markdown, by kind."""
    found: Constructs = {kind: Counter() for kind in _KINDS.values()}
    text = _FRONT_MATTER.sub("", markdown)
    found["footnote"].update(_NOTE.findall(text))
    found["formula"].update(map(_plain, _FORMULA.findall(text)))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    for at, token in enumerate(tokens):
        for kind, value in _of_block(tokens, at, token):
            found[kind][value] += 1
        for kind, value in _of_inline(token.children or (), url):
            found[kind][value] += 1
    return found


def _of_block(tokens: Sequence[Token], at: int, token: Token) -> Iterator[tuple[str, str]]:
    if token.type == "heading_open":
        yield "heading", _text(tokens[at + 1].children or ())
    elif token.type == "list_item_open":
        for inner in tokens[at + 1 :]:
            if inner.type == "inline":
                yield "item", _text(inner.children or ())[:_ITEM]
            if inner.type in ("inline", "list_item_close"):
                break
    elif token.type == "tr_open":
        end = next(n for n in range(at, len(tokens)) if tokens[n].type == "tr_close")
        cells = [one.children or () for one in tokens[at:end] if one.type == "inline"]
        yield "row", "|".join(map(_text, cells))
    elif token.type in ("fence", "code_block"):
        for line in filter(str.strip, token.content.split("\n")):
            yield "code line", "".join(line.split())


def _of_inline(tokens: Sequence[Token], url: str) -> Iterator[tuple[str, str]]:
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.nesting == 1:
            opened.append(at)
        elif token.nesting == -1:
            start = opened.pop()
            kind = token.type.removesuffix("_close")
            text = _text(tokens[start:at])
            if kind == "link" and text:
                yield kind, f"{text} {_path(str(tokens[start].attrs['href']), url)}"
            elif kind in ("em", "strong") and text:
                yield kind, text
        elif token.type == "code_inline":
            yield "code", token.content.strip()
        elif token.type == "image":
            yield "image", _path(str(token.attrs["src"]), url)


class _Known:
    """The headings, links, images and bold words that elements of a page are."""

    def __init__(self, html: str, url: str) -> None:
        self._texts: dict[str, list[str]] = {"heading": [], "strong": []}
        self._links: dict[str, list[str]] = {}
        self._images: set[str] = set()
        root = tree(html)
        for element in root.iter(etree.Element) if root is not None else ():
            self._add(element, url)

    def _add(self, element: etree._Element, url: str) -> None:
        text = _plain("".join(element.itertext()))
        if element.tag in _HEADINGS or element.get("role") == "heading":
            self._texts["heading"].append(text)
        if element.tag in ("b", "strong") or _BOLD.search(element.get("style") or ""):
            self._texts["strong"].append(text)
        if element.tag == "a" and element.get("href"):
            self._links.setdefault(_path(str(element.get("href")), url), []).append(text)
        if element.tag in ("img", "source"):
            words = (word for value in element.values() for word in str(value).split())
            self._images.update(_path(word.strip(","), url) for word in words)

    def has(self, kind: str, one: str) -> bool:
        """Whether an element of the page has the words of a construct; True for other kinds."""
        if kind == "image":
            return one in self._images
        text, _, path = one.partition(" ")
        texts = self._links.get(path, []) if kind == "link" else self._texts.get(kind, [text])
        return any(text in known for known in texts)


def _text(tokens: Sequence[Token]) -> str:
    return _plain("".join(one.content for one in tokens if one.type in ("text", "code_inline")))


def _plain(text: str) -> str:
    """The letters and digits of a text in lower case."""
    return re.sub(r"[\W_]+", "", text).lower()


def _path(address: str, url: str) -> str:
    """The path of an address on its host, which need not be written in full."""
    try:
        return unquote(urlsplit(urljoin(url, address.strip())).path).rstrip("/")
    except ValueError:
        return address


if __name__ == "__main__":
    raise SystemExit(main())
