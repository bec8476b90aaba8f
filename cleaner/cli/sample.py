"""`cleaner sample`."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

import click

from cleaner import files
from cleaner.cli.console import Trouble, coloured, put_text
from cleaner.cli.dumps import prepared
from cleaner.cli.help import Command
from cleaner.cli.inputs import is_dump
from cleaner.cli.options import FILE, READING, configured
from cleaner.cli.outcome import Report
from cleaner.cli.session import Session
from cleaner.config import Config
from cleaner.core.result import Result
from cleaner.dumps.document import InputDocument, clean
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats.base import Source
from cleaner.dumps.task import Damage
from cleaner.report.sampled import sampled

_SAMPLED_BYTES = 20_000_000
"""The sample is drawn from so many bytes at the start of the dump."""


@click.command(
    cls=Command,
    short_help="Show some documents, with what would be removed.",
    examples=("cleaner sample dump.jsonl", "cleaner sample raw/ -n 20 --unsafe"),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=FILE)
@click.option(
    "-n",
    "--number",
    metavar="N",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="Number of documents.",
)
@click.option(
    "--seed",
    metavar="N",
    type=int,
    default=0,
    show_default=True,
    help="Seed for the random sample.",
)
@click.option(
    "--all", "also_unchanged", is_flag=True, help="Include documents that would not change."
)
@configured(*READING, "messages")
def sample(
    config: Config,
    paths: tuple[str, ...],
    number: int,
    seed: int,
    also_unchanged: bool,
) -> int:
    """Show a random sample of documents with removals in red and some context.

    PATH is a dump, of which the first 20 MB are sampled, or a folder, a glob or a file. Nothing is
    written.
    """
    report = Report("shown", quiet=config.quiet)
    session = Session(config, report)
    found = session.find(paths)
    if not found:
        return report.close()
    shown = 0
    for name, result in _drawn_from(session, found, seed):
        if also_unchanged or result.changed:
            put_text(sampled(name, result, colour=coloured(sys.stdout)))
            shown += 1
            if shown == number:
                break
    if not shown:
        report.note(
            f"{', '.join(paths)}: no document in the sampled part would change (use --all to show"
            " some anyway)."
        )
    return report.exit_code


def _drawn_from(
    session: Session, found: Sequence[files.File], seed: int
) -> Iterator[tuple[str, Result]]:
    """Yield the results of files, and of the documents of dumps, in random order."""
    drawn = list(found)
    random.Random(seed).shuffle(drawn)
    for file in drawn:
        if is_dump(file, session.config):
            yield from _from_dump(session, file, seed)
            continue
        given = session.read(file, file.path)
        result = session.clean(given) if given is not None else None
        if result is not None:
            yield file.path, replace(result, suggestions=())


def _from_dump(session: Session, file: files.File, seed: int) -> Iterator[tuple[str, Result]]:
    """Yield the results of the documents at the start of a dump in random order."""
    try:
        source, settings, _ = prepared(session, file, None)
        with closing(source):
            documents = _drawn(source, seed, session.report)
        for given in documents:
            cleaned = clean(given, settings)
            if cleaned.result is not None:
                yield f"{file.path}#{given.id}", cleaned.result
    except DumpError as error:
        if not session.skips(file, error):
            raise Trouble(str(error)) from error


def _drawn(source: Source, seed: int, report: Report) -> list[InputDocument]:
    """Return the documents at the start of the dump, shuffled."""
    documents: list[InputDocument] = []
    size = 0
    for task in source.tasks(0):
        if isinstance(task, Damage):
            report.trouble(f"{source.name}: {task.reason}")
        documents += task.open().documents
        size += task.size
        if size > _SAMPLED_BYTES:
            break
    random.Random(seed).shuffle(documents)
    return documents
