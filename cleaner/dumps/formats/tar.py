"""Tar archives: one document for each file that is a text or a page, with its path as id."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import islice
from posixpath import normpath
from typing import Self

from cleaner import content_type
from cleaner.dumps.columns import Columns
from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats.base import ReadOptions, StreamSource
from cleaner.dumps.formats.folder import file_row, with_body
from cleaner.dumps.formats.rows import ABOUT, Row, RowBatch, tasks
from cleaner.dumps.frames import StreamDamage
from cleaner.dumps.stream import Opened, explain_errors
from cleaner.dumps.task import Damage
from cleaner.files import HTML_NAMES, SCRIPT_NAMES, TEXT_NAMES, counted

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
    known = tuple(ABOUT)

    def tasks(self, skip: int) -> Iterator[RowBatch | Damage]:
        """See `Source`."""
        with explain_errors(self.name):
            yield from islice(tasks(self._rows(), self._options.to), skip, None)

    def _rows(self) -> Iterator[Row | Damage]:
        at = 0
        links: dict[str, list[str]] = {}
        try:
            with _archive(self._opened) as archive:
                for member in _members(archive):
                    if member.islnk() and self._is_read(member.name):
                        links.setdefault(normpath(member.linkname), []).append(member.name)
                    elif (row := self._row(archive, member, at + 1)) is not None:
                        at += 1
                        yield row
        except (tarfile.TarError, StreamDamage) as error:
            if not at:
                raise DumpError(f"{self.name}: not a tar archive, or damaged ({error}).") from error
            yield Damage(at + 1, f"the archive is damaged after {counted(at, 'file')} ({error})")
        for row in self._linked(links):
            at += 1
            yield row._replace(at=at)

    def _is_read(self, name: str) -> bool:
        """Whether a name is that of a text or page; that of a script is that of its page."""
        endings = self._options.endings or (*TEXT_NAMES, *HTML_NAMES, *SCRIPT_NAMES)
        return _plain(name).endswith(endings)

    def _row(self, archive: tarfile.TarFile, member: tarfile.TarInfo, at: int) -> Row | None:
        """The row of a member; None if it is not a text or page."""
        if member.type == _TOO_LONG:
            return Row(at, str(at), {}, b"", is_html=False, flaw="the name of a file is too long")
        if not member.isfile() or not self._is_read(member.name):
            return None
        row = self._with_body(archive, member, self._named(at, member.name))
        return None if self._is_program(row) else row

    def _named(self, at: int, name: str) -> Row:
        folder = os.path.dirname(self.name)  # noqa: PTH120 - it may be an address
        path = os.path.join(folder, name)  # noqa: PTH118 - it may be an address
        return file_row(at, name, path, self._options)

    def _with_body(self, archive: tarfile.TarFile, member: tarfile.TarInfo, row: Row) -> Row:
        file = archive.extractfile(member)
        assert file is not None
        return with_body(row, file, member.size, self._options)

    def _is_program(self, row: Row) -> bool:
        """Whether a file is a script itself and not the page that it made."""
        is_sure = self._options.endings or self._options.kind == "html" or row.flaw
        is_script = _plain(row.path).endswith(SCRIPT_NAMES)
        return is_script and not is_sure and not content_type.is_html_bytes(row.body)

    def _linked(self, links: dict[str, list[str]]) -> Iterator[Row]:
        """The rows of hard links, for which the archive is read once more. They have no numbers.

        Their texts are where the names are that they link to: names by those names.
        """
        again = self._opened.again() if links else None
        if again is not None:
            errors = (tarfile.TarError, StreamDamage)  # which are reported already
            with closing(again), suppress(*errors), _archive(again) as archive:
                for member in _members(archive):
                    if member.isfile():
                        yield from self._links_to(archive, member, links)
        for target, names in links.items():
            flaw = f"it is a hard link to {target!r}, whose text cannot be read"
            yield from (self._named(0, name)._replace(flaw=flaw) for name in names)

    def _links_to(
        self, archive: tarfile.TarFile, member: tarfile.TarInfo, links: dict[str, list[str]]
    ) -> Iterator[Row]:
        names = links.pop(normpath(member.name), [])
        if not names:
            return
        first = self._with_body(archive, member, self._named(0, names[0]))
        for name in names:
            row = self._named(0, name)._replace(body=first.body, flaw=first.flaw)
            if not self._is_program(row):
                yield row


def _archive(opened: Opened) -> tarfile.TarFile:
    return tarfile.open(fileobj=opened.stream(), mode="r|", tarinfo=_Member)


def _members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The members of an archive, which would keep them all in memory."""
    while (member := archive.next()) is not None:
        archive.members.clear()  # type: ignore[attr-defined]  # unknown to typeshed
        yield member


def _plain(name: str) -> str:
    """A name in lower case, without a query, which programs that copy sites leave in names."""
    return name.lower().partition("?")[0]


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
