"""`cleaner restore`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

import click

from cleaner import files, record
from cleaner.cli.console import Trouble, put, say, take
from cleaner.cli.help import Command
from cleaner.cli.options import FILE, configured
from cleaner.cli.outcome import Report
from cleaner.config import Config
from cleaner.dumps.formats import format_of
from cleaner.files import counted
from cleaner.files.place import names_folder, same_file


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
    help="Where to write the original (default: stdout; for a dump a file, for a folder a folder)."
    " What was cleaned in place can be restored in place: name it again.",
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
        entry = _restore_file(cleaned, record_path, output, document, overwrite=config.overwrite)
        if entry.is_html and not config.quiet:
            say(_page_note(1))
        return 0
    if document is not None:
        raise Trouble(
            "--document is for the record of several files. A dump is restored as a whole; find"
            " the line of one document in it by its id."
        )
    from cleaner.cli import dumps

    count = dumps.restore(cleaned, record_path, output, config)
    if not config.quiet:
        say(f"restored {counted(count, 'document')} to {output}.")
    return 0


def _restore_file(
    cleaned: str, record_path: str, output: str | None, document: str | None, *, overwrite: bool
) -> record.Entry:
    """Rebuild the original of one file, and return its entry of the record. Raises Trouble."""
    if output is not None and (Path(output).is_dir() or names_folder(output)):
        example = Path(output, Path(cleaned).name if cleaned != files.STDIN else "original.txt")
        raise Trouble(f"{output} is a folder; name the original's file, such as -o {example}.")
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
        return entry
    except (files.FileError, record.RecordError) as error:
        raise Trouble(str(error)) from error


def _restore_folder(
    folder: str, record_path: str, output: str | None, report: Report, *, overwrite: bool
) -> None:
    """Rebuild the originals of all files of a folder. Raises Trouble.

    A record of files that were cleaned in place is silent about those that did not change, so a
    file that it does not mention is copied; unless it mentions none, which is the wrong record.
    """
    if output is None or output == files.STDIN:
        raise Trouble("To restore a folder, use -o DIR.")
    if Path(output).exists() and not Path(output).is_dir():
        raise Trouble(f"{output} is a file. To restore a folder, use -o DIR.")
    known = _known(record_path)
    found = files.find([folder], ("",), lambda path: False)
    for sentence in found.troubles:
        report.trouble(sentence)
    pages, others, restored = 0, list[files.File](), set[str]()
    mentioned = False
    for file in found.files:
        if same_file(file.path, record_path):
            continue
        try:
            if not known.mentions(file):
                others.append(file)
                continue
            mentioned = True
            entry = _restore_below(file, known, output, report, overwrite=overwrite)
            pages += entry.is_html
            restored.add(entry.sha256)
        except (files.FileError, record.RecordError, OSError) as error:
            report.trouble(str(error))
    if others and not mentioned:
        raise Trouble(
            f"{record_path} has no entry for a file in {folder}. Is it the record of this run?"
        )
    _copy(others, output, report, overwrite=overwrite)
    if pages:
        report.note(_page_note(pages))
    missing = [known.entries[digest][0] for digest in known.entries if digest not in restored]
    if missing and not report.failed:
        first = missing[0].path or missing[0].id
        report.note(
            f"{counted(len(missing), 'text')} of the record not found in {folder} (first: {first})."
        )


def _page_note(pages: int) -> str:
    return f"{counted(pages, 'page')}: the text was restored; the HTML is not in the record."


@dataclass(frozen=True, slots=True)
class _Known:
    """The entries of a record, by the hash of the cleaned text; and the paths that it mentions."""

    entries: Mapping[str, Sequence[record.Entry]]
    paths: frozenset[tuple[str, ...]]

    def mentions(self, file: files.File) -> bool:
        """Whether the record has a file's text, or a file of its name. Raises FileError."""
        if _parts(file.below) in self.paths or format_of(file.path) is not None:
            return True
        return record.digest_of(files.read(file.path)) in self.entries


def _known(path: str) -> _Known:
    """Read a record. Raises Trouble."""
    entries: dict[str, list[record.Entry]] = {}
    paths = set[tuple[str, ...]]()
    try:
        for entry in record.read(files.read(path), path):
            entries.setdefault(entry.sha256, []).append(entry)
            parts = _parts(entry.path or entry.id)
            paths.update(parts[start:] for start in range(len(parts)))
    except (files.FileError, record.RecordError) as error:
        raise Trouble(str(error)) from error
    return _Known(entries, frozenset(paths))


def _parts(path: str) -> tuple[str, ...]:
    """The parts of a path without the file's extension: the text of `a.html` is in `a.txt`."""
    return PurePath(path).with_suffix("").parts if PurePath(path).name else ()


def _copy(found: Sequence[files.File], output: str, report: Report, *, overwrite: bool) -> None:
    """Copy files that the record does not mention, and report how many."""
    for file in found:
        try:
            data = files.read(file.path)
            _put_below(file, data, data, output, overwrite=overwrite)
        except (files.FileError, OSError) as error:
            report.trouble(str(error))
        else:
            report.count(changed=False)
    if found:
        number, verb = counted(len(found), "file"), "is" if len(found) == 1 else "are"
        was, first = "was" if len(found) == 1 else "were", found[0].path
        report.note(
            f"{number} {verb} not in the record and {was} copied unchanged (first: {first})."
        )


def _restore_below(
    file: files.File, known: _Known, output: str, report: Report, *, overwrite: bool
) -> record.Entry:
    """Rebuild the original of one file of a folder, and return its entry of the record.

    Raises FileError, RecordError and OSError.
    """
    if format_of(file.path) is not None:
        raise record.RecordError(
            f"{file.path} is a dump; restore it separately with its own record."
        )
    data = files.read(file.path)
    entry = record.choose(known.entries.get(record.digest_of(data), ()), data, file.path)
    original = record.restore(entry, data, file.path)
    _put_below(file, original, data, output, overwrite=overwrite)
    report.count(changed=original != data)
    return entry


def _put_below(
    file: files.File, original: bytes, data: bytes, output: str, *, overwrite: bool
) -> None:
    """Write the original of a file that holds `data` into a tree. Raises FileError and OSError."""
    target = Path(output, file.below)
    target.parent.mkdir(parents=True, exist_ok=True)
    same = same_file(file.path, str(target))
    files.write(str(target), original, was=data if same else None, overwrite=overwrite or same)
