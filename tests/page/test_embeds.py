"""The cases of `fixtures/embeds`: a page with an embed, or with the place where one was lost, and
the text that is left of it.

    What the case shows, in a sentence.
    --- html
    <!DOCTYPE html>…
    --- text
    What `clean_html(…).text` is, but for the headline and the byline.
    --- cut
    placeholder.lead-in

`cut` names the rules that cut something: all that are not of the whole page, and those of these
that matter to the case. A case without it says that no rule for text finds anything. The names of
cases in which a lead-in or a note goes end in `-goes`; in all others the page's words are left
alone. A new case is a new file. A section `xfail` says why a case is not right yet; it must fail
then.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from cleaner import Cleaner, Result, restore
from cleaner.core.analysis import Output
from cleaner.page.embeds.providers import ELEMENTS
from cleaner.page.walk import tags
from tests.support.paths import FIXTURES

FOLDER = FIXTURES / "embeds"
PATHS = sorted(FOLDER.glob("*.txt"))
KINDS = [
    "twitter",
    "instagram",
    "tiktok",
    "facebook",
    "mastodon",
    "bluesky",
    "threads",
    "telegram",
    "youtube",
    "vimeo",
    "video",
]
KINDS += ["image", "gallery", "map", "chart", "document", "audio"]
_BYLINE = re.compile(r"By \w+ \w+|Posted on .{5,20}|(?:\w+ \w+ )?(?:\w+, )?\d+ \w+ \d{4}")
_SECTION = re.compile(r"^--- (html|text|cut|xfail)\n", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    note: str
    html: str
    text: str
    cut: frozenset[str]
    xfail: str = ""


@cache
def read(path: Path) -> Case:
    note, *pieces = _SECTION.split(path.read_text(encoding="utf-8"))
    sections = dict(zip(pieces[::2], pieces[1::2], strict=True))
    wanted = [
        name
        for name in ("html", "text", "cut", "xfail")
        if name in sections or name in ("html", "text")
    ]
    assert [*sections] == wanted, (
        f"{path.name}: sections must be html, text, and perhaps cut and xfail, in that order"
    )
    assert note.strip().count("\n") == 0, f"{path.name}: the first line says what the case shows"
    return Case(
        note.strip(),
        sections["html"],
        sections["text"],
        frozenset(sections.get("cut", "").split()),
        sections.get("xfail", "").strip(),
    )


def params() -> list[ParameterSet]:
    marks = {
        path: (
            [pytest.mark.xfail(strict=True, reason=reason)] if (reason := read(path).xfail) else []
        )
        for path in PATHS
    }
    return [pytest.param(path, marks=marks[path], id=path.stem) for path in PATHS]


@cache
def cleaner() -> Cleaner:
    return Cleaner()


def rules_of(result: Result) -> set[str]:
    return {cut.rule for cut in result.cuts}


def of_text(rules: set[str] | frozenset[str]) -> set[str]:
    """Those that are not of the page as a whole."""
    whole_page = {rule.id for rule in cleaner().rules if rule.whole_page}
    return {rule for rule in rules if rule not in whole_page}


def body(case: Case, text: str) -> list[str]:
    """The lines of a text but for the headline and the byline, which are of no interest here."""
    title = re.search(r"<title>(.*?)</title>", case.html)
    called = {
        re.sub("<[^>]*>", "", found).strip()
        for found in re.findall(r"<h1[^>]*>(.*?)</h1>", case.html, re.DOTALL)
    }
    called |= {*re.split(r": | \| ", title[1])} if title else set()
    return [
        line
        for line in text.splitlines()
        if line and line not in called and not _BYLINE.fullmatch(line)
    ]


@pytest.mark.parametrize("path", params())
def test_embed(path: Path) -> None:
    case = read(path)
    result = cleaner().clean_html(case.html)
    assert body(case, result.text) == body(case, case.text)
    assert of_text(rules_of(result)) == of_text(case.cut)
    assert case.cut <= rules_of(result)
    assert restore(result.text, result.cuts) == result.original


@pytest.mark.parametrize("path", params())
def test_markdown_and_text_agree(path: Path) -> None:
    """What is there does not hang on how it is written down."""
    output: Output = "markdown"
    assert of_text(rules_of(cleaner().clean_html(read(path).html, output=output))) == of_text(
        read(path).cut
    )


def test_every_element_that_may_be_an_embed_is_known() -> None:
    assert {*tags.MAY_BE_EMBEDS, *tags.EMBED_BOXES} <= {*ELEMENTS}


def test_every_file_is_a_case() -> None:
    assert sorted(FOLDER.rglob("*")) == PATHS


def test_no_case_is_there_twice() -> None:
    seen = Counter(read(path).html for path in PATHS)
    assert [html for html, times in seen.items() if times > 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_there_and_gone(kind: str) -> None:
    names = [path.stem for path in PATHS if path.stem.startswith(kind)]
    if kind not in (
        "youtube",
        "vimeo",
        "threads",
    ):  # those that are gone are under `video`, and Threads are Instagram's twin
        assert any(name.endswith("-goes") for name in names)
    assert any(not name.endswith("-goes") for name in names)


def test_the_name_says_whether_something_goes() -> None:
    gone = {"placeholder.lead-in", "placeholder.player"}
    assert [
        path.stem
        for path in PATHS
        if path.stem.endswith("-goes") == gone.isdisjoint(read(path).cut)
    ] == []


def test_cases_leave_alone_as_well() -> None:
    """At least 45 in a hundred say what stays."""
    assert sum(not path.stem.endswith("-goes") for path in PATHS) >= 0.45 * len(PATHS)
