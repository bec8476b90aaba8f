"""The role of each line of a page whose main content is known: the training labels.

A line is `body` if it is in the reference, in order. Headlines, bylines, captions and comments,
which most references lack, are recognised by the markup and the page's metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cleaner.core.analysis import LineRole
from cleaner.page import align
from cleaner.page.blocks import Block
from cleaner.page.containers import Container

_WORD = re.compile(r"[^\W_]+")
_COMMENTS = re.compile(
    r"(?:^|[-_ ])comments?(?:[-_ ]|$)|commentlist|disqus|comment-?(?:body|content|text|item)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"author|byline|(?:^|[-_ ])date|publish|posted|meta|timestamp|dateline", re.IGNORECASE
)
_TITLE_PARTS = re.compile(
    r"\s[|\N{EN DASH}\N{EM DASH}\-\N{MIDDLE DOT}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}:]\s"
)
_PARAGRAPH = 12  # words of a first paragraph
_SHORT = 14  # words of a byline
_ABOVE = 6  # lines above the headline that may be a byline
_BELOW = 3  # lines below the body that may be a caption
_REPEATED = 3  # words from which on equal lines are not so by chance


def normal(text: str) -> str:
    """Return the words of a text in lower case with single spaces."""
    return " ".join(_WORD.findall(text.lower()))


def in_reference(texts: Sequence[str], reference: str) -> list[bool]:
    """Tell which lines are in the reference, by an alignment that keeps the order of both."""
    return align.lines_in(
        [normal(text) for text in texts], "\n".join(map(normal, reference.split("\n")))
    )


def is_doubtful(texts: Sequence[str], body: Sequence[bool]) -> list[bool]:
    """Tell which lines are not body but have the same words as one that is.

    Either may be the one in the reference.
    """
    known = {normal(text) for text, is_body in zip(texts, body, strict=True) if is_body}
    return [
        not is_body and len(words := normal(text).split()) >= _REPEATED and " ".join(words) in known
        for text, is_body in zip(texts, body, strict=True)
    ]


def block_roles(
    blocks: Sequence[Block], body: Sequence[bool], titles: Sequence[str], *, article: bool
) -> list[LineRole]:
    """Return the role of each block.

    `titles` are the titles that the page or its reference declares; `article` tells whether the
    page is an article.
    """
    texts = [normal(block.text) for block in blocks]
    lengths = [len(text.split()) for text in texts]
    size = len(blocks)
    first = next((at for at in range(size) if body[at] and lengths[at] >= _PARAGRAPH), size)
    last = max((at for at in range(size) if body[at]), default=-1)
    title = _title(blocks, texts, titles, first)
    top = range(max(0, (first if title is None else title) - _ABOVE), min(size, first + 2))
    roles: list[LineRole] = []
    for at, block in enumerate(blocks):
        inherited = block.container.inherited
        if at == title:
            role: LineRole = "title"
        elif (
            inherited.caption
            and not inherited.boilerplate
            and at <= last + _BELOW
            and (article or not body[at])
        ):
            role = "caption"
        elif body[at]:
            role = "body"
        elif (
            at in top and lengths[at] <= _SHORT and not inherited.boilerplate and _is_byline(block)
        ):
            role = "byline"
        elif at > first and (
            inherited.boilerplate == "markup.comments"
            or any(map(_COMMENTS.search, _names(block.container, 4)))
        ):
            role = "comment"
        else:
            role = "other"
        roles.append(role)
    return roles


def line_roles(
    texts: Sequence[str], body: Sequence[bool], blocks: Sequence[Block], roles: Sequence[LineRole]
) -> list[LineRole]:
    """Return the role of each line of another rendering: that of the block with the same words."""
    known: dict[str, LineRole] = {}
    for block, role in zip(blocks, roles, strict=True):
        if role not in ("body", "other"):
            known.setdefault(normal(block.text), role)
    out: list[LineRole] = []
    seen: set[str] = set()
    for text, is_body in zip(texts, body, strict=True):
        words = normal(text)
        plain: LineRole = "body" if is_body else "other"
        role = known.get(words, plain)
        out.append(
            plain if (is_body and role != "title") or (role == "title" and words in seen) else role
        )
        seen.add(words)
    return out


def _title(
    blocks: Sequence[Block], texts: Sequence[str], titles: Sequence[str], first: int
) -> int | None:
    """Return the headline: the last block with a title above the first paragraph, if any."""
    whole = {normal(title) for title in titles}
    parts = {normal(part) for title in titles for part in (title, *_TITLE_PARTS.split(title))}
    alike = [at for at, text in enumerate(texts) if " " in text and text in parts]
    choices = (
        [at for at in alike if blocks[at].shape == "h1"],
        [at for at in alike if blocks[at].shape in ("h2", "h3") and texts[at] in whole],
        [at for at in alike if texts[at] in whole and texts[at].count(" ") >= 3],
        [
            at
            for at, text in enumerate(texts)
            if blocks[at].shape == "h1" and text.count(" ") >= 2 and _is_within(text, parts)
        ],
    )
    found = next(filter(None, choices), None)
    if found is None:
        return None
    above = [at for at in found if at <= first]
    return above[-1] if above else found[0]


def _is_within(text: str, parts: set[str]) -> bool:
    return any(part.count(" ") >= 2 and (text in part or part in text) for part in parts)


def _is_byline(block: Block) -> bool:
    return any(
        tag == "time" or _BYLINE.search(classes) for tag, classes in block.inline_elements
    ) or any(map(_BYLINE.search, _names(block.container, 2)))


def _names(box: Container, boxes: int) -> Iterator[str]:
    return (
        f"{outer.names[1]} {outer.names[2]}"
        for outer, _ in zip(box.ancestors(), range(boxes), strict=False)
    )
