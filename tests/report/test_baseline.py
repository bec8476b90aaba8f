"""The baseline: what was accepted is not reported again, and everything else is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from cleaner.core.result import Result
from cleaner.report import findings
from cleaner.report.baseline import Baseline, Run, digest, read, write
from tests.support.report import ARTICLE, found, results


def accepting(text: str, path: str = "corpus/a.txt") -> Baseline:
    return read(write(found(text, path)))


@pytest.mark.parametrize(
    "text", ["", "Nothing to see.\n", ARTICLE, "⟦a.b|\udc80⟧", "⟦a.b|0⟧ x ⟦a.b|0⟧"]
)
def test_accepted_findings_are_gone(text: str) -> None:
    assert accepting(text).without(found(text)) == ()


def test_without_a_baseline_everything_stays() -> None:
    assert Baseline().without(found(ARTICLE)) == found(ARTICLE)
    assert read(write(())).without(found(ARTICLE)) == found(ARTICLE)


@pytest.mark.parametrize(
    "moved",
    [
        "one\n\n\n⟦a.b|Leave a Reply⟧",
        "⟦a.b|Leave a Reply\r\n⟧",
        "⟦a.b|\n  Leave\ta  Reply⟧ and more",
    ],
)
def test_moved_findings_are_known(moved: str) -> None:
    assert accepting("⟦a.b|Leave a Reply⟧").without(found(moved)) == ()


@pytest.mark.parametrize(
    "new",
    ["⟦a.b|Leave a Comment⟧", "⟦a.c|Leave a Reply⟧", "⟦a.b|leave a reply⟧", "⟦a.b|LeaveaReply⟧"],
)
def test_other_findings_stay(new: str) -> None:
    assert accepting("⟦a.b|Leave a Reply⟧").without(found(new)) == found(new)


def test_findings_in_other_files_stay() -> None:
    assert accepting(ARTICLE, "b.txt").without(found(ARTICLE, "a.txt")) == found(ARTICLE, "a.txt")


def test_more_of_the_same_are_new() -> None:
    three = found("⟦a.b|0⟧ x ⟦a.b|0⟧ x ⟦a.b|0⟧")
    assert accepting("⟦a.b|0⟧ x ⟦a.b|0⟧").without(three) == three[2:]


def test_asking_twice_gives_the_same_answer() -> None:
    baseline = accepting(ARTICLE)
    assert baseline.without(found(ARTICLE)) == baseline.without(found(ARTICLE)) == ()


def test_the_folder_in_front_of_a_path_does_not_matter() -> None:
    assert accepting(ARTICLE, "./a.txt").without(found(ARTICLE, "a.txt")) == ()


@given(results())
def test_write_and_read_agree_for_any_text(result: Result) -> None:
    every = findings("a.txt", result)
    assert read(write(every)).without(every) == ()
    assert len(read(write(every[1:])).without(every)) == len(every[:1])


@given(results())
def test_the_order_of_findings_does_not_matter(result: Result) -> None:
    every = findings("a.txt", result)
    assert write(every) == write(reversed(every))


def test_the_file() -> None:
    text = write((*found("⟦c.d|1⟧", "z.txt"), *found("⟦c.d|0⟧ x ⟦a.b|0⟧ x ⟦c.d|0⟧", "é.txt")))
    assert json.loads(text) == {
        "version": 2,
        "accepted": {"z.txt": {"c.d": {"1": 1}}, "é.txt": {"a.b": {"0": 1}, "c.d": {"0": 2}}},
    }
    assert "é.txt" in text
    assert text.endswith("}\n")
    assert text.index('"a.b"') < text.index('"c.d"', text.index('"a.b"'))


def test_findings_of_a_file_that_is_gone_are_known_in_another() -> None:
    run = Run(accepting("⟦a.b|0⟧ x ⟦a.b|0⟧", "old.txt"), lambda path: path != "old.txt")
    assert run.without(found("⟦a.b|0⟧", "new.txt")) == ()
    three = found("⟦a.b|0⟧ x ⟦a.b|0⟧", "other.txt")
    assert run.without(three) == three[1:]


def test_a_long_text_is_shortened_and_told_from_others() -> None:
    long = "x" * 3000
    assert accepting(f"⟦a.b|{long}⟧").without(found(f"⟦a.b|{long}⟧")) == ()
    assert accepting(f"⟦a.b|{long}⟧").without(found(f"⟦a.b|{long}y⟧"))
    assert len(write(found(f"⟦a.b|{long}⟧"))) < 1000


def test_the_digest_is_pinned() -> None:
    assert digest(" Leave a\nReply ") == digest("Leave a Reply") == "3b43fb1323e91009"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "not a baseline file"),
        ("{", "not a baseline file"),
        ("[" * 100_000, "not a baseline file"),
        ("[]", "not a baseline file"),
        ("{}", "not a baseline file"),
        ('{"version": 1, "accepted": {}}', "has version 1, and only 2 can be read"),
        ('{"version": 2}', "`accepted` is not an object"),
        ('{"version": 2, "accepted": []}', "`accepted` is not an object"),
        ('{"version": 2, "accepted": {"a.txt": 1}}', "the entry of 'a.txt' is not an object"),
        ('{"version": 2, "accepted": {"a.txt": {"a.b": 1}}}', "rule 'a.b', is not an object"),
        (
            '{"version": 2, "accepted": {"a.txt": {"a.b": {"0f": 0}}}}',
            "the count of 'a.txt', rule 'a.b', is 0",
        ),
        ('{"version": 2, "accepted": {"a.txt": {"a.b": {"0f": true}}}}', "is True"),
        ('{"version": 2, "accepted": {"a.txt": {"a.b": {"0f": "1"}}}}', "is '1'"),
    ],
)
def test_bad_files_are_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="baseline") as caught:
        read(text)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith("Write a new one with --write-baseline.")
