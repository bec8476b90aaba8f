"""Listings: the text of `pre` elements, without the numbers of their lines, and their language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml.etree import _Element as Element

TAGS = frozenset({"pre", "listing", "xmp"})
"""Elements that are listings."""
_UNSEEN = frozenset({"script", "style", "template", "button", "select", "textarea", "input"})
# What no listing holds: it is part of a page that never closed its `pre`.
_STRUCTURE = frozenset(
    {
        *("h1", "h2", "h3", "h4", "h5", "h6", "article", "section", "main", "header", "footer"),
        *("nav", "aside", "blockquote", "dl", "figure", "form", "pre", "hr", "center", "iframe"),
    }
)
_ROWS = frozenset({"div", "li", "tr", "p"})
_GUTTER = re.compile(
    r"""
    (?:^|[\s_-])
    (?: ln | lnt | line-?num(?:ber)?s? | linenos? | lineno | gutter | rouge-gutter | blob-num
      | hljs-ln-numbers | hljs-ln-n | code-line-number | line-?no | ec-line-?number | lnos?
      | react-syntax-highlighter-line-number | token-line-number )
    (?:$|\s)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERS = re.compile(r"[\s\d.:|]*\d[\s\d.:|]*")
_LINE = re.compile(r"(?:^|\s)(?:line|code-line|token-line|view-line|cl|ec-line|hljs-line)(?:$|\s)")
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|highlight-source|highlight-text|highlight(?!\s+highlight)|brush:?)[-:\s]\s*"
    r"([A-Za-z][\w+#.-]{0,20})"
)
_AFTER_NAME = re.compile(
    r"(?:^|\s)(?:sourceCode|hljs|src|prettyprint|highlight)\s+([A-Za-z][\w+#-]{0,20})(?:\s|$)"
)
_BLOCK_NAMES = frozenset({"block", "code-block", "codeblock", "highlight-block", "d-block"})
_KEEPS_SPACE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)")
_IN_LINES = frozenset({"span", "b", "i", "em", "strong", "a", "br", "code", "mark", "var"})
_NO_LANGUAGES = frozenset(
    {
        *("none", "text", "plain", "plaintext", "plain-text", "txt", "nohighlight", "default"),
        *("notranslate", "linenums", "code", "wrap", "copy", "language", "highlighter"),
        *("highlight", "block", "codeblock", "undefined", "auto"),
    }
)
_AROUND = 3  # elements around a listing that may name its language
_TAB = 4


class Listing(NamedTuple):
    """The lines of a listing, and its language (empty if that is not known)."""

    text: str
    language: str


def listing_of(pre: Element) -> Listing | None:
    """The listing that a `pre` element is; None for one that holds the structure of a page."""
    for inner in pre.iterdescendants():
        if inner.tag in _STRUCTURE:
            return None
    return Listing(tidy("".join(_parts(pre))), language_of(pre))


def is_listing(element: Element) -> bool:
    """Whether an element that is not a `pre` is a listing all the same.

    That is a `code` or a `div` with several lines, which keeps its white space by its style, or
    names its language. A `code` that is called a block may have one line. The elements in it must
    be inline.
    """
    is_block = element.tag == "code" and _is_called_block(element)
    if element.tag == "code":
        may_be = is_block or bool(_KEEPS_SPACE.search(element.get("style") or ""))
    else:
        may_be = bool(element.get("data-lang") or element.get("data-language"))
    if not may_be:
        return False
    if any(inner.tag not in _IN_LINES for inner in element.iterdescendants()):
        return False
    return is_block or "\n" in "".join(element.itertext()).strip()


def _is_called_block(code: Element) -> bool:
    """Whether a `code` element has the class of a block, and nothing follows it in its line."""
    is_named = not _BLOCK_NAMES.isdisjoint((code.get("class") or "").split())
    return is_named and not (code.tail or "").strip()


def tidy(raw: str) -> str:
    """A listing without spaces at the ends of lines, and without blank lines around it."""
    lines = [line.rstrip() for line in raw.expandtabs(_TAB).splitlines()]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return "\n".join(lines)


def is_gutter(element: Element) -> bool:
    """Whether an element has the numbers of a listing's lines, and nothing else."""
    if element.get("data-line-number") is not None and not "".join(element.itertext()).strip():
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    unselectable = "user-select" in (element.get("style") or "")
    if not (unselectable or _GUTTER.search(names)):
        return False
    return bool(_NUMBERS.fullmatch("".join(element.itertext())))


def _parts(pre: Element) -> Iterator[str]:
    """The pieces of a listing's text, in order. Iterative: trees may be deep."""
    written = pre.text or ""
    yield written
    stack: list[tuple[Iterator[Element], Element]] = [(iter(pre), pre)]
    while stack:
        children, element = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            after = _after(element, written) if stack else ""
        elif child.tag == "br":
            after = "\n" + (child.tail or "")
        elif not isinstance(child.tag, str) or child.tag in _UNSEEN or is_gutter(child):
            after = child.tail or ""
        else:
            is_row = child.tag in _ROWS and bool(written) and not written.endswith("\n")
            after = ("\n" if is_row else "") + (child.text or "")
            stack.append((iter(child), child))
        if after:
            written = after
            yield after


def _after(element: Element, written: str) -> str:
    """What follows an element: a line break after one that is a line of its own, and its tail."""
    tail = element.tail or ""
    is_open = not written.endswith("\n") and not tail.startswith("\n")
    return "\n" + tail if is_open and _is_line(element) else tail


def _is_line(element: Element) -> bool:
    """Whether an element is one line of a listing, by its tag, its class, or its company."""
    if element.tag in _ROWS:
        return True
    if element.getnext() is None:
        return False
    if element.tag == "span":
        return bool(_LINE.search(element.get("class") or ""))
    parent = element.getparent()
    return element.tag == "code" and parent is not None and parent.tag == "pre"


def language_of(pre: Element) -> str:
    """The language of a listing, by the classes of its element and those in and around it."""
    code = pre.find(".//code")
    near = [one for one in (code, pre) if one is not None]
    around = pre.getparent()
    for _ in range(_AROUND):
        if around is None or around.tag in ("body", "article", "main"):
            break
        near.append(around)
        around = around.getparent()
    for element in near:
        if language := _named(element):
            return language
    return ""


def _named(element: Element) -> str:
    for attribute in ("data-lang", "data-language", "data-code-lang", "language"):
        if (value := (element.get(attribute) or "").strip().lower()) and value not in _NO_LANGUAGES:
            return value if re.fullmatch(r"[\w+#.-]{1,20}", value) else ""
    classes = element.get("class") or ""
    for pattern in (_LANGUAGE, _AFTER_NAME):
        for match in pattern.finditer(classes):
            name = match[1].lower().removeprefix("source-").rstrip(";.")
            if name not in _NO_LANGUAGES and not name.startswith(("line", "numbers")):
                return name
    return ""
