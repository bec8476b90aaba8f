"""Cross-validation over domains: which pages are held out together."""

from __future__ import annotations

import zlib
from urllib.parse import urlsplit

FOLDS = 5
_SECOND_LEVEL = frozenset(
    {"co", "com", "org", "gov", "ac", "net", "edu"}
)  # under a country's domain


def domain_of(url: str) -> str:
    """Return the registered domain of an address, approximately.

    Pages of one domain are alike, so they are always in the same fold.
    """
    host = urlsplit(url).hostname or url
    parts = host.lower().removeprefix("www.").split(".")
    return ".".join(
        parts[-3:]
        if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL
        else parts[-2:]
    )


def fold_of(url: str) -> int:
    """Return the fold of a page: by a hash of its domain, so that it never changes."""
    return zlib.crc32(domain_of(url).encode()) % FOLDS
