"""Compressed streams: reading them as one, and writing them in frames that stand for themselves.

A file of several gzip members or Zstandard frames reads as one stream. What is written is one frame for each batch, so that workers
can compress, and so that a file is whole wherever a frame ends: that is where an interrupted run goes on.
"""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO, Protocol, cast

from cleaner.dumps.names import Compression
from cleaner.dumps.trouble import DumpTrouble
from cleaner.files import is_address

INSTALL = "Install it: pip install 'article-cleaner[dumps]'"
_GZIP = 6  # level: more takes much time for little
_ZSTANDARD = 3
_BUFFER = 1 << 20
_MAGIC: dict[bytes, Compression] = {b"\x1f\x8b": "gz", b"\x28\xb5\x2f\xfd": "zst"}


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes: ...


def compression_of(head: bytes) -> Compression:
    """How a stream is compressed that begins like this."""
    return next((compression for magic, compression in _MAGIC.items() if head.startswith(magic)), "")


def reader(raw: BinaryIO, compression: Compression) -> BinaryIO:
    """What is in a compressed stream. Reading it raises what `reading` knows to say."""
    if compression == "gz":
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb"))
    return cast(BinaryIO, _zstd().ZstdFile(raw, "rb")) if compression == "zst" else raw


def pieces(stream: Readable, size: int) -> Iterator[bytes]:
    """A stream in pieces of `size` bytes, all but the last. What could be read before an error comes before the error is raised."""
    held: list[bytes] = []
    length = 0
    try:
        while data := stream.read(min(size - length, _BUFFER)):
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
    """Data as a gzip member or a Zstandard frame; the same data are always the same bytes."""
    if compression == "gz":
        return gzip.compress(data, _GZIP, mtime=0)
    return _zstd().compress(data, _ZSTANDARD) if compression == "zst" else data


class Opened:
    """A file (or standard input) that is read once from its beginning, of which the head can be looked at before."""

    def __init__(self, name: str, raw: BinaryIO, identity: tuple[Any, ...], total: int | None) -> None:
        self.name, self.identity, self.total = name, identity, total
        self.raw = raw
        self._start = raw.read(_BUFFER)
        self.compression = compression_of(self._start)
        self._head = b""
        self._stream = reader(_After(self._start, raw), self.compression)

    def head(self) -> bytes:
        """What the stream begins with. Raises DumpTrouble if that cannot be read."""
        if not self._head:
            with reading(self.name):
                self._head = self._stream.read(_BUFFER)
        return self._head

    def stream(self) -> BinaryIO:
        """All of the stream."""
        return _After(self._head, self._stream) if self._head else self._stream

    def position(self) -> int:
        """How many bytes of the file were read."""
        try:
            return self.raw.tell()
        except OSError:  # of a pipe there is no knowing
            return 0

    def close(self) -> None:
        self.raw.close()


def opened(path: str) -> Opened:
    """A file to read, or what is at the address of one (`s3://…`), through fsspec. Raises DumpTrouble."""
    with reading(path):
        if is_address(path):
            return _remote(path)
        raw = Path(path).open("rb")  # noqa: SIM115 - `Opened.close`
        known = os.fstat(raw.fileno())
        return Opened(path, raw, (str(Path(path).absolute()), known.st_size, known.st_mtime_ns), known.st_size)


def _remote(address: str) -> Opened:
    try:
        import fsspec
    except ImportError as error:
        raise DumpTrouble(f"{address}: an address needs a package that is not installed ({error}): pip install fsspec") from error
    try:
        system, path = fsspec.url_to_fs(address)
        info = system.info(path)
        raw = system.open(path, "rb")
    except (ImportError, ValueError) as error:  # no such protocol, or the package for it is missing
        raise DumpTrouble(f"{address}: cannot be read: {error}.") from error
    version = next((str(info[name]) for name in ("ETag", "etag", "mtime", "LastModified", "created") if info.get(name)), "")
    return Opened(address, raw, (address, info["size"], version), info["size"])


class _After(io.RawIOBase, BinaryIO):
    """Some bytes, and behind them what is left of a stream."""

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
def reading(name: str) -> Iterator[None]:
    """Say what is wrong with a stream that cannot be read on. Raises DumpTrouble."""
    try:
        yield
    except EOFError as error:
        raise DumpTrouble(f"{name}: the file ends in the middle of its compressed data. Was it copied or downloaded whole?") from error
    except (zlib.error, gzip.BadGzipFile) as error:
        raise DumpTrouble(f"{name}: the compressed data are damaged ({error}).") from error
    except FileNotFoundError as error:
        raise DumpTrouble(f"{name}: there is no such file.") from error
    except OSError as error:
        raise DumpTrouble(f"{name}: cannot be read: {error.strerror or error}.") from error
    except Exception as error:
        if type(error).__name__ != "ZstdError":  # its class is not to be had before the package is loaded
            raise
        raise DumpTrouble(f"{name}: the compressed data are damaged ({error}).") from error


def _zstd() -> ModuleType:
    try:
        from backports import zstd
    except ImportError as error:
        raise DumpTrouble(f"Zstandard (.zst) needs a package that is not installed ({error}). {INSTALL}") from error
    return zstd
