"""What software adds to headings and links: `[edit]`, and notes that a link opens elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.core.analysis import Span
from cleaner.core.document import Document
from cleaner.core.normalise import fold
from cleaner.core.patterns import pattern
from cleaner.core.rule import LineTest, Rule
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import triggered_by

# Links to edit a section, which MediaWiki prints after its heading: `History[edit | edit source]`
_EDIT = (
    *("edit", "edit source", "bearbeiten", "quelltext bearbeiten", "modifier", "modifier le code"),
    *("modifier le wikicode", "editar", "editar código", "editar código-fonte", "editar a fonte"),
    *("editar la fonte", "modifica", "modifica wikitesto", "bewerken", "brontekst bewerken"),
    *("edytuj", "edytuj kod", "править", "править код", "ред.", "ред. код", "редагувати"),
    *("редагувати код", "redigera", "redigera wikitext", "rediger", "rediger kilde", "muokkaa"),
    *("muokkaa wikitekstiä", "editovat", "editovat zdroj", "szerkesztés", "modificare"),
    *("modificare sursă", "değiştir", "kaynağı değiştir", "編集", "ソースを編集", "编辑"),
    *("编辑源代码", "編輯", "編輯原始碼", "편집", "원본 편집", "sửa", "sửa mã nguồn", "sunting"),
    *("sunting sumber", "עריכה", "עריכת קוד מקור", "تعديل", "عدل", "ویرایش"),
)
_ANY_EDIT = "|".join(map(re.escape, _EDIT))
_EDIT_LINK = pattern(
    rf"(?<=\S)\s?\[\s?(?:{_ANY_EDIT})(?:\s?[|\u00b7]\s?(?:{_ANY_EDIT}))?\s?\]$", re.IGNORECASE
)
_LINKS = 60  # characters of such links
_HEADING = 160  # characters of a heading and its links
_SPACED = 2  # headings with a space before their link that a text has at least

# What a page tells those who do not see the icon of a link.
_ELSEWHERE = (
    *("opens in new tab", "opens in a new tab", "opens in new window", "opens in a new window"),
    *("opens a new tab", "opens a new window", "opens new tab", "opens new window"),
    *("nouvelle fenêtre", "ouvre une nouvelle fenêtre", "ouvre dans une nouvelle fenêtre"),
    *("s'ouvre dans une nouvelle fenêtre", "ouvre un nouvel onglet", "nouvel onglet"),
    *("öffnet in neuem fenster", "öffnet in einem neuen fenster", "öffnet neues fenster"),
    *("öffnet in neuem tab", "öffnet in einem neuen tab", "öffnet ein neues fenster"),
    *("se abre en una nueva ventana", "se abre en ventana nueva", "abre en nueva ventana"),
    *("abre em nova janela", "abre numa nova janela", "abre em uma nova janela"),
    *("abre em nova aba", "abre em uma nova aba", "si apre in una nuova finestra"),
    *("apre una nuova finestra", "opent in nieuw venster", "opent in een nieuw venster"),
    *("opent in nieuw tabblad", "opent in een nieuw tabblad", "otwiera się w nowej karcie"),
    *("otwiera się w nowym oknie",),
)
# `the report(opens in a new tab) says`, `the report, opens new tab, says`
_NOTE = pattern(
    rf"\((?:{'|'.join(map(re.escape, _ELSEWHERE))})\s?\)"
    r"|, opens new (?:tab|window)(?=$|[\s.,;:)])",
    re.IGNORECASE,
)
_BEGINNING = 8  # characters of a note by which it is found
_BEGINNINGS = tuple(
    dict.fromkeys(
        cased
        for word in (note[:_BEGINNING] for note in _ELSEWHERE)
        for cased in (word, word.capitalize())
    )
)
_CLOSE = (".", ",", ";", ":", ")")  # what has no space before it
_LINE = 4_000  # characters of a line that are looked at


def _edit_link(line: str) -> re.Match[str] | None:
    """Find the links to edit a section at the end of a heading."""
    if len(line) > _HEADING:
        return None
    return _EDIT_LINK.search(line, max(0, len(line) - _LINKS))


_EDITED = LineTest(
    "ends with a link to edit",
    endings=("]",),
    words=lambda: (frozenset(re.findall(r"\w+", fold(link))[0] for link in _EDIT),),
    fits=_edit_link,
)
_NOTED = LineTest(
    "says where a link opens",
    contains=tuple(f"({beginning}" for beginning in _BEGINNINGS),
    fits=lambda line: _NOTE.search(line, 0, _LINE),
)
_NOTED_AFTER_COMMA = LineTest(
    "says where a link opens, after a comma", contains=(", opens new ",), fits=_NOTED.fits
)


@triggered_by(_EDITED)
def _edit_links(document: Document) -> Iterator[Span]:
    """Find links to edit a section, at the end of its heading.

    With a space before it, only if there are several: a manual may say `press [edit]`.
    """
    numbers = document.marked(_EDITED)
    for number in numbers:
        line = document.lines[number]
        match = _edit_link(line.text)
        if match and (match[0].startswith("[") or len(numbers) >= _SPACED):
            yield line.span(match.start(), match.end())


@triggered_by(_NOTED, _NOTED_AFTER_COMMA)
def _notes(document: Document) -> Iterator[Span]:
    """Find the notes, wherever they are in a line."""
    for number in document.marked(_NOTED, _NOTED_AFTER_COMMA):
        line = document.lines[number]
        for match in _NOTE.finditer(line.text, 0, _LINE):
            around = line.text[match.start() - 1 : match.start()], line.text[match.end() :][:1]
            spaced = around[0] == " " and around[1] in _CLOSE
            yield line.span(match.start() - spaced, match.end())


RULES = (
    Rule(
        "tools.edit",
        "link to edit a section, after its heading",
        _edit_links,
        removes=(
            "The bridge[edit]\n\n" + PROSE,
            "The bridge [ edit ]\n\n" + PROSE + "The mill [ edit ]\n\n" + PROSE,
            "Die Brücke[Bearbeiten | Quelltext bearbeiten]\n\n" + PROSE,
        ),
        keeps=(
            "Press [edit]\n\n" + PROSE,
            "The bridge [sic]\n\n" + PROSE,
            "[edit]\n\n" + PROSE,
        ),
    ),
    Rule(
        "tools.new-tab",
        "note that a link opens in a new tab or window",
        _notes,
        removes=(
            "The report(opens in a new tab) says that the bridge was old.\n",
            "The report, opens new tab, says that the bridge was old.\n",
        ),
        keeps=(
            "The window opens in a new way, the joiner says.\n",
            "The browser opens new tabs (three of them) for each report.\n",
        ),
    ),
)
