"""Elements of the article, and those that are elsewhere on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element as Element

from cleaner.core import accelerator
from cleaner.page.containers import HEADINGS, hides
from cleaner.page.metadata.head import one_line

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
# Parts of the classes by which elements say who wrote something.
_AUTHOR_NAMES = ("author", "byline", "fn", "autor", "submitted", "username")
_LOOKED_AT = 2_000  # characters of the names of an element: they are cached
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
        if _is_named_elsewhere(names[:_LOOKED_AT]):
            return outer.find(".//h1") is None
    return ends


@lru_cache(1 << 12)
def _is_named_elsewhere(names: str) -> bool:
    return bool(_ELSEWHERE.search(names))


def is_in_card(element: Element, headline: str) -> bool:
    """Whether an element is in a small box with the title of something else than the headline."""
    for box in islice(element.iterancestors(), _CARD_AROUND):
        titles = [text_of(title) for title in box.iter(*HEADINGS)]
        if any(title.count(" ") >= _TITLE for title in titles):
            words = len(text_of(box).split())
            return one_line(headline) not in titles and words <= _CARD and box.find(".//h1") is None
    return False


class Elements:
    """The elements of a page that say something of it, found in one walk through its tree.

    `metas`, `scripts`, `links`, `times` and `anchors` are all elements of these names in the page's
    order. `named` are those whose classes may tell who wrote something, with their classes;
    `properties` are those with an `itemprop`, with what it is.
    """

    def __init__(self, root: Element) -> None:
        self.root = root
        by_tag: dict[str, list[Element]] = {
            "meta": [],
            "script": [],
            "link": [],
            "time": [],
            "a": [],
        }
        self.named: list[tuple[Element, str]] = []
        self.properties: list[tuple[Element, str]] = []
        if compiled := accelerator.tree():
            names = tuple(name.encode() for name in _AUTHOR_NAMES)
            compiled.find_elements(root, by_tag, names, self.named, self.properties)
        else:
            self._find(root, by_tag)
        self.metas, self.scripts = by_tag["meta"], by_tag["script"]
        self.links, self.times, self.anchors = by_tag["link"], by_tag["time"], by_tag["a"]

    def _find(self, root: Element, by_tag: Mapping[str, list[Element]]) -> None:
        for element in root.iterdescendants("*"):
            if (same := by_tag.get(element.tag)) is not None:
                same.append(element)
            if (classes := element.get("class")) and _names_author(classes):
                self.named.append((element, classes))
            if itemprop := element.get("itemprop"):
                self.properties.append((element, itemprop))


def _names_author(classes: str) -> bool:
    """Whether classes may tell who wrote something. (A generator takes twice as long.)"""
    for name in _AUTHOR_NAMES:  # noqa: SIM110
        if name in classes:
            return True
    return False


def inside(elements: Iterable[Element], outer: Iterable[Element]) -> list[Element]:
    """Those of some elements that are in one of the outer ones."""
    around = set(outer)
    if not around:
        return []
    return [one for one in elements if not around.isdisjoint(one.iterancestors())]


def children_of(outer: Iterable[Element], depth: int = 1) -> list[Element]:
    """The elements `depth` levels below some others, in the page's order, as the others are."""
    found: list[Element] = []
    for top in _nested(outer):
        if len(top) == 1:
            below: list[Element] = top
            for _ in range(depth):
                below = [child for one in below for child in one.iterchildren("*")]
            found += below
        else:
            around = set(top)
            found += (one for one in top[0].iterdescendants("*") if _above(one, depth) in around)
    return found


def _nested(elements: Iterable[Element]) -> list[list[Element]]:
    """Elements in the page's order, each with those that are in it."""
    groups: list[list[Element]] = []
    for one in elements:
        if groups and groups[-1][0] in one.iterancestors():
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _above(element: Element, depth: int) -> Element | None:
    """The element `depth` levels above another one."""
    return next(islice(element.iterancestors(), depth - 1, None), None)


def shown_text(root: Element) -> str:
    """The text that a page shows, without that of scripts and of elements that are hidden."""
    texts: list[str] = []
    compiled = accelerator.tree()
    for body in root.iterchildren("body"):
        if compiled:
            texts += compiled.shown_texts(body, _NEVER_SHOWN, hides)
            continue
        hidden = {one for one in body.iter("*") if _is_hidden(one)}
        if body not in hidden:
            around = {outer for one in hidden for outer in one.iterancestors()}
            texts += _texts_outside(body, hidden, around)
    return " ".join(texts)


def _texts_outside(
    root: Element, hidden: AbstractSet[Element], around: AbstractSet[Element]
) -> Iterator[str]:
    """The texts of an element that are not in hidden ones, which are inside `around`."""
    stack: list[Element | str] = [root]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
        elif one not in around:
            yield from one.itertext()
        else:
            yield one.text or ""
            for child in one.iterchildren(reversed=True):
                stack.append(child.tail or "")
                if child not in hidden:
                    stack.append(child)


_NEVER_SHOWN = frozenset({"script", "style", "template"})


def _is_hidden(element: Element) -> bool:
    return element.tag in _NEVER_SHOWN or hides(element.get("style") or "")


def text_of(element: Element) -> str:
    """The text of an element, on one line."""
    return one_line(" ".join(element.itertext()))
