"""What represents a missing thing: lead-ins, players, embeds, captions, shortcodes, credits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters

from cleaner.core.analysis import Span
from cleaner.core.characters import COLONS
from cleaner.core.document import Document
from cleaner.core.patterns import pattern
from cleaner.core.rule import NUMBER, LineTest, Mark, Role, Rule
from cleaner.core.structure import ends_sentence
from cleaner.rules import leadin
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import block, either, line_endings, lines, of, sentences, triggered_by
from cleaner.rules.share import counters
from cleaner.rules.vetoes import (
    after_prose,
    continued,
    heading_of_prose,
    item_in_article,
    list_item,
    long_paragraph,
    several_words,
    third_person_or_quoted,
)

_CALL = Mark("placeholder.lead-in", Role.CALL)
_CALLED = Mark("placeholder.lead-in", Role.SENTENCE)
_COUNTS = (*of("share.counter", Role.LINE), *of("comments.heading", Role.LINE))
_CAPTION_WORDS = 10
_BRACKET = 110  # characters of a line in which a bracket at its end is looked for

# Words that name no thing, allowed in lower case in a caption that is otherwise a name and office.
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
_NOT_CAPTIONS = ("by", "from", "posted", "published", "updated", "written")

_NAMES = (
    "caption|gallery|embed|video|audio|youtube|vimeo|tweet|instagram|playlist|contact-form-7"
    "|contact-form|wpvideo|soundcloud|googlemaps|slideshow|vc_row|vc_column|vc_column_text"
    "|et_pb_section|et_pb_row|et_pb_text|adrotate|sharethis|toc|mc4wp_form|ninja_form"
    "|gravityform|polldaddy|poll|fbvideo|twitter"
)
# [gallery ids="1,2,3"], [youtube https://…], [caption id="x" width="300"], [/caption];
# a bare [video] in a sentence is not one.
_SHORTCODE = pattern(
    rf"""
    \[ (?:
      / (?: {_NAMES} )
    | (?: {_NAMES} )
      (?: =[^\[\]\n]{{0,300}}
        | [ ](?: [a-z_]{{1,30}}= | https?:// | [a-z]{{1,20}}[ ][a-z_]{{1,30}}= )
          [^\[\]\n]{{0,400}}
      )
    ) \]
    """,
    re.VERBOSE,
)
_BRACKETED = pattern(
    r"\s*\[(?:image|photo|video|audio|gallery|embed|picture|tweet|map|chart|poll|slideshow|media)\]"
    r"\s*",
    re.IGNORECASE,
)
_WHOLE_LINES = (
    pattern(r"\s*\[[A-Z]{2,}(?:_[A-Z]{2,})+\]\s*"),  # [CTA_MODULE]
    _BRACKETED,
    pattern(rf"\s*\[(?:{_NAMES})\]\s*"),
    pattern(r"\s*\[\+\] ?Enlarge.{0,80}"),
)
# <!– a comment whose dashes a text filter changed –>, or its end; <!-- wp:paragraph -->. Others,
# and tags ({{ title }}), are in the sources of documentation.
_TEMPLATE_COMMENT = pattern(
    r"""
    \s* (?:
      < \s? ! \s? [\u2013\u2014] .{0,200}
    | [\u2013\u2014] -? >
    | <!--\s /?wp:[^<>]{1,200} -->
    ) \s*
    """,
    re.VERBOSE,
)
# [Photo via Flickr], (Image credit: River Press)
_VIA = pattern(
    r"""
    [\[(]
    (?: photo | image | screenshot | video | picture | gif )s?
    (?: [ ](?: credit | source | courtesy ) )?
    (?: : | [ ]via | [ ]by | [ ]courtesy | [ ]from | [ ]of )
    [ ][^\[\]()\n]{1,80}
    [\])]$
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_PICTURES = ("photo", "image", "screenshot", "video", "picture", "gif")
# (VIDEO), [PICS], (with video), (Photos + Video) at the end of a headline
_LABEL = pattern(
    r"""
    [\[(]
    (?: with[ ] | watch[ ] | see[ ] )?
    (?: videos? | photos? | pics | pictures | images | gallery | audio | watch | poll | slideshow )
    (?: [ ]?[+&,][ ]?(?: video | photos | pics | poll ) )?
    [\])]$
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_LABEL_WORDS = (
    *("video", "videos", "photo", "photos", "pics", "pictures", "images", "gallery", "audio"),
    *("watch", "poll", "slideshow"),
)
_FRAME = pattern(r" ?(?:Modal Trigger|Enlarge Image)$")  # a picture's frame, after its caption
_EMPTY_LIST = pattern(r"(?:^|(?<=\s))[A-Z][A-Za-z]{2,20}:(?:[ \t\xa0]{0,3},){1,20}$")
_EMPTY_LIST_ENDINGS = (":,", ",,", " ,", "\t,", "\xa0,")
_PERMALINK = pattern(r"(?<=\w) ?\N{PILCROW SIGN}$")


def _credit(line: str) -> re.Match[str] | None:
    """Find a credit in brackets at the end of a line."""
    return _VIA.search(line, max(0, len(line) - _BRACKET))


def _has_shortcode(line: str) -> bool:
    return _is_placeholder(line) or _SHORTCODE.search(line) is not None


def _is_placeholder(line: str) -> bool:
    """Tell whether a line is nothing but a placeholder in brackets."""
    begins = line.lstrip().startswith("[")
    return begins and any(whole.fullmatch(line) for whole in _WHOLE_LINES)


_LEAD_IN = LineTest(
    "announces a thing",
    endings=(*COLONS, ")", "]"),
    ending_words=("below", "above", "here", "calls"),
    words=lambda: (leadin.parts_of_things(), leadin.pointers()),
    fits=leadin.announces,
)
_BRACKET_CREDIT = LineTest(
    "ends with a credit",
    endings=(")", "]"),
    words=lambda: (frozenset(f"{thing}{plural}" for thing in _PICTURES for plural in ("", "s")),),
    fits=_credit,
)
_HAS_SHORTCODE = LineTest(
    "has a shortcode",
    contains=tuple(f"[{sign}" for sign in f"/+{ascii_letters}"),
    fits=_has_shortcode,
)
_COMMENT = LineTest(
    "is a template's comment", endings=(">",), beginnings=("<",), fits=_TEMPLATE_COMMENT.fullmatch
)


@triggered_by(_LEAD_IN, _CALL)
def _lead_ins(document: Document) -> Iterator[Span]:
    """Find lines, and last sentences of lines, that announce a thing which is missing."""
    for number in document.marked(_LEAD_IN, _CALL):
        line = document.lines[number]
        start = leadin.last_sentence(line.text)
        sentence = line.text[start:]
        if not leadin.parse_announcement(sentence).thing:
            continue  # in no language, which is the usual case
        announced = leadin.parse_announcement(sentence, document.shown or None)
        if announced.thing and not leadin.target_present(document, number, sentence, announced):
            yield line.span(start, len(line.text)) if start else document.span(number)


@triggered_by(Role.SENTENCE)
def _lead_in_sentences(document: Document) -> Iterator[Span]:
    """Find sentences of a text without paragraphs that announce a thing (`(Watch it above)`)."""
    languages = document.shown or None
    for number in document.marked(_CALLED):
        line = document.lines[number]
        for phrase, start, end in document.matcher.sentences(line.text):
            sentence = line.text[start:end]
            announced = leadin.parse_announcement(sentence, languages)
            if phrase.mark != _CALLED or not announced.thing:
                continue
            if not leadin.target_present(document, number, sentence, announced):
                yield line.span(start, end)


def _page_shows(document: Document, number: int) -> bool:
    """The line announces a thing that the page shows: `See photos below`, and there they are."""
    sentence = document.lines[number].text
    announced = leadin.parse_announcement(sentence)
    shown = announced.thing and leadin.page_shows(document, number, sentence, announced)
    return bool(shown)


@triggered_by(_HAS_SHORTCODE)
def _shortcodes(document: Document) -> Iterator[Span]:
    """Find shortcodes anywhere, and bracketed placeholders that are a whole line."""
    for number in document.marked(_HAS_SHORTCODE):
        line = document.lines[number]
        if _is_placeholder(line.text):
            yield document.span(number)
        else:
            found = _SHORTCODE.finditer(line.text)
            yield from (line.span(match.start(), match.end()) for match in found)


@triggered_by(_BRACKET_CREDIT)
def _credits(document: Document) -> Iterator[Span]:
    """Find `[Photo via Flickr]` as a line, or at the end of a paragraph; not in a list."""
    for number in document.marked(_BRACKET_CREDIT):
        line = document.lines[number]
        match = _credit(line.text)
        if match and (line.prose or not line.text[: match.start()].strip()):
            yield line.span(match.start(), len(line.text))


def _list_follows(document: Document, number: int) -> bool:
    """Two lines that are not sentences follow: entries of a table of contents."""
    after = document.lines[number + 1 : number + 3]
    return len(after) == 2 and not any(line.prose and ends_sentence(line.text) for line in after)


@triggered_by(NUMBER, *_COUNTS)
def _orphaned_captions(document: Document) -> Iterator[Span]:
    """Find a caption right under the counters between the headline and the first paragraph."""
    heads = [number for number in document.marked(*_COUNTS) if not document.prose_before(number)]
    for number in (*counters(document), *heads):
        after = document.lines[number + 1 : number + 3]
        apart = len(after) == 2 and not after[0].gap and after[1].gap and after[1].prose
        if apart and _is_caption(after[0].text):
            yield document.span(number + 1)


def _is_caption(text: str) -> bool:
    """Tell whether a line is only a name with an office or place: `Finance minister Ada Vale`."""
    words = text.strip().split()
    if not 2 <= len(words) <= _CAPTION_WORDS or text.rstrip()[-1:] in ".!?:;,":
        return False
    if words[0].lower() in _NOT_CAPTIONS or not words[-1][:1].isupper():
        return False
    return all(word[:1].isupper() or word.lower() in _SMALL for word in words)


RULES = (
    Rule(
        "placeholder.lead-in",
        "lead-in to a missing embed",
        either(_lead_ins, _lead_in_sentences),
        removes=(
            PROSE + "Below, the tweet:\n\n" + PROSE,
            PROSE.rstrip() + " Below, the tweet:\n\n" + PROSE,
            PROSE + "Watch the video below.\n\n" + PROSE,
            PROSE + "Here's a map of the flooded streets:\n\nThe bridge\n\n" + PROSE,
            PROSE + "Watch the video below:\nSee the photos here:\n\n" + PROSE,
        ),
        keeps=(
            PROSE + "Below, the tweet:\n\n“The #river is still rising, stay away from the bridge.”"
            "\n\n— Town Hall (@townhall) May 9, 2019\n\n" + PROSE,
            PROSE
            + "Below, an image of the bridge:\n\nThe old bridge at noon. Photo: Ada Vale\n\n"
            + PROSE,
            "The video below the fold was the one that everybody remembered in the valley.\n\n"
            + PROSE,
            PROSE + "He said:\n\n" + PROSE,
            PROSE + "The map shows:\n\n" + PROSE,
            PROSE + "See below.\n\n" + PROSE,
            PROSE + "This report has the boats by the following photos:\n\nBoats\n\n" + PROSE,
            PROSE + "Watch the video below:\n\nThe water is rising faster than anybody in the "
            "valley can remember it. pic.twitter.com/a1b2c3 Town Hall (@townhall)\n\n" + PROSE,
        ),
    ),
    Rule(
        "placeholder.caption",
        "caption without its image",
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
        "text of a media player or gallery",
        either(
            block(
                (Role.LINE, Role.NOTICE),
                (NUMBER,),
                unless=(long_paragraph, third_person_or_quoted, item_in_article, _page_shows),
            ),
            lines(Role.TITLE, unless=(heading_of_prose, list_item, continued)),
            sentences(),
            line_endings(_FRAME, within=20, endings=("igger", "Image")),
        ),
        removes=(
            PROSE + "Click to enlarge\n\n" + PROSE,
            PROSE + "On a mobile device? Click here to watch the video.\n",
            PROSE + "Video\n",
        ),
        keeps=(
            "Video\n\n" + PROSE,
            PROSE + "Photos\nwhich the mayor had taken\nhang in the hall.\n",
            "To play the video of the flood, the museum keeps an old machine in its cellar.\n",
        ),
    ),
    Rule(
        "placeholder.label",
        "label for missing pictures or video",
        either(
            line_endings(
                _LABEL,
                within=_BRACKET,
                endings=(")", "]"),
                words=_LABEL_WORDS,
                unless=(after_prose, list_item),
            ),
            _credits,
        ),
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
        "unprocessed shortcode or template",
        either(_shortcodes, lines(_COMMENT)),
        removes=(
            PROSE + '[gallery ids="1,2,3"]\n\n' + PROSE,
            PROSE + "[CTA_MODULE]\n",
            PROSE + "< !\N{EN DASH} the share bar is shown here\n\n\N{EN DASH}>\n\n" + PROSE,
        ),
        keeps=(
            "The list [1] and the map [see above] are lost.\n",
            "He said [video of the day] was a lie.\n",
            PROSE + "{{ post.related }}\n",
            PROSE + "<!--\nthe share bar\n-->\n",
        ),
    ),
    Rule(
        "embed.residue",
        "leftover of an embedded post",
        either(
            lines(
                Role.LINE,
                Role.OPENING,
                Role.NOTICE,
                unless=(long_paragraph, third_person_or_quoted),
            ),
            lines(Role.TITLE, unless=(heading_of_prose, list_item)),
            lines(Role.LINK, unless=(several_words,)),
        ),
        removes=(
            PROSE + "View this post on Instagram\n\nA post shared by Ada Vale (@adavale)\n",
            PROSE + "pic.twitter.com/a1b2c3\n",
        ),
        keeps=(
            PROSE + "Google Tag Manager\n" + PROSE,
            "A post stood in the middle of the river, and on it a heron that never flew.\n",
        ),
    ),
    Rule(
        "placeholder.contents",
        "heading of a missing table of contents",
        either(
            lines(Role.LINE, unless=(_list_follows,)),
            lines(Role.TITLE, unless=(_list_follows, heading_of_prose, list_item)),
        ),
        removes=("The flood\n\nTable of Contents\n\nThe bridge\n\n" + PROSE,),
        keeps=("Table of Contents\n\nThe bridge\n\nThe mill\n\nThe rain\n\n" + PROSE,),
    ),
    Rule(
        "placeholder.empty-list",
        "empty tag or link list",
        line_endings(_EMPTY_LIST, within=80, endings=_EMPTY_LIST_ENDINGS),
        removes=(PROSE + "Genre: , ,\n", PROSE + "SKU: 400-150 Categories: , , ,\n"),
        keeps=("He listed them: rain, snow, hail.\n",),
    ),
    Rule(
        "placeholder.permalink",
        "permalink symbol after a heading",
        line_endings(_PERMALINK, within=4, endings=("\N{PILCROW SIGN}",)),
        removes=("The bridge\N{PILCROW SIGN}\n\n" + PROSE,),
        keeps=("The \N{PILCROW SIGN} marks a paragraph.\n",),
    ),
)
