"""Which pages are held out together: a cross-validation over domains."""

from __future__ import annotations

import zlib
from urllib.parse import urlsplit

FOLDS = 5
_SECOND_LEVEL = frozenset({"co", "com", "org", "gov", "ac", "net", "edu"})  # under a country's domain


def domain_of(url: str) -> str:
    """The registered domain of an address, about: pages of one are alike and never on both sides of a fold."""
    host = urlsplit(url).hostname or url
    parts = host.lower().removeprefix("www.").split(".")
    return ".".join(parts[-3:] if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL else parts[-2:])


def fold_of(url: str) -> int:
    """The fold of a page: by a hash of its domain, so that it never changes."""
    return zlib.crc32(domain_of(url).encode()) % FOLDS
