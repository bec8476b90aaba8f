"""Accepted findings: what a corpus has looked at and keeps, so that only new findings are reported.

A finding is recognised by its path, its rule and a digest of the removed text, wherever it moves.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cleaner.report.finding import Finding

VERSION = 1
_DIGITS = 16  # of the digest, in hexadecimal: 64 bits

Key = tuple[str, str, str]
"""Path (with forward slashes), rule id, digest of the removed text."""


@dataclass(frozen=True)
class Baseline:
    """How often each finding was accepted. Immutable."""

    accepted: Mapping[Key, int] = field(default_factory=dict)

    def without(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings that were not accepted, in order.

        Of more equal findings than were accepted, the last ones remain.
        """
        left = dict(self.accepted)
        new = []
        for finding in findings:
            key = _key(finding)
            if left.get(key, 0):
                left[key] -= 1
            else:
                new.append(finding)
        return tuple(new)


def digest(text: str) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of a text without regard to its blanks."""
    import hashlib

    data = " ".join(text.split()).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def write(findings: Iterable[Finding]) -> str:
    """Return the baseline that accepts these findings, as sorted JSON."""
    import json

    accepted: dict[str, dict[str, dict[str, int]]] = {}
    for path, rule, text in map(_key, findings):
        counts = accepted.setdefault(path, {}).setdefault(rule, {})
        counts[text] = counts.get(text, 0) + 1
    return json.dumps({"version": VERSION, "accepted": accepted}, indent=2, sort_keys=True) + "\n"


def read(text: str) -> Baseline:
    """Parse a baseline that `write` made. Raises ValueError for any other text."""
    import json

    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"This is not a baseline: it is not JSON ({error}). Write a new one."
        ) from error
    if not isinstance(data, dict) or "version" not in data:
        raise ValueError("This is not a baseline: it has no version. Write a new one.")
    if data["version"] != VERSION:
        raise ValueError(
            f"This baseline has version {data['version']!r}, and only {VERSION} can be read."
            " Write a new one."
        )
    return Baseline(dict(_entries(data.get("accepted"))))


def _entries(accepted: object) -> Iterable[tuple[Key, int]]:
    for path, rules in _object(accepted, "`accepted`").items():
        for rule, counts in _object(rules, f"the entry of {path!r}").items():
            for text, count in _object(counts, f"the entry of {path!r}, rule {rule!r},").items():
                if type(count) is not int or count < 1:  # a bool is an int, too
                    raise ValueError(
                        f"This baseline is damaged: the count of {path!r}, rule {rule!r}, is"
                        f" {count!r}. Write a new one."
                    )
                yield (path, rule, text), count


def _object(value: object, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"This baseline is damaged: {name} is not an object. Write a new one.")
    return value


def _key(finding: Finding) -> Key:
    return finding.path.replace(os.sep, "/").removeprefix("./"), finding.rule, digest(finding.text)
