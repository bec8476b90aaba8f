"""Findings as a SARIF 2.1.0 log (OASIS), for code scanners and editors. ASCII only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from cleaner.report.baseline import digest
from cleaner.report.finding import Finding, visible
from cleaner.report.formats.json_array import sequence
from cleaner.report.style import excerpt

if TYPE_CHECKING:
    from cleaner.core.rule import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
FINGERPRINT = "removedText/v1"


def render(findings: Iterable[Finding], rules: Sequence[Rule], *, colour: bool) -> Iterator[str]:
    """Yield one log with one run. It describes all `rules`, whether they fired or not."""
    empty = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(rules)]}
    # The results come last, so that they can be written one by one.
    opening, closing = json.dumps(empty, indent=2).rsplit('"results": []', 1)
    return sequence(opening + '"results": [', _results(findings, rules), f"]{closing}\n")


def _run(rules: Sequence[Rule]) -> dict[str, Any]:
    from cleaner import __version__

    described = [_rule(rule) for rule in rules]
    driver = {"name": "cleaner", "semanticVersion": __version__, "rules": described}
    return {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": []}


def _rule(rule: Rule) -> dict[str, Any]:
    applied = "It is safe: `cleaner` applies it."
    if not rule.safe:
        applied = "It is not safe: `cleaner` applies it only with `--unsafe`."
    examples = [f"\n\nFires, for example, on:\n\n{_indented(each)}" for each in rule.removes[:1]]
    about = f"{rule.reason}. {applied}{''.join(examples)}"
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.reason},
        "help": {"text": about.replace("`", ""), "markdown": about},
        "defaultConfiguration": {"level": _level(rule.safe)},
        "properties": {"tags": [rule.family], "safe": rule.safe},
    }


def _indented(example: str) -> str:
    return "\n".join("    " + line for line in example.strip().splitlines())


def _level(safe: bool) -> str:
    return "warning" if safe else "note"


def _results(findings: Iterable[Finding], rules: Sequence[Rule]) -> Iterator[str]:
    index = {rule.id: number for number, rule in enumerate(rules)}
    seen: dict[tuple[str, str, str], int] = {}
    for finding in findings:
        key = finding.path, finding.rule, digest(finding.text)
        seen[key] = seen.get(key, 0) + 1  # equal findings of a file differ by their order
        yield json.dumps(_result(finding, index, f"{key[2]}:{seen[key]}"))


def _result(finding: Finding, index: Mapping[str, int], fingerprint: str) -> dict[str, Any]:
    artifact = {"uri": uri(finding.path)}
    return {
        "ruleId": finding.rule,
        **({"ruleIndex": index[finding.rule]} if finding.rule in index else {}),
        "level": _level(finding.safe),
        "message": {"text": f"{finding.reason}: {excerpt(finding.text)}"},
        "locations": [
            {"physicalLocation": {"artifactLocation": artifact, "region": _region(finding)}}
        ],
        "partialFingerprints": {FINGERPRINT: fingerprint},
        "fixes": [_fix(finding, artifact)],
    }


def _region(finding: Finding) -> dict[str, Any]:
    """Return the place of the removed text, without the blanks around it."""
    start, end = visible(finding)
    return {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
        "charOffset": start,
        "charLength": end - start,
        "snippet": {"text": finding.text[start - finding.start : end - finding.start]},
    }


def _fix(finding: Finding, artifact: Mapping[str, str]) -> dict[str, Any]:
    deleted = {"charOffset": finding.start, "charLength": finding.end - finding.start}
    note = "" if finding.safe else " (not safe: read it first)"
    return {
        "description": {"text": f"Remove it{note}."},
        "artifactChanges": [
            {"artifactLocation": artifact, "replacements": [{"deletedRegion": deleted}]}
        ],
    }


def uri(path: str) -> str:
    """Return a path as a URI: relative ones stay relative, absolute ones are `file:` URIs."""
    from pathlib import PurePath

    pure = PurePath(path)
    if pure.is_absolute():
        return pure.as_uri()
    try:
        return quote(pure.as_posix(), errors="surrogateescape")  # a file name that is not UTF-8
    except UnicodeEncodeError:
        return quote(pure.as_posix(), errors="surrogatepass")
