"""Results and findings made by hand, so that tests of reports do not depend on any rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from hypothesis import strategies as st

from cleaner.core.result import Cut, Result
from cleaner.core.rule import Rule
from cleaner.report import Finding, findings
from tests.support.paths import FIXTURES

FOLDER = FIXTURES / "report"


class Snapshot(Protocol):
    """What the tests use of pytest-snapshot's fixture, which has no types."""

    snapshot_dir: Path

    def assert_match(self, value: str | bytes, snapshot_name: str) -> None: ...


_MARK = re.compile(r"⟦(\??)([a-z.-]+)\|(.*?)⟧", re.DOTALL)

REASONS = {
    "share.counter": "a share counter without its buttons",
    "wordpress.comment-form": "WordPress's comment form",
    "placeholder.tweet": "announces a tweet that is not there",
    "readers.thread": "readers' comments",
}
RULES = tuple(
    Rule(rule, reason, safe=rule != "readers.thread", removes=("Leave a Reply\nName *",))
    for rule, reason in REASONS.items()
)


def marked(text: str) -> Result:
    """A result from a text with its cuts marked: `⟦rule|text⟧`, `⟦?rule|text⟧` for a suggestion."""
    original, cuts, position = "", [], 0
    for mark in _MARK.finditer(text):
        original += text[position : mark.start()]
        suggested, rule, gone = mark.groups()
        cuts.append(
            Cut(
                len(original),
                len(original) + len(gone),
                rule,
                REASONS.get(rule, "a reason"),
                gone,
                not suggested,
            )
        )
        original, position = original + gone, mark.end()
    return Result(
        original + text[position:],
        tuple(cut for cut in cuts if cut.safe),
        tuple(cut for cut in cuts if not cut.safe),
    )


def found(text: str, path: str = "corpus/a.txt") -> tuple[Finding, ...]:
    """The findings in a text with its cuts marked as for `marked`."""
    return findings(path, marked(text))


def cut(text: str, spans: Sequence[tuple[int, int]]) -> Result:
    """A text without the given spans, which are ordered and disjoint."""
    return Result(
        text, tuple(Cut(start, end, "a.rule", "a reason", text[start:end]) for start, end in spans)
    )


@st.composite
def results(draw: st.DrawFn, characters: str = "ab \t\n\n\r\x0b\u2028é") -> Result:
    """Short texts of few characters, mostly line breaks, with any cuts an engine could make."""
    text = draw(st.text(characters, max_size=60))
    offsets = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return cut(text, list(zip(offsets[::2], offsets[1::2], strict=False)))


ARTICLE = """\
The storm tore roofs off along the coast on Friday.

⟦share.counter|0

53

⟧"It sounded like a train," said one resident. ⟦placeholder.tweet|Below, the tweet:⟧
Crews were still clearing the coast road on Saturday.

⟦wordpress.comment-form|Leave a Reply

Fill in your details below or click an icon to log in:

Email (required) (Address never made public)
Name (required)
Website
⟧⟦?readers.thread|Ann says:
I saw it from the – now ruined – pier 🌊 and it was bad: 100%, bad.⟧
"""
"""A text with a bit of everything: a counter, part of a line, a long block, and a suggestion."""
