"""The public way in: selecting, ignoring, allowing, own phrases, and messages about mistakes."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import cleaner
from cleaner import Cleaner, PhraseError, UnknownRule, clean
from cleaner.rules import RENAMED

PROSE = (
    "The river rose by a metre in the night, and the mill at the lower bridge had to be cleared.\n"
)
FORM = "Leave a Reply\n"
AKISMET = "This site uses Akismet to reduce spam. Learn how your comment data is processed.\n"
TEXT = f"{PROSE}\n{FORM}\n{AKISMET}"


def rules_of(text: str, **options: Any) -> set[str]:
    return {cut.rule for cut in clean(text, force=True, **options).cuts}


# --- Names ---------------------------------------------------------------------------------------


def test_public_names() -> None:
    assert all(hasattr(cleaner, name) for name in cleaner.__all__)
    assert {"Cleaner", "Cut", "Result", "Rule", "clean", "restore"} <= set(cleaner.__all__)


@pytest.mark.parametrize(
    "name",
    sorted(
        f"cleaner.{item.name}"
        for item in pkgutil.iter_modules(cleaner.__path__)
        if item.name != "__main__"
    ),
)
def test_documented_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


# --- Cleaning ------------------------------------------------------------------------------------


def test_clean_removes_furniture() -> None:
    result = clean(TEXT)
    assert result.text == PROSE
    assert {cut.rule for cut in result.cuts} == {"wordpress.comment-form", "wordpress.akismet"}
    assert result.restore() == TEXT


def test_clean_leaves_an_article_alone() -> None:
    text = (
        f"Leave a reply, she said\n\n{PROSE}\nConclusion\n\n{PROSE}\nComments on "
        f"the flood were read at the desk of the mayor.\n"
    )
    assert clean(text, unsafe=True).text == text


def test_a_cleaner_serves_many_texts() -> None:
    made = Cleaner()
    assert [made.clean(text).text for text in (TEXT, PROSE, TEXT, "")] == [PROSE, PROSE, PROSE, ""]


def test_clean_is_what_a_cleaner_does() -> None:
    assert clean(TEXT, ignore=["wordpress.akismet"]) == Cleaner(ignore=["wordpress.akismet"]).clean(
        TEXT
    )


def test_the_kind_is_on_the_result() -> None:
    assert clean(TEXT).kind == "article"
    assert clean(TEXT, kind="page").kind == "page"


# --- Selecting and ignoring ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ([], [], {"wordpress.comment-form", "wordpress.akismet"}),
        (["wordpress"], [], {"wordpress.comment-form", "wordpress.akismet"}),
        (["wordpress.akismet"], [], {"wordpress.akismet"}),
        (["pingback"], [], set()),
        ([], ["wordpress"], set()),
        ([], ["wordpress.akismet"], {"wordpress.comment-form"}),
        ([], ["pingback"], {"wordpress.comment-form", "wordpress.akismet"}),
        (["wordpress.akismet"], ["wordpress"], {"wordpress.akismet"}),
        (["wordpress"], ["wordpress.akismet"], {"wordpress.comment-form"}),
        (["wordpress"], ["wordpress"], set()),
    ],
)
def test_the_longer_of_two_that_fit_wins(
    select: list[str], ignore: list[str], expected: set[str]
) -> None:
    assert rules_of(TEXT, select=select, ignore=ignore) == expected


@pytest.mark.parametrize("option", ["select", "ignore"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("wordpress.akismt", "Did you mean 'wordpress.akismet'?"),
        ("wordpres", "Did you mean 'wordpress'?"),
        ("zzz", "`cleaner rules` lists them."),
        ("word", "There is no rule 'word'."),  # a prefix ends at a dot
        ("wordpress.", "There is no rule 'wordpress.'."),
        ("", "There is no rule ''."),
        ("Wordpress", "There is no rule 'Wordpress'."),
    ],
)
def test_an_unknown_rule_is_an_error_with_a_suggestion(option: str, name: str, hint: str) -> None:
    options: dict[str, Any] = {option: [name]}
    with pytest.raises(UnknownRule) as caught:
        Cleaner(**options)
    assert str(caught.value).startswith(f"There is no rule {name!r}.")
    assert hint in str(caught.value)


# --- Allowing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["Leave a Reply", "leave a reply", "• Leave a Reply:"])
def test_an_allowed_line_stays(line: str) -> None:
    assert clean(TEXT, allow=[line]).text == f"{PROSE}\n{FORM}"


@pytest.mark.parametrize("times", [1, 6, 30])
def test_an_allowed_long_line_stays(times: int) -> None:
    """Long lines are looked up by their beginning; what is allowed is recognised anyway."""
    long = (
        "This post contains affiliate links. "
        + "We may earn a small commission at no cost to you, of course. " * times
    )
    text = f"{PROSE * 30}\n{long}\n"
    assert clean(text, unsafe=True, allow=[long]).text == text
    assert clean(text, unsafe=True, allow=[long + "Really."]) == clean(text, unsafe=True)


def test_allowing_nothing_in_particular_allows_nothing() -> None:
    assert clean(TEXT, allow=["", "* * *"]).text == PROSE


# --- Phrases of one's own ------------------------------------------------------------------------


def own(folder: Path, content: str) -> Path:
    path = folder / "own.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_rule_of_ones_own(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        (
            '[[phrases]]\nrule = "mine.slogan"\nreason = "our slogan"\ntext = ["The '
            'Daily Flood, always %s"]\n'
        ),
    )
    text = f"{PROSE}\nThe Daily Flood, always on time\n"
    (cut,) = clean(text, phrase_files=[path]).cuts
    assert (cut.rule, cut.reason, cut.safe) == ("mine.slogan", "our slogan", True)
    assert clean(text).cuts == ()


def test_a_rule_of_ones_own_can_be_unsafe(tmp_path: Path) -> None:
    path = own(
        tmp_path, '[[phrases]]\nrule = "mine.slogan"\nsafe = false\ntext = ["The Daily Flood"]\n'
    )
    text = f"{PROSE}\nThe Daily Flood\n"
    result = Cleaner(phrase_files=[path], suggest=True).clean(text)
    assert result.text == text
    assert [cut.rule for cut in result.suggestions] == ["mine.slogan"]
    assert clean(text, phrase_files=[path], unsafe=True).text == PROSE


def test_phrases_for_a_rule_that_is_there(tmp_path: Path) -> None:
    path = own(
        tmp_path, '[[phrases]]\nrule = "wordpress.akismet"\ntext = ["Our filter sees it all"]\n'
    )
    assert {
        cut.rule
        for cut in clean(f"{PROSE}\nOur filter sees it all\n", phrase_files=[str(path)]).cuts
    } == {"wordpress.akismet"}


def test_a_rule_of_ones_own_can_be_selected(tmp_path: Path) -> None:
    path = own(tmp_path, '[[phrases]]\nrule = "mine.slogan"\ntext = ["The Daily Flood"]\n')
    made = Cleaner(phrase_files=[path], select=["mine"])
    assert made.clean(f"{TEXT}\nThe Daily Flood\n").text == TEXT
    with pytest.raises(UnknownRule):
        Cleaner(select=["mine"])


def test_a_rule_of_ones_own_has_whole_lines_only(tmp_path: Path) -> None:
    path = own(
        tmp_path, '[[phrases]]\nrule = "mine.slogan"\nrole = "beside"\ntext = ["The Daily Flood"]\n'
    )
    with pytest.raises(PhraseError, match="can only have the role 'line', not 'beside'"):
        Cleaner(phrase_files=[path])


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ('rule = "share.button"\nrole = "lin"', "unknown role 'lin'. Did you mean 'link'"),
        ('rule = "share.button"\nsafe = false', "leave out reason and safe"),
        ('rule = "share.button"\nreason = "a slogan"', "leave out reason and safe"),
        ('rule = "share.button"\nrole = "edge"', "does not read phrases of the role 'edge'"),
        ('rule = "markup.share"', "markup.share does not work with phrases"),
        ('rule = "house.slogan"\nrole = "edge"', "can only have the role 'line'"),
        ('rule = "house.slogan"\nroel = "line"', "unknown key 'roel'"),
    ],
)
def test_phrases_that_would_never_be_used_raise(tmp_path: Path, keys: str, sentence: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'[[phrases]]\n{keys}\ntext = ["Hear the bell"]\n')
    with pytest.raises(PhraseError, match=sentence):
        Cleaner(phrase_files=[own])


def test_phrases_of_ones_own_at_the_end_of_paragraphs(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[phrases]]\nrule = "related.link"\nrole = "edge"\ntext = ["Hear the bell"]\n')
    ringing = PROSE.rstrip() + " Hear the bell\n"
    assert Cleaner(phrase_files=[own]).clean(ringing).text == PROSE
    assert clean(ringing).text == ringing


def test_one_cleaners_phrases_are_not_anothers(tmp_path: Path) -> None:
    path = own(tmp_path, '[[phrases]]\nrule = "mine.slogan"\ntext = ["The Daily Flood"]\n')
    Cleaner(phrase_files=[path])
    assert clean(f"{PROSE}\nThe Daily Flood\n").cuts == ()


@pytest.mark.parametrize("option", ["select", "ignore"])
@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_rules_may_be_named_by_their_old_ids(option: str, old: str, new: str) -> None:
    chosen: list[dict[str, Any]] = [{option: [name]} for name in (old, new)]
    by_old, by_new = (Cleaner(**options) for options in chosen)
    assert [rule.id for rule in by_old.rules] == [rule.id for rule in by_new.rules]
    assert (new in {rule.id for rule in by_old.rules}) is (option == "select")
