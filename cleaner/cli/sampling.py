"""`cleaner sample`."""

from __future__ import annotations

import random
import sys
from contextlib import closing

import click

from cleaner.cli.console import Trouble, coloured, put_text
from cleaner.cli.dump_options import Dumping, for_dumps
from cleaner.cli.dumping import prepared
from cleaner.cli.options import CLEANING, FILE, Shared, sharing
from cleaner.cli.outcome import Report
from cleaner.cli.session import Session
from cleaner.dumps.document import InputDocument, clean
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats.base import Source
from cleaner.report.sampled import sampled

_DRAWN_FROM = 20_000_000
"""Bytes of the dump."""


@click.command(short_help="Show some documents of a dump before and after.")
@click.argument("path", metavar="DUMP", type=FILE)
@click.option("-n", "--number", type=click.IntRange(1), default=5, show_default=True, help="How many documents.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another number draws other documents.")
@click.option("--all", "also_unchanged", is_flag=True, help="Draw from all documents, not only from those that change.")
@for_dumps(writing=False)
@sharing(CLEANING)
def sample(shared: Shared, path: str, number: int, seed: int, also_unchanged: bool, dumping: Dumping) -> int:
    """Show some documents of a dump: what would go, in red with its rule, and what stands around it.

    They are drawn from its first 20 MB. Nothing is written.
    """
    report = Report("shown", quiet=shared.quiet)
    session = Session(shared, report)
    found = session.find([path])
    if not found:
        return report.close()
    try:
        source, settings, _ = prepared(session, found[0], dumping, None)
        shown = 0
        with closing(source):
            documents = _drawn(source, seed)
        for given in documents:
            cleaned = clean(given, settings)
            if cleaned.result is None or (not also_unchanged and not cleaned.changed):
                continue
            put_text(sampled(f"{path}#{given.id}", cleaned.result, colour=coloured(sys.stdout)))
            shown += 1
            if shown == number:
                break
    except DumpError as error:
        raise Trouble(str(error)) from error
    if not shown:
        report.note(f"{path}: of the documents at its beginning nothing goes (--all shows some all the same).")
    return report.exit_code


def _drawn(source: Source, seed: int) -> list[InputDocument]:
    """The documents of the dump's beginning, shuffled."""
    documents: list[InputDocument] = []
    size = 0
    for task in source.tasks(0):
        documents += task.open().documents
        size += task.size
        if size > _DRAWN_FROM:
            break
    random.Random(seed).shuffle(documents)
    return documents
