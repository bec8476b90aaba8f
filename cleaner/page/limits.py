"""Limits for pages: larger ones are refused, because some are hostile or broken.

All of our own work takes time that grows with a page; libxml2 has a few steps that do not. The
numbers are from measurements (`python -m tests.tools.measure_pages`): close to them a page takes
some seconds, beyond them minutes. All 1,623 development pages are below half of each.
"""

from __future__ import annotations

import re

from lxml.etree import ErrorTypes, HTMLParser

from cleaner.page.errors import InvalidPage

MAX_CHARACTERS = 20_000_000
"""A page with more is refused. The longest of the development pages has 5 million."""
MAX_TAGS = 300_000
"""A page with more angle brackets is refused: its tree would take more than a gigabyte. (Seen:
22,000.)"""
MAX_ATTRIBUTES = 20_000
"""An element with more is refused: libxml2 compares each with all others. (Seen: 136.)"""

_LONG_TAG = 1 << 16  # characters
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def check_size(text: str) -> None:
    """Raise InvalidPage for a page that would take too much memory or time."""
    if len(text) > MAX_CHARACTERS:
        raise InvalidPage(
            f"this page has {len(text):,} characters, more than the {MAX_CHARACTERS:,} that a page"
            " may have. Split it first."
        )
    tags = text.count("<")
    if tags > MAX_TAGS:
        raise InvalidPage(
            f"this page has {tags:,} tags, more than the {MAX_TAGS:,} that a page may have."
            " Split it first."
        )
    _check_attributes(text)


def _check_attributes(text: str) -> None:
    """Raise InvalidPage for a tag with a great many attributes.

    Looks at a few characters in each 64 KB: a tag that is shorter cannot have so many.
    """
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
        if start >= 0 and not in_script and _has_too_many_attributes(text[start:stop]):
            raise InvalidPage(
                f"a tag of this page has more than {MAX_ATTRIBUTES:,} attributes, or is never"
                " closed. Repair it first."
            )
        at = stop + 1


def _has_too_many_attributes(tag: str) -> bool:
    return len(_QUOTED.sub("", tag).split()) > MAX_ATTRIBUTES


def is_too_deep(parser: HTMLParser) -> bool:
    """Whether libxml2 dropped the rest of a page at a depth of 2,048 (seen: 300)."""
    error = parser.error_log.last_error
    is_limit = error is not None and error.type == ErrorTypes.ERR_RESOURCE_LIMIT
    return is_limit and "depth" in error.message


def check_complete(parser: HTMLParser) -> None:
    """Raise InvalidPage for a page of which libxml2 dropped the rest."""
    error = parser.error_log.last_error
    if error is not None and error.type == ErrorTypes.ERR_RESOURCE_LIMIT:
        what = (
            "elements that are nested more than 2,000 deep"
            if "depth" in error.message
            else "a text or tag that is too long"
        )
        raise InvalidPage(f"this page has {what} and would lose what comes after. Repair it first.")
