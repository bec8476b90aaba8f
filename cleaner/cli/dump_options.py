"""The options for dumps, and whether files are dumps. What is done with them is in `cleaner.cli.dumping`, which takes longer to import."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from cleaner import files
from cleaner.cli.console import Trouble
from cleaner.cli.options import FILE
from cleaner.dumps.formats import FORMATS, format_of
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS, TIMEOUT_SECONDS

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Dumping:
    """What the options for dumps said."""

    jobs: int
    text_column: str | None
    html_column: str | None
    id_column: str | None
    url_column: str | None
    output_column: str | None
    errors: str | None
    timeout: float
    max_document: int
    input_format: str | None
    engine: str
    address: str | None
    restart: bool
    overwrite: bool
    removed_text: bool


_READING = (
    click.option("-j", "--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Processes for a dump."),
    click.option("--text-column", metavar="NAME",
                 help="Column of a dump that holds the text. What is not named is guessed, and that is said."),
    click.option("--html-column", metavar="NAME", help="Column of a dump that holds HTML."),
    click.option("--id-column", metavar="NAME", help="Column of a dump that names the document."),
    click.option("--url-column", metavar="NAME", help="Column of a dump that says where the HTML is from."),
    click.option("--timeout", type=click.FloatRange(0.1), default=TIMEOUT_SECONDS, show_default=True, metavar="SECONDS",
                 help="What a document of a dump may take; one that takes longer is passed through."),
    click.option("--max-document", type=click.IntRange(1), default=MAX_DOCUMENT_CHARS, show_default=True, metavar="CHARACTERS",
                 help="Longer documents of a dump are passed through."),
    click.option("--engine", type=click.Choice(("local", "ray")), default="local", show_default=True,
                 help="What runs the processes: this machine, or a Ray cluster."),
    click.option("--address", metavar="ADDRESS", help="The Ray cluster's address (default: one is started here)."),
    click.option("--input-format", type=click.Choice(list(FORMATS)), help="What stdin is, or a file whose name does not say it."),
)  # fmt: skip
_WRITING = (
    click.option("--output-column", metavar="NAME", help="Column for the cleaned text (default: where the text was; text for HTML)."),
    click.option("--errors", metavar="FILE", type=FILE,
                 help="Where to list the documents of a dump that were passed through, and why (default: OUTPUT.errors.jsonl)."),
    click.option("--restart", is_flag=True, help="Start over instead of resuming an interrupted run."),
    click.option("--overwrite", is_flag=True, help="Replace output, record and error files that exist."),
    click.option("--removed-text/--no-removed-text", default=True, show_default=True,
                 help="Whether the record of a dump has the removed texts (which restore needs), or spans alone."),
)  # fmt: skip
_DEFAULTS: dict[str, Any] = {"restart": False, "overwrite": False, "removed_text": True}


def for_dumps(*, writing: bool) -> Callable[[_Function], Callable[..., Any]]:
    """A decorator that gives a command the options for dumps, and its function one `Dumping` for them."""

    def decorate(function: _Function) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **given: Any) -> Any:
            dumping = Dumping(**{field.name: given.pop(field.name, _DEFAULTS.get(field.name)) for field in fields(Dumping)})
            return function(*args, dumping=dumping, **given)

        for option in reversed(_READING + (_WRITING if writing else ())):
            call = option(call)
        return call

    return decorate


def become_a_dump(output: str | None, form: str) -> bool:
    """Whether texts and pages are to be rows of one dump, by the name of the output."""
    return output is not None and form == "text" and not Path(output).is_dir() and format_of(output) is not None


def are_dumps(found: Sequence[files.File], dumping: Dumping) -> bool:
    """Whether files hold many documents, by their names or because it was said. Raises Trouble for some of each."""
    which = [dumping.input_format is not None or format_of(file.path) is not None for file in found]
    if any(which) and not all(which):
        text = next(file.path for file, is_dump in zip(found, which, strict=True) if not is_dump)
        raise Trouble(f"{text} is no dump, but others are. Clean them one kind at a time, or name what all are: --input-format.")
    return any(which)
