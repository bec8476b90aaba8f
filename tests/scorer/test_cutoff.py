"""Which lines of a page stay, by their probabilities."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.scorer import cutoff
from cleaner.scorer.arrays import Bools, Floats, Ints

PAGES = st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(0, 60)), min_size=1, max_size=9)


def page(lines: list[tuple[float, int]]) -> tuple[Floats, Ints]:
    return np.array([line[0] for line in lines], np.float32), np.array(
        [line[1] for line in lines], np.int64
    )


def f1(keep: Bools, probability: Floats, words: Ints) -> float:
    hoped = probability * words
    return float(2 * hoped[keep].sum() / max(1e-9, words[keep].sum() + hoped.sum()))


@given(PAGES)
def test_no_other_choice_has_a_higher_expected_f1(lines: list[tuple[float, int]]) -> None:
    probability, words = page(lines)
    best = f1(cutoff.maximise_expected_f1(probability, words), probability, words)
    every = (np.array(choice) for choice in product((False, True), repeat=len(lines)))
    assert best == pytest.approx(max(f1(choice, probability, words) for choice in every), abs=1e-5)


@given(PAGES)
def test_doubt_keeps_the_order_of_lines(lines: list[tuple[float, int]]) -> None:
    probability, _ = page(lines)
    doubted = cutoff.doubt(probability)
    order = np.argsort(probability, kind="stable")
    assert (np.diff(doubted[order]) >= 0).all()
    assert ((doubted >= 0) & (doubted <= 1)).all()


def test_doubt_is_about_lines_that_are_not_certain() -> None:
    doubted = cutoff.doubt(np.array([0, 0.01, 0.5, 0.99, 1], np.float32)).tolist()
    assert doubted[0] == 0
    assert 0.01 < doubted[1] < doubted[2] < 0.5
    assert doubted[2] < doubted[3] < 0.99
    assert doubted[4] == pytest.approx(1, abs=1e-3)


def test_with_doubt_lines_that_are_alike_stay_together() -> None:
    probability = np.array([0.97, *[0.2] * 16], np.float32)
    words = np.array([40, *[30] * 16])
    assert cutoff.maximise_expected_f1(probability, words).sum() == 1
    assert cutoff.maximise_expected_f1(cutoff.doubt(probability), words).all()


def test_with_doubt_an_article_stays_as_it_is() -> None:
    probability = np.array([0.02, 0.98, 0.97, 0.99, 0.1, 0.03], np.float32)
    words = np.array([10, 60, 50, 70, 20, 10])
    assert np.flatnonzero(
        cutoff.maximise_expected_f1(cutoff.doubt(probability), words)
    ).tolist() == [1, 2, 3]


@given(PAGES)
def test_the_expected_loss_is_limited(lines: list[tuple[float, int]]) -> None:
    probability, words = page(lines)
    keep = cutoff.limit_expected_loss(probability, words)
    hoped = probability * np.maximum(words, 1)
    assert hoped[~keep].sum() <= cutoff.MAX_LOSS * hoped.sum() + 1e-4
    assert not keep.any() or probability[keep].min() >= probability[~keep].max(initial=0)


def test_a_limited_loss_keeps_more_than_the_best_f1() -> None:
    probability = np.array([0.01, 0.95, 0.3, 0.95, 0.02], np.float32)
    words = np.array([2, 60, 40, 50, 3])
    assert cutoff.maximise_expected_f1(probability, words).tolist() == [
        False,
        True,
        False,
        True,
        False,
    ]
    assert cutoff.limit_expected_loss(probability, words).tolist() == [
        False,
        True,
        True,
        True,
        False,
    ]


def test_of_duplicate_lines_the_most_probable_one_may_stay() -> None:
    keys = np.array([7, 8, 7, 7, 9, 9])
    words = np.array([9, 9, 9, 9, 5, 5])
    probability = np.array([0.2, 0.9, 0.8, 0.8, 0.9, 0.9], np.float32)
    left = cutoff.zero_duplicates(probability, words, keys).tolist()
    assert left == pytest.approx(
        [0, 0.9, 0.8, 0, 0.9, 0.9]
    )  # of two that are alike the first; short lines may repeat


def test_a_heading_between_two_paragraphs_stays() -> None:
    keep = np.array([True, False, True, False, True, False, False, True])
    words = np.array([40, 3, 30, 16, 30, 3, 3, 40])
    probability = np.array([0.9, 0.3, 0.9, 0.3, 0.9, 0.3, 0.3, 0.9], np.float32)
    assert cutoff.keep_headings(keep, probability, words).tolist() == [
        True,
        True,
        True,
        False,
        True,
        False,
        False,
        True,
    ]


def test_a_very_improbable_heading_is_excluded() -> None:
    keep, words = np.array([True, False, True]), np.array([40, 1, 30])
    assert cutoff.keep_headings(keep, np.array([0.9, 0.05, 0.9], np.float32), words).tolist() == [
        True,
        False,
        True,
    ]
    assert cutoff.keep_headings(
        keep, np.array([0.9, 0.3, 0.9], np.float32), np.array([5, 1, 30])
    ).tolist() == [True, False, True]


@pytest.mark.parametrize("lines", [1, 2])
def test_one_or_two_lines_have_no_heading_between_them(lines: int) -> None:
    nothing = np.zeros(lines, bool)
    assert not cutoff.keep_headings(
        nothing, np.ones(lines, np.float32), np.ones(lines, np.int64)
    ).any()
