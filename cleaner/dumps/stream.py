"""Compressed streams: read as one, written in frames that are complete by themselves.

A file of several gzip members or Zstandard frames reads as one stream. Each batch of output becomes
one frame, so workers compress. A file is complete wherever a frame ends: a run can resume there.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import Compression, split_name
from cleaner.dumps.frames import ByRead, Frames, StreamDamage, compression_of, magic_of, zstd
from cleaner.files import is_address

_GZIP_LEVEL = 6  # higher levels take much time for little
_ZSTANDARD_LEVEL = 3
_BUFFER_BYTES = 1 << 20
_SAMPLES = 16
_SAMPLE_BYTES = 1 << 16


class Readable(Protocol):
    """A binary stream."""

    def read(self, size: int, /) -> bytes: ...


def pieces(stream: Readable, size: int, *, most: int | None = None) -> Iterator[bytes]:
    """Read a stream in pieces of `size` bytes (the last may be shorter), `most` of them.

    Before an error is raised, what was read so far is returned.
    """
    held: list[bytes] = []
    length = count = 0
    try:
        while count != most and (data := stream.read(min(size - length, _BUFFER_BYTES))):
            held.append(data)
            length += len(data)
            if length == size:
                yield b"".join(held)
                held, length, count = [], 0, count + 1
    except GeneratorExit:
        raise
    except BaseException:
        if held:
            yield b"".join(held)
        raise
    if held:
        yield b"".join(held)


def undamaged(stream: Readable, size: int) -> Iterator[bytes | StreamDamage]:
    """Read a stream in pieces of `size` bytes, past damage, which comes where it is."""
    while True:
        try:
            yield from pieces(stream, size)
            return
        except StreamDamage as damage:
            yield damage


def frame(data: bytes, compression: Compression) -> bytes:
    """Compress data as one gzip member or Zstandard frame. Equal data give equal bytes."""
    if compression == "gz":
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)
    if compression == "zst":
        module = zstd()
        parameter = module.CompressionParameter
        options = {parameter.compression_level: _ZSTANDARD_LEVEL, parameter.checksum_flag: 1}
        packed: bytes = module.compress(data, options=options)
        return packed
    return data


class Opened:
    """A file or stdin that is read once, from its beginning. `head` can be looked at before."""

    def __init__(
        self, name: str, raw: BinaryIO, identity: tuple[Any, ...], total: int | None
    ) -> None:
        self.name, self.identity, self.total = name, identity, total
        self.raw = raw
        start = raw.read(_BUFFER_BYTES)
        self.compression = compression_of(start) or _damaged_compression(name, start)
        self._stream: BinaryIO = _Replayed([start], raw)
        if self.compression:
            self._stream = Frames(self._stream, self.compression)
        self._seen: list[bytes | StreamDamage] | None = None

    def head(self) -> bytes:
        """The first bytes of the decompressed stream, with a line end where there is damage.

        Raises DumpError if none can be read.
        """
        if self._seen is None:
            with explain_errors(self.name):
                self._seen = self._read_head()
        return b"".join(piece if isinstance(piece, bytes) else b"\n" for piece in self._seen)

    def check_head(self) -> None:
        """Raise DumpError if there is damage in the head, or no compression where it is named."""
        named = split_name(self.name)[1]
        if named and not self.compression:
            raise DumpError(f"{self.name}: this is not a .{named} file, although its name says so.")
        with explain_errors(self.name):
            for piece in self._seen or ():
                if isinstance(piece, StreamDamage):
                    raise piece

    def _read_head(self) -> list[bytes | StreamDamage]:
        """The first bytes, and the damage between them. Raises StreamDamage if there is no more."""
        seen: list[bytes | StreamDamage] = []
        size = 0
        for piece in undamaged(self._stream, _BUFFER_BYTES):
            seen.append(piece)
            if isinstance(piece, bytes):
                size += len(piece)
                # Damage comes after a piece that is not full, and must not be missed.
                if size >= _BUFFER_BYTES and len(piece) == _BUFFER_BYTES:
                    return seen
            elif size >= _BUFFER_BYTES:
                return seen
        if seen and isinstance(seen[0], StreamDamage) and not size:
            raise seen[0]
        return seen

    def stream(self) -> BinaryIO:
        """The whole decompressed stream. Reading it raises StreamDamage, and continues after it."""
        return _Replayed(self._seen or [], self._stream)

    def again(self) -> Opened | None:
        """The same file from its beginning; None for stdin, which can be read once."""
        return None if self.total is None else open_stream(self.name)

    def inodes(self) -> Iterator[tuple[int, int]]:
        """Device and inode of the file, if it is a local one."""
        with suppress(OSError, AttributeError, TypeError):
            known = os.fstat(self.raw.fileno())
            yield known.st_dev, known.st_ino

    def position(self) -> int:
        """How many bytes of the file have been read."""
        try:
            return self.raw.tell()
        except OSError:  # a pipe does not tell
            return 0

    def close(self) -> None:
        """Close the file."""
        self.raw.close()


def _damaged_compression(name: str, start: bytes) -> Compression:
    """The compression that the name tells, if just one byte of the file's first ones is wrong."""
    compression = split_name(name)[1]
    is_wrong = [one != other for one, other in zip(start, magic_of(compression), strict=False)]
    return compression if sum(is_wrong) == 1 else ""


def open_stream(path: str) -> Opened:
    """Open a file, or an address such as `s3://…` through fsspec. Raises DumpError."""
    with explain_errors(path):
        if is_address(path):
            return _remote(path)
        raw = Path(path).open("rb")  # noqa: SIM115 - `Opened.close`
        known = os.fstat(raw.fileno())
        identity = (str(Path(path).absolute()), known.st_size, known.st_mtime_ns, sample(path))
        return Opened(path, raw, identity, known.st_size)


def sample(path: str) -> str:
    """A digest of a file's beginning, end, and some places between; empty if it cannot be read.

    It tells a file from another of the same name, size and time, without reading large ones.
    """
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            for number in range(_SAMPLES):
                file.seek(max(0, size - _SAMPLE_BYTES) * number // (_SAMPLES - 1))
                digest.update(file.read(_SAMPLE_BYTES))
    except OSError:
        return ""
    return digest.hexdigest()


def _remote(address: str) -> Opened:
    try:
        import fsspec
    except ImportError as error:
        raise DumpError(
            f"{address}: addresses need a package that is not installed ({error}):"
            " pip install fsspec"
        ) from error
    try:
        system, path = fsspec.url_to_fs(address)
        info = system.info(path)
        raw = system.open(path, "rb")
    except (ImportError, ValueError) as error:  # no such protocol, or the package for it is missing
        raise DumpError(f"{address}: cannot be read: {error}.") from error
    versions = (info.get(name) for name in ("ETag", "etag", "mtime", "LastModified", "created"))
    version = next((str(found) for found in versions if found), "")
    return Opened(address, raw, (address, info["size"], version), info["size"])


class _Replayed(ByRead):
    """A stream of which some was read: that comes again, then the rest."""

    def __init__(self, seen: Iterable[bytes | StreamDamage], rest: BinaryIO) -> None:
        self._seen, self._rest = deque(seen), rest

    def read(self, size: int = -1, /) -> bytes:
        """See `io.RawIOBase`."""
        if size < 0:
            return b"".join(iter(lambda: self.read(_BUFFER_BYTES), b""))
        while self._seen:
            piece = self._seen.popleft()
            if isinstance(piece, StreamDamage):
                raise piece
            if len(piece) > size:
                self._seen.appendleft(piece[size:])
            if piece:
                return piece[:size]
        return self._rest.read(size)


@contextmanager
def explain_errors(name: str) -> Iterator[None]:
    """Turn errors of reading a stream into sentences. Raises DumpError."""
    try:
        yield
    except StreamDamage as error:
        raise DumpError(f"{name}: {error}.") from error
    except FileNotFoundError as error:
        raise DumpError(f"{name}: there is no such file.") from error
    except OSError as error:
        raise DumpError(f"{name}: cannot be read: {error.strerror or error}.") from error
