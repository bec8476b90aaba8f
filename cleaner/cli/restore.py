"""`cleaner restore`."""

from __future__ import annotations

import click

from cleaner import files, record
from cleaner.cli.console import Trouble, put, say, take
from cleaner.cli.help import Command
from cleaner.cli.options import FILE, configured, quiet_flag
from cleaner.config import Config
from cleaner.dumps.formats import format_of
from cleaner.files import counted
from cleaner.files.place import same_file


@click.command(
    cls=Command,
    short_help="Rebuild an original from its cleaned text.",
    examples=(
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
    metavar="FILE",
    type=FILE,
    help="Where to write the original (default: stdout; a dump needs a file).",
)
@click.option(
    "--document",
    metavar="NAME",
    help="Which original, by its id or path in the record, if several match.",
)
@configured("columns", "output")
@quiet_flag
def restore(
    config: Config,
    cleaned: str,
    record_path: str,
    output: str | None,
    document: str | None,
    quiet: bool,
) -> None:
    """Rebuild an original, byte for byte, from its cleaned text and the record.

    In a record of many texts, the right one is found by the hash of the cleaned text. For dumps,
    the text column is restored; other columns are unchanged.
    """
    if format_of(cleaned) is None:
        _restore_file(cleaned, record_path, output, document, overwrite=config.overwrite)
        return
    from cleaner.cli import dumps

    count = dumps.restore(cleaned, record_path, output, config)
    if not quiet:
        say(f"restored {counted(count, 'document')} to {output}.")


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
