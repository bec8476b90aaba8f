"""What regions there are."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a region is."""

    FRONT_MATTER = "front matter"
    CODE = "code"
    TABLE = "table"
    HEADING = "heading"
    SPEECH = "speech"
    VERSE = "verse"
    TERMS = "terms"
    LIST = "list"
    QUOTATION = "quotation"
    PARAGRAPH = "paragraph"
    CONTACT = "contact"

    @property
    def is_unit(self) -> bool:
        """Whether a region may be cut as a whole."""
        return self in (Kind.HEADING, Kind.PARAGRAPH, Kind.CONTACT)


class Region(NamedTuple):
    """Lines `first` to `last`, inclusive, of a document."""

    first: int
    last: int
    kind: Kind

    @classmethod
    def of(cls, part: Sequence[int], kind: Kind) -> Region:
        """Return the region from the first to the last of some lines."""
        return cls(part[0], part[-1], kind)
