"""What a page may have: larger ones are refused, and some are judged without trafilatura, whose time grows faster than they do.

Pages are hostile or broken now and then. Everything else here takes time that grows with a page; libxml2 and trafilatura have a
few steps that do not. The numbers are from measurements (`python -m tests.tools.measure_pages`): near them a page takes some
seconds, beyond them minutes. The 1,623 development pages stay below half of each.
"""

from __future__ import annotations

import re
from unicodedata import combining

from lxml.etree import ErrorTypes, HTMLParser
from lxml.etree import _Element as Element

from cleaner.html.page import Page
from cleaner.html.trouble import HtmlTrouble

MOST_CHARACTERS = 20_000_000
"""A page that has more is refused. The longest of the development pages has 5 million."""
MOST_TAGS = 300_000
"""A page with more angle brackets is refused: its tree would take more than a gigabyte. (Seen: 22,000.)"""
MOST_ATTRIBUTES = 20_000
"""An element with more is refused: libxml2 compares each with all others. (Seen: 136.)"""

MOST_TAGS_ASKED = 60_000
"""trafilatura is not asked about a page with more angle brackets: it joins sets of nodes that libxml2 compares one with all."""
MOST_CHILDREN_ASKED = 8_000
"""… nor about one with an element that has more children: lxml goes back over them to find the owner of a text. (Seen: 1,521.)"""
MOST_BOXES_ASKED = 1_000
"""Its other extractors are not asked about a page with more boxes, unless it says that it is an article: they take the longer the
larger a page is, and on pages of tiles their text is hardly better (F1 over all pages 0.854 and 0.856)."""
MOST_BOXES_ASKED_AT_ALL = 2_500
"""… nor about one with more, whatever it says: jusText looks for neighbours of each block. (Seen: 8,514 blocks and boxes.)"""
_MOST_TYPES = 10_000_000  # characters that its pattern for forums would go over, from each "@type": [ to the next bracket
_MARKS = 100  # combining marks in a row, which Unicode's normal form puts in order by comparing each with those before it

_LARGE = 500_000  # characters
_LONG_TAG = 1 << 16  # characters
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_TYPES = re.compile(r'"@type"\s{0,99}:\s{0,99}\[')


def refuse_monsters(text: str) -> None:
    """Raises HtmlTrouble for what would take the machine's memory or time."""
    if len(text) > MOST_CHARACTERS:
        raise HtmlTrouble(
            f"this page has {len(text):,} characters, more than the {MOST_CHARACTERS:,} that a page may have. Split it first."
        )
    if text.count("<") > MOST_TAGS:
        raise HtmlTrouble(f"this page has {text.count('<'):,} tags, more than the {MOST_TAGS:,} that a page may have. Split it first.")
    _refuse_endless_tags(text)


def _refuse_endless_tags(text: str) -> None:
    """Raises HtmlTrouble for a tag that has a great many attributes. Looks at a few characters in each 64 KB."""
    at = seen = 0
    in_script = False
    while at < len(text):
        end = text.rfind(">", at, at + _LONG_TAG)
        if end >= 0:
            at = end + 1
            continue
        stop = text.find(">", at)
        stop = len(text) if stop < 0 else stop
        start = text.find("<", at, stop)
        opened, closed = text.rfind("<script", seen, at), text.rfind("</script", seen, at)
        if opened != closed:  # one of them was found
            in_script = opened > closed
        seen = max(0, at - len("</script"))
        if start >= 0 and not in_script and len(_QUOTED.sub("", text[start:stop]).split()) > MOST_ATTRIBUTES:
            raise HtmlTrouble(f"a tag of this page has more than {MOST_ATTRIBUTES:,} attributes, or is never closed. Repair it first.")
        at = stop + 1


def refuse_half(parser: HTMLParser) -> None:
    """Raises HtmlTrouble for a page of which libxml2 left out the rest: at depth 256 (seen: 56), or in 10 MB without a tag."""
    error = parser.error_log.last_error
    if error is not None and error.type == ErrorTypes.ERR_RESOURCE_LIMIT:
        what = "elements that are nested more than 250 deep" if "depth" in error.message else "a text or tag that is longer than 10 MB"
        raise HtmlTrouble(f"this page has {what} and would lose what comes after. Repair it first.")


def may_be_asked(page: Page, root: Element, html: str) -> bool:
    """Whether trafilatura's time for a page is bounded. Without it the page's main part is its article."""
    tags = html.count("<")
    return (
        tags <= MOST_TAGS_ASKED
        and (tags <= MOST_CHILDREN_ASKED or max(map(len, root.iter())) <= MOST_CHILDREN_ASKED)
        and not any(_has_endless_marks(block.text) for block in page.blocks if not block.text.isascii())
        and not _has_endless_types(html)
    )


def may_be_asked_for_more(page: Page, *, article: bool) -> bool:
    """Whether the time of trafilatura's other extractors is bounded as well, and worth it. `article`: the page says that it is one."""
    return len(page.boxes) <= (MOST_BOXES_ASKED_AT_ALL if article else MOST_BOXES_ASKED)


def forget(html: str) -> None:
    """Let trafilatura forget the texts of a large page. It remembers the last thousand lines, however long they are."""
    if len(html) > _LARGE:
        from trafilatura.utils import line_processing, trim

        line_processing.cache_clear()
        trim.cache_clear()


def _has_endless_marks(text: str) -> bool:
    """Whether a text has a long run of combining marks. (trafilatura drops what cannot be seen, and then more are in a row.)"""
    some = range(0, len(text), _MARKS) if len(text) > _MARKS else ()
    return any(
        _is_mark(text[at]) and (all(map(_is_mark, text[at : at + _MARKS // 2])) or all(map(_is_mark, text[at - _MARKS // 2 : at])))
        for at in some
    )


def _is_mark(character: str) -> bool:
    return combining(character) > 0 or not character.isprintable()


def _has_endless_types(html: str) -> bool:
    """Whether JSON-LD opens lists of types again and again and does not close them."""
    total, close = 0, -1
    for found in _TYPES.finditer(html):
        if close < found.end():
            close = html.find("]", found.end())
            close = len(html) if close < 0 else close
        total += close - found.end()
    return total > _MOST_TYPES
