"""The options of `cleaner.Cleaner`, for those who pass them on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict

from cleaner.document import Extractor, Kind, Part


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
