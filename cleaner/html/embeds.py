"""Embeds: what a page shows that is not its own text. Posts, players, pictures, maps, charts and documents, by their markup.

What is known by name is in `networks`. A box that is named like an embed but holds nothing and says nothing of where it should come
from is none: what it stood for is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from cleaner.html.networks import BEGINNINGS, ELEMENTS, HOSTS, MARKS, NAMES, EmbedKind


class Embed(NamedTuple):
    """A thing that is there. `network` is who serves it (`twitter`, `youtube`, … or empty), `url` where from, if that is known."""

    kind: EmbedKind
    network: str = ""
    url: str = ""


_DIRECT: dict[str, tuple[EmbedKind, str]] = {".pdf": ("document", ""), ".mp4": ("video", ""), ".webm": ("video", ""), ".mp3": ("audio", "")}
# Where the address is while the thing is not loaded yet.
_SOURCE_NAMES = (
    "src data-src data-lazy-src data-original data-url data-videoid data-tweetid data-shortcode data-pagespeed-lazy-src"
    " srcset data-srcset data-lazy-srcset data cite data-href data-instgrm-permalink data-embed-url videoid"
)
_SOURCES = tuple(_SOURCE_NAMES.split())
_ADDRESS = re.compile(r"https?://|//|/|[\w-]+\.(?:jpe?g|png|webp|gif|avif)\b")
_DECORATION = re.compile(r"emoji|smiley|avatar|gravatar|icon|logo|spacer|pixel|badge|sprite", re.IGNORECASE)
# Faces, icons and trackers by their address: secure.gravatar.com/avatar/…, s.w.org/images/core/emoji/…, /assets/icons/play.svg
_TRIFLE = re.compile(r"gravatar\.com|/emojis?/|twemoji|/avatars?/|/icons?/|/smil(?:ey|ies)/|/logos?[/.]", re.IGNORECASE)
# pixel.wp.com, /pixel.gif, /1x1.png; a photo of a Pixel telephone is none
_TRACKER = re.compile(
    r"//pixel\.|/pixel(?:\.(?:gif|png|php)|[/?]|$)|/1x1|spacer\.|blank\.gif|scorecardresearch|quantserve|chartbeat|/beacon"
    r"|facebook\.com/tr\b|doubleclick|googletagmanager|googlesyndication|amazon-adsystem|adnxs|criteo|taboola|outbrain|/ads?/"
    r"|//(?:[\w-]+\.)*ads?(?:server|s|v)?\d*[.-]|adserv|adroll|teads|pubmatic|openx|/adframe|[?&]ad_?(?:unit|slot)=",
    re.IGNORECASE,
)
# Buttons, boxes and forms in frames, which show nothing of the article.
_WIDGET = re.compile(
    r"recaptcha|/plugins/(?:like|page|follow|share|comments)\b|widgets?/(?:follow|tweet|widget|hub)|(?:follow|tweet|share)_button|timeline-profile"
    r"|disqus\.com|newsletter|subscribe|signup|mailchimp|list-manage|substack\.com/embed|/login|consent|/cmp\b|ns\.html|donate",
    re.IGNORECASE,
)
_BANNERS = frozenset(["728x90", "970x250", "970x90", "320x50", "320x100", "300x600", "160x600", "120x600", "468x60"])
_AD_SIZES = _BANNERS | {"300x250", "336x280", "250x250"}  # a picture may have these by chance
# What a frame calls itself that shows an advertisement: google_ads_iframe_…, aswift_0, title="3rd party ad content"
_ADVERTISEMENT = re.compile(r"google_ads|aswift|advertis|(?:^|[ _-])ads?(?:$|[ _-])|sponsor", re.IGNORECASE)
# The address of a single post, by which a plain quotation is known to be one.
_POST = re.compile(
    r"//(?:www\.|mobile\.)?(?:(twitter|x)\.com/\w+/status/\d|(instagram)\.com/(?:p|reel)/\w|(bsky)\.app/profile/[^/]+/post/\w"
    r"|(threads)\.(?:net|com)/@[\w.]+/post/\w|(facebook)\.com/[\w.]+/posts/\w|(tiktok)\.com/@[\w.]+/video/\d)"
)
# Scripts whose address says what they show where they stand.
_SCRIPTS: tuple[tuple[re.Pattern[str], tuple[EmbedKind, str]], ...] = (
    (re.compile(r"jwplayer\.com/players/\w|jwplatform\.com/players/\w"), ("video", "jwplayer")),
    (re.compile(r"wistia\.com/embed/medias/"), ("video", "wistia")),
    (re.compile(r"datawrapper\.dwcdn\.net/\w+/"), ("chart", "datawrapper")),
    (re.compile(r"documentcloud\.org/(?:documents|notes)/\d"), ("document", "documentcloud")),
    (re.compile(r"gist\.github\.com/\w"), ("document", "github")),
)
_NUMBERED = tuple(BEGINNINGS)  # ids that say which thing it is
_DRAWING = 150  # pixels; a drawing that is smaller is an icon
_SCRIPTED = re.compile(r"jwpla|wistia|datawrapper|documentcloud|gist\.github")
_LOOKED_AT = 1000  # elements of a box
_LINKS = 50  # of a quotation
_SMALL = 32  # pixels; a picture that is not wider is an icon
_INLINED = 300  # characters; a picture that is in the page itself and shorter only holds the place of another
_DIGITS = 5  # of a width or height; what has more is none


_LABELS = 4  # of a host name; no known one has more


def embed_of(element: Element) -> Embed | None:
    """The embed that an element is, by its own tag, address and class; None for trackers, icons and anything else."""
    if element.tag == "script":
        return _of_script(element, element.get("src") or "")
    if element.tag in ("svg", "canvas"):
        return Embed("chart") if _is_drawing(element) else None
    url = address(element)
    if element.tag in ("img", "amp-img", "picture"):
        return Embed("image", "", url) if _is_picture(element, url) else None
    known = ELEMENTS[element.tag]
    return Embed(*known, url) if known != ("other", "") else _in_frame(element, url)


def _is_drawing(element: Element) -> bool:
    """Whether something drawn in the page is a chart and no icon, by its size or what it is called."""
    called = (element.get("class") or "") + (element.get("id") or "")
    return min(_sides(element)) >= _DRAWING if element.tag == "svg" else "chart" in called.lower()


def _of_script(element: Element, url: str) -> Embed | None:
    """What a script puts in its own place, if it says which thing that is; most only serve the embeds of a page, or track its reader."""
    if element.get("data-telegram-post"):
        return Embed("post", "telegram", url)
    if not _SCRIPTED.search(url):  # nearly all
        return None
    return next((Embed(*known, url) for pattern, known in _SCRIPTS if pattern.search(url)), None)


def embed_named(names: str, identity: str = "") -> Embed | None:
    """The embed that a container with these class words and this id is."""
    for name in names.split():
        if name in NAMES:
            return Embed(*NAMES[name])
    if identity:
        return next((Embed(*known) for beginning, known in BEGINNINGS.items() if identity.startswith(beginning)), None)
    return None


def embed_marked(attributes: Iterable[str]) -> Embed | None:
    """The embed that a container with these attributes waits for."""
    return next((Embed(*MARKS[name]) for name in attributes if name in MARKS), None)


def quoted_post(element: Element) -> Embed | None:
    """The post that a quotation is, by a link in it; None if there is none, as in most."""
    for link in islice(element.iterdescendants("a"), _LINKS):
        if match := _POST.search(link.get("href") or ""):
            return Embed("post", str(match[match.lastindex or 0]))
    return None


def is_there(element: Element) -> bool:
    """Whether a box that is named like an embed has anything in it, or says where it will come from; else the embed is lost."""
    if any(value and name.startswith("data-") for name, value in element.items()) or (element.get("id") or "").startswith(_NUMBERED):
        return True
    if element.text and element.text.strip():
        return True
    for inner in islice(element.iterdescendants(), _LOOKED_AT):
        seen = inner.tag not in ("script", "style", "template")
        if seen and ((inner.text and inner.text.strip()) or inner.tag in ELEMENTS or inner.get("href")):
            return True
        if inner.tail and inner.tail.strip():
            return True
    return False


def address(element: Element) -> str:
    """The address of an embed, wherever lazy loading has put it."""
    for name in _SOURCES:
        value = str(element.get(name) or "").strip()
        if value and not value.startswith(("data:", "about:", "javascript:")):
            return value.split(None, 1)[0] if "srcset" in name else value
    if element.tag == "img":  # some theme's own attribute: data-hi-res-src, data-image, …
        return next((value for name, value in element.items() if name.startswith("data-") and _ADDRESS.match(value)), "")
    return ""


def _in_frame(element: Element, url: str) -> Embed | None:
    """What a frame or an object shows. Old players say where they are from in a parameter, or in an `embed` inside."""
    named = embed_named(element.get("class") or "", element.get("id") or "")
    if not url and element.tag == "object":
        inner = next((inner for inner in element.iterdescendants() if _inner_address(inner)), None)
        url = _inner_address(inner) if inner is not None else ""
    if named:
        return named._replace(url=url)
    width, height = _sides(element)
    if 0 <= width <= _SMALL or 0 <= height <= _SMALL or f"{width}x{height}" in _AD_SIZES:
        return None
    called = (element.get(name) or "" for name in ("id", "name", "title", "class"))
    return None if any(map(_ADVERTISEMENT.search, called)) else _framed(url)


def _inner_address(element: Element) -> str:
    if element.tag == "param" and (element.get("name") or "").lower() in ("movie", "src"):
        return str(element.get("value") or "")
    return address(element) if element.tag in ("embed", "iframe", "object") else ""


def _framed(url: str) -> Embed | None:
    """What stands in a frame with this address: a known player or post, a document, or something; None for advertisements and trackers."""
    try:
        parts = urlsplit(url if "//" in url else "https://page" + url if url.startswith("/") else "//" + url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if not host or _TRACKER.search(url) or _WIDGET.search(host + parts.path):
        return None
    names = host.split(".")
    for count in range(min(len(names), _LABELS), 1, -1):
        tail = ".".join(names[-count:])
        known = HOSTS.get(tail) or _with_path(tail, parts.path)
        if known:
            return Embed(*known, url)
    kind = _DIRECT.get(parts.path[-4:].lower()) or _DIRECT.get(parts.path[-5:].lower())
    return Embed(*kind, url) if kind else Embed("other", "", url)


def _with_path(host: str, path: str) -> tuple[EmbedKind, str] | None:
    steps = [step.removesuffix(".php") for step in path.strip("/").split("/")]
    return HOSTS.get(f"{host}/{steps[0]}") or HOSTS.get(f"{host}/{'/'.join(steps[:2])}")


def _sides(element: Element) -> tuple[int, int]:
    """The width and height in pixels that an element says it has; -1 for what it does not say."""
    return _pixels(element.get("width")), _pixels(element.get("height"))


def _pixels(value: str | None) -> int:
    plain = value.removesuffix("px") if value else ""
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= _DIGITS else -1


def _is_picture(element: Element, url: str) -> bool:
    """Whether an image is something to look at, and no icon, face or tracker."""
    if element.tag == "picture":
        inner = element.find("img")
        return inner is None or _is_picture(inner, address(inner) or "/")
    width, height = _sides(element)
    if 0 <= width <= _SMALL or 0 <= height <= _SMALL or (width > height > 0 and f"{width}x{height}" in _BANNERS):
        return False
    if _DECORATION.search(element.get("class") or "") or _TRACKER.search(url) or _TRIFLE.search(url):
        return False
    return bool(url) or len(element.get("src") or "") > _INLINED
