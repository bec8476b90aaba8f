"""What kind of input files are: of one document each, or dumps of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cleaner import files
from cleaner.config import Config
from cleaner.dumps.formats import format_of
from cleaner.files import counted

_ENDINGS = 4
"""Endings of skipped files that are named."""


class Wanted(NamedTuple):
    """What is read in folders, besides texts."""

    pages: bool = True
    dumps: bool = True
    because: str = ""
    """The option for which some are not read."""

    @property
    def nouns(self) -> str:
        """What is looked for, in words."""
        others = ["pages"] * self.pages + ["dumps"] * self.dumps
        return " and ".join((", ".join(["texts", *others[:-1]]), *others[-1:]))

    def endings(self, config: Config) -> tuple[str, ...]:
        """Return how the names of these files end."""
        if config.kind == "html":
            return files.HTML_NAMES
        if config.kind != "auto":
            return tuple(config.extensions)
        pages = files.HTML_NAMES if self.pages else ()
        dumps = files.DUMP_NAMES if self.dumps else ()
        return (*config.extensions, *pages, *dumps)


EVERYTHING = Wanted()


def skipped(by_ending: Counter[str], nouns: str, because: str) -> str:
    """Say which files of folders were skipped, and why: `because` is an option, or empty."""
    total = by_ending.total()
    named = [
        f"{number:,} {ending or 'without ending'}" for ending, number in by_ending.most_common()
    ]
    more = [f"{len(named) - _ENDINGS:,} other kinds"] if len(named) > _ENDINGS else []
    shown = ", ".join((*named[:_ENDINGS], *more))
    reason = f" with {because}" if because else ""
    return f"skipped {counted(total, 'file')} ({shown}): in folders, only {nouns} are read{reason}."


def is_dump(file: files.File, config: Config) -> bool:
    """Whether a file is a dump, by its name or --input-format."""
    return config.input_format is not None or format_of(file.path) is not None


def parted(
    found: Sequence[files.File], config: Config
) -> tuple[list[files.File], list[files.File]]:
    """Return the files of one document each, and the dumps."""
    documents = [file for file in found if not is_dump(file, config)]
    dumps = [file for file in found if is_dump(file, config)]
    return documents, dumps


def become_a_dump(output: str | None, form: str) -> bool:
    """Whether files are to become the rows of one dump, by the name of the output."""
    if output is None or form != "text" or Path(output).is_dir():
        return False
    return format_of(output) is not None
