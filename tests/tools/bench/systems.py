"""What is compared: functions from a text to the cleaned text."""

from __future__ import annotations

import re
from collections.abc import Callable

from cleaner import Cleaner
from cleaner.core.normalise import line_key
from cleaner.core.rule import Role
from cleaner.phrases import compiled
from cleaner.phrases.lookup import Lookup
from cleaner.phrases.match import SHORT

System = Callable[[str], str]


def ours(*, unsafe: bool) -> System:
    """Our rules, as `Cleaner` applies them."""
    cleaner = Cleaner(unsafe=unsafe)
    return lambda text: cleaner.clean(text).text


def raw(text: str) -> str:
    """Nothing done."""
    return text


def c4() -> System:
    """C4's line rules in datatrove's filter; what drops whole documents is turned off."""
    from datatrove.data import Document
    from datatrove.pipeline.filters.c4_filters import C4QualityFilter

    rules = C4QualityFilter(
        remove_citations=False,
        min_num_sentences=-1,
        filter_lorem_ipsum=False,
        filter_curly_bracket=False,
    )

    def clean(text: str) -> str:
        document = Document(text=text, id="")
        if rules.filter(document) is not True:
            raise RuntimeError("C4's line rules dropped a document")
        return str(document.text)

    return clean


_COUNTER = re.compile(
    r"\W*[\d.,]+\s*[KkMm]?\W*(likes?|shares?|comments?|retweets?|reposts?|quotes?|bookmarks?|upvotes?|downvotes?|downloads?|views?|followers?)\W*"
)
_START = re.compile(r"^\s*sign[ -]?in\b", re.IGNORECASE)
_END = re.compile(r"read more\W*$", re.IGNORECASE)
_ANYWHERE = re.compile(r"items in (?:your )?cart", re.IGNORECASE)


def refinedweb(text: str) -> str:
    """RefinedWeb's line-wise corrections, which datatrove does not have.

    Written from the paper (Penedo et al. 2023, arXiv:2306.01116, appendix G.2). Discards lines that
    are mainly upper case, numbers only, a counter, or one word; edits short lines (ten words or
    fewer) that match a pattern, by the paper's own examples. The paper gives no threshold for
    *mainly*: here it is 60 % of the letters.
    """
    return "\n".join(line for line in map(_corrected, text.split("\n")) if line is not None)


def _corrected(line: str) -> str | None:
    words = line.split()
    if not words:
        return line
    if (
        len(words) == 1
        or _mainly_upper(line)
        or _numbers_only(words)
        or _COUNTER.fullmatch(line.lower())
    ):
        return None
    if len(words) <= 10:
        line = _ANYWHERE.sub("", _END.sub("", _START.sub("", line)))
    return line


def _mainly_upper(line: str) -> bool:
    letters = sum(map(str.isalpha, line))
    return letters > 0 and sum(map(str.isupper, line)) > 0.6 * letters


def _numbers_only(words: list[str]) -> bool:
    return all(word.strip(".,:%").isnumeric() for word in words)


def exact_phrases() -> System:
    """Removes whole lines that equal one of our phrases of the role `line`, and nothing else."""
    tables = compiled.data().tables
    lookup = Lookup(tables)
    exact = {
        key
        for key in tables.exact.texts()
        if any(phrase.mark.role is Role.LINE for phrase in lookup.exact(key))
    }
    return lambda text: "\n".join(
        line for line in text.split("\n") if len(line) > SHORT or line_key(line) not in exact
    )


def all_systems() -> dict[str, System]:
    """By the names of the table's columns, in their order."""
    return {
        "raw": raw,
        "C4": c4(),
        "RefinedWeb": refinedweb,
        "exact phrases": exact_phrases(),
        "cleaner": ours(unsafe=False),
        "cleaner --unsafe": ours(unsafe=True),
    }
