"""Containers: the block-level elements that text is in, and what each says of it by its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml.etree import _Element as Element

from cleaner.core.characters import SENTENCE_ENDS
from cleaner.page.embeds.detect import DetectedEmbed, embed_named
from cleaner.page.embeds.providers import MARKS
from cleaner.page.selectors import boilerplate_rule

HIDDEN = "markup.hidden"
CONTROL = "markup.control"
NAVIGATION = "markup.navigation"

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
Shape = str
"""What a block is: `p`, a heading (`h1` to `h6`), `li`, `row`, `head` (of a table), `pre` or
`caption`."""

_SHAPING_NAMES = (
    "pre listing xmp plaintext li dd dt ul ol dl menu blockquote figcaption caption noscript table"
)
SHAPING = HEADINGS | frozenset(_SHAPING_NAMES.split())
_CONTROLS = frozenset({"button", "form", "dialog"})
_NAVIGATION = frozenset({"nav", "footer", "menu"})
_NAVIGATION_ROLES = frozenset(
    (
        *("navigation", "contentinfo", "search", "dialog", "alertdialog"),
        *("menu", "menubar", "toolbar", "tooltip"),
    )
)
_ASIDE_ROLES = frozenset({"banner", "complementary"})
_MAIN = frozenset({"main", "article"})
LOOKED_AT = 1_000  # characters of an attribute: they are cached, and a page may have megabytes
_NAME_LENGTH = 40  # characters; longer class names are made by machines


NOTE_NAMES = re.compile(
    r"(?<![a-z])(?:foot|end|side|margin)-?notes?(?![a-z])|-footnotes?\b|(?<![a-z])footnote-?content",
    re.IGNORECASE,
)
"""What elements with the notes of an article are called."""
# What the answers of a list of questions are called, which open when a reader clicks.
_ANSWER = re.compile(
    r"accordion|answer|faq|collaps|toggle|tab-?pan(?:e|el)|tab-?content|panel|expand|spoiler"
    r"|disclosure|content|(?<![a-z])tab(?![a-z])",
    re.IGNORECASE,
)
# What the contents of tabs are called, of which one is shown at a time.
_TAB = re.compile(r"tab-?pan(?:e|el)|tab-?content|(?<![a-z])tab(?![a-z])", re.IGNORECASE)
# A box that folds, and the line of it that stays when it does.
_FOLDS = re.compile(r"accordion|faq|collaps|foldable|toggle|expand|spoiler|callout", re.IGNORECASE)
_TITLE = re.compile(r"title|question|summary|head(?:er|ing)?(?![a-z])", re.IGNORECASE)
_QUESTION_TAGS = HEADINGS | {"dt", "summary", "button", "label"}
_ANSWER_WORDS = 5
_SENTENCE = 8  # words of an answer below a button that is not in a heading
_IN_QUESTION = 8  # elements of a question that are looked at
_SIGNED = 6  # parts of a signature: tag and classes of the container and the two around it


class Inherited(NamedTuple):
    """What a container inherits from those around it.

    `boilerplate` is the rule by which it is boilerplate (empty for none), `boilerplate_root` the
    number of the container where that begins (-1 for none). `aside` says that it is beside the main
    content (`aside`, the page's header), `main` that it is in an element marked as main content,
    `caption` that it is in a caption, `notes` that it is in an element called notes. `post` is the
    number of the embedded post that it is part of (-1 for none). `quotes` and `lists` count those
    around it; `ordered` is the number of the innermost list if that is ordered, else 0. `shape` is
    what a block in it is.
    """

    boilerplate: str = ""
    boilerplate_root: int = -1
    aside: bool = False
    main: bool = False
    caption: bool = False
    notes: bool = False
    post: int = -1
    quotes: int = 0
    lists: int = 0
    ordered: int = 0
    shape: Shape = "p"


Names = tuple[str, str, str, str, str]
"""An element's tag, classes, id, role and itemprop."""
Signature = tuple[object, ...]


class Container:
    """A block-level element with text in it.

    `number` counts from the outermost on, `level` is the depth in the tree. `start` is the number
    that a list begins with, or that an item has (as it is in the HTML; empty if it is not given).
    """

    __slots__ = ("_signature", "inherited", "level", "names", "number", "parent", "start", "tag")

    def __init__(
        self,
        number: int,
        parent: Container | None,
        inherited: Inherited,
        names: Names,
        start: str = "",
    ) -> None:
        self.number = number
        self.tag = names[0]
        self.parent = parent
        self.level: int = 0 if parent is None else parent.level + 1
        self.inherited = inherited
        self.names = names
        self.start = start
        self._signature: Signature | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Its class names, without those that machines number."""
        return class_words(self.names[1])

    @property
    def signature(self) -> Signature:
        """The tags and class names of the container and the two around it."""
        if self._signature is None:
            parts: list[object] = []
            one: Container | None = self
            while one is not None and len(parts) < _SIGNED:
                parts += (one.tag, class_words(one.names[1]))
                one = one.parent
            self._signature = tuple(parts)
        return self._signature

    def ancestors(self) -> Iterator[Container]:
        """The container itself and those around it, from the inside."""
        one: Container | None = self
        while one is not None:
            yield one
            one = one.parent


def common_ancestor(first: Container, second: Container) -> Container:
    """The innermost container that both are in (or are)."""
    while first is not second:
        if first.level >= second.level and first.parent is not None:
            first = first.parent
        elif second.parent is not None:
            second = second.parent
        else:
            break
    return first


_CAPTIONS = frozenset(
    (
        *("wp-caption-text", "caption", "image-caption", "imageCaption", "img-caption"),
        *("photo-caption", "gallery-caption", "media-caption"),
    )
)
SPEAKING = frozenset({"style", "hidden", "aria-hidden", *MARKS})
"""Attributes that may say that an element is hidden, or an embed."""


class OwnTraits(NamedTuple):
    """What an element's tag, classes, id and role say of what it holds."""

    boilerplate: str = ""
    aside: bool = False
    header: bool = False
    main: bool = False
    caption: bool = False
    notes: bool = False
    embed: DetectedEmbed | None = None


NO_TRAITS = OwnTraits()


@lru_cache(1 << 16)
def own_traits(tag: str, classes: str, identity: str, role: str) -> OwnTraits | None:
    """The traits of an element with this markup; None for none. Pages repeat their markup."""
    boilerplate = boilerplate_rule(tag, classes, identity, role)
    names = f"{classes} {identity} {role}"
    notes = "note" in names.lower() and bool(NOTE_NAMES.search(names))
    if not boilerplate and tag in _CONTROLS:
        boilerplate = CONTROL
    elif not boilerplate and (tag in _NAVIGATION or role in _NAVIGATION_ROLES):
        boilerplate = "" if notes else NAVIGATION
    traits = OwnTraits(
        boilerplate,
        tag == "aside" or role in _ASIDE_ROLES,
        tag == "header",
        tag in _MAIN or role in ("main", "article"),
        tag in ("figcaption", "caption") or not _CAPTIONS.isdisjoint(classes.split()),
        notes,
        embed_named(classes, identity) if classes or identity else None,
    )
    return traits if any(traits) else None


@lru_cache(1 << 10)
def traits_of_tag(tag: str) -> OwnTraits | None:
    """The traits of an element without attributes."""
    return own_traits(tag, "", "", "")


def inherited_by(
    outer: Inherited,
    tag: str,
    traits: OwnTraits | None,
    attributes: dict[str, str],
    number: int,
) -> Inherited:
    """What the children of an element inherit: `outer` as the element changes it."""
    own = traits or NO_TRAITS
    rule = outer.boilerplate or _rule_for(outer, tag, own, attributes)
    is_list = tag in ("ul", "ol", "dl", "menu")
    begins_post = own.embed is not None and own.embed.kind == "post" and outer.post < 0
    # Positional: it is made for most elements, and names take as long as all else.
    return Inherited(
        rule,
        number if rule and not outer.boilerplate else outer.boilerplate_root,
        outer.aside or (not own.main and (own.aside or (own.header and not outer.main))),
        outer.main or own.main,
        outer.caption or own.caption,
        outer.notes or own.notes,
        number if begins_post else outer.post,
        outer.quotes + (tag == "blockquote"),
        outer.lists + is_list,
        (number if tag == "ol" else 0) if is_list else outer.ordered,
        _shape(outer, tag, is_caption=own.caption),
    )


def _rule_for(outer: Inherited, tag: str, own: OwnTraits, attributes: dict[str, str]) -> str:
    """The rule by which an element is boilerplate; empty for none."""
    if own.boilerplate == NAVIGATION and tag == "footer" and outer.quotes:
        return ""  # the footer of a quotation says who is quoted
    if own.boilerplate:
        return own.boilerplate
    return HIDDEN if tag == "noscript" or _is_hidden(attributes) else ""


def _shape(outer: Inherited, tag: str, *, is_caption: bool) -> Shape:
    """What a block in an element is, by its tag and what it is in."""
    if tag in HEADINGS or tag == "pre":
        return tag
    if tag in ("listing", "xmp", "plaintext"):
        return "pre"
    if outer.shape in ("pre", "caption") or outer.shape in HEADINGS:
        return outer.shape
    if is_caption:
        return "caption"
    if tag in ("li", "dd"):
        return "li"
    return "li" if outer.shape == "li" and tag not in ("table", "blockquote", "dt") else "p"


def is_answer(element: Element) -> bool:
    """Whether a hidden element is the answer to a question above it, which opens on a click.

    It is called so, has the role of a tab's content, or is named by what opens it; and right above
    it there is a heading or a button, alone or in a container of its own, or the title of a box
    that folds, or the content of a tab that is shown.
    """
    above = element.getprevious()
    if above is None and (parent := element.getparent()) is not None:
        above = parent.getprevious() if parent.tag == "div" else None
    if above is None:
        return False
    names = _names_of(element)
    is_named = _ANSWER.search(names) and (_is_question(above) or _is_title_of_box(above))
    if not (is_named or _opens(above, element) or (_TAB.search(names) and _is_tab(above))):
        return False
    words = (len(text.split()) for text in islice(element.itertext(), 20))
    return sum(words) >= _ANSWER_WORDS or any(
        inner.tag == "pre" for inner in islice(element.iter(), _IN_QUESTION)
    )


def _names_of(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}"


def _opens(above: Element, element: Element) -> bool:
    """Whether a heading or term has something to click on that opens an element.

    So may a button, if what it opens is a sentence.
    """
    name = element.get("id")
    if not name:
        return False
    opens = any(
        name in (inner.get("aria-controls"), (inner.get("href") or "")[1:])
        for inner in islice(above.iter(), _IN_QUESTION)
    )
    if not opens or above.tag in _QUESTION_TAGS - {"button", "label"}:
        return opens
    text = "".join(islice(element.itertext(), 20)).strip()
    return text[-1:] in SENTENCE_ENDS and len(text.split()) >= _SENTENCE


def opens_answer(button: Element) -> bool:
    """Whether a button is the question above a hidden answer, which opens on a click."""
    below = button.getnext()
    return (
        below is not None
        and button.get("aria-controls") == (below.get("id") or "-")
        and _is_hidden(dict(below.items()))
        and is_answer(below)
    )


def _is_tab(element: Element) -> bool:
    """Whether an element is the content of a tab, shown or not, with text in it."""
    return bool(_TAB.search(_names_of(element))) and element.tag not in ("a", "li", "button", "ul")


def _is_question(element: Element) -> bool:
    if (
        element.tag in _QUESTION_TAGS
        or element.get("aria-controls")
        or element.get("aria-expanded")
    ):
        return True
    inner = next(iter(element), None)
    return inner is not None and (
        inner.tag in _QUESTION_TAGS or inner.get("aria-expanded") is not None
    )


def _is_title_of_box(element: Element) -> bool:
    """Whether an element is called the title of a box that is called one that folds."""
    box = element.getparent()
    if box is None or not _TITLE.search(element.get("class") or ""):
        return False
    return bool(_FOLDS.search((box.get("class") or "")[:LOOKED_AT]))


def _is_hidden(attributes: dict[str, str]) -> bool:
    """Whether attributes say that an element is not shown."""
    if "hidden" in attributes:
        # React hides so what its script shows a moment later.
        return not attributes.get("id", "").startswith("S:")
    if attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and hides(style)


def hides(style: str) -> bool:
    """Whether a `style` attribute says that its element is not shown."""
    return "n" in style and _hides(style[:LOOKED_AT])


@lru_cache(1 << 12)
def _hides(style: str) -> bool:
    plain = style.replace(" ", "").lower()
    return "display:none" in plain or "visibility:hidden" in plain


@lru_cache(1 << 14)
def class_words(classes: str) -> tuple[str, ...]:
    """Class names that tell what an element is: those that no machine has numbered."""
    return tuple(
        word
        for word in classes.split()
        if len(word) < _NAME_LENGTH and not any(map(str.isdigit, word))
    )
