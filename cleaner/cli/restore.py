"""`cleaner restore`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from cleaner import files, record
from cleaner.cli.console import Trouble, put, say, take
from cleaner.cli.help import Command
from cleaner.cli.options import FILE, configured
from cleaner.cli.outcome import Report
from cleaner.config import Config
from cleaner.dumps.formats import format_of
from cleaner.files import counted
from cleaner.files.place import same_file


@click.command(
    cls=Command,
    short_help="Rebuild originals from their cleaned texts.",
    examples=(
        "cleaner restore clean/ --record cuts.jsonl -o back/",
        "cleaner restore clean/flood.txt --record cuts.jsonl -o flood.txt",
        "cleaner restore clean.jsonl --record removed.jsonl -o back.jsonl",
    ),
)
@click.argument("cleaned", metavar="CLEANED|-", type=FILE)
@click.option(
    "--record",
    "record_path",
    metavar="FILE",
    type=FILE,
    required=True,
    help="The record that `cleaner clean --record` wrote.",
)
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR",
    type=FILE,
    help="Where to write the original (default: stdout; a dump needs a file, a folder a folder).",
)
@click.option(
    "--document",
    metavar="NAME",
    help="Which original, by its id or path in the record, if several match.",
)
@configured("columns", "output", "messages")
def restore(
    config: Config,
    cleaned: str,
    record_path: str,
    output: str | None,
    document: str | None,
) -> int:
    """Rebuild originals, byte for byte, from their cleaned texts and the record.

    CLEANED is a file, a folder, a dump, or - for stdin. In a record of many texts, the right one is
    found by the hash of the cleaned text; a folder gets its whole tree back. For dumps, the text
    column is restored; other columns are unchanged.
    """
    if Path(cleaned).is_dir():
        report = Report("restored", quiet=config.quiet)
        _restore_folder(cleaned, record_path, output, report, overwrite=config.overwrite)
        return report.close()
    if format_of(cleaned) is None:
        _restore_file(cleaned, record_path, output, document, overwrite=config.overwrite)
        return 0
    from cleaner.cli import dumps

    count = dumps.restore(cleaned, record_path, output, config)
    if not config.quiet:
        say(f"restored {counted(count, 'document')} to {output}.")
    return 0


def _restore_file(
    cleaned: str, record_path: str, output: str | None, document: str | None, *, overwrite: bool
) -> None:
    if output is not None and same_file(output, record_path):
        raise Trouble(
            f"{output} is the record, and the original would overwrite it. Name another file with"
            " -o."
        )
    try:
        data = take() if cleaned == files.STDIN else files.read(cleaned)
        entries = record.read(files.read(record_path), record_path)
        entry = record.choose(entries, data, cleaned, document=document)
        original = record.restore(entry, data, cleaned)
        if output is None or output == files.STDIN:
            put(original)
        else:
            same = cleaned != files.STDIN and same_file(cleaned, output)
            files.write(output, original, was=data if same else None, overwrite=overwrite or same)
    except (files.FileError, record.RecordError) as error:
        raise Trouble(str(error)) from error


def _restore_folder(
    folder: str, record_path: str, output: str | None, report: Report, *, overwrite: bool
) -> None:
    """Rebuild the originals of all files of a folder that the record knows. Raises Trouble."""
    if output is None or output == files.STDIN:
        raise Trouble("The originals of a folder need a folder: use -o DIR.")
    if Path(output).exists() and not Path(output).is_dir():
        raise Trouble(f"{output} is a file. The originals of a folder need a folder: -o DIR.")
    try:
        known: dict[str, list[record.Entry]] = {}
        for entry in record.read(files.read(record_path), record_path):
            known.setdefault(entry.sha256, []).append(entry)
    except (files.FileError, record.RecordError) as error:
        raise Trouble(str(error)) from error
    found = files.find([folder], ("",), lambda path: False)
    for sentence in found.troubles:
        report.trouble(sentence)
    pages = 0
    for file in found.files:
        if same_file(file.path, record_path):
            continue
        try:
            pages += _restore_below(file, known, output, report, overwrite=overwrite).is_html
        except (files.FileError, record.RecordError, OSError) as error:
            report.trouble(str(error))
    if pages:
        read = counted(pages, "page")
        report.note(f"{read}: the text was restored; the HTML is not in the record.")


def _restore_below(
    file: files.File,
    known: Mapping[str, Sequence[record.Entry]],
    output: str,
    report: Report,
    *,
    overwrite: bool,
) -> record.Entry:
    """Rebuild the original of one file of a folder, and return its entry of the record.

    Raises FileError, RecordError and OSError.
    """
    if format_of(file.path) is not None:
        raise record.RecordError(f"{file.path}: a dump has a record of its own; restore it alone.")
    data = files.read(file.path)
    entry = record.choose(known.get(record.digest_of(data), ()), data, file.path)
    original = record.restore(entry, data, file.path)
    target = Path(output, file.below)
    target.parent.mkdir(parents=True, exist_ok=True)
    same = same_file(file.path, str(target))
    files.write(str(target), original, was=data if same else None, overwrite=overwrite or same)
    report.count(changed=original != data)
    return entry
