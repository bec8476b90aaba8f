"""Cases in `fixtures/articles`: a text, what cleaning leaves of it, and what it removes.

One file per case:

    What the case shows, in a sentence or two.
    --- options
    unsafe
    ending = \\r\\n
    --- text
    The river rose by a metre in the night.
    Leave a Reply
    --- cleaned
    The river rose by a metre in the night.
    --- cut
    wordpress.comment-form | Leave a Reply⏎

`options` may be left out. It takes `unsafe`, `force`, `kind = page`, `select = ID`, `ignore = ID`,
`allow = LINE`, and `ending = …`, the line ending to try the text with. A case without `cleaned` and
`cut` says that nothing may be removed. A text that is left unchanged because it would lose too much
has the message in `refusal`. In `cut`, ⏎ is a line break.

`python -m tests.support.cases FILE…` prints what the cases give now; `--write` writes it into the
files. Read it before you commit it.
"""

from __future__ import annotations

import argparse
import codecs
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from cleaner import Cleaner, Result
from cleaner.core.analysis import Kind
from tests.support.paths import FIXTURES

FOLDER = FIXTURES / "articles"
_SECTION = re.compile(r"^--- (.*)\n", re.MULTILINE)
_ORDER = ("options", "text", "refusal", "cleaned", "cut")
_LISTS = ("select", "ignore", "allow")
_FLAGS = ("unsafe", "force")


class CaseError(ValueError):
    """A case file that cannot be read. The message names it and says what is wrong."""


@dataclass(frozen=True)
class Case:
    """One case. `cut` has a line for each cut: its rule and its text."""

    note: str
    text: str
    cleaned: str
    cut: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    refusal: str = ""
    cleaner: Cleaner = field(default_factory=Cleaner, compare=False, repr=False)

    @property
    def ending(self) -> str:
        """The line ending that the text is tried with."""
        return codecs.decode(dict(self.options).get("ending", "\\n"), "unicode_escape")

    def run(self) -> Result:
        """Clean the text."""
        return self.cleaner.clean(self.text.replace("\n", self.ending))

    def outcome(self, result: Result) -> Case:
        """This case with what really came of it."""
        plain = result.text.replace(self.ending, "\n")
        cut = tuple(f"{cut.rule} | {cut.text.replace(self.ending, '⏎')}" for cut in result.cuts)
        return Case(
            self.note,
            self.text,
            plain,
            cut,
            self.options,
            f"{result.refusal}\n" if result.refusal else "",
        )

    def render(self) -> str:
        """The case as its file has it."""
        options = "".join(
            f"{key} = {value}\n" if value else f"{key}\n" for key, value in self.options
        )
        parts = [
            f"{self.note}\n",
            f"--- options\n{options}" if options else "",
            f"--- text\n{self.text}",
        ]
        if self.refusal:
            parts.append(f"--- refusal\n{self.refusal}")
        if self.cut or self.cleaned != self.text:
            parts += [
                f"--- cleaned\n{self.cleaned}",
                "--- cut\n",
                *(f"{line}\n" for line in self.cut),
            ]
        return "".join(parts)


def read(path: Path) -> Case:
    """A case from its file. Raises CaseError."""
    pieces = _SECTION.split(path.read_bytes().decode("utf-8"))
    note, names = pieces[0].strip(), pieces[1::2]
    sections = dict(zip(names, pieces[2::2], strict=True))
    if not note:
        raise CaseError(f"{path.name}: the first line must say what the case shows.")
    if (
        len(set(names)) < len(names)
        or [name for name in _ORDER if name in names] != names
        or "text" not in names
    ):
        raise CaseError(
            f"{path.name}: sections must be {', '.join(_ORDER)}, in that order and each once; "
            f"found {', '.join(names)}."
        )
    if ("cleaned" in sections) != ("cut" in sections):
        raise CaseError(f"{path.name}: `cleaned` and `cut` go together.")
    options = tuple(_option(line, path.name) for line in sections.get("options", "").splitlines())
    text = sections["text"]
    cut = tuple(sections.get("cut", "").split("\n")[:-1])
    return Case(
        note,
        text,
        sections.get("cleaned", text),
        cut,
        options,
        sections.get("refusal", ""),
        _cleaner(options),
    )


def _option(line: str, name: str) -> tuple[str, str]:
    key, _, value = (part.strip() for part in line.partition("="))
    if (key in _FLAGS and not value) or (key in (*_LISTS, "kind", "ending") and value):
        return key, value
    raise CaseError(f"{name}: unknown option {line!r}.")


def _cleaner(options: Sequence[tuple[str, str]]) -> Cleaner:
    select, ignore, allow = ([value for key, value in options if key == name] for name in _LISTS)
    named = dict(options)
    kind = cast(Kind, named.get("kind", "article"))
    return Cleaner(
        kind=kind,
        unsafe="unsafe" in named,
        force="force" in named,
        select=select,
        ignore=ignore,
        allow=allow,
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="tests.support.cases", description="Print what cases come to now."
    )
    parser.add_argument("files", nargs="*", type=Path, help="case files (default: all)")
    parser.add_argument("--write", action="store_true", help="write it into the files")
    options = parser.parse_args()
    for path in options.files or sorted(FOLDER.glob("*.txt")):
        case = read(path)
        text = case.outcome(case.run()).render()
        if not options.write:
            print(f"=== {path}\n{text}")
        elif text != path.read_bytes().decode("utf-8"):
            path.write_bytes(text.encode("utf-8"))
            print(f"written: {path}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
