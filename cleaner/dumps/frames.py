"""Read gzip members and Zstandard frames as one stream, past damage.

A flipped bit makes the rest of a frame unreadable, and no more: reading continues with the next
frame that can be decoded. What was decoded before the damage is returned first; then
`StreamDamage` is raised once.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import ModuleType
from typing import Any, BinaryIO, Protocol

from cleaner.dumps.errors import DumpError
from cleaner.dumps.formats import INSTALL, Compression

_MAGIC: dict[str, bytes] = {"gz": b"\x1f\x8b\x08", "zst": b"\x28\xb5\x2f\xfd"}

_GZIP_MEMBER = 31  # zlib's window bits for one gzip member with its header and checksum
_PIECE_BYTES: dict[Compression, int] = {"gz": 1 << 16, "zst": 1 << 12}
"""How much is decoded at a time. With Zstandard the piece with the damage is lost as a whole."""

_RETAINED_BYTES = 1 << 20  # before the damage, in which the next frame may begin
_TRIED_BYTES = 1 << 15  # that must be decoded before something counts as a frame


class StreamDamage(Exception):
    """A part of a stream cannot be read; reading may continue after it. The message says where."""


class _Decoder(Protocol):
    """Decodes one frame, as in the modules `bz2`, `lzma` and `zstd`."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _GzipDecoder:
    """`zlib.decompressobj` with the interface of the other modules."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(_GZIP_MEMBER)
        self._is_full = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._is_full and not self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        before = self._inner.copy()
        data = self._inner.unconsumed_tail + data
        try:
            out = self._inner.decompress(data, max_length)
        except zlib.error as error:
            raise _Partial(b"".join(_salvage(before, data)), error) from error
        self._is_full = len(out) == max_length
        return out


class _Partial(Exception):
    """Decoding failed, after `data`."""

    def __init__(self, data: bytes, reason: Exception) -> None:
        super().__init__(str(reason))
        self.data = data


def _salvage(decoder: Any, data: bytes) -> Iterator[bytes]:
    """What can be decoded before an error, found byte by byte."""
    with suppress(zlib.error):
        for number in range(len(data)):
            yield decoder.decompress(data[number : number + 1])


class ByRead(io.RawIOBase, BinaryIO):
    """A stream to read whose other methods follow from `read`."""

    def readable(self) -> bool:
        """See `io.RawIOBase`."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """See `io.RawIOBase`."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Frames(ByRead):
    """The decompressed stream. `read` raises StreamDamage where it is damaged, and OSError."""

    def __init__(self, raw: BinaryIO, compression: Compression) -> None:
        self._raw, self._magic = raw, _MAGIC[compression]
        self._new: Callable[[], _Decoder] = _GzipDecoder
        if compression == "zst":
            self._new = zstd().ZstdDecompressor
        self._piece = _PIECE_BYTES[compression]
        self._decoder: _Decoder | None = None
        self._input = b""  # compressed bytes that are not decoded yet
        self._retained = b""  # compressed bytes before them
        self._offset = 0  # of the end of the input in the file
        self._frame_at = 0  # where the frame begins in the file
        self._decoded = 0  # bytes that were returned
        self._ready = b""
        self._damage: StreamDamage | None = None

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` decompressed bytes; nothing at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(1 << 20), b""))
        if not self._ready and self._damage is None:
            self._ready = self._next(max(1, size))
        if not self._ready and self._damage is not None:
            damage, self._damage = self._damage, None
            raise damage
        out, self._ready = self._ready[:size], self._ready[size:]
        self._decoded += len(out)
        return out

    def _next(self, size: int) -> bytes:
        """The next decompressed bytes; nothing at the end, and where there is damage."""
        while self._decoder is not None or self._begin():
            out = self._decode(size)
            if out or self._damage is not None:
                return out
        return b""

    def _decode(self, size: int) -> bytes:
        """What the next compressed bytes give."""
        assert self._decoder is not None
        data = self._take() if self._decoder.needs_input else b""
        if not data and self._decoder.needs_input:
            self._recover("the file ends in the middle of its compressed data")
            return b""
        try:
            out = self._decoder.decompress(data, size)
        except _Partial as error:
            self._recover(str(error))
            return error.data
        except Exception as error:
            if type(error).__name__ != "ZstdError":  # the package may not be installed
                raise
            self._recover(str(error))
            return b""
        if self._decoder.eof:
            self._push_back(self._decoder.unused_data)
            self._decoder = None
        return out

    def _begin(self) -> bool:
        """Begin the next frame; returns whether there is one. Zeros between frames are padding."""
        while not self._input.startswith(self._magic):
            plain = self._input.lstrip(b"\0")
            self._retain(self._input[: len(self._input) - len(plain)])
            self._input = plain
            if len(plain) < len(self._magic) and self._more():
                continue
            self._frame_at = self._offset - len(plain)
            if plain and not plain.startswith(self._magic):
                self._recover("this is not compressed data")
                return False
            if not plain:
                return False
        self._frame_at = self._offset - len(self._input)
        self._decoder = self._new()
        return True

    def _more(self) -> bool:
        """Read more input; returns whether there was any."""
        data = self._raw.read(self._piece)
        self._offset += len(data)
        self._input += data
        return bool(data)

    def _take(self) -> bytes:
        """The next compressed bytes; nothing at the end."""
        if not self._input:
            self._more()
        data, self._input = self._input[: self._piece], self._input[self._piece :]
        self._retain(data)
        return data

    def _retain(self, data: bytes) -> None:
        self._retained = (self._retained + data)[-_RETAINED_BYTES:]

    def _push_back(self, data: bytes) -> None:
        self._input = data + self._input
        self._retained = self._retained[: len(self._retained) - len(data)]

    def _recover(self, reason: str) -> None:
        """Note the damage of the frame, and move the input to the next one that can be decoded."""
        self._decoder = None
        broken_at, decoded = self._frame_at, self._decoded
        since = self._offset - len(self._input) - len(self._retained)
        self._input = self._retained[max(0, broken_at + 1 - since) :] + self._input
        self._retained = b""
        rest = "nothing after it can be read"
        if self._find_frame():
            rest = f"reading continues at byte {self._offset - len(self._input):,}"
        self._damage = StreamDamage(
            f"the compressed data that begin at byte {broken_at:,} are damaged ({reason}),"
            f" after {decoded:,} decompressed bytes; {rest}"
        )

    def _find_frame(self) -> bool:
        """Drop input up to the next frame that can be decoded; returns whether there is one."""
        while True:
            at = self._input.find(self._magic)
            if at >= 0:
                self._input = self._input[at:]
                if self._can_be_decoded():
                    return True
                self._input = self._input[1:]
                continue
            self._input = self._input[-len(self._magic) + 1 :]
            if not self._more():
                self._input = b""
                return False

    def _can_be_decoded(self) -> bool:
        """Whether the input begins with a frame, as far as its first bytes tell."""
        while len(self._input) < _TRIED_BYTES and self._more():
            pass
        try:
            self._new().decompress(self._input[:_TRIED_BYTES], _TRIED_BYTES)
        except _Partial:
            return False
        except Exception as error:
            if type(error).__name__ != "ZstdError":
                raise
            return False
        return True


def zstd() -> ModuleType:
    """The module for Zstandard. Raises DumpError if it is not installed."""
    try:
        from backports import zstd as module
    except ImportError as error:
        raise DumpError(
            f"Zstandard (.zst) needs a package that is not installed ({error}). {INSTALL}"
        ) from error
    return module


def compression_of(head: bytes) -> Compression:
    """How a stream with this beginning is compressed."""
    found: tuple[Compression, ...] = ("gz", "zst")
    return next((name for name in found if head.startswith(_MAGIC[name])), "")


def magic_of(compression: Compression) -> bytes:
    """What a frame begins with."""
    return _MAGIC.get(compression, b"")
