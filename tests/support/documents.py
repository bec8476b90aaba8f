"""Documents to try the promises on: real boilerplate between sentences, all line endings."""

from __future__ import annotations

from functools import lru_cache

from hypothesis import strategies as st

from cleaner.phrases import Group
from cleaner.phrases.compiled import FOLDER
from cleaner.phrases.files import groups_of
from cleaner.phrases.installed import folders
from cleaner.rules import RULES

BREAKS = ("\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
"""All that `str.splitlines` ends a line at."""

ODD = (
    "\x00",
    "\ud800",
    "\udfff tail",
    "\ufeff",
    "\u200f\u200e",
    "\u202eright to left\u202c",
    "👍 🎉 👩\u200d👩\u200d👧",
    "é\u0301" * 3,
    "   ",
    "\t",
    "\xa0",
    "\u3000",
    "0",
    "53",
    "1.2K",
    "1,204 Shares",
    "%s",
    "%d",
    "%s %s",
    "{{ title }}",
    "[gallery ids=1]",
    "— Name (@handle) May 9, 2019",
    "https://example.org/a?b=c",
    "> quoted",
    "- item",
    "1. item",
    "Name",
    "Email",
    "Reply",
    "Comments",
    "Conclusion",
    "References",
    "...",
    "|",
    "×",
)
"""Lines that are neither furniture for sure nor sentences."""

SENTENCES = (
    "The river rose by a metre in the night, and the mill at the lower bridge had to be cleared.",
    (
        "“We have seen nothing like it since the spring of 1954,” the miller’s daughter told the"
        " reporters on Sunday."
    ),
    "Share prices fell, comments were closed to the public, and nobody left a reply at the desk.",
    "Below the bridge the water stood still.",
    "He said:",
    (
        "Speaking at a rally earlier today, she thanked the volunteers and read "
        "from a letter that had"
        " arrived that morning."
    ),
    (
        "Der Fluss stieg in der Nacht um einen Meter, und die Mühle an der unteren Brücke musste"
        " geräumt werden."
    ),
    "川は夜のうちに一メートルも水位が上がり、下の橋のそばの水車小屋は避難しなければならなかった。",
    "Short one",
    "The post follows a tweet on May 9th regarding the dam. Below, the tweet:",
    "The valley was quiet after that. Read more",
)

SAMPLES = ("Ana Mendes", "Spring", "11.05.19: A Walk")
"""What is put for `%s`, by turns."""


def fill(phrase: str, number: str = "12") -> str:
    """A phrase with its holes filled as they would be on a page."""
    pieces = phrase.split("%s")
    filled = pieces[0]
    for turn, piece in enumerate(pieces[1:]):
        filled += SAMPLES[turn % len(SAMPLES)] + piece
    return filled.replace("%d", number)


@lru_cache(maxsize=1)
def built_in() -> tuple[Group, ...]:
    """The groups of the built-in data, and of packages that are installed."""
    return tuple(group for folder in (FOLDER, *folders()) for group in groups_of(folder))


@lru_cache(maxsize=1)
def phrases() -> tuple[tuple[Group, str], ...]:
    """Every phrase of the data with its group."""
    return tuple((group, text) for group in built_in() for text in group.text)


@lru_cache(maxsize=1)
def furniture() -> tuple[str, ...]:
    """Every phrase with its holes filled, and the lines of the rules' own examples."""
    examples = [
        line
        for rule in RULES
        for text in (*rule.removes, *rule.keeps)
        for line in text.splitlines()
        if line.strip()
    ]
    return (*(fill(text) for _, text in phrases()), *examples)


def examples() -> list[str]:
    """The example texts of all rules, whole."""
    return [text for rule in RULES for text in (*rule.removes, *rule.keeps)]


_line_breaks = st.one_of(
    st.just("\n"),
    st.just("\n\n"),
    st.sampled_from(BREAKS),
    st.lists(st.sampled_from(BREAKS), max_size=5).map("".join),
)
_spaces = st.sampled_from(("", "", "", " ", "  ", "\t", "\xa0", "\u3000", "\ufeff"))
_furniture = st.sampled_from(furniture())
_noise = st.text(st.characters(), max_size=12)
_glued = st.lists(_furniture, min_size=2, max_size=4).map("".join)
_tails = st.tuples(st.sampled_from(SENTENCES), st.sampled_from((" ", "  ", " … ")), _furniture).map(
    "".join
)
_bodies = st.one_of(
    _furniture,
    _furniture,
    st.sampled_from(SENTENCES),
    st.sampled_from(SENTENCES),
    st.sampled_from(ODD),
    st.sampled_from(examples()),
    _furniture.map(str.upper),
    _glued,
    _tails,
    _noise,
)
_lines = st.tuples(_spaces, _bodies, _spaces, _line_breaks).map("".join)

documents: st.SearchStrategy[str] = st.lists(_lines, max_size=30).map("".join)
"""Whole documents, from the empty text on."""

ending_documents: st.SearchStrategy[str] = st.tuples(documents, _bodies).map("".join)
"""The same without a line break at the end."""
