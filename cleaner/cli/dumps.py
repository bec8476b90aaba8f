"""What the commands do with dumps: files that hold many documents."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from cleaner import files
from cleaner.api import Cleaner
from cleaner.cli.console import Trouble, put
from cleaner.cli.inputs import parted
from cleaner.cli.options import is_flag_given
from cleaner.cli.outcome import left_unchanged
from cleaner.cli.session import Session, require_html, require_page
from cleaner.config import Config
from cleaner.core.analysis import Output
from cleaner.dumps.columns import Columns
from cleaner.dumps.document import PerFile, Settings
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import (
    FORMATS,
    FileFormat,
    Format,
    format_of,
    open_files,
    open_source,
    output_name,
    sink_for,
    streamed_as,
)
from cleaner.dumps.formats.base import ReadOptions, Source
from cleaner.dumps.run.pool import Pool
from cleaner.dumps.run.run import Target, Workers, to_files, to_stream
from cleaner.dumps.run.run import check as checked
from cleaner.dumps.stream import Opened, open_stream
from cleaner.files.atomic import why_not
from cleaner.files.place import names_folder
from cleaner.options import InputKind

if TYPE_CHECKING:
    from cleaner.dumps.run.ray import Cluster
    from cleaner.report.finding import Checked

# --- Clean ------------------------------------------------------------------------------------


def clean(
    session: Session, found: Sequence[files.File], output: str | None, record: str | None
) -> None:
    """Clean dumps into a file, into a folder, or to stdout. Raises Trouble."""
    config = session.config
    to_folder = output is not None and (Path(output).is_dir() or names_folder(output))
    if len(found) > 1 and not to_folder:
        raise Trouble("Several dumps need an output folder: -o DIR.")
    if len(found) > 1 and (record or config.errors):
        raise Trouble(
            "--record and --errors name one file, and every dump needs its own. Clean the dumps one"
            " by one."
        )
    targets = _in_folder(str(output), found) if to_folder else [output]
    for file, target in zip(found, targets, strict=True):
        try:
            _clean_one(session, file, target, record)
        except DumpError as error:
            if not session.skips(file, error):
                session.report.trouble(str(error))


def _in_folder(parent: str, found: Sequence[files.File]) -> list[str | None]:
    """Return the output of each dump in a folder, which is made.

    Raises Trouble if two dumps have the same output.
    """
    taken: dict[str, str] = {}
    for file in found:
        target = os.path.join(parent, output_name(file.below))  # noqa: PTH118 - as it was given
        if target in taken:
            raise Trouble(
                f"{taken[target]} and {file.path} would both be written to {target}."
                " Clean them one by one."
            )
        taken[target] = file.path
    for target in taken:
        try:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble(f"{target}: cannot make the folder: {error.strerror}.") from error
    return [*taken]


def _clean_one(session: Session, file: files.File, output: str | None, record: str | None) -> None:
    config = session.config
    engine = engine_for(config)
    made, settings, to = prepared(session, file, output)
    errors = config.errors or f"{output}.errors.jsonl"
    with closing(made), session.watch(file.path) as watcher:
        if output is None or output == files.STDIN:
            if record or config.errors:
                raise Trouble("--record and --errors need an output file: -o FILE.")
            counts = to_stream(made, _Stdout(), settings, engine, watcher)
            errors = "the list that -o FILE makes"
        else:
            target = _target(config, made, output, to, record)
            counts = to_files(made, target, settings, engine, watcher)
    session.report.dump(file.path, counts, errors)


class _Stdout:
    """Writes bytes to stdout at once."""

    def write(self, data: bytes, /) -> None:
        put(data)

    def flush(self) -> None:
        """Do nothing: `write` has flushed."""


def combine(session: Session, found: Sequence[files.File], output: str, record: str | None) -> None:
    """Clean files into the rows of one dump. Raises Trouble."""
    config, to = session.config, format_of(output)
    assert to is not None
    if any(file.is_stdin for file in found):
        raise Trouble("stdin cannot be combined into a dump; name the files.")
    cleaner = session.plain_cleaner(_kind(FORMATS["tar"], config.kind))
    settings = _settings(config, session.output, cleaner)
    try:
        inputs = [(file.path, file.below) for file in found]
        made = open_files("files", inputs, _read_options(config, to))
        target = _target(config, made, output, to.format, record)
        with session.watch(output) as watcher:
            counts = to_files(made, target, settings, engine_for(config), watcher)
    except DumpError as error:
        raise Trouble(str(error)) from error
    session.report.dump(output, counts, str(target.errors))


def _target(config: Config, made: Source, output: str, to: str, record: str | None) -> Target:
    return Target(
        Path(output),
        Path(record) if record else None,
        Path(config.errors or f"{output}.errors.jsonl"),
        sink_for(made, to),
        config.restart,
        config.overwrite,
    )


# --- Check and sample -------------------------------------------------------------------------


def check(
    session: Session, found: Sequence[files.File], *, counted: bool = False
) -> Iterator[Checked]:
    """Yield the documents that have findings, or all with their words. Raises Trouble."""
    report = session.report
    for file in found:
        try:
            engine, failed = engine_for(session.config), partial(report_errors, session, file.path)
            made, settings, _ = prepared(session, file, None)
            with closing(made), session.watch(file.path) as watcher:
                counts = yield from checked(
                    made, settings, engine, watcher, failed, counted=counted
                )
        except DumpError as error:
            if not session.skips(file, error):
                report.trouble(str(error))
            continue
        report.dumps += 1
        report.refused += counts.refused
        if counts.refused:
            report.note(f"{file.path}: {left_unchanged(counts.refused, would_be=True)}.")


class Prepared(NamedTuple):
    """A dump that is open, its name, and how to clean it."""

    name: str
    source: Source
    settings: Settings
    without_urls: str = ""
    """What to do about it that nothing tells the hosts of its documents; empty if that is known."""


def sources(session: Session, found: Sequence[files.File]) -> Iterator[Prepared]:
    """Open dumps one after the other, then all other files as one. Raises Trouble and DumpError."""
    config = session.config
    documents, dumps = parted(found, config)
    for file in dumps:
        source, settings, _ = prepared(session, file, None)
        yield Prepared(file.path, source, settings, _without_urls(source, _format(file, config)))
    if documents:
        cleaner = session.plain_cleaner(_kind(FORMATS["tar"], config.kind))
        inputs = [(file.path, file.path) for file in documents]
        source = open_files("files", inputs, _read_options(config, FileFormat("jsonl", "")))
        yield Prepared("files", source, _settings(config, session.output, cleaner))


def report_errors(session: Session, dump: str, errors: bytes) -> None:
    """Report the documents that cannot be cleaned: lines of an error file."""
    for line in errors.splitlines():
        row = json.loads(line)
        session.report.trouble(f"{dump}#{row['id']}: {row['error']}")


def prepared(
    session: Session, file: files.File, output: str | None
) -> tuple[Source, Settings, str]:
    """Open a dump; return it with its settings and the output format.

    Raises Trouble and DumpError.
    """
    config = session.config
    form = _format(file, config)
    to: FileFormat | None = FileFormat(streamed_as(form.name), "")
    if output not in (None, files.STDIN):
        to = format_of(str(output))
    if to is None:
        endings = " or ".join(f".{name}" for name in form.becomes)
        raise Trouble(f"{output}: unknown output format; use {endings}.")
    if file.named and is_flag_given(config, "encoding") and not form.holds_files:
        raise Trouble(
            f"{file.path}: --encoding does not apply to dumps (UTF-8; HTML pages declare their own"
            " encoding)."
        )
    cleaner = session.cleaner_for(file.path, _kind(form, config.kind))
    settings = _settings(config, session.output, cleaner)
    source = _opened(session, file, form, to)
    if cleaner.named_hosts and (advice := _without_urls(source, form)):
        hosts = files.counted(len(cleaner.named_hosts), "host")
        session.report.note(
            f"{file.path}: there is no column with URLs, so what is set for {hosts} does not apply."
            f" {advice}"
        )
    return source, settings, to.format


def _without_urls(source: Source, form: Format) -> str:
    """Say how to name the column with the URLs; empty if there is one, or none is needed."""
    if source.columns.url or source.columns.html or form.holds_files:
        return ""
    others = ", ".join(name for name in source.names if name != source.columns.text)
    return "Name the column: --url-column." + (f" There are: {others}." if others else "")


def _settings(config: Config, output: Output, cleaner: Cleaner) -> Settings:
    ignores = tuple(config.per_file_ignores.items())
    per_file = PerFile(config.root, str(Path.cwd()), ignores) if ignores else None
    cleaner = cleaner.replace(suggest=False)
    return Settings(cleaner, output, config.max_document, config.removed_text, per_file)


def _read_options(config: Config, to: FileFormat, kind: str | None = None) -> ReadOptions:
    """Return how to read a dump. Files in folders and archives are read like single files."""
    charset = config.encoding if "encoding" in config.origins else None
    return ReadOptions(
        to,
        _columns(config),
        kind or config.kind,
        config.max_document,
        config.encoding,
        charset,
        tuple(config.extensions) if "extensions" in config.origins else (),
    )


def _opened(session: Session, file: files.File, form: Format, to: FileFormat) -> Source:
    config = session.config
    options = _read_options(config, to)
    if file.is_stdin:
        if sys.stdin is None:
            raise Trouble("stdin is closed: there is nothing to read. Name a file.")
        if form.needs_file:
            raise Trouble(f"{form.name} cannot be read from stdin; name a file.")
        stream = Opened("stdin", sys.stdin.buffer, ("stdin",), None)
        head = hashlib.sha256(stream.head()).hexdigest()
        stream.identity = ("stdin", head)  # another dump on stdin does not resume this run
    else:
        stream = open_stream(file.path)
    made = open_source(stream, form.name, options)
    if sentence := made.columns.sentence(made.guessed):
        session.report.note(f"{file.path}: {sentence}")
    if made.columns.html:
        require_html()
    return made


def engine_for(config: Config) -> Workers:
    """Return the workers that the settings ask for, for all of the command. Raises Trouble."""
    context = click.get_current_context()
    if _WORKERS not in context.meta:
        context.meta[_WORKERS] = context.with_resource(closing(_workers(config)))
    found: Workers = context.meta[_WORKERS]
    return found


_WORKERS = "cleaner.workers"
"""Where they are kept in the context of the command."""


def _workers(config: Config) -> Pool | Cluster:
    if config.engine == "local":
        if config.address is not None:
            raise Trouble("--address needs --engine ray.")
        return Pool(config.jobs, config.timeout)
    from cleaner.dumps.run.ray import Cluster

    return Cluster(config.address, config.jobs, config.timeout)


def _columns(config: Config) -> Columns:
    if config.text_column is not None and config.html_column is not None:
        raise Trouble("use either --text-column or --html-column: one column is cleaned.")
    return Columns(
        config.text_column,
        config.html_column,
        config.id_column,
        config.url_column,
        config.output_column,
    )


def _format(file: files.File, config: Config) -> Format:
    if config.input_format is not None:
        return FORMATS[config.input_format]
    known = format_of(file.path)
    if known is None:
        raise Trouble(f"{file.path}: unknown format; use --input-format.")
    return FORMATS[known.format]


def _kind(form: Format, kind: InputKind) -> InputKind:
    """Return the kind of a dump's texts, if it is not set: what its format holds."""
    if kind == "page" or (kind == "auto" and form.holds_pages):
        require_page()
        return "page"
    return "auto" if kind == "auto" and not form.holds_files else "article"


# --- Restore ----------------------------------------------------------------------------------


def restore(cleaned: str, record: str, output: str | None, config: Config) -> int:
    """Rebuild a dump from the cleaned one and its record. Returns the number of documents.

    Raises Trouble.
    """
    from cleaner.dumps.run.restore import restore as restored

    if output is None or output == files.STDIN:
        raise Trouble("A dump is restored to a file: use -o FILE.")
    known, to = format_of(cleaned), format_of(output)
    if known is None or to is None:
        raise Trouble(f"{output}: unknown output format; use the extension of {cleaned}.")
    options = _read_options(config, to, "article")
    overwrite = config.overwrite
    try:
        with closing(open_source(open_stream(cleaned), known.format, options)) as made:
            maker = sink_for(made, to.format)
            return restored(made, record, Path(output), maker, overwrite=overwrite)
    except DumpError as error:
        raise Trouble(str(error)) from error
    except OSError as error:
        raise Trouble(f"{output}: cannot be written: {why_not(output, error)}.") from error
