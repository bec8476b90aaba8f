"""Model files: the arrays of a network, and a schema that says which features it was trained on."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaner.scorer.article_context import CONTEXT
from cleaner.scorer.article_features import ARTICLE_FEATURES, ARTICLE_ROLES
from cleaner.scorer.features import Column
from cleaner.scorer.markup_features import MARKUP_FEATURES
from cleaner.scorer.network import ROLES, Network
from cleaner.scorer.text_features import TEXT_FEATURES

ModelKind = Literal["page", "html", "article"]
Arrays = Mapping[str, NDArray[np.generic]]

FORMAT = 1
"""Version of the arrays' names and shapes, and of how words and names are hashed."""
_FEATURES: dict[ModelKind, tuple[Column, ...]] = {
    "page": TEXT_FEATURES,
    "html": (*TEXT_FEATURES, *MARKUP_FEATURES),
    "article": ARTICLE_FEATURES,
}
_SCHEMA = "schema"  # name of the array that holds it
_ADVICE = "Train it again with this version (make train), or use the shipped models."


class ModelError(ValueError):
    """A model file cannot be used; the message says why and what to do."""


class Schema(NamedTuple):
    """What a model was trained for: format, kind, the names of its features and of its roles."""

    format: int
    kind: str
    features: tuple[str, ...]
    roles: tuple[str, ...]


def schema_of(kind: ModelKind) -> Schema:
    """Return the schema that a model of this kind must have."""
    names = tuple(feature.name for feature in _FEATURES[kind])
    if kind != "article":
        return Schema(FORMAT, kind, names, ROLES)
    names += tuple(f"second: {name}" for name in CONTEXT)
    return Schema(FORMAT, kind, names, ARTICLE_ROLES)


def save(path: Path, kind: ModelKind, arrays: Arrays) -> None:
    """Write a model file with the schema of this version."""
    schema = json.dumps(schema_of(kind)._asdict())
    data: dict[str, NDArray[np.generic]] = {_SCHEMA: np.array(schema), **arrays}
    np.savez_compressed(path, allow_pickle=False, **data)


def add(path: Path, kind: ModelKind, arrays: Arrays) -> None:
    """Add arrays to a model file, or replace them."""
    with np.load(path) as found:
        made = {name: found[name] for name in found.files if name != _SCHEMA}
    save(path, kind, made | dict(arrays))


@cache
def load(kind: ModelKind, folder: str | None = None) -> Network:
    """Load `page.npz`, `html.npz` or `article.npz`: the shipped one, or that in a folder.

    Raises OSError if it cannot be read, and ModelError if it is missing or does not fit this
    version.
    """
    path = (files("cleaner.scorer") if folder is None else Path(folder)).joinpath(f"{kind}.npz")
    if not path.is_file():
        raise ModelError(f"{folder} has no {kind}.npz. {_ADVICE}")
    with path.open("rb") as file:
        try:
            with np.load(file, allow_pickle=False) as arrays:
                contents = dict(arrays)
        except (ValueError, EOFError, zipfile.BadZipFile) as error:
            raise ModelError(f"{path} is not a model file ({error}). {_ADVICE}") from error
    if reason := _misfit(contents, schema_of(kind)):
        raise ModelError(f"{path} does not fit this version of cleaner: {reason}. {_ADVICE}")
    return Network(contents, [feature.reason for feature in _FEATURES[kind]])


def _misfit(arrays: Arrays, wanted: Schema) -> str:
    """Say how a model file differs from what is wanted; empty if it fits."""
    if _SCHEMA not in arrays:
        return "it has no schema"
    found = Schema(**json.loads(str(arrays[_SCHEMA])))
    if found.format != wanted.format:
        return f"it has format {found.format}, and format {wanted.format} is needed"
    if found.kind != wanted.kind:
        return f"it is a model for kind {found.kind!r}, not {wanted.kind!r}"
    return _difference("feature", found.features, wanted.features) or _difference(
        "role", found.roles, wanted.roles
    )


def _difference(noun: str, found: Sequence[str], wanted: tuple[str, ...]) -> str:
    """Say which names are missing, unknown or in another order; empty if they are the same."""
    missing = [name for name in wanted if name not in found]
    unknown = [name for name in found if name not in wanted]
    if missing:
        return f"it lacks the {noun} {missing[0]!r}{_others(missing)}"
    if unknown:
        return f"it has the unknown {noun} {unknown[0]!r}{_others(unknown)}"
    return "" if tuple(found) == wanted else f"its {noun}s are in another order"


def _others(names: list[str]) -> str:
    return f" and {len(names) - 1} more" if len(names) > 1 else ""
