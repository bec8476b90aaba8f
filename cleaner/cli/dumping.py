"""Dumps on the command line: what `clean` and `check` do with files that hold many documents."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner import files
from cleaner.api import Cleaner
from cleaner.cli.console import Trouble, put
from cleaner.cli.dump_options import Dumping, are_dumps
from cleaner.cli.options import COMMAND_LINE
from cleaner.cli.session import Session, require_html, require_page
from cleaner.core.analysis import Kind
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
from cleaner.dumps.run.run import Engine, Target, findings_in, local, to_files, to_stream
from cleaner.dumps.stream import Opened, open_stream

if TYPE_CHECKING:
    from cleaner.report import Finding


def clean(
    session: Session,
    found: Sequence[files.File],
    dumping: Dumping,
    output: str | None,
    record: str | None,
) -> None:
    """Clean dumps into a file, into a folder, or to stdout. Raises Trouble."""
    if not are_dumps(found, dumping):
        _clean_files(session, found, dumping, str(output), record)
        return
    to_folder = output is not None and (Path(output).is_dir() or output.endswith(os.sep))
    if len(found) > 1 and not to_folder:
        raise Trouble("Several dumps need a folder to go to: -o DIR.")
    if len(found) > 1 and (record or dumping.errors):
        raise Trouble(
            "--record and --errors name one file each, and every dump has its own. Clean the dumps one by one to name them."
        )
    targets = _in_folder(str(output), found) if to_folder else [output]
    for file, target in zip(found, targets, strict=True):
        try:
            _clean_one(session, file, dumping, target, record)
        except DumpError as error:
            session.report.trouble(str(error))


def _in_folder(folder_: str, found: Sequence[files.File]) -> list[str | None]:
    """Where dumps go in a folder, which is made. Raises Trouble if two would go to one file."""
    taken: dict[str, str] = {}
    for file in found:
        target = os.path.join(folder_, output_name(file.below))  # noqa: PTH118 - as it was given
        if target in taken:
            raise Trouble(
                f"{taken[target]} and {file.path} would both be written to {target}. Clean them one by one."
            )
        taken[target] = file.path
    for target in taken:
        try:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble(f"{target}: the folder cannot be made: {error.strerror}.") from error
    return [*taken]


def _clean_one(
    session: Session, file: files.File, dumping: Dumping, output: str | None, record: str | None
) -> None:
    source_, settings, to = prepared(session, file, dumping, output)
    errors = dumping.errors or f"{output}.errors.jsonl"
    engine = _engine(dumping)
    with closing(source_), session.watch(file.path) as watcher:
        if output is None or output == files.STDIN:
            if record or dumping.errors:
                raise Trouble("A record or an error file needs an output that is a file: -o FILE.")
            counts = to_stream(source_, _Stdout(), settings, engine, watcher)
        else:
            target = Target(
                Path(output),
                Path(record) if record else None,
                Path(errors),
                sink_for(source_, to),
                dumping.restart,
                dumping.overwrite,
            )
            counts = to_files(source_, target, settings, engine, watcher)
    session.report.dump(
        file.path,
        counts,
        errors if output not in (None, files.STDIN) else "the list that -o FILE makes",
    )


class _Stdout:
    """Where bytes go to stdout, at once."""

    def write(self, data: bytes, /) -> None:
        put(data)

    def flush(self) -> None:
        """All is written."""


def _clean_files(
    session: Session, found: Sequence[files.File], dumping: Dumping, output: str, record: str | None
) -> None:
    """Clean texts and pages into one dump."""
    to = format_of(output)
    assert to is not None
    if any(file.is_stdin for file in found):
        raise Trouble("stdin is no file: name the files whose texts are to be one dump.")
    cleaner = session.plain_cleaner(_kind(FORMATS["tar"], session.kind)).but(suggest=False)
    settings = _settings(session, cleaner, dumping)
    try:
        paths = [(file.path, file.below) for file in found]
        made = open_files("files", paths, _file_options(session, ReadOptions(to), dumping))
        target = Target(
            Path(output),
            Path(record) if record else None,
            Path(dumping.errors or f"{output}.errors.jsonl"),
            sink_for(made, to.format),
            dumping.restart,
            dumping.overwrite,
        )
        with session.watch(output) as watcher:
            counts = to_files(made, target, settings, _engine(dumping), watcher)
    except DumpError as error:
        raise Trouble(str(error)) from error
    session.report.dump(output, counts, str(target.errors))


def prepared(
    session: Session, file: files.File, dumping: Dumping, output: str | None
) -> tuple[Source, Settings, str]:
    """A dump to read, how to clean it, and the format that it becomes. Raises Trouble, and DumpError."""
    form = _format(file, dumping)
    to = (
        FileFormat(streamed_as(form.name), "")
        if output in (None, files.STDIN)
        else format_of(str(output))
    )
    if to is None:
        raise Trouble(
            f"{output}: unknown output format; use {' or '.join(f'.{name}' for name in form.becomes)}."
        )
    if session.config.origins.get("encoding") == COMMAND_LINE and not form.holds_files:
        raise Trouble(
            f"{file.path}: --encoding is for files of texts and pages; dumps are read as UTF-8, and their pages as these say of themselves."
        )
    cleaner = session.cleaner_for(file.path, _kind(form, session.kind)).but(suggest=False)
    settings = _settings(session, cleaner, dumping)
    return _opened(session, file, dumping, form, to), settings, to.format


def _settings(session: Session, cleaner: Cleaner, dumping: Dumping) -> Settings:
    ignores = session.config.per_file_ignores
    per_file = PerFile(session.config.root, tuple(ignores.items())) if ignores else None
    return Settings(cleaner, session.output, dumping.max_document, dumping.removed_text, per_file)


def _file_options(session: Session, options: ReadOptions, dumping: Dumping) -> ReadOptions:
    """How to read the files of a folder or archive: as files are read that are cleaned one by one."""
    config = session.config
    return options._replace(
        kind=session.kind,
        max_chars=dumping.max_document,
        encoding=config.encoding,
        charset=config.encoding if "encoding" in config.origins else None,
    )


def found_in(
    session: Session, found: Sequence[files.File], dumping: Dumping
) -> Iterator[tuple[Finding, ...]]:
    """What there is to remove from dumps, document by document. Raises Trouble."""
    for file in found:
        try:
            source_, settings, _ = prepared(session, file, dumping, None)
            with closing(source_), session.watch(file.path) as watcher:
                counts = yield from findings_in(
                    source_,
                    settings,
                    _engine(dumping),
                    watcher,
                    partial(_failed, session, file.path),
                )
            session.report.dumps += 1
            session.report.refused += counts.refused
            if counts.refused:
                session.report.note(
                    f"{file.path}: of {counts.refused:,} documents too much would go: they would be left unchanged."
                )
        except DumpError as error:
            session.report.trouble(str(error))


def _failed(session: Session, dump: str, errors: bytes) -> None:
    """Say which documents cannot be cleaned, and why."""
    for line in errors.splitlines():
        row = json.loads(line)
        session.report.trouble(f"{dump}#{row['id']}: {row['error']}")


def restore(
    cleaned: str, record: str, output: str | None, columns: Columns, most: int, *, overwrite: bool
) -> int:
    """Rebuild a dump from the cleaned one and its record, and say how many documents it has. Raises Trouble."""
    from cleaner.dumps.run.restore import restore as restored

    if output is None or output == files.STDIN:
        raise Trouble("A dump is restored to a file: -o FILE.")
    known = format_of(cleaned)
    to = format_of(output)
    if known is None or to is None:
        raise Trouble(f"{output}: unknown output format; use the one of {cleaned}.")
    try:
        with closing(
            open_source(
                open_stream(cleaned), known.format, ReadOptions(to, columns, "article", most)
            )
        ) as made:
            return restored(
                made, record, Path(output), sink_for(made, to.format), overwrite=overwrite
            )
    except DumpError as error:
        raise Trouble(str(error)) from error
    except OSError as error:
        raise Trouble(f"{output}: cannot be written: {error.strerror or error}.") from error


def _opened(
    session: Session, file: files.File, dumping: Dumping, form: Format, to: FileFormat
) -> Source:
    columns = _columns(dumping)
    if file.is_stdin:
        if sys.stdin is None:
            raise Trouble("stdin is closed: there is nothing to read. Name a file.")
        if form.needs_file:
            raise Trouble(f"{form.name} cannot be read from stdin; name a file.")
        stream = Opened("stdin", sys.stdin.buffer, ("stdin",), None)
        stream.identity = (
            "stdin",
            hashlib.sha256(stream.head()).hexdigest(),
        )  # so that another dump is not gone on with
    else:
        stream = open_stream(file.path)
    made = open_source(stream, form.name, _file_options(session, ReadOptions(to, columns), dumping))
    if sentence := made.columns.sentence(made.guessed):
        session.report.note(f"{file.path}: {sentence}")
    if made.columns.html:
        require_html()
    return made


def _engine(dumping: Dumping) -> Engine:
    if dumping.engine == "local":
        if dumping.address is not None:
            raise Trouble("--address is that of a Ray cluster: say --engine ray, too.")
        return local(dumping.jobs, dumping.timeout)
    from cleaner.dumps.run.ray import ray

    return ray(dumping.address, dumping.jobs, dumping.timeout)


def _columns(dumping: Dumping) -> Columns:
    if dumping.text_column is not None and dumping.html_column is not None:
        raise Trouble(
            "One column of a dump is cleaned: name it with --text-column or with --html-column."
        )
    return Columns(
        dumping.text_column,
        dumping.html_column,
        dumping.id_column,
        dumping.url_column,
        dumping.output_column,
    )


def _format(file: files.File, dumping: Dumping) -> Format:
    known = format_of(file.path)
    if dumping.input_format is not None:
        return FORMATS[dumping.input_format]
    if known is None:
        raise Trouble(f"{file.path}: unknown format; use --input-format.")
    return FORMATS[known.format]


def _kind(form: Format, kind: str) -> Kind:
    """What the texts of a dump are: those of WET files are whole pages, those of columns articles, unless something else is said."""
    if kind == "page" or (kind == "auto" and form.holds_pages):
        require_page()
        return "page"
    return "article"
