"""Footnotes: which marks lead to which texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from cleaner.page.blocks import Block, item_of
from cleaner.page.containers import HEADINGS, NOTE_NAMES, Container, common_ancestor
from cleaner.page.draft import Draft
from cleaner.page.runs import Run, Style, plain

_NUMBER = re.compile(r"-?\d{1,9}")
_LABEL_AT_START = re.compile(r"[\[(]?(\d{1,3})[.)\]]{0,2}(?:\s|$)")


@dataclass(frozen=True)
class Notes:
    """Footnotes whose mark and text are both kept: labels by name, definitions by block.

    `bare` are the blocks that are nothing but the label of the note below them.
    """

    labels: Mapping[str, str]
    definitions: Mapping[int, str]
    containers: frozenset[int]
    bare: frozenset[int] = frozenset()

    def label(self, run: Run) -> str:
        """The label of the note that a mark is for; empty if its text is not kept."""
        return self.labels.get(_name_of(run, run.styles[-1]), "")

    def definition_of(self, block: int) -> str:
        """The label of the note that begins with a block; empty for none."""
        return self.definitions.get(block, "")

    def is_definition(self, container: Container) -> bool:
        """Whether a container is an item that is a note's text: its number is the label."""
        return container.number in self.containers

    def defined_by(self, block: Block) -> bool:
        """Whether a block is part of a note's text."""
        numbers = (block.container.number, item_of(block.container).number)
        return not self.containers.isdisjoint(numbers)


def without_label(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The runs of a note's text without the number at its beginning, which its definition repeats.

    That is the note's own mark, or a number with a bracket or a full stop.
    """
    if not runs:
        return runs
    text = plain(runs)
    if any(style.kind == "note" for style in runs[0].styles):
        rest = text[len(runs[0].text) :].lstrip()
    elif found := _LABEL_AT_START.match(text):
        rest = text[found.end() :].lstrip()
    else:
        return runs
    return _after(runs, len(text) - len(rest))


def _after(runs: tuple[Run, ...], position: int) -> tuple[Run, ...]:
    """The runs from a position of their text on."""
    out: list[Run] = []
    for run in runs:
        left = run.text[position:]
        position = max(0, position - len(run.text))
        if left:
            out.append(run._replace(text=left))
    return tuple(out)


def notes_of(draft: Draft) -> Notes:
    """The footnotes of a page: marks and texts that are both kept.

    A text is found by its name, to which the mark leads; without names by its number: it begins
    with the same mark, or is an item of a list that is called footnotes.
    """
    marks = list(_marks(draft))
    if not marks:
        return Notes({}, {}, frozenset())
    wanted = {_name_of(run, style): _plain(run.text) for _, run, style in reversed(marks)}
    first_mark = {_name_of(run, style): at for at, run, style in reversed(marks)}
    by_number = {number: name for name, number in wanted.items()}
    labels: dict[str, str] = {}
    definitions: dict[int, str] = {}
    containers: set[int] = set()
    bare: set[int] = set()
    numbers: dict[int, int] = {}
    for at, one in enumerate(draft.candidates):
        if not one.kept:
            continue
        listed = _number_in_list(one.block, numbers)
        found = (by_number.get(number, "") for number in _numbers_of_note(draft, at, listed))
        names = [*_names(one.block), *found]
        name = next((name for name in names if name in wanted and name not in labels), None)
        if name is None or at <= first_mark[name]:
            continue
        text = at
        if not without_label(one.block.runs):
            text = at + 1
            if not _may_follow_label(draft, text):
                continue
            bare.add(at)
        elif one.block.shape in HEADINGS:
            continue
        labels[name] = definitions[text] = _unused(wanted[name], labels.values())
        containers.add(_container_of_note(draft.candidates[text].block).number)
    return Notes(labels, definitions, frozenset(containers), frozenset(bare))


def _may_follow_label(draft: Draft, at: int) -> bool:
    """Whether a block may be the text of a note whose label is the block above it."""
    if at >= len(draft.candidates) or not draft.candidates[at].kept:
        return False
    block, above = draft.candidates[at].block, draft.candidates[at - 1].block
    shared = common_ancestor(block.container, above.container)
    return block.shape not in HEADINGS and shared.tag != "body"


def _container_of_note(block: Block) -> Container:
    """The item or other container whose number is replaced by the label of a note in it."""
    return item_of(block.container) if block.starts_item else block.container


def _name_of(mark: Run, style: Style) -> str:
    """What a mark leads to; its number in brackets for one that is not a link."""
    return style.value or f"[{_plain(mark.text)}]"


def _plain(mark: str) -> str:
    return mark.strip("[]() ")


def _marks(draft: Draft) -> Iterator[tuple[int, Run, Style]]:
    """The marks of notes in the kept text, each with the number of its block."""
    for at, one in enumerate(draft.candidates):
        if one.kept:
            for run in one.block.runs:
                for style in run.styles:
                    if style.kind == "note":
                        yield at, run, style


def _number_in_list(block: Block, numbers: dict[int, int]) -> tuple[Container, int] | None:
    """The ordered list in which a block begins an item, and the item's number; None for others.

    `numbers` are those of the last items of lists, by the list's container.
    """
    listed = next((one for one in block.container.ancestors() if one.tag == "ol"), None)
    if listed is None or not block.starts_item:
        return None
    start = int(listed.start) if _NUMBER.fullmatch(listed.start) else 1
    numbers[listed.number] = numbers.get(listed.number, start - 1) + 1
    return listed, numbers[listed.number]


def _numbers_of_note(draft: Draft, at: int, listed: tuple[Container, int] | None) -> Iterator[str]:
    """The number of the note that a block may be the text of, by its place and its beginning.

    It is the block's own mark, the number that it begins with if it is called a note or follows a
    horizontal rule, or that of an item in a list that is called notes or is beside the text.
    """
    block = draft.candidates[at].block
    first = block.runs[0] if block.runs else Run("")
    if any(style.kind == "note" for style in first.styles):
        yield _plain(first.text)
    elif found := _LABEL_AT_START.match(block.text):
        is_set_off = bool(first.styles) and found.end() >= len(first.text)
        is_below_rule = any(rule <= at for rule in draft.page.separators)
        if _is_called_note(block.container) or (is_set_off and is_below_rule):
            yield found[1]
    if listed is not None:
        container, number = listed
        if _is_called_note(container) or any(one.tag == "aside" for one in container.ancestors()):
            yield str(number)


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
