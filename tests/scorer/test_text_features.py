"""Features of lines without any markup."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.scorer.arrays import row_sums
from cleaner.scorer.text_features import TEXT_FEATURES, TextFeatures, text_features

PROSE = (
    "The mill had to be cleared before the morning came, and nobody who lived there was hurt, but "
    "the bridge is closed."
)
NAMES = [feature.name for feature in TEXT_FEATURES]
LINES = st.lists(
    st.text(min_size=1).map(lambda text: text.replace("\n", " ")), min_size=1, max_size=12
)


def of(*texts: str, gaps: tuple[bool, ...] | None = None) -> TextFeatures:
    return text_features(texts, np.array(gaps or [True] * len(texts)))


def column(features: TextFeatures, name: str) -> list[float]:
    return [round(float(value), 4) for value in features.dense[:, NAMES.index(name)]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Leave a Reply", 3),
        ("don't", 2),  # the apostrophe parts it, everywhere alike
        ("1,234 words", 3),
        ("…", 0),
        ("日本語です", 5),  # scripts without spaces: each letter
        ("ภาษา", 4),
        ("한국어 문장", 2),
        ("нет слов", 2),
        ("كلمتان هنا", 2),
        ("a\u0301b", 1),  # a combining mark parts nothing
        ("x😀y", 2),
    ],
)
def test_words_of_a_line(text: str, words: int) -> None:
    assert of(text).sizes.tolist() == [words]


def test_words_are_the_same_whatever_their_case_digits_and_neighbours() -> None:
    features = of("Page 12 of 34", "PAGE 99 OF 11", "page twelve of")
    first, second, third = (
        features.words.part(number, number + 1).items.tolist() for number in range(3)
    )
    assert first == second
    assert first[0] == third[0]
    assert first[1] != third[1]
    assert column(features, "occurrences above") == pytest.approx([0, np.log(2), 0], abs=1e-3)


def test_words_in_another_order_are_another_line() -> None:
    features = of("dog bites man", "man bites dog")
    assert sorted(features.words.part(0, 1).items) == sorted(features.words.part(1, 2).items)
    assert column(features, "occurrences") == [0, 0]
    assert features.pairs.sizes.tolist() == [4, 4]  # the line's edges count


def test_repeats_are_counted_on_the_whole_page_and_above() -> None:
    features = of("Share", PROSE, "share", "Reply", "SHARE!")
    assert column(features, "occurrences") == pytest.approx(
        [np.log(3), 0, np.log(3), 0, np.log(3)], abs=1e-3
    )
    assert column(features, "occurrences above") == pytest.approx(
        [0, 0, np.log(2), 0, np.log(3)], abs=1e-3
    )


def test_places() -> None:
    features = of("Menu", PROSE, "Share", "Tweet", PROSE)
    assert column(features, "place by lines") == [0, 0.25, 0.5, 0.75, 1]
    assert column(features, "place by long lines") == [0, 0, 0.5, 0.5, 0.5]
    assert column(features, "lines to long line above") == pytest.approx(
        np.log1p([5, 5, 1, 2, 3]), abs=1e-3
    )
    assert column(features, "lines to long line below") == pytest.approx(
        np.log1p([1, 3, 2, 1, 5]), abs=1e-3
    )


def test_characters() -> None:
    features = of("• One", "two.", "THREE: 3")
    assert column(features, "begins with separator") == [1, 0, 0]
    assert column(features, "ends with stop") == [0, 1, 0]
    assert column(features, "ends with digit") == [0, 0, 1]
    assert column(features, "share of upper")[2] == pytest.approx(5 / 8)
    assert column(features, "capitalised words") == [1, 0, 0.5]


def test_blank_lines() -> None:
    features = of("a", "b", "c", gaps=(True, False, True))
    assert column(features, "blank line above") == [1, 0, 1]
    assert column(features, "blank line below") == [0, 1, 1]


@given(LINES)
def test_any_text_has_features(lines: list[str]) -> None:
    features = of(*lines)
    assert features.dense.shape == (len(lines), len(NAMES))
    assert np.isfinite(features.dense).all()
    assert features.words.sizes.sum() == len(features.words.items)
    assert features.pairs.sizes.sum() == len(features.pairs.items)


@given(LINES, st.data())
def test_a_part_is_what_it_is_in_the_whole(lines: list[str], data: st.DataObject) -> None:
    features = of(*lines)
    first = data.draw(st.integers(0, len(lines) - 1))
    last = data.draw(st.integers(first + 1, len(lines)))
    part = features.part(first, last)
    assert (part.dense == features.dense[first:last]).all()
    for number in range(last - first):
        whole = features.words.part(first + number, first + number + 1)
        assert part.words.part(number, number + 1).items.tolist() == whole.items.tolist()
    assert set(part.look) == set(range(len(set(part.look))))


def test_lines_that_look_alike_are_one_group() -> None:
    features = of("Storm on Sunday", "Fire in Lund", PROSE, "Rain for a week")
    assert features.look[0] == features.look[1] == features.look[3] != features.look[2]


def test_sums_of_empty_bags_are_zeros() -> None:
    values = np.array([[1.0], [2.0], [4.0]], np.float32)
    assert row_sums(values, np.array([0, 2, 2, 3]), np.array([2, 0, 1, 0])).ravel().tolist() == [
        3,
        0,
        4,
        0,
    ]
    assert row_sums(values[:0], np.array([0, 0]), np.array([0, 0])).ravel().tolist() == [0, 0]


def test_a_bag_before_empty_ones_at_the_end_is_whole() -> None:
    values = np.array([[1.0], [2.0], [4.0]], np.float32)
    sums = row_sums(values, np.array([0, 1, 3, 3]), np.array([1, 2, 0, 0]))
    assert sums.ravel().tolist() == [1, 6, 0, 0]
