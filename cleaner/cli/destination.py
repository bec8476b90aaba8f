"""Where cleaned texts are written: stdout, one file, a folder with the same tree, or in place."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from cleaner.cli.console import Trouble, is_terminal, put, put_text
from cleaner.files import HTML_NAMES, STDIN, File, FileError, write
from cleaner.files.place import names_folder, same_file

if TYPE_CHECKING:
    from cleaner.cli.outcome import Report
    from cleaner.cli.session import Input
    from cleaner.core.result import Result


_TEXTS = (".txt", ".text", ".md", *HTML_NAMES)


class Destination(Protocol):
    """Writes the result of one file. Raises FileError."""

    def __call__(self, file: File, given: Input, result: Result) -> None: ...


def settle(
    file: File, given: Input, result: Result, deliver: Destination | None, report: Report
) -> None:
    """Write a result, if there is a destination, and count the file."""
    try:
        if deliver is not None:
            deliver(file, given, result)
    except FileError as error:
        report.trouble(str(error))
        return
    if not result.refusal:
        report.count(changed=result.changed)


def choose(
    output: str | None, in_place: bool, form: str, files: Sequence[File], *, overwrite: bool
) -> Destination:
    """Return the destination that the options mean.

    Raises Trouble where they contradict each other or the files.
    """
    if form == "jsonl":
        return _rows(output, in_place, files, overwrite=overwrite)
    if in_place:
        return _in_place(output, files)
    several = len(files) > 1 or any(not file.named for file in files)
    if output is None or output == "-":
        if several:
            raise Trouble("Several files cannot be written to stdout: use -o DIR or --in-place.")
        return _stdout
    if several or _is_folder(output):
        ending = ".md" if form == "markdown" else ".txt"
        return _Tree(output, files, ending, overwrite=overwrite)
    return _to(output, files, overwrite=overwrite)


def _is_folder(output: str) -> bool:
    return Path(output).is_dir() or names_folder(output)


def _stdout(file: File, given: Input, result: Result) -> None:
    data = given.encode(result.text)
    put(data)
    unfinished = data and not data.endswith(b"\n")
    if unfinished and is_terminal(sys.stdout) and is_terminal(sys.stderr):
        click.echo(err=True)  # messages start on a line of their own


def _to(output: str, files: Sequence[File], *, overwrite: bool) -> Destination:
    _check_not_itself(files, output)

    def deliver(file: File, given: Input, result: Result) -> None:
        write(output, given.encode(result.text), overwrite=overwrite)

    return deliver


def _in_place(output: str | None, files: Sequence[File]) -> Destination:
    if output is not None:
        raise Trouble("use either --in-place or -o.")
    if any(file.is_stdin for file in files):
        raise Trouble("stdin cannot be cleaned in place. Omit --in-place to write to stdout.")
    return back


def back(file: File, given: Input, result: Result) -> None:
    """Write a changed text to its own file. Raises FileError."""
    if given.text is None:
        raise FileError(
            f"{file.path}: an HTML page is not replaced by its text. Write the text elsewhere:"
            " `cleaner clean … -o DIR`."
        )
    if result.changed:
        if not Path(file.path).is_file():
            raise FileError(f"{file.path}: is not a regular file and cannot be cleaned in place.")
        write(file.path, given.encode(result.text), was=given.encode(result.original))


def _rows(
    output: str | None, in_place: bool, files: Sequence[File], *, overwrite: bool
) -> Destination:
    """Write all results as JSON lines, to stdout or one file."""
    from cleaner.report.rows import row

    if in_place:
        raise Trouble("use either --in-place or --output-format jsonl.")
    if output is None or output == "-":
        return lambda file, given, result: put(row(given.name, result))
    if _is_folder(output):
        example = Path(output, "texts.jsonl")
        raise Trouble(f"{output} is a folder; JSON lines need a file, such as -o {example}.")
    _check_not_itself(files, output)
    _check_free(output, overwrite=overwrite)
    modes = iter(("wb",))  # the file is opened with the first row

    def deliver(file: File, given: Input, result: Result) -> None:
        _append(output, row(given.name, result), next(modes, "ab"))

    return deliver


def _append(path: str, data: bytes, mode: str) -> None:
    """Append whole lines to a file. Raises Trouble."""
    try:
        with Path(path).open(mode) as file:
            file.write(data)
    except OSError as error:
        raise Trouble(f"{path}: cannot be written: {error.strerror}.") from error


def _check_not_itself(files: Sequence[File], target: str) -> None:
    """Raise Trouble if a file would be overwritten without --in-place.

    What is not a regular file (`/dev/stdout`) may be meant.
    """
    if not Path(target).is_file():
        return
    for file in files:
        if not file.is_stdin and same_file(target, file.path):
            raise Trouble(f"{file.path} would be written to itself. Use --in-place if you mean it.")


def apart(path: str, what: str, files: Sequence[File], output: str | None = None) -> None:
    """Raise Trouble if a record or report at `path` and a text would overwrite each other."""
    if os.path.exists(path) and not Path(path).is_file():  # noqa: PTH110 - such as `/dev/null`
        return
    texts = [file.path for file in files if not file.is_stdin]
    if output is not None:
        below = (os.path.join(output, file.below) for file in files)  # noqa: PTH118 - many files
        texts += [output, *below]
    if any(same_file(text, path) for text in texts):
        raise Trouble(f"{path} is one of the files, and {what} would overwrite it. Rename one.")


def new_file(path: str, what: str, inputs: Sequence[File], *, overwrite: bool) -> None:
    """Raise Trouble if a report at `path` would overwrite an input, or a file that exists.

    To be called before the work begins; `put_file` writes it.
    """
    if path == STDIN:
        return
    apart(path, what, inputs)
    _check_free(path, overwrite=overwrite)


def _check_free(path: str, *, overwrite: bool) -> None:
    """Raise Trouble if there is a file at `path` that may not be replaced."""
    if Path(path).is_file() and not overwrite:
        raise Trouble(f"{path} exists. Add --overwrite to replace it, or name another file.")


def put_file(path: str, pieces: Iterable[str], *, overwrite: bool) -> None:
    """Write a report to a file, or to stdout for `-`. Raises Trouble."""
    if path == STDIN:
        put_text(pieces)
        return
    try:
        data = "".join(pieces).encode("utf-8", "backslashreplace")
        write(path, data, overwrite=overwrite)
    except FileError as error:
        raise Trouble(str(error)) from error


def _text_name(name: str, ending: str) -> str:
    """Return the name of a file's text: an HTML file gets the ending of a text."""
    for html in HTML_NAMES:
        if name.lower().endswith(html):
            return name[: -len(html)] + ending
    return name


class _Tree:
    """A folder that mirrors the tree of the inputs. Nothing is written outside of it."""

    def __init__(self, folder: str, files: Sequence[File], ending: str, *, overwrite: bool) -> None:
        if os.path.lexists(folder) and not Path(folder).is_dir():
            raise Trouble(f"{folder} is a file. Several files need a folder: -o DIR.")
        if folder.lower().endswith(_TEXTS) and not Path(folder).is_dir():
            raise Trouble(
                f"{folder} looks like the name of a file. Several files need a folder: -o DIR, or"
                f" -o {folder}{os.sep} if it is to have that name."
            )
        self._folder = folder
        self._ending, self._overwrite = ending, overwrite
        self._names = Counter(_text_name(file.below, ending) for file in files)
        taken: dict[str, str] = {}
        for file in files:
            target = self._target(file)
            if target in taken:
                raise Trouble(
                    f"{taken[target]} and {file.path} would both be written to {target}."
                    " Name one folder that contains both, or clean them separately."
                )
            _check_not_itself([file], target)
            taken[target] = file.path

    def _target(self, file: File) -> str:
        if file.is_stdin:
            raise Trouble("stdin has no file name: -o must name a file, not a folder.")
        name = _text_name(file.below, self._ending)
        if self._names[name] > 1 and name != file.below:  # `a.html` beside `a.txt`
            name = file.below + self._ending
        return str(Path(self._folder, name))

    def __call__(self, file: File, given: Input, result: Result) -> None:
        target = self._target(file)
        root = os.path.realpath(self._folder)
        if os.path.commonpath((root, os.path.realpath(target))) != root:
            raise FileError(
                f"{target}: is outside of {self._folder} and was not written (a link or '..' leads"
                " there)."
            )
        try:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"{target}: cannot make the folder: {error.strerror}.") from error
        write(target, given.encode(result.text), overwrite=self._overwrite)


def outside(files: Sequence[File], output: str | None) -> list[File]:
    """Return the files that are not in the output folder.

    What an earlier run wrote there is not input. If all files are in it, the folder itself was
    named, which `choose` refuses.
    """
    if output is None or not Path(output).is_dir():
        return list(files)
    root = os.path.realpath(output) + os.sep
    kept = [
        file for file in files if file.named or not os.path.realpath(file.path).startswith(root)
    ]
    return kept or list(files)
