"""The baseline: what was accepted is not reported again, and everything else is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from cleaner.core.result import Result
from cleaner.report import findings
from cleaner.report.baseline import Baseline, digest, read, write
from tests.support.report import ARTICLE, found, results


def accepting(text: str, path: str = "corpus/a.txt") -> Baseline:
    return read(write(found(text, path)))


@pytest.mark.parametrize("text", ["", "Nothing to see.\n", ARTICLE, "⟦a.b|\udc80⟧", "⟦a.b|0⟧ x ⟦a.b|0⟧"])
def test_accepted_findings_are_gone(text: str) -> None:
    assert accepting(text).without(found(text)) == ()


def test_without_a_baseline_everything_stays() -> None:
    assert Baseline().without(found(ARTICLE)) == found(ARTICLE)
    assert read(write(())).without(found(ARTICLE)) == found(ARTICLE)


@pytest.mark.parametrize(
    "moved",
    ["one\n\n\n⟦a.b|Leave a Reply⟧", "⟦a.b|Leave a Reply\r\n⟧", "⟦a.b|\n  Leave\ta  Reply⟧ and more"],
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
        "version": 1,
        "accepted": {"z.txt": {"c.d": {digest("1"): 1}}, "é.txt": {"a.b": {digest("0"): 1}, "c.d": {digest("0"): 2}}},
    }
    assert text.isascii()
    assert text.endswith("}\n")
    assert text.index('"a.b"') < text.index('"c.d"', text.index('"a.b"'))


def test_the_digest_is_pinned() -> None:
    assert digest(" Leave a\nReply ") == digest("Leave a Reply") == "3b43fb1323e91009"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it is not JSON"),
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "it has no version"),
        ("{}", "it has no version"),
        ('{"version": 2, "accepted": {}}', "has version 2, and only 1 can be read"),
        ('{"version": 1}', "`accepted` is not an object"),
        ('{"version": 1, "accepted": []}', "`accepted` is not an object"),
        ('{"version": 1, "accepted": {"a.txt": 1}}', "the entry of 'a.txt' is not an object"),
        ('{"version": 1, "accepted": {"a.txt": {"a.b": 1}}}', "rule 'a.b', is not an object"),
        ('{"version": 1, "accepted": {"a.txt": {"a.b": {"0f": 0}}}}', "the count of 'a.txt', rule 'a.b', is 0"),
        ('{"version": 1, "accepted": {"a.txt": {"a.b": {"0f": true}}}}', "is True"),
        ('{"version": 1, "accepted": {"a.txt": {"a.b": {"0f": "1"}}}}', "is '1'"),
    ],
)
def test_bad_files_are_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="baseline") as caught:
        read(text)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith("Write a new one.")
