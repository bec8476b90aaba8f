"""Closing sentences: calls to read on, to subscribe, to follow or to comment that end a paragraph.

`… on Monday. Read more about the mill here.` Extractors join a link or a box to the paragraph above
it. Such a sentence is found by the phrases that make it boilerplate as a line of its own, and only
as the last of a paragraph, or in brackets there. What is quoted, reported or announces what is
below stays, as does a call that speaks of others (`Sign up for their newsletter`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, product

from cleaner.core.analysis import Span
from cleaner.core.characters import CLOSING_QUOTES, COLONS, OPENING_QUOTES
from cleaner.core.document import Document, Line
from cleaner.core.matcher import Found
from cleaner.core.patterns import pattern
from cleaner.core.rule import Finder, LineTest, Mark, Phrase, Role, Shape
from cleaner.core.words import word_count
from cleaner.phrases import compiled

_OPENERS = {
    "en": "Read|See also|See more|See all|See the full|Learn more|Click here|Click to|Check out"
    "|Find out|Find us|Sign up|Subscribe|Follow|Join|Register for|Watch|Get the latest"
    "|Get our|Leave a|Leave your|Let us know|Let me know|Share your|Share this|Drop|Post it"
    "|Post your|Tell us|Tell me|Comment|Download|Continue reading|For more|Want more|Want to"
    "|Like us|Feel free|Be sure to|Don't forget|Don\N{RIGHT SINGLE QUOTATION MARK}t forget"
    "|Don't miss|Don\N{RIGHT SINGLE QUOTATION MARK}t miss|Never miss|If you enjoy|If you like"
    "|Support our|Stay up|Stay informed|Stay in|Stay tuned|Also read|More on|More about"
    "|More from|More here|More:|Advertisement|View|Schedule a|Book a|Request a|Check price"
    "|Check Price|Contact us today|Get a free|Get a quote|Shop now|Shop Now|Buy now",
    "de": "Lesen|Lies|Lest|Mehr dazu|Mehr zu|Mehr Info|Mehr lesen|Mehr erfahren|Weitere Info"
    "|Weitere Nachrichten|Weiterlesen|Hier geht|Hier lesen|Hier klicken|Hier abonnieren"
    "|Jetzt abonnieren|Jetzt anmelden|Jetzt kostenlos|Jetzt weiter|Jetzt lesen|Abonnier|Folge Sie"
    "|Folgen|Folgt|Folge uns|Melde|Klick|Besuchen Sie|Erfahren Sie|Bleiben Sie|Anzeige|Zum Artikel"
    "|Auch interessant",
    "fr": "Lire|Lisez|À lire|A lire|Abonnez-vous|Inscrivez-vous|Recevez|Suivez|Retrouvez|Voir aussi"
    "|Voir plus|Cliquez|Rejoignez|Publicité|En savoir",
    "es": "Lea |Lee |Leer |Suscr|Recib|Sigue|Síguenos|Regístr|Únete|Haz clic|Haga clic|Vea |Ver más"
    "|Ver también|Te puede|Le puede|También le|Publicidad|Más información|Descarg|Apúntate|Seguir",
    "pt": "Leia|Ler mais|Saiba|Veja |Assine|Inscreva|Cadastre|Subscrev|Siga|Receba|Clique|Confira"
    "|Continua depois|Continue lendo|Publicidade|Participe|Registe",
    "it": "Leggi|Leggete|Iscriv|Abbonati|Registrati|Ricevi|Segui|Clicca|Scopri|Continua a"
    "|Pubblicità",
    "nl": "Lees|Meld|Volg |Bekijk|Abonneer|Schrijf|Ontvang|Registreer|Klik|Tekst gaat|De tekst",
    "pl": "Czytaj|Zobacz|Zapisz|Dołącz|Obserwuj|Przeczytaj|Więcej na|Dalsza część|Sprawdź",
    "sv": "Läs |Följ|Prenumerera|Anmäl|Missa inte",
    "da, nb": "Læs |Les mer|Les også|Les hele|Følg|Tilmeld|Meld deg",
    "fi": "Lue |Seuraa|Tilaa|Katso|Liity|Jatka",
    "cs, sk": "Čtěte|Čítajte|Přečtěte|Prečítajte|Více na|Více o|Viac o|Sledujte|Celý článek",
    "ro": "Citește|Citiți|Abonează|Urmărește|Urmăriți|Vezi",
    "hu": "Olvas|Iratkozz|Kövess|További|Bővebben",
    "hr, sl, sr": "Pročitaj|Pogledaj|Pratite|Više o|Preberi|Spremljajte|Прочитај|Погледај|Пратите",
    "ru, uk, bg": "Читать|Читайте|Подпис|Подробнее|Присоединяйтесь|Следите|Читати|Підпис"
    "|Приєднуйтесь|Долучайтесь|Детальніше|Прочетете|Последвайте|Абонирайте|Вижте",
    "el": "Διαβάστε|Δείτε|Ακολουθήστε|Εγγραφείτε|Περισσότερα",
    "tr": "Haberin devam|Devamı için|Ayrıca oku|Abone|Bizi takip",
    "id": "Baca|Simak|Ikuti|Lihat|Dapatkan|Berlangganan|Gabung",
    "vi": "Xem thêm|Đọc thêm|Theo dõi|Mời",
    "ar, fa": "اقرأ|إقرأ|تابعنا|تابعونا|تابعوا|اشترك|للمزيد|المزيد|بیشتر بخوانید|ادامه",
    "he": "לקריאה|קראו|עקבו|הצטרפו|הירשמו|עוד",
    "in capitals": "READ|SEE ALSO|ALSO READ|MORE:|WATCH|FOLLOW|SUBSCRIBE|SIGN UP|CLICK HERE|JOIN"
    "|ADVERTISEMENT|LESEN SIE|MEHR ZU|ANZEIGE|LIRE AUSSI|À LIRE|A LIRE|PUBLICITÉ|LEA |LEE |LEER "
    "|PUBLICIDAD|LEIA|VEJA |PUBLICIDADE|LEGGI|LEES OOK|CZYTAJ|ЧИТАЙТЕ",
}
"""How the phrases of such sentences begin, by language: the sentences of an article seldom do."""

_STOPS = (
    *(". ", "! ", "? ", "\N{HORIZONTAL ELLIPSIS} ", "\N{ARABIC QUESTION MARK} ", '" '),
    *("\N{RIGHT DOUBLE QUOTATION MARK} ", "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK} "),
)
"""What a sentence ends with, and the space after it."""
_REACH = 220
"""Characters of the longest closing sentence."""
_HEAD = 9  # characters of an opener by which lines are found
_FILED = 2  # characters by which openers are filed
_LEAST_BEFORE = 6  # words of a paragraph before its closing sentence
_ADDRESSING = frozenset({"related.teaser", "comments.heading"})
"""Rules whose phrases speak to the reader without a word for it: `Leave a comment below`."""
_AROUND = " \t()[]"
_BEFORE_QUOTE = " \N{NO-BREAK SPACE}(["  # what is before a quotation mark that opens one
_INVERTED = "\N{INVERTED QUESTION MARK}\N{INVERTED EXCLAMATION MARK}"
_GUILLEMET = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"  # in French, a space follows it
_RECENT = 64  # sentences that are not matched again: about those of a document

_WORDS = tuple(dict.fromkeys(word for words in _OPENERS.values() for word in words.split("|")))
_HEADS = tuple(dict.fromkeys(word[:_HEAD] for word in _WORDS))
_BY_HEAD = {
    head: tuple(word for word in _WORDS if word.startswith(head))
    for head in dict.fromkeys(word[:_FILED] for word in _WORDS)
}
_NEXT_SENTENCE = pattern(r"[.!?\u2026\u061f][\"'\u2019\u201d\u00bb)\]]{0,2}\s+(?=\S)")


def _sentence(line: str) -> str:
    """Return the closing sentence of a line that has one, without what surrounds it."""
    return line[closing_sentence(line) :].strip(_AROUND).rstrip(".! ")


def closing_sentence(line: str) -> int | None:
    """Return where the last sentence of a line begins, if it begins like a call.

    It may be in brackets.

    >>> closing_sentence("The mill opens on Monday. Read more here.")
    26
    """
    base = max(0, len(line) - _REACH)
    start = max([line.rfind(stop, base) for stop in _STOPS]) + 2
    if ")" in line[-2:]:
        start = max(start, line.rfind("(", base))
    in_brackets = line[start : start + 1] == "("
    first = start + in_brackets
    openers = _BY_HEAD.get(line[first : first + _FILED], ())
    if start < 2 or not line.startswith(openers, first) or line.endswith(COLONS):
        return None
    if in_brackets and ")" not in line[-2:]:
        return None
    return None if _NEXT_SENTENCE.search(line, first) else start


CLOSING = LineTest(
    "ends with a call",
    contains=tuple(
        chain(
            (f"{stop}{head}" for stop, head in product(_STOPS, _HEADS)),
            (f"({head}" for head in _HEADS),
        )
    ),
    fits=lambda line: closing_sentence(line) is not None,
    part=_sentence,
)
"""Passed by a line whose last sentence begins like a call, and is boilerplate as a line."""


def closings(*roles: Role) -> Shape:
    """Find the closing sentences of paragraphs that are phrases of the rule with some roles."""

    def made(rule: str) -> Finder:
        marks = frozenset(Mark(rule, role) for role in roles)

        def find(document: Document) -> Iterator[Span]:
            for number in document.marked(CLOSING):
                line = document.lines[number]
                start = closing_sentence(line.text)
                if start and marks & _marks(document, line, start):
                    yield line.span(start, len(line.text))

        return Finder(find, frozenset({CLOSING}), marks)

    return made


def _marks(document: Document, line: Line, start: int) -> frozenset[Mark]:
    """Return what the last sentence of a line is to rules, unless a veto applies."""
    text = line.text
    if word_count(text[:start]) < _LEAST_BEFORE or _is_quoted(text, start):
        return frozenset()
    sentence = _sentence(text)
    return frozenset(
        phrase.mark
        for phrase in _phrases(document.matcher.match, sentence)
        if not (phrase.own_language and phrase.language not in document.shown)
        if not _speaks_of_others(phrase, sentence)
    )


@lru_cache(maxsize=_RECENT)
def _phrases(match: Callable[[str], Found], sentence: str) -> list[Phrase]:
    """Return the phrases that a sentence is as a line of its own."""
    return [found for found in match(sentence) if isinstance(found, Phrase)]


def _is_quoted(text: str, start: int) -> bool:
    """Tell whether a sentence is inside a quotation that began before it, or ends one."""
    if text.rstrip(".! ")[-1:] in CLOSING_QUOTES:
        return True
    last = max(text.rfind(mark, 0, start) for mark in OPENING_QUOTES + CLOSING_QUOTES)
    if last < 0 or (last and text[last - 1] not in _BEFORE_QUOTE):
        return False
    return text[last] == _GUILLEMET or text[last + 1].isalnum() or text[last + 1] in _INVERTED


def _speaks_of_others(phrase: Phrase, sentence: str) -> bool:
    """Tell whether a call reports what somebody says, or does not address its reader.

    `Sign up for their newsletter` is advice of the article.
    """
    if compiled.vocabulary(phrase.language, "said").within(sentence):
        return True
    if phrase.mark.role is not Role.OPENING or phrase.mark.rule in _ADDRESSING:
        return False
    return not compiled.vocabulary(phrase.language, "address").within(sentence)
