"""Names of people in what pages say of their authors."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cleaner.page.metadata import dates

_LONG = 1_000  # characters of a field
# What is not an author: labels of forms, names of accounts, and what replaces a missing name.
_NOBODY = frozenset(
    {
        *("name", "author", "no author", "admin", "administrator", "editor", "unknown", "guest"),
        *("anonymous", "webmaster", "root", "user", "null", "none", "undefined", "n/a", "system"),
        *("staff", "test", "default", "super user", "superuser", "site admin", "your name"),
        *("written by", "link", "posted by", "view profile", "follow", "more", "profile"),
        *("by", "von", "par", "por", "autor", "auteur", "autore", "redazione", "redaktion"),
        *("editorial", "editorial team", "share", "login", "contact", "about", "home", "posted"),
        *("publisher", "anónimo", "anonyme", "anonym"),
        *("nombre", "nom", "nome", "имя", "автор", "名前", "作者", "view all posts", "read more"),
    }
)
BY = re.compile(
    r"^\W*(?:(?:written|posted|published|reported|reviewed|edited|story|words|text|article|a\s"
    r"(?:guest\s)?post|compiled)\s+)?(?:by|von|par|por|di|door|av|af|autor|auteur|autore|author"
    r"|автор|yazar|oleh|skrevet af|escrito por|text|texte|texto)\b\s*:?\s+",
    re.IGNORECASE,
)
AFTER_NAME = re.compile(
    r"\s*(?:[|\N{BULLET}\N{MIDDLE DOT}]|\s[-\N{EN DASH}\N{EM DASH}]\s|,?\s\d|\b(?:on|in|am|le|el"
    r"|published|updated|posted|special to|for the|correspondent|reporter)\b|\().*$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:;|\band\b|\bund\b|\bet\b|\by\b|&)\s*|,\s+(?=[^\W\d_]+\s+[^\W\d_])")
BYLINE_NAMES = re.compile(r"author|byline|contributor|writer|autor", re.IGNORECASE)
ONLY_BY = re.compile(
    r"\W*(?:(?:written|posted|published|words|text)\s)?(?:by|von|par|por|di|door|author|autor"
    r"|auteur|autore)\s?:?",
    re.IGNORECASE,
)
BY_INSIDE = re.compile(r"\b(?:by|von|par|por)\s+(?=[^\W\d_a-z])", re.IGNORECASE)
_UNLIKE_NAMES = re.compile(r"https?:|www\.|@|\d{2}|[<>{}\[\]=]|\w\.\w+\.\w|\.(?:com|net|org)\b")
# Companies, associations and editorial staffs: Mill Ltd, Mühle e.V., Redaktion Talbote.
_ORGANISATION = re.compile(
    r"\b(?:GmbH|AG|KG|Ltd|LLC|Inc|e\.\s?V|S\.\s?A|S\.r\.l|Redaktion|Redacción|Redazione|Rédaction)\b"
)
_DOMAIN = re.compile(r"[\w-]+\.[a-z]{2,4}")
_NAME_WORDS = 5
_FULL_NAME = re.compile(
    r"[^\W\d_][\w.'\N{RIGHT SINGLE QUOTATION MARK}-]*"
    r"(?:\s[\w.'\N{RIGHT SINGLE QUOTATION MARK}-]+){1,4}"
)


def people(names: Iterable[str]) -> list[str]:
    """The names of people among names: without labels, addresses, accounts and roles."""
    people = []
    for name in names:
        for part in _AND.split(BY.sub("", " ".join(name[:_LONG].split()))):
            person = part.strip(" ,.|-\N{BULLET}\N{MIDDLE DOT}")
            if _is_person(person):
                people.append(person)
    return people


def is_full_name(name: str) -> bool:
    """Whether a text is a first and a last name: at least two words that begin like names."""
    words = name.strip().split()
    if not 2 <= len(words) <= _NAME_WORDS or not _FULL_NAME.fullmatch(name.strip()):
        return False
    return not words[0][0].islower() and not words[-1][0].islower() and _is_person(name)


def _is_person(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(name) <= 60
        and len(words) <= _NAME_WORDS
        and name.lower().strip("*: ") not in _NOBODY
        and dates.of_text(name) is None
        and not (len(words) == 1 and dates.is_name_of_date(name))
        and not _UNLIKE_NAMES.search(name)
        and not _ORGANISATION.search(name)
        and not _DOMAIN.fullmatch(name)
        and any(character.isalpha() for character in name)
    )
