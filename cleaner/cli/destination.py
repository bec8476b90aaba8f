"""Where cleaned texts go: stdout, one file, a folder with the same tree, or back to where they came from."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from cleaner.cli.console import Trouble, is_terminal, put
from cleaner.core.result import Result
from cleaner.files import HTML_NAMES, File, FileError, write
from cleaner.files.place import same_file

if TYPE_CHECKING:
    from cleaner.cli.session import Input


class Destination(Protocol):
    """Takes what cleaning made of one text or page. Raises FileError."""

    def __call__(self, file: File, given: Input, result: Result) -> None: ...


def choose(output: str | None, in_place: bool, form: str, files: Sequence[File], *, overwrite: bool) -> Destination:
    """The destination that the options mean. Raises Trouble where they contradict each other or the files."""
    if form == "jsonl":
        return _rows(output, in_place, files, overwrite=overwrite)
    if in_place:
        return _in_place(output, files)
    if output is None or output == "-":
        if len(files) > 1 or any(not file.named for file in files):
            raise Trouble("Several texts do not go to stdout together: name a folder for them with -o DIR, or use --in-place.")
        return _stdout
    if Path(output).is_dir() or output.endswith(os.sep) or len(files) > 1 or any(not file.named for file in files):
        return _Tree(output, files, ".md" if form == "markdown" else ".txt", overwrite=overwrite)
    return _to(output, files, overwrite=overwrite)


def _stdout(file: File, given: Input, result: Result) -> None:
    data = given.encode(result.text)
    put(data)
    if data and not data.endswith(b"\n") and is_terminal(sys.stdout) and is_terminal(sys.stderr):
        click.echo(err=True)  # what is said next begins its own line


def _to(output: str, files: Sequence[File], *, overwrite: bool) -> Destination:
    _not_itself(files, output)

    def deliver(file: File, given: Input, result: Result) -> None:
        write(output, given.encode(result.text), overwrite=overwrite)

    return deliver


def _in_place(output: str | None, files: Sequence[File]) -> Destination:
    if output is not None:
        raise Trouble("--in-place and -o do not go together: one says to write the files themselves, the other somewhere else.")
    if any(file.is_stdin for file in files):
        raise Trouble("stdin cannot be cleaned in place. Leave --in-place out: the cleaned text goes to stdout.")
    return back


def back(file: File, given: Input, result: Result) -> None:
    """Write a file's new bytes to the file itself, if they are others. Raises FileError."""
    if given.text is None:
        raise FileError(f"{file.path}: an HTML page is not replaced by its text. Write the text elsewhere: `cleaner clean … -o DIR`.")
    if result.changed:
        if not Path(file.path).is_file():
            raise FileError(f"{file.path}: is not a regular file and cannot be cleaned in place.")
        write(file.path, given.encode(result.text), was=given.encode(result.original))


def _rows(output: str | None, in_place: bool, files: Sequence[File], *, overwrite: bool) -> Destination:
    """All texts as JSON lines, to stdout or one file."""
    from cleaner.report.rows import row

    if in_place:
        raise Trouble("--in-place and --output-format jsonl do not go together: files hold their texts, not JSON.")
    if output is None or output == "-":
        return lambda file, given, result: put(row(given.name, result))
    if Path(output).is_dir() or output.endswith(os.sep):
        raise Trouble(f"{output} is a folder, and JSON lines go to one file. Name a file with -o, such as {Path(output, 'texts.jsonl')}.")
    _not_itself(files, output)
    if Path(output).is_file() and not overwrite:
        raise Trouble(f"{output} exists. Add --overwrite to replace it, or name another file.")
    modes = iter(("wb",))  # an input that cannot be read costs nothing: the file is opened with the first row

    def deliver(file: File, given: Input, result: Result) -> None:
        _append(output, row(given.name, result), next(modes, "ab"))

    return deliver


def _append(path: str, data: bytes, mode: str) -> None:
    """Put whole lines behind those that a file has. Raises Trouble."""
    try:
        with Path(path).open(mode) as file:
            file.write(data)
    except OSError as error:
        raise Trouble(f"{path}: cannot be written: {error.strerror}.") from error


def _not_itself(files: Sequence[File], target: str) -> None:
    """Raises Trouble if a text would be overwritten without --in-place. What is no regular file (`/dev/stdout`) may be meant."""
    for file in files:
        if not file.is_stdin and Path(target).is_file() and same_file(target, file.path):
            raise Trouble(f"{file.path} would be written to itself. Use --in-place if that is meant.")


def apart(path: str, what: str, files: Sequence[File], output: str | None = None) -> None:
    """Raises Trouble if what goes to `path` (a record, a report) would overwrite a text, or a cleaned text would overwrite it."""
    if os.path.exists(path) and not Path(path).is_file():  # noqa: PTH110 - `/dev/null` takes whatever comes
        return
    texts = [file.path for file in files if not file.is_stdin]
    if output is not None:
        texts += [output, *(os.path.join(output, file.below) for file in files)]  # noqa: PTH118 - they are as many as the files
    if any(same_file(text, path) for text in texts):
        raise Trouble(f"{path} is one of the texts, and {what} would overwrite it. Name another file.")


def _text_name(name: str, ending: str) -> str:
    """What the text of a file is called: a page's name ends as a text's does."""
    for html in HTML_NAMES:
        if name.lower().endswith(html):
            return name[: -len(html)] + ending
    return name


class _Tree:
    """A folder that gets the tree of the inputs. Nothing is ever written outside of it."""

    def __init__(self, folder: str, files: Sequence[File], ending: str, *, overwrite: bool) -> None:
        if os.path.lexists(folder) and not Path(folder).is_dir():
            raise Trouble(f"{folder} is a file. Several texts need a folder: -o DIR.")
        self._folder = folder
        self._ending, self._overwrite = ending, overwrite
        taken: dict[str, str] = {}
        for file in files:
            target = self._target(file)
            if target in taken:
                other = taken[target]
                raise Trouble(f"{other} and {file.path} would both be written to {target}. Name the folder that they are in instead.")
            _not_itself([file], target)
            taken[target] = file.path

    def _target(self, file: File) -> str:
        if file.is_stdin:
            raise Trouble("stdin has no file name, so -o must name a file and not a folder.")
        return str(Path(self._folder, _text_name(file.below, self._ending)))

    def __call__(self, file: File, given: Input, result: Result) -> None:
        target = self._target(file)
        root = os.path.realpath(self._folder)
        if os.path.commonpath((root, os.path.realpath(target))) != root:
            raise FileError(f"{target}: lies outside of {self._folder} and was not written (a link or '..' leads there).")
        try:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(f"{target}: the folder cannot be made: {error.strerror}.") from error
        write(target, given.encode(result.text), overwrite=self._overwrite)


def outside(files: Sequence[File], output: str | None) -> list[File]:
    """The files that do not lie in the output folder: what an earlier run wrote there is not its input."""
    if output is None or not Path(output).is_dir():
        return list(files)
    root = os.path.realpath(output) + os.sep
    kept = [file for file in files if file.named or not os.path.realpath(file.path).startswith(root)]
    return kept or list(files)  # all in there: the folder itself was named, which `choose` refuses with a sentence
