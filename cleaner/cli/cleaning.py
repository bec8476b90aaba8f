"""`cleaner clean`."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from cleaner import __version__, files
from cleaner.cli.console import Trouble, coloured, is_terminal
from cleaner.cli.destination import Destination, apart, choose, outside
from cleaner.cli.dump_options import Dumping, are_dumps, become_a_dump, for_dumps
from cleaner.cli.options import CLEANING, FILE, Shared, sharing
from cleaner.cli.outcome import Report
from cleaner.cli.session import Session
from cleaner.core.result import Result

if TYPE_CHECKING:
    from cleaner.record import Writer


@click.command(short_help="Print or write texts without the furniture.")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=FILE)
@click.option("-o", "--output", metavar="FILE|DIR", type=FILE, help="Where the cleaned text goes; a folder gets the tree of the inputs.")
@click.option("--in-place", is_flag=True, help="Write the files themselves, if anything changed.")
@click.option("--record", metavar="FILE", type=FILE, help="Put what was removed on record, as JSON lines: `cleaner restore` reads them.")
@click.option(
    "--output-format",
    type=click.Choice(("text", "markdown", "jsonl")),
    default="text",
    show_default=True,
    help="A page's text as plain text or Markdown; or all texts as JSON lines, with title, author, date and the like.",
)
@click.option("--url", metavar="URL", help="Where the HTML is from.")
@click.option("--show", is_flag=True, help="Also print to stderr what was removed, and why.")
@for_dumps(writing=True)
@sharing(CLEANING)
def clean(
    shared: Shared,
    paths: tuple[str, ...],
    output: str | None,
    in_place: bool,
    record: str | None,
    output_format: str,
    url: str | None,
    show: bool,
    dumping: Dumping,
) -> int:
    """Remove the furniture; the cleaned text goes to stdout. Of an HTML page, that is the article's text.

    PATH is a file, a folder, a glob, or - for stdin (which is also read if no PATH is given). A dump (.jsonl, .csv, .parquet, .warc,
    .wet; .gz and .zst of these) is cleaned document by document; a run that was stopped goes on when the same command is given again.
    """
    report = Report("cleaned", quiet=shared.quiet)
    session = Session(shared, report, output="markdown" if output_format == "markdown" else "text", url=url)
    found = outside(session.find(paths or _from_stdin()), output)
    if found and (are_dumps(found, dumping) or become_a_dump(output, output_format)):
        _refuse(in_place=in_place, show=show, output_format=output_format)
        from cleaner.cli.dumping import clean as clean_dumps

        clean_dumps(session, found, dumping, output, record)
        return report.close()
    if dumping.jobs > 1 or dumping.engine != "local":
        raise Trouble(
            "-j and --engine are for dumps, and files are cleaned one after the other. An output that ends in .jsonl makes a dump of them."
        )
    deliver = choose(output, in_place, output_format, found, overwrite=dumping.overwrite)
    if record:
        apart(record, "the record", found, output)
    with ExitStack() as stack:
        writer = stack.enter_context(_writer(record, append=in_place, overwrite=dumping.overwrite)) if record else None
        for file in found:
            _clean_one(session, file, deliver, writer, show=show)
    return report.close()


def _refuse(*, in_place: bool, show: bool, output_format: str) -> None:
    """Raises Trouble for options that dumps do not have."""
    for name, is_given in (("--in-place", in_place), ("--show", show), ("--output-format jsonl", output_format == "jsonl")):
        if is_given:
            raise Trouble(f"{name} is not for dumps. `cleaner sample` shows some of a dump's documents, and -o FILE is where all go.")


def _from_stdin() -> tuple[str, ...]:
    if is_terminal(sys.stdin):
        raise click.UsageError("Name a file or a folder, or - to type a text.", click.get_current_context())
    return (files.STDIN,)


def _writer(path: str, *, append: bool, overwrite: bool) -> Writer:
    from cleaner.record import RecordError, Writer  # hashing and JSON are needed only here

    if path == files.STDIN:
        raise Trouble("The record goes to a file of its own, and - is none: name one.")
    try:
        return Writer(path, __version__, append=append, overwrite=overwrite)
    except RecordError as error:
        raise Trouble(str(error)) from error


def _clean_one(session: Session, file: files.File, deliver: Destination, writer: Writer | None, *, show: bool) -> None:
    given = session.read(file, file.path)
    result = session.clean(given) if given is not None else None
    if given is None or result is None:
        return
    if show:
        _show(file.path, result, session)
    if writer is not None:
        _put_on_record(writer, file.path, result, given.text.encoding if given.text is not None else "utf-8")
    session.settle(file, given, result, deliver)


def _put_on_record(writer: Writer, name: str, result: Result, encoding: str) -> None:
    from cleaner.record import RecordError

    try:
        writer.add(name, result, encoding)
    except RecordError as error:  # without a record nothing more may be removed
        raise Trouble(str(error)) from error


def _show(name: str, result: Result, session: Session) -> None:
    from cleaner.report import findings, render

    for piece in render(findings(name, result), "text", colour=coloured(sys.stderr), rules=session.rules):
        click.echo(piece, err=True, nl=False)
