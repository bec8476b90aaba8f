"""The promises that every result keeps (design, section 2), as assertions on one result."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from cleaner import Cleaner, Cut, Result, restore


def assert_promises(result: Result, cleaner: Cleaner) -> None:
    """All that holds for every result, whatever went in; `cleaner` is the one that made it."""
    assert_on_record(result.original, result.cuts, cleaner)
    assert_on_record(result.original, result.suggestions, cleaner)
    assert_deletes_only(result)
    assert_restores(result)
    assert_lines_stay_apart(result)
    assert_no_new_blank_lines(result)
    assert_refusal_changes_nothing(result)
    assert_safe_by_default(result, cleaner)
    assert_settled(result, cleaner)


def assert_on_record(original: str, cuts: Sequence[Cut], cleaner: Cleaner) -> None:
    """Cuts are ordered, disjoint, not blank, and have the removed text, rule and reason."""
    known = {rule.id: rule for rule in cleaner.rules}
    position = 0
    for cut in cuts:
        assert position <= cut.start < cut.end <= len(original)
        assert cut.text == original[cut.start : cut.end]
        assert cut.text.strip()
        assert cut.rule in known
        assert cut.reason.strip()
        assert cut.safe == known[cut.rule].safe
        position = cut.end


def assert_deletes_only(result: Result) -> None:
    """The result is the original with the cuts' spans left out, which is computed here again."""
    kept, position = [], 0
    for cut in result.cuts:
        kept.append(result.original[position : cut.start])
        position = cut.end
    kept.append(result.original[position:])
    assert result.text == "".join(kept)
    assert result.changed == (result.text != result.original)


def assert_restores(result: Result) -> None:
    """The original comes back from the cleaned text and the record."""
    assert result.restore() == result.original
    assert restore(result.text, result.cuts) == result.original


def assert_lines_stay_apart(result: Result) -> None:
    """No cut joins two lines: it begins at a line's beginning, or ends at a line's end."""
    text, starts = result.original, line_starts(result.original)
    for start, end in _gaps(result.cuts):
        first = bisect_right(starts, start)
        across = first < len(starts) and starts[first] <= end
        if across and starts[first - 1] != start and end != len(text):
            assert text[end].splitlines() == [""], (
                f"a cut joins lines: {text[max(0, start - 40) : end + 40]!r}"
            )


def assert_no_new_blank_lines(result: Result) -> None:
    """No run of blank lines is longer than the longest one before."""
    if result.changed:
        assert longest_blank_run(result.text) <= longest_blank_run(result.original)


def assert_refusal_changes_nothing(result: Result) -> None:
    """A refused text is unchanged, and the sentence says so."""
    if result.refusal is not None:
        assert not result.changed
        assert result.refusal.startswith("Left unchanged")


def assert_safe_by_default(result: Result, cleaner: Cleaner) -> None:
    """Without `unsafe`, safe rules cut and the others suggest; with it, nothing is suggested."""
    if cleaner.options.unsafe:
        assert not result.suggestions
    else:
        assert all(cut.safe for cut in result.cuts)
        assert not any(cut.safe for cut in result.suggestions)


def assert_settled(result: Result, cleaner: Cleaner) -> None:
    """Cleaning the cleaned text changes nothing."""
    assert not result.changed or not cleaner.clean(result.text).cuts


def line_starts(text: str) -> list[int]:
    """The offsets at which the lines of a text begin (behind a BOM), and its end, in order."""
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    return [int(text.startswith("\ufeff")), *starts[1:]]


def longest_blank_run(text: str) -> int:
    """The length of the longest run of blank lines."""
    longest = run = 0
    for line in text.splitlines():
        run = 0 if line.strip() else run + 1
        longest = max(longest, run)
    return longest


def _gaps(cuts: Sequence[Cut]) -> list[tuple[int, int]]:
    """The spans that are missing from the result: neighbouring cuts as one."""
    gaps: list[tuple[int, int]] = []
    for cut in cuts:
        if gaps and gaps[-1][1] == cut.start:
            gaps[-1] = (gaps[-1][0], cut.end)
        else:
            gaps.append((cut.start, cut.end))
    return gaps
