"""Dates in texts and attributes, as ISO 8601 days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_FIRST_YEAR = 1990
_LOOKED_AT = 200  # characters of a line
_DIGIT = re.compile(r"\d")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_ISO_LOOSE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-/.](1[0-2]|0?[1-9])[-/.](3[01]|[12]\d|0?[1-9])(?!\d)"
)
_EAST = re.compile(r"((?:19|20)\d\d)\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_NUMBERS = re.compile(
    r"(?<![\d./-])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?((?:19|20)\d\d|\d\d)(?![\d/-])"
)
# 12 March 2020, 12. März 2020, 12 de marzo de 2020; March 12, 2020, Mar 12th 2020.
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?\s(?:de\s|d')?([^\W\d_]{3,12})\.?,?\s(?:de[l]?\s)?"
    r"((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,12})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s((?:19|20)\d\d)(?!\d)", re.IGNORECASE
)
# Beginnings of the names of months, by month, in languages that write them with letters.
_MONTHS = (
    "jan janv gen ene янв січ ιαν tammi sty led jän oca يناير ינואר ม.ค",
    "feb fév fev fev фев лют φεβ helmi lut úno únor šub فبراير פברואר",
    "mar mär mars märz maa marz мар бер μαρ maalis bře ožu مارس מרץ",
    "apr avr abr апр кві απρ huhti kwi dub tra nis أبريل אפריל",
    "may mai mag mayo maj mei май мая тра μάι μαΐ touko kvě svi مايو מאי",
    "jun juin giu июн чер ιούν ιουν kesä cze čer lip haz يونيو יוני",
    "jul juil lug июл лип ιούλ ιουλ heinä lipc červenc srp tem يوليو יולי",
    "aug aoû ago авг сер αύγ αυγ elo sie srpn kol ağu أغسطس אוגוסט",
    "sep set сен вер σεπ syys wrz zář ruj eyl سبتمبر ספטמבר",
    "oct okt ott out окт жов οκτ loka paź říj lis eki أكتوبر אוקטובר",
    "nov ноя лис νοέ νοε marras lis stu kas نوفمبر נובמבר",
    "dec déc dez dic дек гру δεκ joulu gru pro ara ديسمبر דצמבר",
)
# Names that are those of another month in another language: by their first letters, longer first.
_BEGINNINGS = sorted(
    ((name, month) for month, names in enumerate(_MONTHS, 1) for name in names.split()),
    key=lambda pair: -len(pair[0]),
)


def of_attribute(value: str) -> str | None:
    """The day of a machine-readable date; None for anything else."""
    value = value.strip()[:_LOOKED_AT]
    found = _ISO.search(value) or _ISO_LOOSE.search(value)
    if found:
        return _day(found[1], found[2], found[3])
    if value.isascii() and value.isdecimal() and len(value) in (10, 13):
        seconds = int(value[:10])
        return _checked(datetime.fromtimestamp(seconds, UTC).date())
    return of_text(value)


def of_text(line: str, *, month_first: bool = False) -> str | None:
    """The first day that a line names; None for none.

    `month_first` reads `3/12/2020` as in the United States, where it can be read either way.
    """
    line = line[:_LOOKED_AT]
    if not _DIGIT.search(line):  # as most lines
        return None
    found = _ISO_LOOSE.search(line) or _EAST.search(line)
    if found:
        return _day(found[1], found[2], found[3])
    for pattern, day, month in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
        for match in pattern.finditer(line):
            number = _month(match[month])
            if number and (named := _day(match[3], str(number), match[day])):
                return named
    numbers = _NUMBERS.search(line)
    return _of_numbers(numbers, month_first=month_first) if numbers else None


def other_reading(day: str) -> str | None:
    """The day with its month and day exchanged: what it is if it was read the wrong way.

    None if there is no such day.

    >>> other_reading("2020-03-12"), other_reading("2020-03-13")
    ('2020-12-03', None)
    """
    year, month, number = day.split("-")
    return _day(year, number, month)


def days_between(first: str, second: str) -> int:
    """How many days a day is after another one."""
    return (date.fromisoformat(second) - date.fromisoformat(first)).days


def is_name_of_date(word: str) -> bool:
    """Whether a word is the name of a month or an abbreviated day of the week."""
    lower = word.lower().strip(".,")
    return lower in _DAYS or (lower in _FULL_MONTHS)


_DAYS = frozenset(
    {
        *("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    }
)
_FULL_MONTHS = frozenset(
    {
        *("january", "february", "march", "april", "may", "june", "july", "august"),
        *("september", "october", "november", "december"),
        *("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
        *("januar", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember"),
    }
)


def _of_numbers(found: re.Match[str], *, month_first: bool) -> str | None:
    first, separator, second, year = int(found[1]), found[2], int(found[3]), found[4]
    is_american = (month_first and separator == "/" and first <= 12) or second > 12
    day, month = (second, first) if is_american else (first, second)
    full = year if len(year) == 4 else f"20{year}"
    return _day(full, str(month), str(day))


def _month(name: str) -> int | None:
    lower = name.lower()
    return next((month for start, month in _BEGINNINGS if lower.startswith(start)), None)


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return _checked(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _checked(day: date) -> str | None:
    """A day as ISO 8601; None for one that no page can be from."""
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    return day.isoformat() if day.year >= _FIRST_YEAR and day <= tomorrow else None
