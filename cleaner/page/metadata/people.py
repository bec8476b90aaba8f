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
        *("by", "von", "par", "por", "autor", "auteur", "autore"),
        *("editorial", "editorial team", "share", "login", "contact", "about", "home", "posted"),
        *("publisher", "anónimo", "anonyme", "anonym", "wordpressadmin", "agencies"),
        *("nombre", "nom", "nome", "имя", "автор", "名前", "作者", "view all posts", "read more"),
    }
)
# A label of a byline in front of the name.
_BYLINE_LABEL = (
    r"(?:(?:(?:written|recipe|posted|published|reported|reviewed|edited|created|submitted|story"
    r"|words|text"
    r"|article|(?:a|this)\s(?:(?:guest|blog)\s?)?post|compiled"
    r"|geschrieben|verfasst|erstellt|veröffentlicht|gespeichert|eingestellt"
    r"|ein\s(?:gast)?beitrag|(?:blog|gast)[\s-]?beitrag|(?:ein\s)?(?:artikel|kommentar)"
    r"|écrit|rédigé|publié|posté|proposé"
    r"|escrito|publicado|redactado|scritto|pubblicato|geschreven|geplaatst|gepubliceerd|skrevet"
    r"|skriven|publisert|publicerat|napisane)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|przez)"
    r"|(?:der\s)?(?:autor(?:/in|:in|\*in|in)?|auteur|autrice|autore|author|автор|yazar|oleh|text"
    r"|texte|texto|testo|tekst|bericht))\b"
)
BY = re.compile(rf"^\W*(?:{_BYLINE_LABEL}\s*:?\s+|(?-i:By(?=[A-Z])))", re.IGNORECASE)
# What an author's box or a link to their articles begins with.
_OF_BOX = re.compile(
    r"^\W*(?:(?:all|more|view\sall|see\sall)\s(?:(?:posts|articles|stories)\s)?(?:by|from)"
    r"|(?:alle|weitere|mehr)\s(?:(?:artikel|beiträge)\s)?von|alles\svon|about(?:\sthe\sauthor)?"
    r"|über(?:\sden\sautor|\sdie\sautorin)?|tous\sles\sarticles\sde|à\spropos\sde)\b:?\s+",
    re.IGNORECASE,
)
_DAYS = frozenset(
    ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So", "lun", "mar", "mer", "jeu", "ven", "sam", "dim"]
)
_AFTER_NAME = re.compile(
    r"\s*(?:[|\N{BULLET}\N{MIDDLE DOT}]|\s[-\N{EN DASH}\N{EM DASH}]\s|,?\s\d|\s@\w|\("
    r"|\bin\b|(?<!^)\b(?:on|am|at|le|el|il|op|den)\s(?=\W*\d|\w+\W+\d)|\bfor\sthe\b"
    r"|\b(?:published|updated|posted|special\sto|correspondent|reporter|veröffentlicht|publié"
    r"|publicado|pubblicato|illustration|photos?|fotos?)\b).*$",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:;|\band\b|\bund\b|\bet\b|\by\b|&)\s*|,\s+(?=[^\W\d_]+\s+[^\W\d_])")
# The agency or paper that a name is of: Ana Roth, dpa; Ana Roth, HNN.
_OF_AGENCY = re.compile(r",\s(?:[A-Z]{2,5}|dpa|afp|apa|sid|ansa|efe|tass)(?:/\w{2,5})?$")
BYLINE_NAMES = re.compile(r"author|byline|contributor|writer|autor", re.IGNORECASE)
ONLY_BY = re.compile(rf"\W*{_BYLINE_LABEL}(?:\(s\))?\s?:?", re.IGNORECASE)
BY_INSIDE = re.compile(r"\b(?i:by|von|par|por)\s+(?=[^\W\d_a-z])")
_UNLIKE_NAMES = re.compile(
    r"https?:|www\.|@|\d{2}|[<>{}\[\]=\N{RIGHTWARDS ARROW}\N{COPYRIGHT SIGN}]|\w\.\w+\.\w"
    r"|\.(?:com|net|org)\b"
    r"|\b(?:artikel|articles|beiträge|posts|stories|artículos)\b|\b(?:archiv|photo|foto|фото)\b",
    re.IGNORECASE,
)
# Companies, associations and authorities: Mill Ltd, Mühle e.V., Ministerium für Mühlen.
_ORGANISATION = re.compile(
    r"^(?:The|Das|Die|Les|Los)\s|\b(?:GmbH|eG|AG|KG|Ltd|LLC|Inc|e\.\s?V|S\.\s?A|S\.r\.l"
    r"|\w*[Mm]inisterium|\w*[Mm]inistère|[Mm]inistry|[Mm]inisterio|[Mm]inistero|Departement"
    r"|Department|\w*[Aa]nstalt|\w*[Aa]mt|Institute?|Universität|University|Université|Universidad"
    r"|\w*[Vv]erband|Verein|Stiftung|Foundation|Association|Rote[sn]? Kreuz|Agency|Agentur"
    r"|Media|Medien|Verlag|\w*[Zz]eitung|News|Services?|Bundes\w+)\b"
)
# Words of the names of sites that names of people do not have: The Talbote, Mill News.
_OF_SITES = re.compile(
    r"^(?:the|das|die|der|el|la|le|les|los|il|lo|de|het|o|a|my|mein)\b"
    r"|\b(?:news|press|presse|blog|magazine?|magazin|post|times|today|daily|tv|radio|journal|online"
    r"|media|direkt|praxis|herald|zeitung|guide|world|shop|labs?|network|team|\w+blog)\b",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"[\w-]+\.[a-z]{2,4}")
_NAME_WORDS = 5
_WORDS_OF_NAME = 4  # of a name that nothing says is one
_PARTICLES = frozenset(
    [
        "von",
        "van",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "zu",
        "zur",
        "bin",
        "ibn",
        "al",
        "el",
    ]
)
_WORDS_OF_PERSON = 2  # of the name of a person whose site is called so, at most
_FULL_NAME = re.compile(
    r"[^\W\d_][\w.'\N{RIGHT SINGLE QUOTATION MARK}-]*"
    r"(?:\s[\w.'\N{RIGHT SINGLE QUOTATION MARK}-]+){1,4}"
)


def people(names: Iterable[str]) -> list[str]:
    """The names of people among names: without labels, addresses, accounts and roles."""
    people = []
    for name in names:
        line = " ".join(name[:_LONG].split())
        whole = without_rest(BY.sub("", _OF_BOX.sub("", line)))
        if _ORGANISATION.search(whole):
            continue
        for part in _AND.split(_OF_AGENCY.sub("", whole)):
            person = part.strip(" ,.:|-\N{BULLET}\N{MIDDLE DOT}")
            if _is_person(person):
                people.append(person)
    return people


def without_rest(text: str) -> str:
    """A name without what follows it on its line: a date, a role, the names of photographers."""
    found = _AFTER_NAME.search(text)
    if not found:
        return text
    words = text[: found.start()].rstrip(" ,").split()
    while len(words) > 1 and (dates.is_name_of_date(words[-1]) or words[-1] in _DAYS):
        words.pop()
    return " ".join(words)


def is_full_name(name: str) -> bool:
    """Whether a text is a first and a last name: at least two words that begin like names."""
    words = name.strip().split()
    if not 2 <= len(words) <= _NAME_WORDS or not _FULL_NAME.fullmatch(name.strip()):
        return False
    return not words[0][0].islower() and not words[-1][0].islower() and _is_person(name)


def is_plain_name(text: str) -> bool:
    """Whether a line without a label may be a name: all its words begin like those of names."""
    words = text.split()
    return (
        is_full_name(text)
        and len(words) <= _WORDS_OF_NAME
        and not text.isupper()
        and all(word[0].isupper() or word in _PARTICLES for word in words)
    )


def may_be_a_person_s(name: str) -> bool:
    """Whether a name that a site has may be that of the person whose site it is: `Ana Roth`.

    `The Herald`, `MILL NEWS` and `Talbote` are not.
    """
    words = name.split()
    is_short = len(words) == _WORDS_OF_PERSON
    return is_short and not name.isupper() and not _OF_SITES.search(name)


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
