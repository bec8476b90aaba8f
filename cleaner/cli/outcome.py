"""What a run came to: one object counts, words the closing sentence and is the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cleaner.cli.console import say

if TYPE_CHECKING:
    from cleaner.dumps.document import Counts


@dataclass(slots=True)
class Report:
    """Counts of one run. `done` is what happened to a changed file (`cleaned`, `would be cleaned`, `fixed`)."""

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
    dumps: int = 0
    passed_through: int = 0

    def trouble(self, sentence: str) -> None:
        """A file that could not be read or written, or was not found. Said even when quiet."""
        self.failed += 1
        say(sentence, colour="red")

    def refusal(self, path: str, sentence: str) -> None:
        """A text that was passed on unchanged although rules fired. Said even when quiet."""
        self.refused += 1
        say(f"{path}: {sentence}", colour="yellow")

    def left_out(self, path: str) -> None:
        """A file or folder that the configuration excludes."""
        self.excluded += 1
        self.note(f"{path}: excluded by the configuration, left as it is.")

    def note(self, sentence: str) -> None:
        """Something to know. Not said when quiet."""
        if not self.quiet:
            say(sentence)

    def dump(self, name: str, counts: Counts, errors: str) -> None:
        """What a run over a dump came to."""
        self.dumps += 1
        self.passed_through += counts.failed + counts.damaged
        self.refused += counts.refused
        gone = sum(counts.removed.values())
        share = f" ({gone / counts.characters:.1%})" if counts.characters else ""
        self.note(
            f"{name}: {counted(counts.documents, 'document')}, {counts.changed:,} cleaned; {sum(counts.words.values()):,} words,"
            f" {gone:,} of {counts.characters:,} characters{share} removed."
        )
        if counts.words:
            self.note("Words removed: " + ", ".join(f"{family} {words:,}" for family, words in counts.words.most_common()) + ".")
        if counts.without:
            self.note(f"{counts.without:,} documents have no text.")
        if counts.refused:
            self.note(f"{counts.refused:,} were left unchanged, because too much would have gone.")
        if counts.failed:
            say(f"{counts.failed:,} could not be cleaned and were passed through as they are: see {errors}.", colour="red")
        if counts.damaged:
            say(f"{counted(counts.damaged, 'part')} of the dump cannot be read, and all else was cleaned: see {errors}.", colour="red")

    def count(self, *, changed: bool) -> None:
        """A text that was dealt with."""
        if changed:
            self.changed += 1
        else:
            self.unchanged += 1

    @property
    def exit_code(self) -> int:
        """2 after any trouble, 1 for findings where they count as failure, else 0.

        A refused text counts as a finding: rules fired, and a hook that passes would never show what it said about it.
        """
        if self.failed or self.passed_through:
            return 2
        return int(self.findings_fail and self.findings + self.refused > 0)

    def close(self) -> int:
        """Say what the run came to, and give the exit code."""
        if self.hidden:
            self.note(f"{self.hidden} more could be removed with --unsafe.")
        if not self.dumps or self.failed:
            self.note(self.sentence())
        return self.exit_code

    def sentence(self) -> str:
        """The closing sentence: `2 files cleaned, 3 left unchanged, 1 failed.`"""
        parts = []
        if self.changed:
            found = f" ({counted(self.findings, 'finding')})" if self.findings else ""
            parts.append(f"{counted(self.changed, 'file')} {self.done}{found}")
        for number, what in (
            (self.unchanged, "left unchanged" if self.done != "would be cleaned" else "clean already"),
            (self.refused, "refused (too much would go)"),
            (self.excluded, "excluded"),
            (self.failed, "failed"),
        ):
            if number:
                parts.append(f"{number} {what}" if parts else f"{counted(number, 'file')} {what}")
        return ", ".join(parts) + "." if parts else "No files to work on."


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 file`, `2 files`."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
