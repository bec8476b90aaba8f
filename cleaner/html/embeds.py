"""Embeds: what a page shows that is not its own text. Posts, players, pictures, maps, charts and documents, by their markup."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from lxml.etree import _Element as Element

EmbedKind = Literal["post", "video", "audio", "image", "gallery", "map", "chart", "document", "other"]


class Embed(NamedTuple):
    """A thing that is there. `network` is who serves it (`twitter`, `youtube`, … or empty), `url` where from, if that is known."""

    kind: EmbedKind
    network: str = ""
    url: str = ""


# Hosts of players and posts in iframes: the end of the host name, and for some the beginning of the path.
_HOSTS: dict[str, tuple[EmbedKind, str]] = {
    "twitter.com": ("post", "twitter"),
    "x.com": ("post", "twitter"),
    "twitframe.com": ("post", "twitter"),
    "instagram.com": ("post", "instagram"),
    "tiktok.com": ("post", "tiktok"),
    "facebook.com/plugins/video": ("video", "facebook"),
    "facebook.com/plugins/post": ("post", "facebook"),
    "facebook.com/plugins/comment_embed": ("post", "facebook"),
    "threads.net": ("post", "threads"),
    "threads.com": ("post", "threads"),
    "embed.bsky.app": ("post", "bluesky"),
    "linkedin.com/embed": ("post", "linkedin"),
    "redditmedia.com": ("post", "reddit"),
    "embed.reddit.com": ("post", "reddit"),
    "t.me": ("post", "telegram"),
    "vk.com/widget_post": ("post", "vk"),
    "assets.pinterest.com": ("post", "pinterest"),
    "truthsocial.com": ("post", "truthsocial"),
    "youtube.com": ("video", "youtube"),
    "youtube-nocookie.com": ("video", "youtube"),
    "youtu.be": ("video", "youtube"),
    "vimeo.com": ("video", "vimeo"),
    "dailymotion.com": ("video", "dailymotion"),
    "rumble.com": ("video", "rumble"),
    "brightcove.net": ("video", "brightcove"),
    "jwplayer.com": ("video", "jwplayer"),
    "jwplatform.com": ("video", "jwplayer"),
    "wistia.com": ("video", "wistia"),
    "wistia.net": ("video", "wistia"),
    "twitch.tv": ("video", "twitch"),
    "streamable.com": ("video", "streamable"),
    "kaltura.com": ("video", "kaltura"),
    "videopress.com": ("video", "videopress"),
    "ted.com": ("video", "ted"),
    "bitchute.com": ("video", "bitchute"),
    "odysee.com": ("video", "odysee"),
    "rutube.ru": ("video", "rutube"),
    "player.bilibili.com": ("video", "bilibili"),
    "soundcloud.com": ("audio", "soundcloud"),
    "spotify.com": ("audio", "spotify"),
    "podcasts.apple.com": ("audio", "apple"),
    "music.apple.com": ("audio", "apple"),
    "bandcamp.com": ("audio", "bandcamp"),
    "mixcloud.com": ("audio", "mixcloud"),
    "libsyn.com": ("audio", "libsyn"),
    "megaphone.fm": ("audio", "megaphone"),
    "simplecast.com": ("audio", "simplecast"),
    "buzzsprout.com": ("audio", "buzzsprout"),
    "art19.com": ("audio", "art19"),
    "google.com/maps": ("map", "google"),
    "maps.google.com": ("map", "google"),
    "openstreetmap.org": ("map", "openstreetmap"),
    "mapbox.com": ("map", "mapbox"),
    "arcgis.com": ("map", "arcgis"),
    "datawrapper.de": ("chart", "datawrapper"),
    "dwcdn.net": ("chart", "datawrapper"),
    "flo.uri.sh": ("chart", "flourish"),
    "flourish.studio": ("chart", "flourish"),
    "infogram.com": ("chart", "infogram"),
    "tableau.com": ("chart", "tableau"),
    "ourworldindata.org": ("chart", "ourworldindata"),
    "e.infogr.am": ("chart", "infogram"),
    "plotly.com": ("chart", "plotly"),
    "scribd.com": ("document", "scribd"),
    "documentcloud.org": ("document", "documentcloud"),
    "slideshare.net": ("document", "slideshare"),
    "docs.google.com": ("document", "google"),
    "issuu.com": ("document", "issuu"),
    "giphy.com": ("image", "giphy"),
    "imgur.com": ("image", "imgur"),
    "flickr.com": ("image", "flickr"),
    "gettyimages.com": ("image", "getty"),
}
# Classes of containers that a script turns into a post or player; the words in them are the post's.
_NAMES: dict[str, tuple[EmbedKind, str]] = {
    "twitter-tweet": ("post", "twitter"),
    "twitter-video": ("video", "twitter"),
    "tweet-embed": ("post", "twitter"),
    "embed-twitter": ("post", "twitter"),
    "wp-block-embed-twitter": ("post", "twitter"),
    "is-provider-twitter": ("post", "twitter"),
    "instagram-media": ("post", "instagram"),
    "wp-block-embed-instagram": ("post", "instagram"),
    "is-provider-instagram": ("post", "instagram"),
    "tiktok-embed": ("post", "tiktok"),
    "is-provider-tiktok": ("post", "tiktok"),
    "fb-post": ("post", "facebook"),
    "fb-video": ("video", "facebook"),
    "is-provider-facebook": ("post", "facebook"),
    "mastodon-embed": ("post", "mastodon"),
    "bluesky-embed": ("post", "bluesky"),
    "is-provider-bluesky-social": ("post", "bluesky"),
    "text-post-media": ("post", "threads"),
    "reddit-card": ("post", "reddit"),
    "reddit-embed-bq": ("post", "reddit"),
    "telegram-post": ("post", "telegram"),
    "imgur-embed-pub": ("image", "imgur"),
    "wp-block-embed-youtube": ("video", "youtube"),
    "is-provider-youtube": ("video", "youtube"),
    "is-provider-vimeo": ("video", "vimeo"),
    "embed-youtube": ("video", "youtube"),
    "youtube-player": ("video", "youtube"),
    "lyte-wrapper": ("video", "youtube"),
    "wistia_embed": ("video", "wistia"),
    "flourish-embed": ("chart", "flourish"),
    "infogram-embed": ("chart", "infogram"),
    "tableauPlaceholder": ("chart", "tableau"),
    "gallery": ("gallery", "wordpress"),
    "wp-block-gallery": ("gallery", "wordpress"),
    "tiled-gallery": ("gallery", "wordpress"),
}
_ELEMENTS: dict[str, tuple[EmbedKind, str]] = {
    "video": ("video", ""),
    "audio": ("audio", ""),
    "picture": ("image", ""),
    "img": ("image", ""),
    "canvas": ("chart", ""),
    "object": ("other", ""),
    "embed": ("other", ""),
    "iframe": ("other", ""),
    "twitter-widget": ("post", "twitter"),
    "lite-youtube": ("video", "youtube"),
    "lite-vimeo": ("video", "vimeo"),
    "bluesky-post": ("post", "bluesky"),
    "amp-twitter": ("post", "twitter"),
    "amp-instagram": ("post", "instagram"),
    "amp-tiktok": ("post", "tiktok"),
    "amp-facebook": ("post", "facebook"),
    "amp-reddit": ("post", "reddit"),
    "amp-youtube": ("video", "youtube"),
    "amp-vimeo": ("video", "vimeo"),
    "amp-dailymotion": ("video", "dailymotion"),
    "amp-brightcove": ("video", "brightcove"),
    "amp-jwplayer": ("video", "jwplayer"),
    "amp-video": ("video", ""),
    "amp-video-iframe": ("video", ""),
    "amp-audio": ("audio", ""),
    "amp-soundcloud": ("audio", "soundcloud"),
    "amp-iframe": ("other", ""),
    "amp-img": ("image", ""),
    "amp-anim": ("image", ""),
    "amp-carousel": ("gallery", ""),
    "amp-google-document-embed": ("document", "google"),
}
_DIRECT: dict[str, tuple[EmbedKind, str]] = {".pdf": ("document", ""), ".mp4": ("video", ""), ".webm": ("video", ""), ".mp3": ("audio", "")}
# Where the address is while the thing is not loaded yet.
_SOURCES = (
    "src",
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-url",
    "data-videoid",
    "data-tweetid",
    "data-shortcode",
    "data-pagespeed-lazy-src",
)
_SOURCES += (
    "srcset",
    "data-srcset",
    "data-lazy-srcset",
    "data",
    "cite",
    "data-href",
    "data-instgrm-permalink",
    "data-embed-url",
    "videoid",
)
_DECORATION = re.compile(r"emoji|smiley|avatar|gravatar|icon|logo|spacer|pixel|badge|sprite|wp-smiley", re.IGNORECASE)
_TRACKER = re.compile(
    r"pixel|/1x1|spacer\.|blank\.gif|doubleclick|googletagmanager|scorecardresearch|/ads?/|facebook\.com/tr", re.IGNORECASE
)
_SMALL = 32  # pixels; a picture that is not wider is an icon


def embed_of(element: Element) -> Embed | None:
    """The embed that an element is, by its own tag, address and class; None for trackers, icons and anything else."""
    known = _ELEMENTS.get(element.tag)
    if known is None:
        return embed_named(element.get("class") or "")
    url = address(element)
    if element.tag in ("img", "amp-img", "picture"):
        return Embed("image", "", url) if _is_picture(element, url) else None
    if known[1] or known[0] not in ("other", "chart"):
        return Embed(*known, url)
    if element.tag == "canvas":
        return Embed("chart") if "chart" in (element.get("class") or "").lower() + (element.get("id") or "").lower() else None
    return _framed(url)


def embed_named(names: str) -> Embed | None:
    """The embed that a container with these class words is."""
    for name in names.split():
        if name in _NAMES:
            return Embed(*_NAMES[name])
    return None


def address(element: Element) -> str:
    """The address of an embed, wherever lazy loading has put it."""
    for name in _SOURCES:
        value = element.get(name)
        if value and not value.startswith(("data:", "about:")):
            return value.split(None, 1)[0] if "srcset" in name else value.strip()
    return ""


def _framed(url: str) -> Embed | None:
    """What stands in a frame with this address: a known player or post, or a document; None for advertisements and trackers."""
    try:
        parts = urlsplit(url if "//" in url else "//" + url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if not host or _TRACKER.search(url):
        return None
    names = host.split(".")
    for count in range(len(names), 1, -1):
        tail = ".".join(names[-count:])
        known = _HOSTS.get(tail) or _with_path(tail, parts.path)
        if known:
            return Embed(*known, url)
    kind = _DIRECT.get(parts.path[-4:].lower()) or _DIRECT.get(parts.path[-5:].lower())
    return Embed(*kind, url) if kind else None


def _with_path(host: str, path: str) -> tuple[EmbedKind, str] | None:
    steps = path.strip("/").split("/")
    return _HOSTS.get(f"{host}/{steps[0]}") or _HOSTS.get(f"{host}/{'/'.join(steps[:2])}")


def _is_picture(element: Element, url: str) -> bool:
    """Whether an image is something to look at, and no icon, face or tracker."""
    if element.tag == "picture":
        return True
    for side in ("width", "height"):
        value = (element.get(side) or "").removesuffix("px")
        if value.isdecimal() and len(value) < 6 and int(value) <= _SMALL:
            return False
    if _DECORATION.search(element.get("class") or "") or _TRACKER.search(url):
        return False
    return bool(url or element.get("src"))
