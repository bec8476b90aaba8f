"""Tar archives: one document for each file that is a text or a page, with its path as id."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from itertools import islice
from typing import Self

from cleaner.dumps.columns import Columns
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats.base import ReadOptions, StreamSource
from cleaner.dumps.formats.folder import read_row
from cleaner.dumps.formats.rows import Row, RowBatch, tasks
from cleaner.dumps.stream import Opened, explain_errors
from cleaner.files import HTML_NAMES

_TEXT_NAMES = (".txt", ".text", ".md")
_ENDS = ("EOFHeaderError", "EmptyHeaderError")  # what `tarfile` raises at an archive's end


def read(opened: Opened, options: ReadOptions) -> Tar:
    """Read a tar archive. Raises DumpError."""
    return Tar(opened, options)


class Tar(StreamSource):
    """The texts and pages, told by their names, of an archive. Nothing is unpacked to the disk."""

    columns = Columns(text="text", id="id")

    def tasks(self, skip: int) -> Iterator[RowBatch]:
        """See `Source`."""
        yield from islice(tasks(self._rows(), self._options.to), skip, None)

    def _rows(self) -> Iterator[Row]:
        at = 0
        with explain_errors(self.name):
            try:
                stream = self._opened.stream()
                with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Member) as archive:
                    for member in archive:
                        if _is_wanted(member):
                            at += 1
                            file = archive.extractfile(member)
                            assert file is not None
                            yield read_row(at, member.name, file, self._options.max_chars)
            except tarfile.TarError as error:
                raise DumpError(
                    f"{self.name}: not a tar archive, or damaged after {at:,} files ({error})."
                ) from error


def _is_wanted(member: tarfile.TarInfo) -> bool:
    return member.isfile() and member.name.lower().endswith((*_TEXT_NAMES, *HTML_NAMES))


class _Member(tarfile.TarInfo):
    """A member of an archive. If it is damaged, `tarfile` would take it for the archive's end."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        try:
            return super().fromtarfile(archive)
        except tarfile.HeaderError as error:
            if type(error).__name__ in _ENDS:
                raise
            raise tarfile.ReadError(str(error)) from error
