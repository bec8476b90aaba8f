"""Recognising embeds by their markup: posts, players, pictures, maps, charts and documents.

Names that tell are in `providers`. An element that is named like an embed but is empty and does
not say where its content comes from is not an embed: what it was for is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import NamedTuple
from unicodedata import category
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from cleaner.page.embeds.providers import BEGINNINGS, ELEMENTS, HOSTS, MARKS, NAMES, EmbedKind


class DetectedEmbed(NamedTuple):
    """An embed: its kind, its provider (`twitter`, `youtube`, … or empty) and address if known.

    `text` is what an image shows, as its author describes it, `sets` are the files that a browser
    may choose from.
    """

    kind: EmbedKind
    provider: str = ""
    url: str = ""
    text: str = ""
    sets: tuple[str, ...] = ()


_DIRECT: dict[str, tuple[EmbedKind, str]] = {
    ".pdf": ("document", ""),
    ".mp4": ("video", ""),
    ".webm": ("video", ""),
    ".mp3": ("audio", ""),
}
# Attributes with the address of an embed, some of which wait for lazy loading.
_SOURCE_NAMES = (
    "src data-src data-lazy-src data-original data-url data-videoid data-tweetid data-shortcode"
    " data-pagespeed-lazy-src srcset data-srcset data-lazy-srcset data cite data-href"
    " data-instgrm-permalink data-embed-url videoid"
)
_SOURCES = tuple(_SOURCE_NAMES.split())
_SETS = ("srcset", "data-srcset", "data-lazy-srcset")
_LONGEST_SET = 20_000  # characters of such an attribute
# How large a file of a set is: its width in pixels, or by how much it is larger (`640w`, `2x`).
_SIZE = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)[wx],?")
_SPACED = re.compile(r"(\s\d{1,5}(?:\.\d{1,3})?[wx]),")
_INLINE = ("data:", "about:", "javascript:")
_ADDRESS = re.compile(r"https?://|//|/|[\w-]+\.(?:jpe?g|png|webp|gif|avif)\b")
# Patterns of lower-case text: those that ignore case take four times as long.
_DECORATION = re.compile(r"emoji|smiley|avatar|gravatar|icon|logo|spacer|pixel|badge|sprite")
# Addresses of faces and icons: secure.gravatar.com/avatar/…, s.w.org/images/core/emoji/…,
# /assets/icons/play.svg
_TRIFLE = re.compile(
    r"gravatar\.com|/emojis?/|twemoji|/avatars?/|/icons?/|/smil(?:ey|ies)/|/logos?[/.]"
)
# What a picture of a writer or reader is described as: Ana's avatar, Profile picture of Ana
_FACE = re.compile(
    r"(?:'|\N{RIGHT SINGLE QUOTATION MARK})s avatar\b|\bavatar (?:of|for) |^avatar$"
    r"|\bprofile (?:picture|photo|image)\b"
)
# Trackers (pixel.wp.com, /pixel.gif, /1x1.png) and advertisements; not photos of a Pixel phone.
_TRACKER = re.compile(
    r"""
      //pixel\. | /pixel(?:\.(?:gif|png|php)|[/?]|$) | /1x1 | spacer\. | blank\.gif | /beacon
    | scorecardresearch | quantserve | chartbeat | facebook\.com/tr\b
    | doubleclick | googletagmanager | googlesyndication | amazon-adsystem | adnxs | criteo
    | taboola | outbrain | /ads?/ | //(?:[\w-]+\.)*ads?(?:server|s|v)?\d*[.-] | adserv | adroll
    | teads | pubmatic | openx | /adframe | [?&]ad_?(?:unit|slot)=
    """,
    re.VERBOSE,
)
# Buttons, boxes and forms in frames, which show nothing of the article.
_WIDGET = re.compile(
    r"""
      recaptcha | /plugins/(?:like|page|follow|share|comments)\b
    | widgets?/(?:follow|tweet|widget|hub) | (?:follow|tweet|share)_button | timeline-profile
    | disqus\.com | newsletter | subscribe | signup | mailchimp | list-manage
    | substack\.com/embed | /login | consent | /cmp\b | ns\.html | donate
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BANNERS = frozenset(
    ["728x90", "970x250", "970x90", "320x50", "320x100", "300x600", "160x600", "120x600", "468x60"]
)
_AD_SIZES = _BANNERS | {"300x250", "336x280", "250x250"}  # a picture may have these by chance
# Names of frames with an advertisement: google_ads_iframe_…, aswift_0, title="3rd party ad content"
_ADVERTISEMENT = re.compile(
    r"google_ads|aswift|advertis|(?:^|[ _-])ads?(?:$|[ _-])|sponsor", re.IGNORECASE
)
# The address of a single post; a quotation with a link to it is that post.
_POST = re.compile(
    r"""
    //(?:www\.|mobile\.)?
    (?: (twitter|x)\.com/\w+/status/\d
      | (instagram)\.com/(?:p|reel)/\w
      | (bsky)\.app/profile/[^/]+/post/\w
      | (threads)\.(?:net|com)/@[\w.]+/post/\w
      | (facebook)\.com/[\w.]+/posts/\w
      | (tiktok)\.com/@[\w.]+/video/\d
    )
    """,
    re.VERBOSE,
)
# Scripts whose address says which embed replaces them.
_SCRIPTS: tuple[tuple[re.Pattern[str], tuple[EmbedKind, str]], ...] = (
    (re.compile(r"jwplayer\.com/players/\w|jwplatform\.com/players/\w"), ("video", "jwplayer")),
    (re.compile(r"wistia\.com/embed/medias/"), ("video", "wistia")),
    (re.compile(r"datawrapper\.dwcdn\.net/\w+/"), ("chart", "datawrapper")),
    (re.compile(r"documentcloud\.org/(?:documents|notes)/\d"), ("document", "documentcloud")),
    (re.compile(r"gist\.github\.com/\w"), ("document", "github")),
)
_SCRIPTED = re.compile(r"jwpla|wistia|datawrapper|documentcloud|gist\.github")
_NUMBERED = tuple(BEGINNINGS)  # ids that say which embed it is
_DRAWING = 150  # pixels; a smaller drawing is an icon
_LOOKED_AT = 1000  # elements of a container
_LINKS = 50  # of a quotation
_SMALL = 32  # pixels; a picture that is not wider is an icon
_INLINED = 300  # characters; a shorter picture in the page itself is a placeholder
_DIGITS = 5  # of a width or height; what has more is none
_DESCRIPTION = 1_000  # characters of an image's description
_CHARACTERS = 20  # of an emoji or smiley, `:slightly_smiling:` too
_SYMBOL = 8  # characters of an emoji, with those that join and colour it
_EMOJI_NAMES = re.compile(r"\bemoji|twemoji|wp-smiley|\bsmil(?:ey|ie)|joypixels|/emojis?/")
_LABELS = 4  # of a host name; no known one has more


def embed_of(element: Element) -> DetectedEmbed | None:
    """The embed that an element is by its own tag, address and class.

    None for trackers, icons and anything else.
    """
    if element.tag == "script":
        return _of_script(element, element.get("src") or "")
    if element.tag in ("svg", "canvas"):
        return DetectedEmbed("chart") if _is_drawing(element) else None
    url = address(element)
    if element.tag in ("img", "amp-img", "picture"):
        return _image(element, url) if _is_picture(element, url) else None
    known = ELEMENTS[element.tag]
    return DetectedEmbed(*known, url) if known != ("other", "") else _in_frame(element, url)


def _image(element: Element, url: str) -> DetectedEmbed:
    inner = element.find(".//img") if element.tag == "picture" else element
    sets = tuple(
        found
        for one in (*element.iterfind("source"), *(() if inner is None else (inner,)))
        for name in _SETS
        if (found := one.get(name))
    )
    if inner is None:
        return DetectedEmbed("image", "", url, sets=sets)
    text = " ".join((inner.get("alt") or "")[:_DESCRIPTION].split())
    return DetectedEmbed("image", "", url or address(inner), text, sets)


def largest(sets: Iterable[str]) -> str:
    """The address of the largest of the files that a browser may choose from; the first of equals.

    `sets` are values of `srcset`. Empty if there is none.

    >>> largest(["/small.jpg 640w, /large.jpg 1280w"])
    '/large.jpg'
    """
    choices = (choice for one in sets for choice in _choices(one[:_LONGEST_SET]))
    _, best = max([(0.0, ""), *choices], key=itemgetter(0))
    return "" if best.startswith(_INLINE) else best


def _choices(value: str) -> Iterator[tuple[float, str]]:
    """Yield the size and address of each file in a `srcset`; without a size it is 1."""
    waiting = ""  # for its size
    for word in (*_SPACED.sub(r"\1, ", value).split(), ""):
        size = _SIZE.fullmatch(word)
        if waiting:
            yield float(size[1]) if size else 1.0, waiting
        waiting = "" if size else word.rstrip(",")


def character_of(image: Element) -> str:
    """The character that a picture shows, such as an emoji; empty for other pictures."""
    text = (image.get("alt") or "").strip()
    if not text or len(text) > _CHARACTERS:
        return ""
    names = f"{image.get('class') or ''} {image.get('src') or ''}"
    if _EMOJI_NAMES.search(names):
        return text
    return text if len(text) <= _SYMBOL and all(map(_is_symbol, text)) else ""


def _is_symbol(character: str) -> bool:
    return category(character) in ("So", "Sk", "Mn", "Cf") and not character.isascii()


def _is_drawing(element: Element) -> bool:
    """Whether a drawing is a chart and not an icon, by its size or its names."""
    if element.tag == "svg":
        return min(_sides(element)) >= _DRAWING
    names = (element.get("class") or "") + (element.get("id") or "")
    return "chart" in names.lower()


def _of_script(element: Element, url: str) -> DetectedEmbed | None:
    """The embed that a script puts in its own place; most only serve embeds, or track readers."""
    if element.get("data-telegram-post"):
        return DetectedEmbed("post", "telegram", url)
    if not _SCRIPTED.search(url):  # nearly all
        return None
    found = (known for pattern, known in _SCRIPTS if pattern.search(url))
    return next((DetectedEmbed(*known, url) for known in found), None)


def embed_named(names: str, identity: str = "") -> DetectedEmbed | None:
    """The embed that an element with these class names and this id is."""
    for name in names.split():
        if name in NAMES:
            return DetectedEmbed(*NAMES[name])
    if not identity:
        return None
    found = (known for prefix, known in BEGINNINGS.items() if identity.startswith(prefix))
    return next((DetectedEmbed(*known) for known in found), None)


def embed_marked(attributes: Iterable[str]) -> DetectedEmbed | None:
    """The embed that an element with these attributes waits for."""
    return next((DetectedEmbed(*MARKS[name]) for name in attributes if name in MARKS), None)


def quoted_post(element: Element) -> DetectedEmbed | None:
    """The post that a quotation is, by a link in it; None if it is not a post."""
    for link in islice(element.iterdescendants("a"), _LINKS):
        if match := _POST.search(link.get("href") or ""):
            return DetectedEmbed("post", str(match[match.lastindex or 0]))
    return None


def is_there(element: Element) -> bool:
    """Whether an element that is named like an embed has content, or says where it comes from."""
    if (element.get("id") or "").startswith(_NUMBERED):
        return True
    if any(value and name.startswith("data-") for name, value in element.items()):
        return True
    if element.text and element.text.strip():
        return True
    return any(map(_is_content, islice(element.iterdescendants(), _LOOKED_AT)))


def _is_content(element: Element) -> bool:
    """Whether an element, or what follows it, is something that a page shows."""
    if element.tail and element.tail.strip():
        return True
    if element.tag in ("script", "style", "template"):
        return False
    has_text = bool(element.text and element.text.strip())
    return has_text or element.tag in ELEMENTS or bool(element.get("href"))


def address(element: Element) -> str:
    """The address of an embed, wherever lazy loading has put it; empty for none."""
    for name in _SOURCES:
        value = str(element.get(name) or "").strip()
        if value and not value.startswith(_INLINE):
            return value.split(None, 1)[0] if "srcset" in name else value
    if element.tag != "img":
        return ""
    # The attribute of some theme: data-hi-res-src, data-image, …
    values = (value for name, value in element.items() if name.startswith("data-"))
    return next(filter(_ADDRESS.match, values), "")


def _in_frame(element: Element, url: str) -> DetectedEmbed | None:
    """The embed that a frame or an object shows.

    Old players have their address in a parameter, or in an `embed` inside.
    """
    named = embed_named(element.get("class") or "", element.get("id") or "")
    if not url and element.tag == "object":
        url = next(filter(None, map(_inner_address, element.iterdescendants())), "")
    if named:
        return named._replace(url=url)
    width, height = _sides(element)
    if 0 <= width <= _SMALL or 0 <= height <= _SMALL or f"{width}x{height}" in _AD_SIZES:
        return None
    names = (element.get(name) or "" for name in ("id", "name", "title", "class"))
    return None if any(map(_ADVERTISEMENT.search, names)) else _framed(url)


def _inner_address(element: Element) -> str:
    if element.tag == "param" and (element.get("name") or "").lower() in ("movie", "src"):
        return str(element.get("value") or "")
    return address(element) if element.tag in ("embed", "iframe", "object") else ""


def _framed(url: str) -> DetectedEmbed | None:
    """The embed in a frame with this address: a known one, a document, or `other`.

    None for advertisements, trackers and widgets.
    """
    scheme = "" if "//" in url else "https://page" if url.startswith("/") else "//"
    try:
        parts = urlsplit(scheme + url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if not host or _TRACKER.search(url.lower()) or _WIDGET.search(host + parts.path):
        return None
    names = host.split(".")
    for count in range(min(len(names), _LABELS), 1, -1):
        tail = ".".join(names[-count:])
        known = HOSTS.get(tail) or _with_path(tail, parts.path)
        if known:
            return DetectedEmbed(*known, url)
    kind = _DIRECT.get(parts.path[-4:].lower()) or _DIRECT.get(parts.path[-5:].lower())
    return DetectedEmbed(*kind, url) if kind else DetectedEmbed("other", "", url)


def _with_path(host: str, path: str) -> tuple[EmbedKind, str] | None:
    steps = [step.removesuffix(".php") for step in path.strip("/").split("/")]
    return HOSTS.get(f"{host}/{steps[0]}") or HOSTS.get(f"{host}/{'/'.join(steps[:2])}")


def _sides(element: Element) -> tuple[int, int]:
    """The declared width and height of an element in pixels; -1 for what is not declared."""
    return _pixels(element.get("width")), _pixels(element.get("height"))


def _pixels(value: str | None) -> int:
    plain = value.removesuffix("px") if value else ""
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= _DIGITS else -1


def _is_picture(element: Element, url: str) -> bool:
    """Whether an image is something to look at, not an icon, a face or a tracker."""
    if element.tag == "picture":
        inner = element.find(".//img")
        return inner is None or _is_picture(inner, address(inner) or "/")
    width, height = _sides(element)
    if 0 <= width <= _SMALL or 0 <= height <= _SMALL:
        return False
    if width > height > 0 and f"{width}x{height}" in _BANNERS:
        return False
    lower = url.lower()
    if _DECORATION.search((element.get("class") or "").lower()) or _TRACKER.search(lower):
        return False
    if _TRIFLE.search(lower) or _FACE.search((element.get("alt") or "").lower()):
        return False
    return bool(url) or len(element.get("src") or "") > _INLINED
