"""Tar archives: one document for each file that is a text or a page, with its path as id."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from itertools import islice
from typing import Self

from cleaner.dumps.columns import Columns
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats.base import ReadOptions, StreamSource
from cleaner.dumps.formats.folder import file_row, with_body
from cleaner.dumps.formats.rows import Row, RowBatch, tasks
from cleaner.dumps.frames import StreamDamage
from cleaner.dumps.stream import Opened, explain_errors
from cleaner.dumps.task import Damage
from cleaner.files import HTML_NAMES, counted

_TEXT_NAMES = (".txt", ".text", ".md")
_NAME_TYPES = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_MAX_NAME_BYTES = 1 << 20  # of what precedes a member: its name, and other attributes
_TOO_LONG = b"?"
_ENDS = ("EOFHeaderError", "EmptyHeaderError")  # what `tarfile` raises at an archive's end


def read(opened: Opened, options: ReadOptions) -> Tar:
    """Read a tar archive. Raises DumpError."""
    return Tar(opened, options)


class Tar(StreamSource):
    """The texts and pages, told by their names, of an archive. Nothing is unpacked to the disk."""

    columns = Columns(text="text", id="id")

    def tasks(self, skip: int) -> Iterator[RowBatch | Damage]:
        """See `Source`."""
        with explain_errors(self.name):
            yield from islice(tasks(self._rows(), self._options.to), skip, None)

    def _rows(self) -> Iterator[Row | Damage]:
        at = 0
        try:
            with tarfile.open(fileobj=self._opened.stream(), mode="r|", tarinfo=_Member) as archive:
                for member in archive:
                    row = self._row(archive, member, at + 1)
                    if row is not None:
                        at += 1
                        yield row
        except (tarfile.TarError, StreamDamage) as error:
            if not at:
                raise DumpError(f"{self.name}: not a tar archive, or damaged ({error}).") from error
            yield Damage(at + 1, f"the archive is damaged after {counted(at, 'file')} ({error})")

    def _row(self, archive: tarfile.TarFile, member: tarfile.TarInfo, at: int) -> Row | None:
        """The row of a member; None if it is not a text or page."""
        if member.type == _TOO_LONG:
            return Row(at, str(at), {}, b"", is_html=False, flaw="the name of a file is too long")
        if not member.name.lower().endswith((*_TEXT_NAMES, *HTML_NAMES)):
            return None
        path = os.path.join(os.path.dirname(self.name), member.name)  # noqa: PTH118, PTH120
        row = file_row(at, member.name, path, self._options)
        if member.islnk():
            flaw = f"it is a hard link to {member.linkname!r}, whose text is only there"
            return row._replace(flaw=flaw)
        if not member.isfile():
            return None
        file = archive.extractfile(member)
        assert file is not None
        return with_body(row, file, member.size, self._options)


class _Member(tarfile.TarInfo):
    """A member of an archive. If it is damaged, `tarfile` would take it for the archive's end."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
        """See `tarfile`."""
        try:
            return super().fromtarfile(archive)
        except tarfile.HeaderError as error:
            if type(error).__name__ in _ENDS:
                raise
            raise tarfile.ReadError(str(error)) from error

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """See `tarfile`. It would read long names into memory, however long they claim to be."""
        member = super().frombuf(buf, encoding, errors)
        if member.type in _NAME_TYPES and member.size > _MAX_NAME_BYTES:
            member.type = _TOO_LONG  # of an unknown type, and skipped
        return member
