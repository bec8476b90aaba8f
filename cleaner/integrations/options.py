"""What the integrations have in common: the options of `cleaner.Cleaner`, and messages in their terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict

from cleaner.api import check_kind
from cleaner.core.analysis import Extractor, Kind, Part

_OPTION = re.compile(r"--((?:text|html|id|url|output)-column|max-document)\b")


class CleanerOptions(TypedDict, total=False):
    """Keywords of `cleaner.Cleaner`, where they are described."""

    kind: Kind
    unsafe: bool
    select: Sequence[str]
    ignore: Sequence[str]
    allow: Iterable[str]
    phrase_files: Iterable[str | Path]
    suggest: bool
    force: bool
    keep: Iterable[Part]
    careful: bool
    extractor: Extractor
    models: str | Path | None


def checked_kind(kind: Kind | None) -> Kind | None:
    """The kind of text as it was given, None if it was not. Raises ValueError for one that there is not."""
    if kind is not None:
        check_kind(kind)
    return kind


def by_keyword(message: str) -> str:
    """A message about options of the command as one about keywords: `--text-column` is `text_column`."""
    return _OPTION.sub(lambda option: option[1].replace("-", "_"), message)
