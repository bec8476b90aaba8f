"""The outcome of a run: one object counts, words the closing sentence and sets the exit code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cleaner.cli.console import say
from cleaner.files import counted

if TYPE_CHECKING:
    from cleaner.dumps.document import Counts


@dataclass(eq=False, repr=False)
class Report:
    """Counts of one run. `done` says what happened to a changed file (`cleaned`, `fixed`, …)."""

    done: str
    quiet: bool = False
    findings_fail: bool = False
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    excluded: int = 0
    failed: int = 0
    findings: int = 0
    hidden: int = 0
    accepted: int = 0
    dumps: int = 0
    passed_through: int = 0
    whole_pages: list[str] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)

    def trouble(self, sentence: str) -> None:
        """Report what could not be found, read or written, even when quiet; the same only once."""
        if sentence not in self.notes:
            self.notes.add(sentence)
            self.failed += 1
            say(sentence, colour="red")

    def refusal(self, path: str, sentence: str) -> None:
        """Report a text that was left unchanged although rules fired, even when quiet."""
        self.refused += 1
        say(f"{path}: {sentence}", colour="yellow")

    def left_out(self, path: str) -> None:
        """Report a file or folder that the configuration excludes."""
        self.excluded += 1
        self.note(f"{path}: excluded by the configuration, left unchanged.")

    def whole_page(self, name: str) -> None:
        """Count a file that was treated as a whole page; the end of the run says how many."""
        self.whole_pages.append(name)

    def note(self, sentence: str) -> None:
        """Print a message, unless quiet; the same message only once."""
        if not self.quiet and sentence not in self.notes:
            self.notes.add(sentence)
            say(sentence)

    def dump(self, name: str, counts: Counts, errors: str) -> None:
        """Report the outcome of a dump."""
        self.dumps += 1
        self.passed_through += counts.failed + counts.damaged
        self.refused += counts.refused
        removed = sum(counts.removed.values())
        share = f" ({removed / counts.characters:.1%})" if counts.characters else ""
        self.note(
            f"{name}: {counted(counts.documents, 'document')}, {counts.changed:,} cleaned;"
            f" {counted(counts.words.total(), 'word')},"
            f" {removed:,} of {counted(counts.characters, 'character')}{share} removed."
        )
        if counts.words:
            by_family = (f"{family} {words:,}" for family, words in counts.words.most_common())
            self.note(f"Words removed: {', '.join(by_family)}.")
        if counts.without:
            have = "has" if counts.without == 1 else "have"
            self.note(f"{counted(counts.without, 'document')} {have} no text.")
        if counts.refused:
            self.note(f"{left_unchanged(counts.refused)}.")
        if counts.failed:
            were = "was" if counts.failed == 1 else "were"
            passed = f"could not be cleaned and {were} passed through unchanged; see"
            first = f" The first one: {counts.reason}."
            say(f"{counted(counts.failed, 'document')} {passed} {errors}.{first}", colour="red")
        if counts.damaged:
            parts = f"{counted(counts.damaged, 'part')} of the dump cannot be read"
            say(f"{parts}; the rest was cleaned; see {errors}.", colour="red")

    def count(self, *, changed: bool) -> None:
        """Count a file that was dealt with."""
        if changed:
            self.changed += 1
        else:
            self.unchanged += 1

    @property
    def exit_code(self) -> int:
        """2 after any trouble, 1 for findings where they count as failure, else 0.

        A refused text counts as a finding: rules fired, and a hook that passes would never show
        what was printed about it.
        """
        if self.failed or self.passed_through:
            return 2
        return int(self.findings_fail and self.findings + self.refused > 0)

    def close(self) -> int:
        """Print the outcome of the run, and return the exit code."""
        if self.whole_pages:
            self.note(self._whole_pages())
        if self.hidden:
            self.note(f"{self.hidden} more could be removed with --unsafe.")
        if self.accepted:
            self.note(f"{counted(self.accepted, 'finding')} accepted by the baseline.")
        if not self.dumps or self.changed or self.unchanged or self.failed:
            self.note(self.sentence())
        return self.exit_code

    def _whole_pages(self) -> str:
        first, *others = self.whole_pages
        if not others:
            return (
                f"{first}: treated as a whole page. Use --as article to clean it as article text."
            )
        return (
            f"{len(self.whole_pages):,} files were treated as whole pages (first: {first})."
            " Use --as article to clean them as article text."
        )

    def sentence(self) -> str:
        """Return the closing sentence: `2 files cleaned, 3 left unchanged, 1 failed.`"""
        parts = []
        if self.changed:
            found = f" ({counted(self.findings, 'finding')})" if self.findings else ""
            parts.append(f"{counted(self.changed, 'file')} {self.done}{found}")
        for number, what in (
            (
                self.unchanged,
                "left unchanged" if self.done != "would be cleaned" else "clean already",
            ),
            (
                self.refused,
                f"left unchanged (would have lost most of {_their(self.refused)} words)",
            ),
            (self.excluded, "excluded"),
            (self.failed, "failed"),
        ):
            if number:
                parts.append(f"{number} {what}" if parts else f"{counted(number, 'file')} {what}")
        return ", ".join(parts) + "." if parts else "No files to work on."


def left_unchanged(number: int, *, would_be: bool = False) -> str:
    """Say that documents were (or would be) left unchanged because of the guard."""
    one = number == 1
    verb = "would be" if would_be else "was" if one else "were"
    they = "it" if one else "they"
    lost = f"{they} would have lost most of {_their(number)} words"
    return f"{counted(number, 'document')} {verb} left unchanged because {lost}"


def _their(number: int) -> str:
    return "its" if number == 1 else "their"
