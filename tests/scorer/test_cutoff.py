"""Where the line is drawn on a page."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.scoring import cutoff
from cleaner.scoring.text import Bools, Floats, Ints

PAGES = st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(0, 60)), min_size=1, max_size=9)


def page(lines: list[tuple[float, int]]) -> tuple[Floats, Ints]:
    return np.array([line[0] for line in lines], np.float32), np.array([line[1] for line in lines], np.int64)


def f1(keep: Bools, probability: Floats, words: Ints) -> float:
    hoped = probability * words
    return float(2 * hoped[keep].sum() / max(1e-9, words[keep].sum() + hoped.sum()))


@given(PAGES)
def test_no_other_choice_has_a_higher_expected_f1(lines: list[tuple[float, int]]) -> None:
    probability, words = page(lines)
    best = f1(cutoff.balanced(probability, words), probability, words)
    every = (np.array(choice) for choice in product((False, True), repeat=len(lines)))
    assert best == pytest.approx(max(f1(choice, probability, words) for choice in every), abs=1e-5)


@given(PAGES)
def test_careful_expects_to_lose_little(lines: list[tuple[float, int]]) -> None:
    probability, words = page(lines)
    keep = cutoff.careful(probability, words)
    hoped = probability * np.maximum(words, 1)
    assert hoped[~keep].sum() <= cutoff.LOST * hoped.sum() + 1e-4
    assert not keep.any() or probability[keep].min() >= probability[~keep].max(initial=0)


def test_careful_keeps_what_balanced_leaves_out() -> None:
    probability = np.array([0.01, 0.95, 0.3, 0.95, 0.02], np.float32)
    words = np.array([2, 60, 40, 50, 3])
    assert cutoff.balanced(probability, words).tolist() == [False, True, False, True, False]
    assert cutoff.careful(probability, words).tolist() == [False, True, True, True, False]


def test_of_repeated_lines_the_most_probable_one_may_stay() -> None:
    keys = np.array([7, 8, 7, 7, 9, 9])
    words = np.array([9, 9, 9, 9, 5, 5])
    probability = np.array([0.2, 0.9, 0.8, 0.8, 0.9, 0.9], np.float32)
    left = cutoff.once(probability, words, keys).tolist()
    assert left == pytest.approx([0, 0.9, 0.8, 0, 0.9, 0.9])  # of two that are alike the first; short lines may repeat


def test_a_heading_between_two_paragraphs_stays() -> None:
    keep = np.array([True, False, True, False, True, False, False, True])
    words = np.array([40, 3, 30, 16, 30, 3, 3, 40])
    probability = np.array([0.9, 0.3, 0.9, 0.3, 0.9, 0.3, 0.3, 0.9], np.float32)
    assert cutoff.with_headings(keep, probability, words).tolist() == [True, True, True, False, True, False, False, True]


def test_what_is_surely_no_heading_goes() -> None:
    keep, words = np.array([True, False, True]), np.array([40, 1, 30])
    assert cutoff.with_headings(keep, np.array([0.9, 0.05, 0.9], np.float32), words).tolist() == [True, False, True]
    assert cutoff.with_headings(keep, np.array([0.9, 0.3, 0.9], np.float32), np.array([5, 1, 30])).tolist() == [True, False, True]


@pytest.mark.parametrize("lines", [1, 2])
def test_few_lines_have_none_between_them(lines: int) -> None:
    nothing = np.zeros(lines, bool)
    assert not cutoff.with_headings(nothing, np.ones(lines, np.float32), np.ones(lines, np.int64)).any()
