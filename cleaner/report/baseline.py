"""Accepted findings: what a corpus has looked at and keeps, so that only new ones are reported.

A finding is recognised by its file, its rule and the removed text, wherever it moves in the file.
Findings of a file that is gone are recognised in any other file: a file may be renamed.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleaner.report.finding import Finding

_NEW = "Write a new one with --write-baseline."
_NOT_A_BASELINE = f"This is not a baseline file. {_NEW}"
VERSION = 2
_LONGEST = 500  # characters of a text that are written; a digest replaces the rest
_DIGITS = 16  # of the digest, in hexadecimal: 64 bits


class Key(NamedTuple):
    """What findings are recognised by: the path with forward slashes, the rule, and the text."""

    path: str
    rule: str
    text: str


@dataclass(frozen=True)
class Baseline:
    """How often each finding was accepted. Immutable."""

    accepted: Mapping[Key, int] = field(default_factory=dict)

    def without(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings that were not accepted, in order.

        Of more equal findings than were accepted, the last ones remain.
        """
        return Run(self, lambda path: True).without(findings)


class Run:
    """A baseline in use: findings of files that are gone are taken from it one by one."""

    def __init__(self, baseline: Baseline, exists: Callable[[str], bool]) -> None:
        """`exists` tells whether there is a file of that path (a document is `path#id`)."""
        self._baseline = baseline
        self._moved: Counter[tuple[str, str]] = Counter()
        for key, count in baseline.accepted.items():
            if not exists(key.path) and not exists(key.path.partition("#")[0]):
                self._moved[key.rule, key.text] += count

    def without(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return the findings of a document that were not accepted, in order."""
        left: dict[Key, int] = {}
        return tuple(each for each in findings if not self._takes(_key(each), left))

    def _takes(self, key: Key, left: dict[Key, int]) -> bool:
        """Whether a finding was accepted. `left` has what is left of its file."""
        left.setdefault(key, self._baseline.accepted.get(key, 0))
        if left[key]:
            left[key] -= 1
            return True
        if self._moved[key.rule, key.text]:
            self._moved[key.rule, key.text] -= 1
            return True
        return False


def written_text(text: str) -> str:
    """Return the removed text as a baseline holds it: without its blanks, and not too long."""
    plain = " ".join(text.split())
    if len(plain) <= _LONGEST:
        return plain
    return f"{plain[:_LONGEST]} … {digest(plain)}"


def digest(text: str) -> str:
    """Return 16 hexadecimal digits of the SHA-256 of a text without regard to its blanks."""
    import hashlib

    data = " ".join(text.split()).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:_DIGITS]


def write(findings: Iterable[Finding]) -> str:
    """Return the baseline that accepts these findings: sorted JSON, one text a line."""
    import json

    counts = Counter(_key(finding) for finding in findings)
    accepted: dict[str, dict[str, dict[str, int]]] = {}
    for key in sorted(counts):
        accepted.setdefault(key.path, {}).setdefault(key.rule, {})[key.text] = counts[key]
    data = {"version": VERSION, "accepted": accepted}
    return _encodable(json.dumps(data, indent=2, ensure_ascii=False)) + "\n"


def _encodable(text: str) -> str:
    """Write lone surrogates as JSON's escapes."""
    return "".join(
        f"\\u{ord(character):04x}" if 0xD800 <= ord(character) < 0xE000 else character
        for character in text
    )


def read(text: str) -> Baseline:
    """Parse a baseline that `write` made. Raises ValueError for any other text."""
    import json

    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(_NOT_A_BASELINE) from error
    if not isinstance(data, dict) or "version" not in data:
        raise ValueError(_NOT_A_BASELINE)
    if data["version"] != VERSION:
        raise ValueError(
            f"This baseline has version {data['version']!r}, and only {VERSION} can be read. {_NEW}"
        )
    return Baseline(dict(_entries(data.get("accepted"))))


def _entries(accepted: Any) -> Iterable[tuple[Key, int]]:
    for path, rules in _object(accepted, "`accepted`").items():
        for rule, counts in _object(rules, f"the entry of {path!r}").items():
            for text, count in _object(counts, f"the entry of {path!r}, rule {rule!r},").items():
                if type(count) is not int or count < 1:  # a bool is an int, too
                    raise ValueError(
                        f"This baseline is damaged: the count of {path!r}, rule {rule!r}, is"
                        f" {count!r}. {_NEW}"
                    )
                yield Key(path, rule, text), count


def _object(value: object, name: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"This baseline is damaged: {name} is not an object. {_NEW}")
    return value


def _key(finding: Finding) -> Key:
    path = finding.path.replace(os.sep, "/").removeprefix("./")
    return Key(path, finding.rule, written_text(finding.text))
