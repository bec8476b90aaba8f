"""Elements by what they are to the walk.

Every block-level element begins a new block, as it does in a browser; inline ones do not. What is
in neither list belongs to the line around it, if there is one.
"""

from __future__ import annotations

from lxml.etree import _Element as Element

from cleaner.page import listings
from cleaner.page.containers import HEADINGS
from cleaner.page.runs import Style

# Elements that are part of a line.
_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr o output"
    " q rp rt ruby s samp small span strike strong sub sup time tt u var wbr"
)
# Elements that begin a block. What is in neither list belongs to the line around it, if any.
_BLOCK_NAMES = (
    "address article aside blockquote body button caption center col colgroup dd details dialog dir"
    " div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html"
    " legend li listing main menu nav noscript ol p plaintext pre search section slot summary table"
    " tbody td tfoot th thead tr ul xmp"
)
# Elements whose text is not part of the page's.
_UNSEEN_NAMES = (
    "style template head title meta link base map area source track param input textarea datalist"
    " select option optgroup progress meter frame frameset noframes amp-analytics amp-pixel"
    " amp-auto-ads amp-sidebar"
)
# The same, but they may be embeds.
_SHOWN_NAMES = (
    "script svg canvas object embed applet iframe audio video picture img amp-img amp-anim"
    " amp-video amp-audio amp-iframe amp-video-iframe amp-youtube amp-vimeo amp-dailymotion"
    " amp-brightcove amp-jwplayer amp-soundcloud amp-wistia-player amp-kaltura-player"
)
# Embeds that may have a text of their own.
_EMBED_BOX_NAMES = (
    "twitter-widget lite-youtube lite-vimeo lite-vimeo-embed youtube-video vimeo-video video-js"
    " mux-player bluesky-post amp-twitter amp-instagram amp-tiktok amp-facebook amp-reddit"
    " amp-pinterest amp-vk amp-embedly-card amp-imgur amp-carousel amp-base-carousel"
    " amp-inline-gallery amp-google-document-embed"
)

INLINE = frozenset(_INLINE_NAMES.split())
MAY_BE_EMBEDS = frozenset(_SHOWN_NAMES.split())
PICTURES = frozenset({"img", "amp-img", "picture"})
UNSEEN = frozenset(_UNSEEN_NAMES.split()) | MAY_BE_EMBEDS
EMBED_BOXES = frozenset(_EMBED_BOX_NAMES.split())
BLOCKS = frozenset(_BLOCK_NAMES.split()) | EMBED_BOXES
STYLED: dict[str, Style] = {
    **dict.fromkeys(("strong", "b"), Style("strong")),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), Style("em")),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Style("code")),
    **dict.fromkeys(("del", "s", "strike"), Style("del")),
}
"""Elements that are a style."""
ATOMS = frozenset({"sup", "sub", "ruby", "math", "mjx-container"})
NEVER_INLINE = (BLOCKS | UNSEEN | {"br"}) - {"button"}
OF_TABLES = frozenset({"table", "tr", "td", "th"})
OF_LISTINGS = listings.TAGS | {"td", "th", "code", "div"}
NOTED = EMBED_BOXES | {"hr"}
NAMED = frozenset({"a", "span", "sup"})
"""Inline elements that links lead to."""
SET_APART = HEADINGS | {"caption", "pre"}
"""Shapes of blocks whose spans may be on lines of their own."""
LANGUAGE_NAMES = frozenset({"data-lang", "data-language"})
"""Attributes of listings."""
SHADOW_ROOT = frozenset({"shadowrootmode", "shadowroot"})
"""Attributes of a template whose content is shown; the second is older."""
LOOKED_INTO = 200
"""Elements of an unknown one that are looked at."""


def holds_blocks(element: Element) -> bool:
    """Whether an element with an unknown name holds a block. Looks at its first elements only."""
    for count, inner in enumerate(element.iterdescendants()):
        if inner.tag in BLOCKS or count >= LOOKED_INTO:
            return True
    return False
