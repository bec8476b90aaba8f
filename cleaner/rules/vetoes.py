"""Named reasons to leave a line alone. A rule finds generously; its vetoes hold it back."""

from __future__ import annotations

import re
from collections.abc import Callable

from cleaner.core.characters import (
    BULLETS,
    CLOSING_QUOTES,
    COLONS,
    EDGES,
    FIRST_CJK,
    FULL_STOPS,
    OPENING_QUOTES,
)
from cleaner.core.document import Document, Line
from cleaner.core.normalise import fold, line_key
from cleaner.core.patterns import pattern
from cleaner.core.rule import Mark, Phrase, Role
from cleaner.core.structure import ends_sentence
from cleaner.phrases import compiled

Veto = Callable[[Document, int], bool]

_OPENING, _CLOSING = tuple(OPENING_QUOTES), tuple(CLOSING_QUOTES)
_FULL_STOPS = (*FULL_STOPS, *(f".{closer}" for closer in CLOSING_QUOTES if closer != "」"))
_ITEM = ("- ", "* ", "+ ", "> ", "\N{BULLET}", "\N{EN DASH} ", "\N{MIDDLE DOT} ")
_FRAMES = (*_ITEM, "\N{EM DASH} ")
_EXPLANATION = 6  # words of the shortest sentence that explains a message
_REST = 4  # words of the rest of a sentence
_CONTINUES = (",", ".", ";")
_STEM = 4  # letters at least by which a word is known again
_ENDING = 3  # letters that its ending may have
_SUBJECT_WORDS = 2  # of Vietnamese, which has spaces between syllables
_SUBJECT = 300  # characters of a paragraph that show what it is about
_SIGNATURE = 4  # words of one
_ADDRESS_LENGTH = 300  # characters of a line that may be an address
_FIRST_ITEMS = 3  # items of a list that are looked at
_ANNOUNCED_WITHIN = 8  # lines above an item in which its list is announced


def is_boilerplate(document: Document, number: int) -> bool:
    """Tell whether a line is boilerplate without other evidence. False outside the document."""
    return any(
        isinstance(found, Phrase) and found.mark.role.is_boilerplate_alone
        for found in document.by_line.get(number, ())
    )


# --- position -----------------------------------------------------------------------------------


def first_line(_document: Document, number: int) -> bool:
    """The line is the first of the text: the article's title."""
    return number == 0


def first_line_with_words(document: Document, number: int) -> bool:
    """The line is the first of the text and has more than three words: a headline."""
    return number == 0 and document.lines[0].words > 3


def headline(document: Document, number: int) -> bool:
    """The line heads the prose of the text, and says more than a phrase that it begins with.

    `Follow the mayor on Instagram? Half the town does`
    """
    line = document.lines[number]
    more = "?" in line.text.rstrip("? ") or all(
        phrase.mark.role is Role.OPENING for phrase in line.phrases
    )
    return more and first_line_with_words(document, number) and heading_of_prose(document, number)


def no_prose_yet(document: Document, number: int) -> bool:
    """No prose comes before the line: it is in the head of the article."""
    return document.prose_before(number) == 0


def after_prose(document: Document, number: int) -> bool:
    """Prose comes before the line: it is not in the head of the article."""
    return document.prose_before(number) > 0


def before_prose(document: Document, number: int) -> bool:
    """Prose comes after the line: it is in the article or above it."""
    return document.prose_after(number) > 0


def after_the_article(document: Document, number: int) -> bool:
    """No prose comes after the line."""
    return not before_prose(document, number)


def in_the_article(document: Document, number: int) -> bool:
    """Prose comes before and after the line."""
    return document.prose_before(number) > 0 and document.prose_after(number) > 0


def alone_in_article(document: Document, number: int) -> bool:
    """The line is inside the article, and no other boilerplate is next to it.

    A few ordinary words (`Help`, `Please enable JavaScript`) need another witness there.
    """
    around = (number - 1, number + 1)
    return in_the_article(document, number) and not any(
        is_boilerplate(document, at) for at in around
    )


def explained(document: Document, number: int) -> bool:
    """The line and another message two lines away head one sentence each, below a title.

    A manual explains what a program may show: `Please enable JavaScript`, `Session expired.`
    """
    if not number or not _heads_sentence(document, number):
        return False
    return any(
        _is_other_message(document, number, at) and _heads_sentence(document, at)
        for at in (number - 2, number + 2)
    )


def _heads_sentence(document: Document, number: int) -> bool:
    """Tell whether the next line is a sentence, or more than one, of several words."""
    below = document.lines[number + 1] if number + 1 < len(document.lines) else None
    return below is not None and (
        below.prose or (below.words >= _EXPLANATION and ends_sentence(below.text))
    )


def _is_other_message(document: Document, number: int, other: int) -> bool:
    """Tell whether another line is a phrase of the same rule, or a short sentence."""
    if not 0 <= other < len(document.lines):
        return False
    line, message = document.lines[number], document.lines[other]
    if message.prose or line_key(line.text) == line_key(message.text):
        return False
    rules = {phrase.mark.rule for phrase in line.phrases}
    same = any(phrase.mark.rule in rules for phrase in message.phrases)
    return same or (ends_sentence(message.text) and not is_boilerplate(document, other))


def heading_of_prose(document: Document, number: int) -> bool:
    """The next line is prose, so the line may be a heading of the article."""
    return number + 1 < len(document.lines) and document.lines[number + 1].prose


def heads_its_subject(document: Document, number: int) -> bool:
    """The line is a word, and the prose right below has it, too, perhaps with another ending.

    `Advertising` heads `An advertisement costs four pence`, and labels anything else.
    """
    line = document.lines[number]
    most = 1 if line.text.isascii() else _SUBJECT_WORDS
    if line.words > most or not heading_of_prose(document, number):
        return False
    if is_boilerplate(document, number + 1):
        return False
    word = fold(line.text).strip(EDGES)
    stem = word[: max(_STEM, len(word) - _ENDING)]
    if len(stem) < (_STEM if word[:1] < FIRST_CJK else _STEM // 2):
        return False
    return stem in fold(document.lines[number + 1].text[:_SUBJECT])


# --- length and form ----------------------------------------------------------------------------


def not_prose(document: Document, number: int) -> bool:
    """The line does not read like running text."""
    return not document.lines[number].prose


def is_prose(document: Document, number: int) -> bool:
    """The line reads like running text."""
    return document.lines[number].prose


def several_words(document: Document, number: int) -> bool:
    """The line has more than one word."""
    return document.lines[number].words > 1


def few_words(document: Document, number: int) -> bool:
    """The line has fewer than six words: too few for a label and a headline."""
    return document.lines[number].words < 6


def many_words(document: Document, number: int) -> bool:
    """The line has more than twelve words: too many for names alone."""
    return document.lines[number].words > 12


def long_paragraph(document: Document, number: int) -> bool:
    """The line has over ninety words: it says more than any notice that it contains."""
    return document.lines[number].words > 90


def ends_as_sentence(document: Document, number: int) -> bool:
    """The line ends with a full stop, as sentences do and headlines do not."""
    text = document.lines[number].text
    return text.endswith(_FULL_STOPS) and not text.endswith("...")


def cross_reference(document: Document, number: int) -> bool:
    """`See also: chapter 4`, in the case of a sentence and not of a label (`SEE ALSO`)."""
    return document.lines[number].text.lstrip(" (").startswith("See also")


# --- quotation and address ----------------------------------------------------------------------

_ATTRIBUTION = pattern(
    r"""\b(?:
      said | says | say[ ]that | told | asked | warned | explained | shouted | wrote | announced
    | argued | claimed | reported | replied | promised | insisted | remembered | recalled
    | complained | used[ ]to[ ]say | began | put[ ]it | according[ ]to
    | (?:study|survey|regulator|court|report|researchers)[ ](?:found|showed)
    )\b""",
    re.VERBOSE,
)
_ADDRESS = pattern(r"\b(?:I|[Ww]e|[Yy]ou|[Yy]our|YOUR|[Oo]ur|[Mm]y|[Uu]s|[Mm]e)\b")


def quoted(document: Document, number: int) -> bool:
    """The whole line is in quotation marks: somebody says it."""
    text = document.lines[number].text.strip()
    return text.startswith(_OPENING) and text.rstrip(".,").endswith(_CLOSING)


def said_by_somebody(document: Document, number: int) -> bool:
    """The line is prose that begins with a quotation mark, or has a verb of saying."""
    line = document.lines[number]
    return line.prose and (line.text.lstrip().startswith(_OPENING) or _has_word(line, "said"))


def attributed(document: Document, number: int) -> bool:
    """The line is prose in which somebody is quoted."""
    line = document.lines[number]
    return line.prose and (
        line.text.lstrip().startswith(_OPENING)
        or _ATTRIBUTION.search(line.text) is not None
        or _has_word(line, "said")
    )


def third_person_or_quoted(document: Document, number: int) -> bool:
    """The line is prose in which somebody is quoted, or prose of the article that addresses nobody.

    Boilerplate speaks to its reader (`we use cookies to improve your experience`).
    """
    line = document.lines[number]
    if not line.prose or attributed(document, number):
        return line.prose
    speaks = _ADDRESS.search(line.text) or _has_word(line, "address")
    return in_the_article(document, number) and not speaks


def without_topic_words(topic: str) -> Veto:
    """Make a veto for prose that has none of the words which such notices contain.

    The words are English, and so are the phrases that they question; phrases of other languages
    are longer instead.
    """
    words = pattern(topic, re.IGNORECASE | re.VERBOSE)

    def veto(document: Document, number: int) -> bool:
        line = document.lines[number]
        return line.prose and words.search(line.text) is None and not _other_languages(line)

    return veto


def _other_languages(line: Line) -> list[str]:
    """Return the languages, other than English, of the paragraphs that a line may be."""
    return [
        phrase.language for phrase in line.phrases if phrase.paragraph and phrase.language != "en"
    ]


def _has_word(line: Line, name: str) -> bool:
    """Tell whether a line has one of the words that its phrase's language has in a list."""
    return any(compiled.vocabulary(code, name).within(line.text) for code in _other_languages(line))


# --- lists, tables, labels ----------------------------------------------------------------------

_FIGURE = pattern(rf"[-*{BULLETS[0]}\s]*\d[\d.,]*\s+\w")  # `53 letters`; not `1. Thanks`
_DOTS = "\N{KATAKANA MIDDLE DOT}\N{HALFWIDTH KATAKANA MIDDLE DOT}"
_LABEL = pattern(rf"\s*(?:[-*{BULLETS[0]}] )?\w[\w /{_DOTS}]{{1,24}}(?:: |\N{{FULLWIDTH COLON}})")
_SHORT_LABEL = pattern(rf"\s*(?:[-*{BULLETS[0]}] +)?\w+(?: \w+)?: ")
_ONLY_ADDRESS = pattern(r"(?:.{1,60}[:\N{FULLWIDTH COLON}])?\s*(?:https?://|www\.)\S+\s*")
_CREDITED = pattern(r"(?::| by| via|^\W*\w{1,6}\.)\s*([^\W\d_]|\d)")


def list_item(document: Document, number: int) -> bool:
    """The line is an item of a list, or quoted with `>`.

    A label between two equal signs is no item (`- Advertisement -`).
    """
    return document.lines[number].text.lstrip().startswith(_ITEM) and not _framed(document, number)


def _framed(document: Document, number: int) -> bool:
    """Tell whether a line is a label between two equal signs."""
    text = document.lines[number].text.strip()
    return text.startswith(_FRAMES) and text.endswith(f" {text[0]}")


def item_in_article(document: Document, number: int) -> bool:
    """The line is an item of a list in the middle of the article."""
    return list_item(document, number) and in_the_article(document, number)


def announced(document: Document, number: int) -> bool:
    """The line is in a list that a sentence with a colon announces, a few lines above."""
    for at in range(number - 1, max(-1, number - _ANNOUNCED_WITHIN), -1):
        line = document.lines[at]
        if line.prose or line.text.endswith(COLONS):
            introduces = line.text.endswith(COLONS) and line.words > 2
            return introduces and not is_boilerplate(document, at)
    return False


def list_item_after_colon(document: Document, number: int) -> bool:
    """The line is in an announced list, and the line above is an ordinary item of it.

    An advertisement may well come right after a colon.
    """
    above = document.lines[number - 1] if number else None
    if above is None or above.prose or above.text.endswith(":") or above.found:
        return False
    return announced(document, number)


def colon_before_prose(document: Document, number: int) -> bool:
    """The line ends with a colon and prose follows: it introduces what somebody says."""
    return document.lines[number].text.endswith(":") and heading_of_prose(document, number)


def in_key_value_table(document: Document, number: int) -> bool:
    """A neighbour begins with a label, too (`Sensor: full frame` above `Video: 4K`)."""
    around = [at for at in (number - 1, number + 1) if 0 <= at < len(document.lines)]
    return any(_LABEL.match(document.lines[at].text) for at in around)


def heads_values(document: Document, number: int) -> bool:
    """A list with labels and values follows: `- OS: 64-bit`, `- Memory: 8 GB`.

    Where the lines have no bullets, all of them have a label, each another one, and none is a link
    (`Watch: …`).
    """
    below = document.lines[number + 1 : number + 1 + _FIRST_ITEMS]
    labels = [found[0] for line in below if (found := _SHORT_LABEL.match(line.text))]
    if all(list_item(document, line.number) for line in below):
        return len(labels) > 1
    return len({*labels}) == _FIRST_ITEMS and not any(line.phrases for line in below)


def heads_address(document: Document, number: int) -> bool:
    """The line has a label and an address, or the next line has nothing but an address.

    `More information: www.valley.example` refers to a source, and not to another article.
    """
    return any(
        _ONLY_ADDRESS.fullmatch(line.text[:_ADDRESS_LENGTH])
        for line in document.lines[number : number + 2]
    )


def signed(document: Document, number: int) -> bool:
    """The next line is a signature (`—Ada Vale`): the line ends a piece of a digest."""
    below = document.lines[number + 1] if number + 1 < len(document.lines) else None
    return below is not None and below.text.startswith("\N{EM DASH}") and below.words <= _SIGNATURE


def continued(document: Document, number: int) -> bool:
    """The next line, right below, goes on with a sentence: in lower case, or with a comma."""
    below = document.lines[number + 1] if number + 1 < len(document.lines) else None
    if below is None or below.gap or below.words < _REST or document.lines[number].text[-1] == ":":
        return False
    begins = below.text.lstrip()[:1]
    return begins.islower() or begins in _CONTINUES


def label_followed_by_lowercase(document: Document, number: int) -> bool:
    """After the label there is no name and no headline, but a lower-case letter or a number."""
    match = _CREDITED.search(document.lines[number].text)
    return match is not None and (match[1].islower() or match[1].isdigit())


def among_figures(document: Document, number: int) -> bool:
    """The line is in a list of figures in the article: a neighbour begins with a number, too."""
    around = [
        at
        for at in (number - 1, number + 1)
        if 0 <= at < len(document.lines) and not is_boilerplate(document, at)
    ]
    return in_the_article(document, number) and any(_is_figure(document.lines[at]) for at in around)


def _is_figure(line: Line) -> bool:
    return (
        not line.prose and _FIGURE.match(line.text) is not None and "." not in line.text.split()[0]
    )


def short_heading_or_list_item(document: Document, number: int) -> bool:
    """One to three words that head prose, or up to six that are an item of a list.

    `Subscribe`, `Get started`, `Cookie policy` are buttons on most pages, but headings or steps in
    an article about them. A line with boilerplate next to it is not spared, nor is a label between
    two equal signs (`- Anzeige -`), which heads nothing.
    """
    line = document.lines[number]
    if line.words > 6 or any(character.isdigit() for character in line.text):
        return False
    if announced(document, number):
        return True
    inside = in_the_article(document, number)  # there, the items of a list do not count
    for at in (number - 1, number + 1):
        if is_boilerplate(document, at) and not (inside and list_item(document, at)):
            return False
    heading = line.words <= 3 and heading_of_prose(document, number)
    return list_item(document, number) or (heading and not _framed(document, number))


_NETWORK = Mark("share.button", Role.NETWORK)
_NETWORKS = ("facebook", "instagram", "linkedin", "telegram", "tiktok", "twitter", "whatsapp")


def short_heading_or_list_item_without_network(document: Document, number: int) -> bool:
    """The same, of a line that names no network: `Follow us on WhatsApp` heads no text."""
    if not short_heading_or_list_item(document, number):
        return False
    in_list = list_item(document, number) or announced(document, number)
    return in_list or not _names_network(document, number)


def _names_network(document: Document, number: int) -> bool:
    """Tell whether one of two or more words is the name of a network, perhaps with an ending."""
    words = [word.strip(EDGES) for word in document.lines[number].text.split()]
    return len(words) > 1 and any(
        word.lower().startswith(_NETWORKS)
        or any(
            isinstance(found, Phrase) and found.mark == _NETWORK
            for found in document.matcher.match(word)
        )
        for word in words
        if word
    )
