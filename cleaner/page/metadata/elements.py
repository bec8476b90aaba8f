"""Elements of the article, and those that are elsewhere on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element as Element

from cleaner.page.containers import HEADINGS, HIDDEN, LOOKED_AT, hides
from cleaner.page.metadata.head import one_line
from cleaner.page.selectors import boilerplate_rule

_ELSEWHERE = re.compile(
    r"comment|respond|reply|related|sidebar(?!-wrapper)|(?<!entry-)(?<!post-)(?<!article-)footer"
    r"|widget(?!\sBlog)|recommend|testimonial|teaser|newsletter"
    r"|(?<![a-z])(?:menu|share|popular|latest|more-|promo|forms?(?![a-z]))",
    re.IGNORECASE,
)
_META = re.compile(r"(?:^|[-_ ])(?:meta|byline|post-?info)(?:$|[-_ ])", re.IGNORECASE)
_CARD = 60  # words of the teaser of something else
_TITLE = 2  # spaces in the title of an article; shorter headings are labels
_CARD_AROUND = 4  # elements around a time in it
_AROUND = 12  # elements around a name that may say that it is somebody else's


def is_elsewhere(element: Element) -> bool:
    """Whether an element is in comments, a list of other articles, or beside the article.

    What has the headline in it is the page, whatever it is called: `one-sidebar`.
    """
    ends = False  # whether it is in a footer, which may be that of the article
    for count, outer in enumerate((element, *element.iterancestors())):
        if count > _AROUND or outer.tag in ("body", "main"):
            return ends
        if outer.tag == "article" and ends:
            return False
        names = f"{outer.get('class') or ''} {outer.get('id') or ''}"
        is_beside = outer.tag == "aside" and not _META.search(names)
        if is_beside or outer.tag in ("form", "nav"):
            return True
        ends |= outer.tag == "footer"
        if _ELSEWHERE.search(names):
            return outer.find(".//h1") is None
    return ends


def is_in_card(element: Element, headline: str) -> bool:
    """Whether an element is in a small box with the title of something else than the headline."""
    for box in islice(element.iterancestors(), _CARD_AROUND):
        titles = [text_of(title) for title in box.iter(*HEADINGS)]
        if any(title.count(" ") >= _TITLE for title in titles):
            words = len(text_of(box).split())
            return one_line(headline) not in titles and words <= _CARD and box.find(".//h1") is None
    return False


def shown_texts(root: Element) -> Iterator[str]:
    """The texts that a page shows, without those of scripts and of elements that are hidden."""
    stack: list[Element | str] = [*root.iterchildren("body")]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one.tag, str) and not _is_hidden(one):
            yield one.text or ""
            for child in one.iterchildren(reversed=True):
                stack += (child.tail or "", child)


def _is_hidden(element: Element) -> bool:
    if element.tag in ("script", "style", "template"):
        return True
    get = dict(element.items()).get
    names = (get(name, "")[:LOOKED_AT] for name in ("class", "id", "role"))
    return hides(get("style", "")) or boilerplate_rule(str(element.tag), *names) == HIDDEN


def text_of(element: Element) -> str:
    """The text of an element, on one line."""
    return one_line(" ".join(element.itertext()))
