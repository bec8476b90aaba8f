"""What kind of input files are: of one document each, or dumps of many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cleaner import files
from cleaner.cli.console import Trouble
from cleaner.config import Config
from cleaner.dumps.formats import format_of


def are_dumps(found: Sequence[files.File], config: Config) -> bool:
    """Whether the files are dumps, by their names or --input-format. Raises Trouble for a mix."""
    which = [config.input_format is not None or format_of(file.path) is not None for file in found]
    if any(which) and not all(which):
        other = next(file.path for file, is_dump in zip(found, which, strict=True) if not is_dump)
        raise Trouble(
            f"{other} is not a dump, but other inputs are. Process dumps and files separately,"
            " or set --input-format."
        )
    return any(which)


def become_a_dump(output: str | None, form: str) -> bool:
    """Whether files are to become the rows of one dump, by the name of the output."""
    if output is None or form != "text" or Path(output).is_dir():
        return False
    return format_of(output) is not None
