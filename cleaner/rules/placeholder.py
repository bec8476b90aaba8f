"""What stands for a thing that is not there: lead-ins, players, embeds, captions, shortcodes; and stand-alone credits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner import leadin, referent
from cleaner.document import Document, Span
from cleaner.engine import Rule
from cleaner.finders import (
    behind_prose,
    block,
    either,
    heading_of_prose,
    item_in_article,
    lines,
    list_item,
    long_paragraph,
    on,
    parts,
    reported,
    several_words,
)
from cleaner.lexicon import NUMBER
from cleaner.rules.examples import PROSE
from cleaner.rules.share import counters

_COUNTS = ("share.counter:line", "comments.heading:line")
_CAPTION_WORDS = 10
_BRACKET = 110  # characters of a line in which a bracket at its end is looked for

# Words that name no thing, allowed in lower case in a caption that is otherwise a name and an office.
_SMALL = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "in",
        "at",
        "on",
        "a",
        "an",
        "de",
        "la",
        "von",
        "van",
        "der",
        "to",
        "with",
        "by",
        "president",
        "minister",
        "speaker",
        "leader",
        "member",
        "chief",
        "secretary",
        "director",
    ]
)

_NAMES = (
    "caption|gallery|embed|video|audio|youtube|vimeo|tweet|instagram|playlist|contact-form-7|contact-form|wpvideo|soundcloud|googlemaps"
    "|slideshow|vc_row|vc_column|vc_column_text|et_pb_section|et_pb_row|et_pb_text|adrotate|sharethis|toc|mc4wp_form|ninja_form"
    "|gravityform|polldaddy|poll|fbvideo|twitter"
)
# [gallery ids="1,2,3"], [youtube https://…], [caption id="x" width="300"], [/caption]; a bare [video] in a sentence is none
_SHORTCODE = re.compile(
    rf"""
    \[ (?:
      / (?: {_NAMES} )
    | (?: {_NAMES} ) (?: =[^\[\]\n]{{0,300}} | [ ](?: [a-z_]{{1,30}}= | https?:// | [a-z]{{1,20}}[ ][a-z_]{{1,30}}= )[^\[\]\n]{{0,400}} )
    ) \]
    """,
    re.VERBOSE,
)
_BARE_SHORTCODE = re.compile(rf"\s*\[(?:{_NAMES})\]\s*")
_TEMPLATE = re.compile(r"\s*\[[A-Z]{2,}(?:_[A-Z]{2,})+\]\s*")  # [CTA_MODULE]
_BRACKETED = re.compile(r"\s*\[(?:image|photo|video|audio|gallery|embed|picture|tweet|map|chart|poll|slideshow|media)\]\s*", re.IGNORECASE)
# [Photo via Flickr], (Image credit: River Press)
_VIA = re.compile(
    r"""
    [\[(]
    (?: photo | image | screenshot | video | picture | gif )s?
    (?: [ ](?: credit | source | courtesy ) )?
    (?: : | [ ]via | [ ]by | [ ]courtesy | [ ]from | [ ]of )
    [ ][^\[\]()\n]{1,80}
    [\])]$
    """,
    re.VERBOSE | re.IGNORECASE,
)
# (VIDEO), [PICS], (with video), (Photos + Video) at the end of a headline
_LABEL = re.compile(
    r"""
    [\[(]
    (?: with[ ] | watch[ ] | see[ ] )?
    (?: videos? | photos? | pics | pictures | images | gallery | audio | watch | poll | slideshow )
    (?: [ ]?[+&,][ ]?(?: video | photos | pics | poll ) )?
    [\])]$
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FRAME = re.compile(r" ?(?:Modal Trigger|Enlarge Image)$")  # what a picture's frame said, stuck to its caption
_EMPTY_LIST = re.compile(r"(?:^|(?<=\s))[A-Z][A-Za-z]{2,20}:(?:\s{0,3},){1,20}\s{0,3}$")
_PERMALINK = re.compile(r"(?<=\w) ?\N{PILCROW SIGN}$")
_ENLARGE = re.compile(r"\s*\[\+\] ?Enlarge.{0,80}")
_WHOLE_BRACKETS = (_TEMPLATE, _BRACKETED, _BARE_SHORTCODE, _ENLARGE)


_CALLING = ("ends:colon", "ends:place", "ends:bracket", "placeholder.lead-in:call")


@on(*_CALLING)
def _lead_ins(document: Document) -> Iterator[Span]:
    """Lines, and last sentences of lines, that announce a thing which is not there."""
    for number in document.marked(*_CALLING):
        line = document.lines[number]
        start = leadin.last_sentence(line.text)
        sentence = line.text[start:]
        reading = leadin.read(sentence)
        if reading.thing and not referent.is_there(document, number, sentence, reading):
            yield Span(line.start + start, line.stop) if start else document.span(number)


def _shown(document: Document, number: int) -> bool:
    """The line announces a thing that the page shows: `See photos below`, and there they are."""
    sentence = document.lines[number].text
    reading = leadin.read(sentence)
    return reading.thing is not None and referent.shows(document, number, sentence, reading)


@on("sign:[")
def _shortcodes(document: Document) -> Iterator[Span]:
    """Shortcodes anywhere, and bracketed placeholders that are a line of their own."""
    for number in document.lines_with("["):
        line = document.lines[number]
        if any(pattern.fullmatch(line.text) for pattern in _WHOLE_BRACKETS):
            yield document.span(number)
        else:
            yield from (Span(line.start + match.start(), line.start + match.end()) for match in _SHORTCODE.finditer(line.text))


@on("ends:bracket")
def _credits(document: Document) -> Iterator[Span]:
    """`[Photo via Flickr]` as a line, or at the end of a paragraph; not in the items of a list."""
    for number in document.marked("ends:bracket"):
        line = document.lines[number]
        match = _VIA.search(line.text, max(0, len(line.text) - _BRACKET))
        if match and (line.prose or not line.text[: match.start()].strip()):
            yield Span(line.start + match.start(), line.stop)


def _list_follows(document: Document, number: int) -> bool:
    """Two lines that are not prose follow: entries of a table of contents that is there."""
    return number + 2 < len(document.lines) and not any(document.lines[at].prose for at in (number + 1, number + 2))


@on(NUMBER, *_COUNTS)
def _orphaned_captions(document: Document) -> Iterator[Span]:
    """A caption right under the counters between headline and first paragraph: its image went, and they go."""
    heads = [number for number in document.marked(*_COUNTS) if not document.prose_before(number)]
    for number in (*counters(document), *heads):
        at = number + 1
        if at + 1 >= len(document.lines):
            continue
        line, behind = document.lines[at], document.lines[at + 1]
        if not line.gap and behind.gap and behind.prose and _is_caption(line.text):
            yield document.span(at)


def _is_caption(text: str) -> bool:
    """Whether a line is a name with an office or place (`Finance minister Ada Vale`): no sentence, and nothing but names."""
    words = text.strip().split()
    if not 2 <= len(words) <= _CAPTION_WORDS or text.rstrip()[-1:] in ".!?:;,":
        return False
    if words[0].lower() in ("by", "from", "posted", "published", "updated", "written"):
        return False
    return words[-1][:1].isupper() and all(word[:1].isupper() or word.lower() in _SMALL for word in words)


RULES = (
    Rule(
        "placeholder.lead-in",
        "announces a thing that is not there",
        _lead_ins,
        removes=(
            PROSE + "Below, the tweet:\n\n" + PROSE,
            PROSE.rstrip() + " Below, the tweet:\n\n" + PROSE,
            PROSE + "Watch the video below.\n\n" + PROSE,
            PROSE + "Here's a map of the flooded streets:\n\nThe bridge\n\n" + PROSE,
        ),
        keeps=(
            PROSE
            + "Below, the tweet:\n\n“The #river is still rising, stay away from the bridge.”\n\n— Town Hall (@townhall) May 9, 2019\n\n"
            + PROSE,
            PROSE + "Below, an image of the bridge:\n\nThe old bridge at noon. Photo: Ada Vale\n\n" + PROSE,
            "The video below the fold was the one that everybody remembered in the valley.\n\n" + PROSE,
            PROSE + "He said:\n\n" + PROSE,
            PROSE + "The map shows:\n\n" + PROSE,
            PROSE + "See below.\n\n" + PROSE,
        ),
    ),
    Rule(
        "placeholder.caption",
        "the caption of an image that is not there",
        _orphaned_captions,
        removes=("The flood\n\n0\n53\nMayor Ada Vale\n\n" + PROSE,),
        keeps=(
            "The flood\n\n0\n53\nThe mayor wants a new bridge\n\n" + PROSE,
            "The flood\n\nMayor Ada Vale\n\n" + PROSE,
            "The flood\n\n0\n53\nBy Ada Vale\n\n" + PROSE,
        ),
    ),
    Rule(
        "placeholder.player",
        "what a player, gallery or picture frame says",
        either(
            block(("placeholder.player:line",), (NUMBER,), unless=(long_paragraph, reported, item_in_article, _shown)),
            lines("placeholder.player:title", unless=(heading_of_prose, list_item)),
            parts("ends:frame", fits=_FRAME, within=20),
        ),
        removes=(PROSE + "Click to enlarge\n\n" + PROSE, PROSE + "On a mobile device? Click here to watch the video.\n", PROSE + "Video\n"),
        keeps=("Video\n\n" + PROSE, "To play the video of the flood, the museum keeps an old machine in its cellar.\n"),
    ),
    Rule(
        "placeholder.label",
        "a label or note about pictures or a video that are not there",
        either(parts("ends:bracket", fits=_LABEL, within=_BRACKET, unless=(behind_prose, list_item)), _credits),
        removes=(
            "Bridge falls into river (VIDEO)\n\n" + PROSE,
            "Bridge falls into river [PICS]\n\n" + PROSE,
            "[Photo via Flickr]\n\n" + PROSE,
        ),
        keeps=(
            "Bridge falls into river (again)\n\n" + PROSE,
            "He watched (video in hand) as the bridge fell.\n",
            "He said [the photo] was taken at noon.\n",
        ),
    ),
    Rule(
        "placeholder.shortcode",
        "a shortcode that nothing filled",
        _shortcodes,
        removes=(PROSE + '[gallery ids="1,2,3"]\n\n' + PROSE, PROSE + "[CTA_MODULE]\n"),
        keeps=("The list [1] and the map [see above] are lost.\n", "He said [video of the day] was a lie.\n"),
    ),
    Rule(
        "embed.residue",
        "what an embedded post leaves behind",
        either(
            lines("embed.residue:line", "embed.residue:opening", "embed.residue:notice", unless=(long_paragraph, reported)),
            lines("embed.residue:link", unless=(several_words,)),
        ),
        removes=(PROSE + "View this post on Instagram\n\nA post shared by Ada Vale (@adavale)\n", PROSE + "pic.twitter.com/a1b2c3\n"),
        keeps=("A post stood in the middle of the river, and on it a heron that nobody had ever seen fly.\n",),
    ),
    Rule(
        "placeholder.contents",
        "the heading of a table of contents that is not there",
        either(
            lines("placeholder.contents:line", unless=(_list_follows,)),
            lines("placeholder.contents:title", unless=(_list_follows, heading_of_prose, list_item)),
        ),
        removes=("The flood\n\nTable of Contents\n\nThe bridge\n\n" + PROSE,),
        keeps=("Table of Contents\n\nThe bridge\n\nThe mill\n\nThe rain\n\n" + PROSE,),
    ),
    Rule(
        "placeholder.empty-list",
        "a list of tags or links of which only the commas are left",
        parts("ends:comma", fits=_EMPTY_LIST, within=80),
        removes=(PROSE + "Genre: , ,\n", PROSE + "SKU: 400-150 Categories: , , ,\n"),
        keeps=("He listed them: rain, snow, hail.\n",),
    ),
    Rule(
        "placeholder.permalink",
        "the sign of a heading's own link",
        parts("ends:pilcrow", fits=_PERMALINK, within=4),
        removes=("The bridge\N{PILCROW SIGN}\n\n" + PROSE,),
        keeps=("The \N{PILCROW SIGN} marks a paragraph.\n",),
    ),
)
