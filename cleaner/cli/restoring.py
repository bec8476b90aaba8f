"""`cleaner restore`."""

from __future__ import annotations

import click

from cleaner import files, record
from cleaner.cli.console import Trouble, put, say, take
from cleaner.cli.options import FILE
from cleaner.dumps.formats import format_of
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS
from cleaner.files.place import same_file


@click.command(short_help="Rebuild an original from its cleaned text.")
@click.argument("cleaned", metavar="CLEANED|-", type=FILE)
@click.option("--record", "record_path", metavar="FILE", type=FILE, required=True, help="The record that `cleaner clean --record` wrote.")
@click.option("-o", "--output", metavar="FILE", type=FILE, help="Where the original goes (default: stdout; a dump needs a file).")
@click.option("--text-column", metavar="NAME", help="Column of a dump that holds the text.")
@click.option("--id-column", metavar="NAME", help="Column of a dump that names the document.")
@click.option(
    "--max-document",
    type=click.IntRange(1),
    default=MAX_DOCUMENT_CHARS,
    show_default=True,
    metavar="CHARACTERS",
    help="Longer documents of a dump are not read: as it was cleaned with.",
)
@click.option("--document", metavar="NAME", help="Which original, by its id or path in the record, if several match.")
@click.option("--overwrite", is_flag=True, help="Replace the output file if it exists.")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what went wrong.")
def restore(
    cleaned: str,
    record_path: str,
    output: str | None,
    text_column: str | None,
    id_column: str | None,
    max_document: int,
    document: str | None,
    overwrite: bool,
    quiet: bool,
) -> None:
    """Rebuild an original, byte for byte, from its cleaned text and the record.

    In a record of many texts the right one is found by the cleaned text's hash. Of a dump, texts come back byte for byte and all
    other columns as they are.
    """
    if format_of(cleaned) is not None:
        from cleaner.cli import dumping
        from cleaner.dumps.columns import Columns

        count = dumping.restore(cleaned, record_path, output, Columns(text_column, None, id_column), max_document, overwrite=overwrite)
        if not quiet:
            say(f"{output}: {count:,} documents as they were.")
        return
    if output is not None and same_file(output, record_path):
        raise Trouble(f"{output} is the record, and the original would overwrite it. Name another file with -o.")
    try:
        data = take() if cleaned == files.STDIN else files.read(cleaned)
        entries = record.read(files.read(record_path), record_path)
        entry = record.choose(entries, data, cleaned, document=document)
        original = record.restore(entry, data, cleaned)
        if output is None or output == "-":
            put(original)
        else:
            same = cleaned != files.STDIN and same_file(cleaned, output)
            files.write(output, original, was=data if same else None, overwrite=overwrite or same)
    except (files.FileError, record.RecordError) as error:
        raise Trouble(str(error)) from error
