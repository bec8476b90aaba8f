"""What to do to a page before it is parsed, so that nothing of it is lost.

Saved pages (MHTML) and mails are unpacked, text after `</html>` is read, and elements that nest
too deep for libxml2 are flattened. In the tree, documents in frames are opened.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

# The lines that a saved page or a mail begins with: `From: <Saved by Blink>`, `MIME-Version: 1.0`.
_HEADER = re.compile(
    rb"\s{0,9}(?:[A-Za-z][A-Za-z-]{0,60}:[^\r\n]{0,998}\r?\n(?:[ \t][^\r\n]*\r?\n)*){2,}\r?\n"
)
_IS_MAIL = re.compile(
    rb"^(?:MIME-Version|Content-Type|Content-Transfer-Encoding):", re.MULTILINE | re.IGNORECASE
)
_MOST_HEADERS = 1 << 16  # bytes
# End tags after which libxml2 drops everything.
_END = re.compile(rb"</(?:body|html)>", re.IGNORECASE)
# Inline elements that old pages open again and again and never close.
_FORMATTING = re.compile(
    rb"</?(?:font|span|b|i|u|em|strong|big|small|tt|center|nobr|basefont)\b[^<>]{0,500}>",
    re.IGNORECASE,
)
# Block-level elements, which pages that are built to nest deep are made of.
_STRUCTURE = re.compile(
    rb"(?:</?(?:div|section|article|main|aside|header|footer|nav|table|tbody|tr|td|th|ul|ol|li|dl"
    rb"|dd|dt|blockquote|center|form|details|figure)\b[^<>]{0,2000}>\s*)+",
    re.IGNORECASE,
)
_FRAME_WORDS = 20  # of a document in a frame that is more than an advertisement or a widget
_MOST_FRAMES = 50  # of a page
_MOST_IN_FRAME = 2_000_000  # characters


class Unpacked(NamedTuple):
    """A page from a mail: its bytes, the encoding that the mail names, and its address."""

    data: bytes
    charset: str | None
    url: str | None


def mail_of(text: str) -> bytes:
    """The bytes of a text that begins like a mail; empty for any other."""
    if text.lstrip()[:1] == "<":
        return b""
    head = text[:_MOST_HEADERS]
    return text.encode(errors="ignore") if _IS_MAIL.search(head.encode(errors="ignore")) else b""


def unpack_mail(data: bytes) -> Unpacked | None:
    """The page in a saved page (MHTML) or a mail; None for anything else.

    Takes the first part of type `text/html` that is not attached.
    """
    header = _HEADER.match(data, 0, _MOST_HEADERS)
    if header is None or not _IS_MAIL.search(header[0]):
        return None
    message = message_from_bytes(data.lstrip(), policy=policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html" and not part.is_attachment():
            return _unpacked(part)
    return None


def _unpacked(part: EmailMessage) -> Unpacked | None:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return None
    location = str(part.get("Content-Location") or "")
    url = location if location.startswith(("http://", "https://")) else None
    return Unpacked(content, part.get_content_charset(), url)


def without_early_end(data: bytes) -> bytes:
    """A page without `</body>` and `</html>`: libxml2 drops what follows them."""
    return _END.sub(b"", data)


def flattened(data: bytes) -> bytes:
    """A page without the tags of inline formatting, which nest deepest."""
    return _FORMATTING.sub(b"", data)


def without_structure(data: bytes) -> bytes:
    """A page as lines, without the block-level elements around them."""
    return _STRUCTURE.sub(b"<br>", flattened(data))


def open_frames(root: Element, parse: Callable[[str], Element | None]) -> None:
    """Put documents that frames hold in their source (`srcdoc`) in the place of the frames."""
    frames = [frame for frame in root.iter("iframe") if frame.get("srcdoc")]
    for frame in frames[:_MOST_FRAMES]:
        inner = parse((frame.get("srcdoc") or "")[:_MOST_IN_FRAME])
        body = inner.find("body") if inner is not None else None
        if body is not None and _has_text(body):
            _replace(frame, body)


def _has_text(body: Element) -> bool:
    texts = body.xpath("//text()[not(parent::script or parent::style)]")
    return sum(len(str(text).split()) for text in texts) >= _FRAME_WORDS


def _replace(frame: Element, body: Element) -> None:
    parent = frame.getparent()
    if parent is None:
        return
    opened = etree.Element("div")
    opened.text, opened.tail = body.text, frame.tail
    opened.extend(list(body))
    parent.replace(frame, opened)
