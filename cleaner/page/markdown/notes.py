"""Footnotes: which marks lead to which texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from cleaner.page.blocks import Block, item_of
from cleaner.page.containers import NOTE_NAMES, Container
from cleaner.page.revise import Draft
from cleaner.page.runs import Run, Style

_NUMBER = re.compile(r"-?\d{1,9}")
_NUMBER_AT_START = re.compile(r"\W?(\d{1,3})[.)\]]?\s")


@dataclass(frozen=True)
class Notes:
    """Footnotes whose mark and text are both kept: labels by target, definitions by block."""

    labels: Mapping[str, str]
    definitions: Mapping[int, str]
    containers: frozenset[int]

    def label(self, target: str) -> str:
        """The label of a note; empty if its text is not kept."""
        return self.labels.get(target, "")

    def definition_of(self, block: int) -> str:
        """The label of the note that begins with a block; empty for none."""
        return self.definitions.get(block, "")

    def is_definition(self, container: Container) -> bool:
        """Whether a container is an item that is a note's text: its number is the label."""
        return container.number in self.containers

    def defined_by(self, block: Block) -> bool:
        """Whether a block is part of a note's text."""
        return item_of(block.container).number in self.containers


def without_label(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of a note's text without the mark at its beginning, which its definition repeats."""
    if runs and any(style.kind == "note" for style in runs[0].styles):
        return runs[1:]
    return runs


def notes_of(draft: Draft) -> Notes:
    """The footnotes of a page: marks and texts that are both kept.

    A text is found by its name, to which the mark leads; without names by its number: it begins
    with the same mark, or is an item of a list that is called footnotes.
    """
    marks = [(at, run, style) for at, run, style in _marks(draft)]
    if not marks:
        return Notes({}, {}, frozenset())
    wanted = {style.value or run.text: run.text.strip("[]() ") for _, run, style in reversed(marks)}
    first_mark = {style.value or run.text: at for at, run, style in reversed(marks)}
    keys = {run.text: style.value or run.text for _, run, style in reversed(marks)}
    labels: dict[str, str] = {}
    definitions: dict[int, str] = {}
    containers: set[int] = set()
    numbers: dict[int, int] = {}
    for at, one in enumerate(draft.candidates):
        if not one.kept:
            continue
        by_number = (keys.get(text, "") for text in _number_of_note(one.block, numbers))
        names = [*_names(one.block), *by_number]
        name = next((name for name in names if name in wanted and name not in labels), None)
        if name is not None and at > first_mark[name]:
            labels[name] = definitions[at] = _unused(wanted[name], labels.values())
            containers.add(item_of(one.block.container).number)
    return Notes(labels, definitions, frozenset(containers))


def _marks(draft: Draft) -> Iterator[tuple[int, Run, Style]]:
    """The marks of notes in the kept text, each with the number of its block."""
    for at, one in enumerate(draft.candidates):
        if one.kept:
            for run in one.block.runs:
                for style in run.styles:
                    if style.kind == "note":
                        yield at, run, style


def _number_of_note(block: Block, numbers: dict[int, int]) -> Iterator[str]:
    """The mark of the note that a block may be the text of: its own first run, or its number.

    `numbers` are those of the last items of lists, by the list's container.
    """
    first = block.runs[0] if block.runs else Run("")
    if any(style.kind == "note" for style in first.styles):
        yield first.text
    if (found := _NUMBER_AT_START.match(block.text)) and _is_called_note(block.container):
        yield f"[{found[1]}]"
    listed = next((one for one in block.container.ancestors() if one.tag == "ol"), None)
    if listed is None or not block.starts_item:
        return
    start = int(listed.start) if _NUMBER.fullmatch(listed.start) else 1
    numbers[listed.number] = numbers.get(listed.number, start - 1) + 1
    if _is_called_note(listed):
        yield f"[{numbers[listed.number]}]"


def _is_called_note(container: Container) -> bool:
    names = (name for one in container.ancestors() for name in one.names[1:4])
    return any(map(NOTE_NAMES.search, names))


def _names(block: Block) -> Iterator[str]:
    """The names by which links lead to a block: its own, and those of the containers it begins."""
    yield from block.anchors
    for container in (block.container, item_of(block.container)):
        if container.names[2]:
            yield container.names[2]


def _unused(label: str, used: Iterable[str]) -> str:
    label = re.sub(r"[^\w-]", "", label) or "note"
    if label not in used:
        return label
    others = (f"{label}-{number}" for number in count(2))
    return next(other for other in others if other not in used)
