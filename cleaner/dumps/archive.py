"""Tar archives and folders of texts and pages: a document a file. They become rows of id (the path) and text."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self

from cleaner.dumps.columns import Columns
from cleaner.dumps.names import Compression
from cleaner.dumps.records import Record, Records, tasks
from cleaner.dumps.streamed import Streamed
from cleaner.dumps.streams import Opened, reading
from cleaner.dumps.trouble import DumpTrouble
from cleaner.files import HTML_NAMES

_TEXTS = (".txt", ".text", ".md")
_ENDS = ("EOFHeaderError", "EmptyHeaderError")  # what `tarfile` makes of an archive's end


class Tar(Streamed):
    """The files in a tar archive that are texts or pages by their names. Nothing is unpacked to the disk, and others are not looked at."""

    def __init__(self, opened: Opened, compression: Compression | None, most: int) -> None:
        super().__init__(opened, compression)
        self.columns = Columns(text="text", id="id")
        self._compression, self._most = compression, most

    def tasks(self, skip: int) -> Iterator[Records]:
        yield from islice(tasks(self._records(), self._compression), skip, None)

    def _records(self) -> Iterator[Record]:
        at = 0
        with reading(self.name):
            try:
                with tarfile.open(fileobj=self._opened.stream(), mode="r|", tarinfo=_Member) as archive:
                    for member in archive:
                        if member.isfile() and member.name.lower().endswith((*_TEXTS, *HTML_NAMES)):
                            at += 1
                            file = archive.extractfile(member)
                            assert file is not None
                            yield _record(at, member.name, file, self._most)
            except tarfile.TarError as error:
                raise DumpTrouble(f"{self.name}: this is no tar archive, or it is damaged behind {at:,} files ({error}).") from error


class Folder:
    """Files of a folder, in order."""

    def __init__(self, name: str, paths: Sequence[tuple[str, str]], compression: Compression | None, most: int) -> None:
        self.name = name
        self.known: tuple[str, ...] = ()
        self.columns = Columns(text="text", id="id")
        self.guessed: frozenset[str] = frozenset()
        self._paths, self._compression, self._most = paths, compression, most
        sizes = [Path(path).stat().st_size for path, _ in paths]
        self.total: int | None = sum(sizes)
        self._read = 0

    @property
    def identity(self) -> tuple[Any, ...]:
        known = [Path(path).stat() for path, _ in self._paths]
        files = [[path, stat.st_size, stat.st_mtime_ns] for (path, _), stat in zip(self._paths, known, strict=True)]
        return (files, self._compression)

    def position(self) -> int:
        return self._read

    def close(self) -> None:
        """No file is open."""

    def tasks(self, skip: int) -> Iterator[Records]:
        yield from islice(tasks(self._records(), self._compression), skip, None)

    def _records(self) -> Iterator[Record]:
        for at, (path, name) in enumerate(self._paths, 1):
            try:
                with Path(path).open("rb") as file:
                    record = _record(at, name, file, self._most)
            except OSError as error:
                record = Record(at, name, {}, b"", is_html=False, flaw=f"it cannot be read: {error.strerror}")
            self._read += len(record.body)
            yield record


class _Member(tarfile.TarInfo):
    """A member of an archive. One that is damaged is an error wherever it stands: `tarfile` takes it for the archive's end."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(archive)
        except tarfile.HeaderError as error:
            if type(error).__name__ in _ENDS:
                raise
            raise tarfile.ReadError(str(error)) from error


def _record(at: int, name: str, file: IO[bytes], most: int) -> Record:
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")  # names need not be UTF-8, ids must
    body = file.read(most + 1)
    is_html = name.lower().endswith(HTML_NAMES)
    if len(body) > most:
        return Record(at, name, {}, b"", is_html, flaw="the file is too long to be read (--max-document)")
    if not is_html:
        try:
            body.decode()
        except UnicodeDecodeError as error:
            return Record(at, name, {}, b"", is_html, flaw=f"this is no UTF-8 text ({error})")
    return Record(at, name, {}, body, is_html)
