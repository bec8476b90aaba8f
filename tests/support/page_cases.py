"""The cases of `fixtures/pages`: the whole text of a page.

Each line is marked: `+` must stay, `-` must be removed, `?` may be either.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.support.paths import FIXTURES

FOLDER = FIXTURES / "pages"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


class Case(NamedTuple):
    text: str
    stay: list[str]
    go: list[str]


def read(name: str) -> Case:
    marked = [
        (line[0], line[2:])
        for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    ]
    assert {mark for mark, _ in marked} <= {"+", "-", "?"}
    return Case(
        "".join(text + "\n" for _, text in marked),
        [text for mark, text in marked if mark == "+"],
        [text for mark, text in marked if mark == "-"],
    )
