"""Names of people in what pages say of their authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
        *("publisher", "anónimo", "anonyme", "anonym", "wordpressadmin", "agencies", "red"),
        *("nombre", "nom", "nome", "имя", "автор", "名前", "作者", "view all posts", "read more"),
    }
)
# A label of a byline in front of the name.
_BYLINE_LABEL = (
    r"(?:(?:interview|reportage|protokoll|text\w?\s(?:&|und|and|et)\s(?:fotos?|photos?|bilder))(?=:)"
    r"|(?:(?:(?:written|recipe|posted|published|reported|reviewed|edited|created|submitted|story"
    r"|words|text"
    r"|article|(?:a|this)\s(?:(?:guest|blog)\s?)?post|compiled"
    r"|geschrieben|verfasst|erstellt|veröffentlicht|gespeichert|eingestellt"
    r"|ein\s(?:gast)?beitrag|(?:blog|gast)[\s-]?beitrag|(?:eine?\s)?(?:artikel|kommentar|kolumne"
    r"|interview|reportage|analyse|rezension|essay)"
    r"|écrit|rédigé|publié|posté|proposé"
    r"|escrito|publicado|redactado|scritto|pubblicato|geschreven|geplaatst|gepubliceerd|skrevet"
    r"|skriven|publisert|publicerat|napisane)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|przez)"
    r"|(?:der\s)?(?:autor(?:/in|:in|\*in|in)?|auteur|autrice|autore|author|автор|yazar|oleh|text"
    r"|texte|texto|testo|tekst|bericht))\b)"
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
    r"|\bin\b|(?<!^)\b(?:mit|with)\s"
    r"|(?<!^)\b(?:on|am|at|le|el|il|op|den)\s(?=\W*\d|\w+\W+\d)|\bfor\sthe\b"
    r"|\b(?:published|updated|posted|special\sto|correspondent|reporter|veröffentlicht|publié"
    r"|publicado|pubblicato|illustration|photos?|fotos?)\b).*$",
    re.IGNORECASE,
)
# The words of one or two letters are part of some names: `Silva e Costa`, `Pi i Margall`.
_AND = re.compile(
    r"\s*(?:;|\band\b|\bund\b|\bet\b|\by\b|&)\s*|,\s+(?=[^\W\d_]+\s+[^\W\d_])"
    r"|\s+(?:e|i|и|і|та|och|og|ve|és|și|şi|και|dan|và)\s+(?=[^\W\d_]+\s+[^\W\d_])"
)
# The agency or paper that a name is of: Ana Roth, dpa; Ana Roth, HNN.
_OF_AGENCY = re.compile(
    r"(?<=\w)(?:,\s|/)(?:[A-Z]{2,5}(?:-[A-Z]{1,3})?|dpa|afp|apa|sid|ansa|efe|tass)(?:/\w{2,5})?$"
)
# What somebody is, in front of the name: FOCUS-Online-Experte Jan Roth, Rechtsanwältin Ana Roth.
_JOB = re.compile(
    r"^[\w-]*(?:expert(?:e|in)|redakteur(?:in)?|autor(?:in)?|journalist(?:in)?|anwalt|anwältin)\s"
    r"(?=[^\W\d_]+\s[^\W\d_])",
    re.IGNORECASE,
)
BYLINE_NAMES = re.compile(r"author|byline|contributor|writer|autor", re.IGNORECASE)
# A line that leads to other articles of the author whose name is above.
ALL_OF_AUTHOR = re.compile(
    r"(?:all|more|view\sall|see\sall|alle|weitere|mehr)\s(?:artikel|beiträge|articles|posts|stories)"
    r"|tous\sles\sarticles",
    re.IGNORECASE,
)
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
    r"|Solutions|Holding|Company|Corporation|Media|Medien|Verlag|\w*[Zz]eitung|News|Services?"
    r"|Bundes\w+)\b"
)
# Words of the names of sites that names of people do not have: The Talbote, Mill News.
_OF_SITES = re.compile(
    r"^(?:the|das|die|der|el|la|le|les|los|il|lo|de|het|o|a|my|mein)\b"
    r"|\b(?:news|press|presse|blog|magazine?|magazin|post|times|today|daily|tv|radio|journal|online"
    r"|media|direkt|praxis|herald|\w*zeitung|guide|world|shop|labs?|network|team|\w+blog"
    r"|\w*nachrichten|\w*blatt|\w*anzeiger|\w*magazin|\w*portal|geographic)\b",
    re.IGNORECASE,
)
# An account, or initials: mill_girl, sarah-indra, kj, DT.
_ACCOUNT = re.compile(r"[a-z\d_-]+|[A-Z]{1,3}")
_DOMAIN = re.compile(r"[\w-]+\.[a-z]{2,4}")
_NAME_WORDS = 5
_LONGEST_LINE = 8  # spaces of a line with a name that is not a list and has no date
_IN_LISTS = re.compile(r"[\d,;|&/]")
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
        whole = without_rest(_JOB.sub("", BY.sub("", _OF_BOX.sub("", line))))
        if _ORGANISATION.search(whole) or _is_sentence(line):
            continue
        if " " in (alone := _OF_AGENCY.sub("", whole)):
            whole = alone
        for part in _AND.split(whole):
            person = _once(part.strip(" ,.:|-\N{BULLET}\N{MIDDLE DOT}"))
            if _is_person(person):
                people.append(person)
    return people


def _is_sentence(line: str) -> bool:
    """Whether a line is too long for names without a comma between them, or a date."""
    return line.count(" ") > _LONGEST_LINE and not _IN_LISTS.search(line)


def _once(name: str) -> str:
    """A name that is there twice, for the eye and for screen readers, once."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half]) if half and words[:half] * 2 == words else name


def without_rest(text: str) -> str:
    """A name without what follows it on its line: a date, a role, the names of photographers."""
    found = _AFTER_NAME.search(text)
    if not found:
        return text
    words = text[: found.start()].rstrip(" ,").split()
    while len(words) > 1 and (dates.is_name_of_date(words[-1]) or words[-1] in _DAYS):
        words.pop()
    return " ".join(words)


def is_account(name: str) -> bool:
    """Whether a name is that of an account, or initials, and says little: `mill_girl`, `DT`."""
    return bool(_ACCOUNT.fullmatch(name))


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
        and not _is_phrase(words)
        and dates.of_text(name) is None
        and not (len(words) == 1 and dates.is_name_of_date(name))
        and not _UNLIKE_NAMES.search(name)
        and not _ORGANISATION.search(name)
        and not _DOMAIN.fullmatch(name)
        and any(character.isalpha() for character in name)
    )


def _is_phrase(words: Sequence[str]) -> bool:
    """Whether most words begin in lower case, which those of names do not: `mill is the man`."""
    lower = [word for word in words if word[0].islower() and word not in _PARTICLES]
    return len(words) > _WORDS_OF_PERSON and len(lower) > 1
