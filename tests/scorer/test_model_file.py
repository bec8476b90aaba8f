"""Model files, and the check that they fit the features of this version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cleaner import Cleaner
from cleaner.scorer import model_file
from cleaner.scorer.markup_features import MARKUP_FEATURES
from cleaner.scorer.model_file import ModelError, ModelKind, load, save, schema_of
from cleaner.scorer.text_features import TEXT_FEATURES

SHIPPED = Path(model_file.__file__).parent


def contents(kind: ModelKind = "page") -> dict[str, Any]:
    with np.load(SHIPPED / f"{kind}.npz") as arrays:
        return dict(arrays)


def write(folder: Path, schema: dict[str, Any]) -> str:
    """Write a page model with some parts of its schema changed; return its folder."""
    arrays = contents()
    whole = json.loads(str(arrays["schema"])) | schema
    np.savez(folder / "page.npz", **(arrays | {"schema": np.array(json.dumps(whole))}))
    return str(folder)


@pytest.mark.parametrize("kind", ["page", "html"])
def test_shipped_models_fit_the_features(kind: ModelKind) -> None:
    model = load(kind)
    assert model.has_markup == (kind == "html")
    assert len(model.reasons) == model.first.shape[0]


def test_features_have_unique_names() -> None:
    names = [feature.name for feature in TEXT_FEATURES]
    names += [feature.name for feature in MARKUP_FEATURES]
    assert len(set(names)) == len(names)


def test_a_saved_model_loads_again(tmp_path: Path) -> None:
    save(tmp_path / "page.npz", "page", {k: v for k, v in contents().items() if k != "schema"})
    assert load("page", str(tmp_path)).reasons == load("page").reasons


NAMES = schema_of("page").features


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ({"features": NAMES[1:]}, "it lacks the feature 'characters'"),
        ({"features": NAMES[3:]}, "it lacks the feature 'characters' and 2 more"),
        ({"features": [*NAMES, "colour"]}, "it has the unknown feature 'colour'"),
        ({"features": NAMES[::-1]}, "its features are in another order"),
        ({"roles": ["other"]}, "it lacks the role 'body' and 4 more"),
        ({"kind": "html"}, "it is a model for kind 'html', not 'page'"),
        ({"format": 0}, "it has format 0, and format 1 is needed"),
    ],
)
def test_a_model_that_does_not_fit_is_refused_in_one_sentence(
    tmp_path: Path, schema: dict[str, Any], reason: str
) -> None:
    folder = write(tmp_path, schema)
    with pytest.raises(ModelError) as raised:
        load("page", folder)
    assert str(raised.value) == (
        f"{tmp_path / 'page.npz'} does not fit this version of cleaner: {reason}. "
        "Train it again with this version (make train), or use the shipped models."
    )


def test_a_model_without_a_schema_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "page.npz", **{k: v for k, v in contents().items() if k != "schema"})
    with pytest.raises(ModelError, match="it has no schema"):
        load("page", str(tmp_path))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not a model", b"words words words"])
def test_a_file_that_is_not_a_model_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "page.npz").write_bytes(data)
    with pytest.raises(ModelError, match=r"page\.npz is not a model file"):
        load("page", str(tmp_path))


def test_a_missing_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no page\.npz"):
        load("page", str(tmp_path))


def test_cleaning_with_a_model_that_does_not_fit_raises(tmp_path: Path) -> None:
    folder = write(tmp_path, {"features": NAMES[1:]})
    with pytest.raises(ModelError, match="lacks the feature 'characters'"):
        Cleaner(kind="page", models=folder).clean("Home\n")
