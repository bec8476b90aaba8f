"""Files at the edge: finding them, bytes to text and back without loss, and writes that are whole or not at all."""

# Paths stay strings, as they were given (a `Path` drops `./`), and trees of millions of files are walked faster so.
# ruff: noqa: PTH100, PTH101, PTH105, PTH108, PTH112, PTH116, PTH118, PTH120, PTH122, PTH123, PTH206, PTH207

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

STDIN = "-"
_MAGIC = frozenset("*?[")
_HEAD = 8192  # characters in which a binary file shows itself
_BINARY = 100  # one NUL in so many characters is not text


HTML_NAMES = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz")
"""How the names of HTML files end, in lower case."""

_FORMATS = {  # by the ending of the name
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "JSON"),
    **dict.fromkeys((".csv", ".tsv"), "a table"),
    **dict.fromkeys((".xml", ".rss", ".atom"), "XML"),
    **dict.fromkeys((".warc", ".wet", ".parquet"), "a dump"),
    **dict.fromkeys((".gz", ".zst", ".bz2", ".xz", ".zip"), "a compressed file"),
    **dict.fromkeys((".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub"), "a document with its layout"),
}


class FileTrouble(Exception):
    """A file that cannot be found, read, decoded or written. The message is a sentence that names it and what to do."""


class File(NamedTuple):
    """A file to work on. `below` is its path below the folder that was named, or its bare name."""

    path: str
    below: str
    named: bool = True

    @property
    def is_stdin(self) -> bool:
        return self.path == STDIN


@dataclass(slots=True)
class Found:
    """What paths on a command line came to: files in order, what was named and is excluded, and sentences of trouble."""

    files: list[File] = field(default_factory=list)
    excluded: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


class Text(NamedTuple):
    """A decoded text: every character of the file (a BOM too), and the encoding that gives its very bytes back."""

    text: str
    encoding: str

    def encode(self, text: str) -> bytes:
        """Some text in this one's encoding. Never fails for a part of `text`."""
        return text.encode(self.encoding)


# --- Finding ----------------------------------------------------------------------------------------------------------


def is_address(path: str) -> bool:
    """Whether a path is the address of something elsewhere: `s3://bucket/dump.jsonl`."""
    return "://" in path


def find(paths: Iterable[str], extensions: Iterable[str], excluded: Callable[[str], bool]) -> Found:
    """The files that paths stand for: files as named, folders walked, globs expanded that the shell left as they were.

    In folders only files with one of the extensions (lower case, with dot) count; what is hidden is skipped, links to
    folders are not followed. What `excluded` says yes to (folders come with a slash at the end) is left out even when it
    is named. No file comes twice.
    """
    found, seen = Found(), set[str]()
    endings = tuple(extensions)
    for path in paths:
        for named, base in _expanded(path, found):
            for file in _below(named, base, endings, excluded, found):
                identity = STDIN if file.is_stdin else os.path.abspath(file.path)
                if identity not in seen:
                    seen.add(identity)
                    found.files.append(file)
    return found


def _expanded(path: str, found: Found) -> Iterator[tuple[str, str]]:
    """A path with the folder that its output is relative to; for a glob, every path that it stands for."""
    if path == STDIN or is_address(path):  # the address of a dump, which is seen to where it is opened
        yield path, ""
    elif os.path.lexists(path):
        yield path, path if os.path.isdir(path) else os.path.dirname(path)
    elif _MAGIC.isdisjoint(path):
        found.troubles.append(f"{path}: there is no such file or folder.")
    else:
        import glob  # rarely needed: shells expand globs themselves

        matches = sorted(glob.glob(path, recursive=True))
        if not matches:
            found.troubles.append(f"{path}: no file fits this pattern.")
        yield from ((match, _fixed_part(path)) for match in matches)


def _fixed_part(pattern: str) -> str:
    """The folder that a glob begins with: `corpus` of `corpus/**/*.txt`."""
    parts = pattern.split(os.sep)
    magic = next(number for number, part in enumerate(parts) if not _MAGIC.isdisjoint(part))
    return os.sep.join(parts[:magic]) or (os.sep if pattern.startswith(os.sep) else "")


def _below(path: str, base: str, endings: tuple[str, ...], excluded: Callable[[str], bool], found: Found) -> Iterator[File]:
    if path == STDIN:
        yield File(path, path)
    elif is_address(path):
        yield File(path, path.rpartition("/")[2])
    elif excluded(os.path.join(path, "") if os.path.isdir(path) else path):
        found.excluded.append(path)
    elif not os.path.isdir(path):
        yield File(path, os.path.relpath(path, base or os.curdir))
    else:
        any_there = False
        for inner, left_out in _walk(path, endings, excluded, found):
            any_there = True
            if not left_out:
                yield File(inner, os.path.relpath(inner, base or os.curdir), named=False)
        if not any_there:
            other = "" if endings == HTML_NAMES else " For HTML files say --as html."
            found.troubles.append(f"{path}: no {', '.join(endings)} files in this folder.{other}")


def _walk(folder: str, endings: tuple[str, ...], excluded: Callable[[str], bool], found: Found) -> Iterator[tuple[str, bool]]:
    """The paths below a folder that count, in order, each with whether it is excluded; an excluded folder is not entered."""

    def unreadable(error: OSError) -> None:
        found.troubles.append(f"{error.filename}: the folder cannot be read: {error.strerror}.")

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        shown = sorted(name for name in folders if not name.startswith("."))
        folders[:] = [name for name in shown if not excluded(os.path.join(parent, name, ""))]
        yield from ((os.path.join(parent, name), True) for name in shown if name not in folders)
        for name in sorted(names):
            if not name.startswith(".") and name.lower().endswith(endings):
                path = os.path.normpath(os.path.join(parent, name))
                yield path, excluded(path)


# --- Reading ----------------------------------------------------------------------------------------------------------


def read(path: str) -> bytes:
    """A file's bytes. Raises FileTrouble."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be read: {error.strerror}.") from error


def other_format(name: str) -> str:
    """Why a file of that name is not cleaned unless that is asked for, in a sentence; empty if its name says nothing against it.

    Cutting lines out of markup or data would damage it.
    """
    what = _FORMATS.get(os.path.splitext(name)[1].lower())
    if what is None:
        return ""
    return f"{name}: {what} is not plain text, and is left as it is. Take the articles' texts out first, or say --as article if it is one."


def decode(data: bytes, encoding: str, name: str) -> Text:
    """Bytes as text that encodes to the same bytes again. `name` is used in messages.

    Raises FileTrouble where bytes do not fit the encoding, would not come back as they were, or are no text at all.
    """
    exact = _exact(encoding, data)
    try:
        text = data.decode(exact)
    except UnicodeError as error:
        raise FileTrouble(f"{name}: {_what_is_wrong(data, error, encoding)} The file is left as it is.") from error
    if text.count("\0", 0, _HEAD) * _BINARY > min(len(text), _HEAD):
        raise FileTrouble(f"{name}: {_no_text(data)} The file is left as it is.")
    if exact != "utf-8" and not _comes_back(text, exact, data):
        raise FileTrouble(f"{name}: this text cannot be written in {encoding} again byte for byte. Convert it to UTF-8 first.")
    return Text(text, exact)


def _exact(encoding: str, data: bytes) -> str:
    """The encoding that keeps a BOM as a character: `utf-16` and `utf-8-sig` drop it and write another one."""
    plain = encoding.lower().replace("_", "-")
    if plain in ("utf-8", "utf8", "utf-8-sig"):
        return "utf-8"
    if plain in ("utf-16", "utf16", "utf-32", "utf32"):
        width = plain[-2:]
        big = data.startswith(b"\xfe\xff" if width == "16" else b"\0\0\xfe\xff")
        return f"utf-{width}-{'be' if big else 'le'}"
    return encoding


def _comes_back(text: str, encoding: str, data: bytes) -> bool:
    try:
        return text.encode(encoding) == data
    except UnicodeError:
        return False


def _what_is_wrong(data: bytes, error: UnicodeError, encoding: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "this is UTF-16 text. Name its encoding: --encoding utf-16."
    if b"\0" in data[:_HEAD] and not encoding.lower().startswith(("utf-16", "utf-32")):
        return _no_text(data)
    if isinstance(error, UnicodeDecodeError):
        at, byte = error.start, data[error.start]
        return f"byte {at} (0x{byte:02x}) is not {encoding.upper()} text. If the file has another encoding, name it: --encoding latin-1."
    return f"this is not {encoding.upper()} text ({error}). If the file has another encoding, name it: --encoding latin-1."


def _no_text(data: bytes) -> str:
    halves = data[0:400:2], data[1:400:2]  # of UTF-16 text in a Western script, one half is nearly all zeros
    if any(half.count(0) > 0.8 * len(half) for half in halves):
        return "this looks like UTF-16 text. Name its encoding: --encoding utf-16-le."
    return "this is a binary file, not text."


# --- Writing ----------------------------------------------------------------------------------------------------------


def write(path: str, data: bytes) -> bool:
    """Put bytes into a file, whole or not at all, and only if it holds others. Says whether it was written.

    A link stays a link: what it points to is replaced. The file keeps its mode, and its owner if root writes. What is not
    a regular file (`/dev/null`, a named pipe) is written to as it is. Raises FileTrouble; the old file is then as it was.
    """
    try:
        return _write(os.path.realpath(path), data)
    except BrokenPipeError:  # a named pipe whose reader went away: the run ends as for stdout
        raise
    except OSError as error:
        raise FileTrouble(f"{path}: cannot be written: {_why_not(path, error)}.") from error


def _why_not(path: str, error: OSError) -> str:
    folder = os.path.dirname(os.path.realpath(path))
    if isinstance(error, FileNotFoundError) and not os.path.isdir(folder):
        return f"there is no folder {os.path.dirname(path) or folder}; make it first"
    return error.strerror or str(error)


def _write(target: str, data: bytes) -> bool:
    try:
        known = os.stat(target)
    except FileNotFoundError:
        _replace(target, data, None)
        return True
    if not stat.S_ISREG(known.st_mode):
        with open(target, "wb") as file:
            file.write(data)
        return True
    if _holds(target, known.st_size, data):
        return False
    if not os.access(target, os.W_OK):  # replacing asks the folder's leave only: a read-only file must be heeded here
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    _replace(target, data, known)
    return True


def _give_back(path: str, known: os.stat_result) -> None:
    """Let a new file have owner and mode of the one that it replaces. Only root can give files away."""
    owner = known.st_uid, known.st_gid
    made = os.stat(path)
    if (made.st_uid, made.st_gid) != owner and os.name == "posix" and os.geteuid() == 0:
        os.chown(path, *owner)
    os.chmod(path, stat.S_IMODE(known.st_mode))  # behind the owner, whose change takes bits away


def _holds(path: str, size: int, data: bytes) -> bool:
    """Whether a file holds just these bytes already. One that may be written but not read counts as different."""
    if size != len(data) or not os.access(path, os.R_OK):
        return False
    with open(path, "rb") as file:
        return file.read() == data


def _replace(path: str, data: bytes, known: os.stat_result | None) -> None:
    """Write beside the file, then put it in its place in one step: whoever reads sees the old text or the new one."""
    temporary = os.path.join(os.path.dirname(path), f".cleaner-{os.getpid()}-{os.urandom(4).hex()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if known is not None:
            _give_back(temporary, known)
        os.replace(temporary, path)
    except BaseException:  # Ctrl-C as well: nothing may stay behind
        os.unlink(temporary)
        raise
