"""Write Parquet, row group by row group, so that a run can resume."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from cleaner.dumps.formats import rows
from cleaner.dumps.formats.arrow import compact, pack, unpack
from cleaner.dumps.run.sink import Mark, changed, file_digest, missing, publish_file
from cleaner.dumps.run.slot import Slot, remove_unfinished

_MORE, _LAST = b"\0", b"\1"  # first byte of a task's output: does its row group continue or end?


def packed_output(table: pa.Table, *, ends_group: bool) -> bytes:
    """The output of a task for a `ParquetFile`. The file itself is compressed, not this."""
    return (_LAST if ends_group else _MORE) + pack(table)


_WHOLE = "whole.parquet"


_GATHERED = "group.arrow"


class _Gathered:
    """The packed tables of an unfinished row group, in a file: together they may be large."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self.size = 0
        """How many bytes they take."""

    def add(self, packed: bytes) -> None:
        """Append a table. Raises OSError."""
        if self._file is None:
            self._file = self._path.open("wb")
        self._file.write(packed)
        self.size += len(packed)

    def table(self) -> pa.Table:
        """All tables as one, whose memory is that of the file. Raises OSError."""
        assert self._file is not None
        self._file.flush()
        tables = []
        with pa.memory_map(str(self._path)) as mapped:
            while mapped.tell() < self.size:
                tables.append(unpack(mapped))
        return pa.concat_tables(tables)

    def clear(self) -> None:
        """Forget them. Raises OSError."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
        self._file, self.size = None, 0


class ParquetFile:
    """A sink that writes Parquet.

    Each row group is written to the file and to one of its own. Parquet without its end cannot be
    read, so a run that resumes writes the file again from those of the row groups. Row groups that
    take more than `rows.GROUP_BYTES` in memory are split.
    """

    def __init__(
        self,
        slot: Slot,
        schema: pa.Schema,
        compressions: dict[str, str] | str,
        text: str | None = None,
    ) -> None:
        self._slot, self._schema, self._compressions, self._text = slot, schema, compressions, text
        self._whole = slot.folder / _WHOLE
        self._groups, self._digest = 0, ""
        self._gathered = _Gathered(slot.folder / _GATHERED)
        self._writer: pq.ParquetWriter | None = None

    def start(self) -> None:
        """See `Sink`."""
        self._slot.folder.mkdir()

    def resume(self, mark: Mark) -> None:
        """See `Sink`."""
        with missing(self._slot.folder):
            for number in range(mark["groups"]):
                self._count_group(self._part(number))
        if self._digest != mark["sha256"]:
            raise changed(self._slot.folder)

    @property
    def can_checkpoint(self) -> bool:
        """See `Sink`: not while a row group is begun."""
        return not self._gathered.size

    def write(self, output: bytes) -> None:
        """See `Sink`."""
        if not output:  # a part of the dump could not be read
            return
        self._gathered.add(output[1:])
        if output[:1] == _LAST or self._gathered.size >= rows.GROUP_BYTES:
            self._finish_group()

    def _finish_group(self) -> None:
        self._write_group(self._gathered.table())
        self._gathered.clear()  # after the table, which is in that file, is gone

    def _write_group(self, table: pa.Table) -> None:
        if self._text is not None:
            table = compact(table, self._text)
        whole = self._open_writer()
        part = self._part(self._groups)
        with pq.ParquetWriter(
            part, self._schema, compression="lz4"
        ) as own:  # fast; it is temporary
            own.write_table(table, row_group_size=max(1, len(table)))
        _sync(part)
        whole.write_table(table, row_group_size=max(1, len(table)))
        self._count_group(part)

    def _part(self, number: int) -> Path:
        return self._slot.folder / f"{number:06}.parquet"

    def _count_group(self, part: Path) -> None:
        """Count a row group, with a digest of this and all before."""
        self._digest = hashlib.sha256((self._digest + file_digest(part)).encode()).hexdigest()
        self._groups += 1

    def _open_writer(self) -> pq.ParquetWriter:
        """The writer of the whole file, which has written all row groups so far."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._whole, self._schema, compression=self._compressions
            )
            for number in range(self._groups):
                table = pq.read_table(self._part(number))
                self._writer.write_table(table, row_group_size=max(1, len(table)))
        return self._writer

    def checkpoint(self) -> Mark:
        """See `Sink`: the number of row groups and a digest of their files."""
        return {"groups": self._groups, "sha256": self._digest}

    def finish(self) -> Mark:
        """See `Sink`. The mark has the digest of the whole file, too."""
        if self._gathered.size:
            self._finish_group()
        self._open_writer().close()
        _sync(self._whole)
        return {**self.checkpoint(), "whole": file_digest(self._whole)}

    def publish(self, mark: Mark, *, resumed: bool) -> None:
        """See `Sink`."""
        publish_file(self._whole, self._slot, mark["whole"], resumed=resumed)
        remove_unfinished(self._slot)

    def close(self) -> None:
        """See `Sink`."""
        self._gathered.clear()
        if self._writer is not None:
            self._writer.close()

    def discard(self) -> None:
        """See `Sink`."""
        with suppress(OSError, pa.ArrowException):  # the disk may be full
            self.close()
        remove_unfinished(self._slot)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
