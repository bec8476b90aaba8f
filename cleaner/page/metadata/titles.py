"""The title of a page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cleaner.page.jsonld import texts_of
from cleaner.page.metadata.head import Head, one_line, plain

_SEPARATOR = re.compile(
    r"\s+[|\N{BROKEN BAR}\N{EN DASH}\N{EM DASH}\-\N{MIDDLE DOT}\N{BULLET}:"
    r"\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    r"\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}/~]+\s+|\s*\|\s*"
)
_WORD = re.compile(r"[^\W_]+")
_SAME = 0.5  # share of words that a headline and a title have in common
_SITE_WORDS = 5  # of the part of a title that may be the site's name


def title_of(head: Head, headline: str) -> str | None:
    """The headline if the head of the page agrees with it; else what the head says."""
    headlines = (text for node in head.articles for text in texts_of(node.get("headline")))
    told = [*head.meta("og:title"), *headlines, *head.meta("twitter:title"), head.title]
    known = [title for title in map(one_line, told) if title]
    if headline and (not known or any(_agree(headline, title) for title in known)):
        return headline
    return _without_site(known[0], head.site, head.url) if known else None


def _agree(headline: str, title: str) -> bool:
    """Whether a headline and what the page is called are the same but for a few words."""
    ours, theirs = (set(_WORD.findall(text.lower())) for text in (headline, title))
    if not ours or not theirs:
        return False
    return len(ours & theirs) >= _SAME * min(len(ours), len(theirs)) and (
        len(ours & theirs) >= _SAME * len(ours)
    )


def _without_site(title: str, site: str | None, url: str | None) -> str:
    """A title without the name of the site at its end or beginning."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    host = urlsplit(url).hostname or "" if url else ""
    names = {plain(site or ""), *(plain(part) for part in host.split(".") if len(part) > 3)}
    for part, at in ((parts[-1], -1), (parts[0], 0)):
        if plain(part) in names or (names & {plain(part).removeprefix("the")}):
            rest = title[: title.rindex(part)] if at else title[title.index(part) + len(part) :]
            return (
                _SEPARATOR.sub(" ", f" {rest} ", count=0).strip()
                if len(parts) == 2
                else _trimmed(rest)
            )
    if len(parts[-1].split()) <= _SITE_WORDS < len(title.split()) - len(parts[-1].split()):
        return _trimmed(title[: title.rindex(parts[-1])])
    return title


def _trimmed(title: str) -> str:
    return title.strip(" \t|-:/~\N{EN DASH}\N{EM DASH}\N{MIDDLE DOT}\N{BULLET}")
