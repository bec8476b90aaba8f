"""`cleaner clean`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cleaner import __version__, files
from cleaner.cli.console import Trouble, coloured, is_terminal
from cleaner.cli.destination import Destination, apart, choose, outside, put_file, settle
from cleaner.cli.help import Command
from cleaner.cli.inputs import Wanted, become_a_dump, parted
from cleaner.cli.options import COMMAND_LINE, FILE, READING, configured, is_flag_given
from cleaner.cli.outcome import Report
from cleaner.cli.parallel import Cleaned, results
from cleaner.cli.session import Session
from cleaner.config import Config
from cleaner.files import counted

if TYPE_CHECKING:
    from cleaner.core.analysis import Output
    from cleaner.core.result import Result
    from cleaner.record import Writer

_MANY = 20
"""Files from which on the progress is shown."""


@click.command(
    cls=Command,
    short_help="Remove boilerplate and print or write the result.",
    examples=(
        "cleaner clean article.txt",
        "cleaner clean raw/ -o clean/ --record cuts.jsonl",
        "cleaner clean page.html --output-format markdown",
        "cleaner clean dump.jsonl -o clean.jsonl -j 4",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=FILE)
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    type=FILE,
    help="Output file or folder (a folder mirrors the input tree).",
)
@click.option("--in-place", is_flag=True, help="Edit files in place.")
@click.option(
    "--record",
    metavar="FILE",
    type=FILE,
    help="Write a record of all removals (JSON lines), as used by `cleaner restore`.",
)
@click.option("--url", metavar="URL", help="URL of the page (helps with metadata).")
@click.option(
    "--learn",
    is_flag=True,
    help="First learn what each site repeats, and remove that, too; the rules are written to"
    " OUTPUT.learned.toml.",
)
@click.option("--show", is_flag=True, help="Also print to stderr what was removed, and why.")
@configured(*READING, "writing", "learn", "output", "texts", "messages")
def clean(
    config: Config,
    paths: tuple[str, ...],
    output: str | None,
    in_place: bool,
    record: str | None,
    url: str | None,
    learn: bool,
    show: bool,
) -> int:
    """Remove boilerplate and write the result to stdout. For HTML, the result is the article.

    PATH is a file, a folder, a glob, or - for stdin (which is also read if no PATH is given). The
    documents of a dump are cleaned one by one; an interrupted run resumes when you repeat the
    command. A dump is a .jsonl, .csv, .tsv, .parquet, .warc, .wet or .tar; all but Parquet may be
    compressed (.gz or .zst).
    """
    report, output_format = Report("cleaned", quiet=config.quiet), config.text_format
    form: Output = "markdown" if output_format == "markdown" else "text"
    session = Session(config, report, output=form, url=url)
    combined = become_a_dump(output, output_format)
    dumps_too = not (in_place or show or record or combined or output_format == "jsonl")
    options = {"--in-place": in_place, "--show": show, "--record": record}
    because = next((name for name, is_given in options.items() if is_given), "")
    wanted = Wanted(pages=not in_place, dumps=dumps_too, because=because)
    found = outside(session.find(paths or _from_stdin(), wanted), output)
    if learn:
        session = _with_learned(session, found, output, form, url)
    documents, dumps = parted(found, config)
    if dumps or (documents and combined):
        rows = output_format == "jsonl" and is_flag_given(config, "text_format")
        _check_for_dumps(in_place=in_place, show=show, rows=rows)
    if documents and dumps:
        _check_for_a_mix(output, documents, record, rows=combined)
        output = f"{Path(str(output))}{os.sep}"  # a folder, which may not exist yet
    if documents and combined:
        from cleaner.cli.dumps import combine

        combine(session, documents, str(output), record)
    elif documents or not dumps:
        deliver = choose(output, in_place, output_format, documents, overwrite=config.overwrite)
        if record:
            apart(record, "the record", documents, output)
        _clean_documents(session, documents, deliver, record, append=in_place, show=show)
    if dumps:
        from cleaner.cli.dumps import clean as clean_dumps

        clean_dumps(session, dumps, output, record)
    return report.close()


def _with_learned(
    session: Session, found: Sequence[files.File], output: str | None, form: Output, url: str | None
) -> Session:
    """Learn from the input, and return a session that knows the proposals. Raises Trouble."""
    from cleaner.cli.learn import beside, learned, summary
    from cleaner.learn.proposals import to_toml

    if output is None or output == files.STDIN:
        raise Trouble("--learn writes the rules it found beside the output: use -o.")
    learner, proposals = learned(session, found, output.rstrip(os.sep))
    session.report.note(summary(learner, proposals))
    if not proposals:
        return session
    path, names = beside(output), ", ".join(file.path for file in found[:3])
    config = session.config
    # A run that resumes has written the same. Other rules may have been edited since.
    put_file(path, to_toml(proposals, names), overwrite=config.overwrite)
    with_rules = {"phrase_files": (*config.phrase_files, path)}
    return Session(config.override(COMMAND_LINE, with_rules), session.report, output=form, url=url)


def _check_for_dumps(*, in_place: bool, show: bool, rows: bool) -> None:
    """Raise Trouble for options that do not apply to dumps."""
    for name, is_given in (
        ("--in-place", in_place),
        ("--show", show),
        ("--output-format jsonl", rows),
    ):
        if is_given:
            raise Trouble(
                f"{name} does not apply to dumps. Write a dump with -o FILE; its extension decides"
                " the format. `cleaner sample` shows some documents."
            )


def _check_for_a_mix(
    output: str | None, documents: Sequence[files.File], record: str | None, *, rows: bool
) -> None:
    """Raise Trouble if dumps and other files do not have a folder as output, or have one record."""
    if record is not None:
        raise Trouble(
            "--record names one file, and each dump needs its own record. Clean dumps and files"
            " separately."
        )
    if output is None or output == files.STDIN:
        raise Trouble("Several files cannot be written to stdout: use -o DIR.")
    if rows:
        raise Trouble(
            f"{output}: dumps and files ({documents[0].path}) cannot share one output file;"
            " use -o DIR."
        )


def _from_stdin() -> tuple[str, ...]:
    if is_terminal(sys.stdin):
        raise click.UsageError(
            "Give a file or folder, or - to read from the terminal.", click.get_current_context()
        )
    return (files.STDIN,)


def _writer(path: str, *, append: bool, overwrite: bool) -> Writer:
    from cleaner.record import RecordError, Writer  # hashing and JSON are needed only here

    if path == files.STDIN:
        raise Trouble("--record needs a file name, not -.")
    try:
        return Writer(path, __version__, append=append, overwrite=overwrite)
    except RecordError as error:
        raise Trouble(str(error)) from error


def _clean_documents(
    session: Session,
    found: Sequence[files.File],
    deliver: Destination,
    record: str | None,
    *,
    append: bool,
    show: bool,
) -> None:
    """Clean files of one document each. `append` adds to a record that exists. Raises Trouble."""
    if is_flag_given(session.config, "engine"):
        raise Trouble("--engine works for dumps only. Use -j to clean files in parallel.")
    with ExitStack() as stack:
        writer = None
        if record:
            made = _writer(record, append=append, overwrite=session.config.overwrite)
            writer = stack.enter_context(made)
        cleaned = results(session, [(file, file.path) for file in found])
        for file, given, result in _watched(session, cleaned, found):
            if show:
                _show(file.path, result, session)
            if writer is not None:
                _put_on_record(writer, file.path, result, given.encoding)
            settle(file, given, result, deliver, session.report)


def _watched(
    session: Session, cleaned: Iterator[Cleaned], found: Sequence[files.File]
) -> Iterator[Cleaned]:
    """Yield results, and show the progress of a run over many files."""
    if len(found) < _MANY:
        yield from cleaned
        return
    from cleaner.cli.documents import size_of
    from cleaner.dumps.document import Counts

    counts, position = Counts(), 0
    with session.watch(counted(len(found), "file")) as watcher:
        watcher.begun(size_of(found), counts)
        for each in cleaned:
            counts.documents += 1
            position += size_of([each.file])
            watcher.at(position, counts)
            yield each


def _put_on_record(writer: Writer, name: str, result: Result, encoding: str) -> None:
    from cleaner.record import RecordError

    try:
        writer.add(name, result, encoding)
    except RecordError as error:  # without a record nothing more may be removed
        raise Trouble(str(error)) from error


def _show(name: str, result: Result, session: Session) -> None:
    from cleaner.report import findings, render

    all_found, colour = findings(name, result), coloured(sys.stderr)
    for piece in render(all_found, "text", colour=colour, rules=session.rules):
        click.echo(piece, err=True, nl=False)
