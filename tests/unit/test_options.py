"""Settings: declared once, the same in Python, configuration files, the command and Scrapy."""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from cleaner import Cleaner, Rule, clean, clean_html
from cleaner.cli.check import check
from cleaner.config import Config
from cleaner.core.rule import Finder, LineTest
from cleaner.options import Options
from cleaner.settings import Number, Settings, SomeOf, Switch, keywords_of, setting, settings_of

PROSE = "The river rose by a metre in the night, and the mill at the lower bridge was cleared.\n"


# --- Each front has every setting ---------------------------------------------------------------


@pytest.mark.parametrize("function", [Cleaner, clean, clean_html])
def test_every_setting_is_a_keyword(function: Any) -> None:
    keywords = inspect.signature(function).parameters
    assert set(settings_of(Options)) <= set(keywords)
    assert keywords["unsafe"].default is False
    assert keywords["unsafe"].kind is inspect.Parameter.KEYWORD_ONLY


def test_every_setting_with_a_key_is_one_of_the_configuration() -> None:
    keys = {key for key, _, _ in Config().items()}
    assert {each.key for each in settings_of(Config).values() if each.key} == keys
    assert {"as", "unsafe", "phrases", "per-file-ignores", "jobs", "text-column"} <= keys


def test_every_setting_with_a_flag_is_an_option_of_check_or_clean() -> None:
    from cleaner.cli.clean import clean as command

    shown = (
        CliRunner().invoke(check, ["--help"]).output + CliRunner().invoke(command, ["-h"]).output
    )
    options = {name for parameter in (*check.params, *command.params) for name in parameter.opts}
    for each in settings_of(Config).values():
        assert not each.flag or set(each.flag.split("/")) <= options, each
    assert "Also apply unsafe rules." in shown


def test_a_setting_of_a_subclass_is_a_keyword_too() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Own(Settings):
        loud: bool = setting(False, Switch(), "Shout.")
        times: int = setting(1, Number(1), "How often.", key="repeat")

    @keywords_of(Own)
    def call(text: str, options: Own) -> str:
        return (text.upper() if options.loud else text) * options.times

    assert call("a", loud=True, times=2) == "AA"
    assert [each.flag for each in settings_of(Own).values()] == ["--loud", "--repeat"]
    with pytest.raises(ValueError, match="times must be at least 1, not 0"):
        call("a", times=0)


# --- Wrong arguments raise ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"allow": "Leave a Reply"}, r"allow must be a list of strings, .* \['Leave a Reply'\]"),
        ({"select": [1]}, "select must be a list of strings, and 1 is not a string"),
        ({"ignore": 7}, "ignore must be a list of strings, not 7"),
        ({"phrase_files": "own.toml"}, "phrase_files must be a list"),
        ({"unsafe": "yes"}, "unsafe must be true or false, not 'yes'"),
        ({"unsafe": 1}, "unsafe must be true or false, not 1"),
        ({"kind": "web"}, "kind must be one of auto, article, page, html, not 'web'"),
        ({"kind": None}, "kind must be one of auto, article, page, html, not None"),
        ({"kind": "pages"}, "Did you mean 'page'"),
        ({"keep": ["titel"]}, "keep: unknown part 'titel'. Did you mean 'title'"),
        ({"extractor": "readability"}, "extractor must be one of scorer, trafilatura"),
        ({"links": "none"}, "links must be true or false, not 'none'"),
        ({"images": 0}, "images must be true or false, not 0"),
        ({"models": 7}, "models must be a path"),
        ({"max_loss": 1.5}, "max_loss must be between 0 and 1, not 1.5"),
        ({"max_loss": -0.1}, "max_loss must be between 0 and 1, not -0.1"),
        ({"max_loss": "safe"}, r"max_loss must be a number \(between 0 and 1\), not 'safe'"),
        ({"max_loss": True}, "max_loss must be a number"),
    ],
)
def test_a_value_that_a_setting_does_not_take_raises(settings: Any, sentence: str) -> None:
    for function in (lambda: Cleaner(**settings), lambda: clean(PROSE, **settings)):
        with pytest.raises(ValueError, match=sentence):
            function()


def test_values_of_other_containers_are_taken() -> None:
    given: Any = {"select": {"share"}, "allow": iter(["a"]), "keep": ("nothing",)}
    made = Cleaner(**given)
    assert (made.options.select, made.options.allow, made.options.keep) == (("share",), ("a",), ())


def test_an_unknown_setting_raises_with_a_suggestion() -> None:
    with pytest.raises(
        TypeError, match=r"Cleaner\(\) has no setting 'unsave'. Did you mean 'unsafe'"
    ):
        Cleaner(unsave=True)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match=r"clean\(\) takes settings by keyword only"):
        clean(PROSE, "page")  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None .skip rows"),
        (math.nan, "nan .skip rows"),
        (pd.NA, "<NA> .skip rows"),
        (pd.NaT, "NaT .skip rows"),
        (b"text", "not bytes. Decode them, or use clean_html"),
        (["text"], "not list"),
    ],
)
def test_what_is_not_a_text_raises(value: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        clean(value)


@pytest.mark.parametrize("value", [None, math.nan, ["<p>"]])
def test_what_is_not_a_page_raises(value: Any) -> None:
    with pytest.raises(TypeError, match=r"clean_html\(\) needs bytes or a string, not"):
        clean_html(value)


def test_an_unknown_output_raises() -> None:
    with pytest.raises(ValueError, match="output must be one of text, markdown, not 'xml'"):
        clean_html("<p>Text</p>", output="xml")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="output must be one of text, markdown, not 'xml'"):
        Cleaner().clean_html("<p>Text</p>", output="xml")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html><html>",
        "\ufeff\n<html lang=en>",
        "<body>",
        "<!-- saved from a page --><html>",
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">',
        "<title>The river</title>",
        f"<p>{PROSE}</p>",
        f"<div><p>{PROSE}</p>",
        "<h2>The river</h2>",
    ],
)
def test_a_page_is_not_cleaned_as_text_unless_you_insist(start: str) -> None:
    page = f"{start}<p>{PROSE}</p>"
    with pytest.raises(ValueError, match="use clean_html"):
        clean(page)
    assert clean(page, kind="article").text == page


@pytest.mark.parametrize(
    "text",
    [
        f"<p>\n{PROSE}",
        f"The <html> element:\n{PROSE}",
        "<b>Bold</b>",
        "",
        f"<iframe src='/map'></iframe>\n<p>{PROSE}</p>\n<p>{PROSE}</p>",
        f"<svg><path d='M0 0'/></svg>\n{PROSE}",
        f"<p> is a paragraph.\n\n{PROSE}",
    ],
)
def test_a_text_with_tags_is_cleaned(text: str) -> None:
    assert clean(text).text == text


# --- A cleaner never changes --------------------------------------------------------------------


def test_a_cleaner_is_immutable() -> None:
    made: Any = Cleaner()
    with pytest.raises(AttributeError, match=r"use cleaner\.replace\(unsafe=…\)"):
        made.unsafe = True
    with pytest.raises(AttributeError):
        made.rules = ()
    with pytest.raises(AttributeError):
        del made.rules
    with pytest.raises(AttributeError):
        made.options.unsafe = True


def test_replace_makes_another_cleaner() -> None:
    made = Cleaner(ignore=["share"], keep=())
    other = made.replace(unsafe=True)
    assert (made.options.unsafe, other.options.unsafe) == (False, True)
    assert (other.options.ignore, other.options.keep) == (("share",), ())
    with pytest.raises(TypeError, match="no setting"):
        made.replace(unsave=True)


def test_a_cleaner_shows_what_is_not_default() -> None:
    assert repr(Cleaner()) == "Cleaner()"
    assert repr(Cleaner(unsafe=True, select=["share"])) == "Cleaner(unsafe=True, select=('share',))"


def test_the_word_nothing_is_for_itself() -> None:
    parts = SomeOf(("title", "byline"), "part")
    assert parts.read(["nothing"], "keep") == ()
    with pytest.raises(ValueError, match="unknown part 'nothing'"):
        parts.read(["nothing", "title"], "keep")


# --- Rules of one's own -------------------------------------------------------------------------


def capitals(rule: str) -> Finder:
    """A shape that finds lines in capitals."""
    return Finder(
        lambda document: [document.span(number) for number in document.marked(CAPITALS)],
        frozenset({CAPITALS}),
    )


CAPITALS = LineTest("capitals", endings=("!",), fits=str.isupper)
SHOUT = Rule("mine.shout", "line in capitals", capitals, removes=("HEAR YE FOLK!",))


def test_rules_of_a_program_are_applied() -> None:
    text = f"{PROSE}\nHEAR YE FOLK!\n"
    made = Cleaner(rules=[SHOUT])
    (cut,) = made.clean(text).cuts
    assert (cut.rule, cut.reason, made.clean(text).text) == (
        "mine.shout",
        "line in capitals",
        PROSE,
    )
    assert made.rules[0] is SHOUT
    assert Cleaner(rules=[SHOUT], ignore=["mine"]).clean(text).text == text
    assert clean(text).text == text
    assert made.replace(unsafe=True).clean(text).text == PROSE


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        (["ad"], "rules must be a list of cleaner.Rule, and 'ad' is not one"),
        (7, "rules must be a list of cleaner.Rule, and 7 is not one"),
        ([SHOUT, SHOUT], "there is a rule 'mine.shout' already"),
        ([Rule("ad.label", "x")], "there is a rule 'ad.label' already"),
    ],
)
def test_rules_that_cannot_be_used(own: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Cleaner(rules=own)


# --- Results as plain data ----------------------------------------------------------------------


def test_a_result_as_plain_data() -> None:
    result = clean(f"{PROSE}\nLeave a Reply\n")
    plain = result.to_dict()
    assert (plain["text"], plain["original"]) == (result.text, result.original)
    assert (plain["kind"], plain["refusal"], plain["suggestions"]) == ("article", None, [])
    (cut,) = plain["cuts"]
    assert cut == result.cuts[0].to_dict()
    assert (cut["rule"], cut["safe"]) == ("wordpress.comment-form", True)
    assert "score" not in cut
    assert "metadata" not in plain


def test_the_metadata_of_a_page_are_plain_data() -> None:
    plain = clean_html(
        f"<html><title>Flood</title><body><p>{PROSE * 3}</p></body></html>"
    ).to_dict()
    assert plain["metadata"]["title"] == "Flood"


def test_a_result_is_shown_on_one_line() -> None:
    shown = repr(clean(f"{PROSE}\nLeave a Reply\n"))
    assert "\n" not in shown
    assert "1 cut>" in shown
    assert len(shown) < 120
