"""Compressed streams: read as one, written in frames that are complete by themselves.

A file of several gzip members or Zstandard frames reads as one stream. Each batch of output becomes
one frame, so workers compress. A file is complete wherever a frame ends: a run can resume there.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, Protocol, cast

from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import INSTALL, Compression
from cleaner.files import is_address

_GZIP_LEVEL = 6  # higher levels take much time for little
_ZSTANDARD_LEVEL = 3
_BUFFER_BYTES = 1 << 20
_SAMPLES = 16
_SAMPLE_BYTES = 1 << 16
_MAGIC: dict[bytes, Compression] = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst"}


class Readable(Protocol):
    """A binary stream."""

    def read(self, size: int, /) -> bytes: ...


def compression_of(head: bytes) -> Compression:
    """How a stream with this beginning is compressed."""
    return next(
        (compression for magic, compression in _MAGIC.items() if head.startswith(magic)), ""
    )


def reader(raw: BinaryIO, compression: Compression) -> BinaryIO:
    """The decompressed stream. Its errors are those that `explain_errors` explains."""
    if compression == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb"))
    return cast(BinaryIO, _zstd().ZstdFile(raw, "rb")) if compression == "zst" else raw


def pieces(stream: Readable, size: int) -> Iterator[bytes]:
    """Read a stream in pieces of `size` bytes; the last may be shorter.

    Before an error is raised, what was read so far is returned.
    """
    held: list[bytes] = []
    length = 0
    try:
        while data := stream.read(min(size - length, _BUFFER_BYTES)):
            held.append(data)
            length += len(data)
            if length == size:
                yield b"".join(held)
                held, length = [], 0
    except GeneratorExit:
        raise
    except BaseException:
        if held:
            yield b"".join(held)
        raise
    if held:
        yield b"".join(held)


def frame(data: bytes, compression: Compression) -> bytes:
    """Compress data as one gzip member or Zstandard frame. Equal data give equal bytes."""
    if compression == "gz":
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)
    return _zstd().compress(data, _ZSTANDARD_LEVEL) if compression == "zst" else data


class Opened:
    """A file or stdin that is read once, from its beginning. `head` can be looked at before."""

    def __init__(
        self, name: str, raw: BinaryIO, identity: tuple[Any, ...], total: int | None
    ) -> None:
        self.name, self.identity, self.total = name, identity, total
        self.raw = raw
        self._start = raw.read(_BUFFER_BYTES)
        self.compression = compression_of(self._start)
        self._head = b""
        self._stream = reader(_After(self._start, raw), self.compression)

    def head(self) -> bytes:
        """The first bytes of the decompressed stream. Raises DumpError if they cannot be read."""
        if not self._head:
            with explain_errors(self.name):
                self._head = self._stream.read(_BUFFER_BYTES)
        return self._head

    def stream(self) -> BinaryIO:
        """The whole decompressed stream."""
        return _After(self._head, self._stream) if self._head else self._stream

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


class _After(io.RawIOBase, BinaryIO):
    """Some bytes, followed by the rest of a stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def read(self, size: int = -1, /) -> bytes:
        if not self._head:
            return self._rest.read(size)
        out = bytes(self._head if size < 0 else self._head[:size])
        self._head = self._head[len(out) :]
        return out + self._rest.read() if size < 0 else out

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def explain_errors(name: str) -> Iterator[None]:
    """Turn errors of reading a stream into sentences. Raises DumpError."""
    try:
        yield
    except EOFError as error:
        raise DumpError(
            f"{name}: the file ends in the middle of its compressed data."
            " Was it copied or downloaded completely?"
        ) from error
    except (zlib.error, gzip.BadGzipFile) as error:
        raise DumpError(f"{name}: the compressed data are damaged ({error}).") from error
    except FileNotFoundError as error:
        raise DumpError(f"{name}: there is no such file.") from error
    except OSError as error:
        raise DumpError(f"{name}: cannot be read: {error.strerror or error}.") from error
    except Exception as error:
        if type(error).__name__ != "ZstdError":  # the package may not be installed
            raise
        raise DumpError(f"{name}: the compressed data are damaged ({error}).") from error


def _zstd() -> ModuleType:
    try:
        from backports import zstd
    except ImportError as error:
        raise DumpError(
            f"Zstandard (.zst) needs a package that is not installed ({error}). {INSTALL}"
        ) from error
    return zstd
