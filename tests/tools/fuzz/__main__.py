"""Fuzz parts of the program for so many seconds each.

python -m tests.tools.fuzz SECONDS [PART]...

The parts are text, page, html, bytes, jsonl, csv, tsv, parquet, warc, wet, tar, and accelerator and
trees, which compare the compiled modules, if they are installed, with Python.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from cleaner.core import accelerator
from tests.support.accelerator import assert_same, assert_same_page, assert_scored_alike
from tests.support.accelerator import texts as same_texts
from tests.support.paths import ROOT
from tests.tools.fuzz import dumps, html, texts

_EXAMPLES = 200  # of a seed
_SHOWN = 3000  # characters of an example


class Part(NamedTuple):
    """Something to fuzz: strategies of arguments, and what is called with them."""

    arguments: st.SearchStrategy[tuple[object, ...]]
    check: Callable[..., None]


def _same(text: str, unsafe: bool) -> None:
    assert_same(text, unsafe=unsafe)
    assert_scored_alike(text)


PARTS: dict[str, Part] = {
    "text": Part(st.tuples(texts.texts, texts.modes), texts.check_text),
    "page": Part(st.tuples(texts.page_texts, texts.modes), texts.check_page_text),
    **(
        {"accelerator": Part(st.tuples(same_texts, st.booleans()), _same)}
        if accelerator.module()
        else {}
    ),
    "html": Part(st.tuples(html.pages), html.check_page),
    "bytes": Part(st.tuples(html.data(), html.labels), html.check_data),
    **{name: Part(dumps.dumps(kind), dumps.check_dump) for name, kind in dumps.KINDS.items()},
}
if accelerator.module():
    PARTS["accelerator"] = Part(st.tuples(same_texts, st.booleans()), _same)
if accelerator.tree():
    PARTS["trees"] = Part(st.tuples(html.pages), assert_same_page)


def fuzz(part: Part, number: int) -> int:
    """Try the examples of a seed; returns how many. Raises what the check raises."""
    count = 0

    @seed(number)
    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    @given(part.arguments)
    def trial(arguments: tuple[object, ...]) -> None:
        nonlocal count
        count += 1
        part.check(*arguments)

    trial()
    return count


def _shown(error: BaseException) -> str:
    """What went wrong, where, and the example."""
    if isinstance(error, BaseExceptionGroup):
        return "\n".join(map(_shown, error.exceptions))
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{each.filename}:{each.lineno} {each.line}" for each in frames if _is_ours(each)]
    notes = "\n".join(getattr(error, "__notes__", ()))
    return "\n".join([f"{type(error).__name__}: {error}"[:500], *places[-3:], notes[:_SHOWN]])


def _is_ours(frame: traceback.FrameSummary) -> bool:
    return str(ROOT) in frame.filename and ".venv" not in frame.filename


def main() -> int:
    """Fuzz the parts that are named, or all; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float, help="for each part")
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    print("seed", options.seed, flush=True)
    failures: Counter[str] = Counter()
    for name in options.parts or PARTS:
        executions, number, end = 0, options.seed, time.monotonic() + options.seconds
        while time.monotonic() < end:
            try:
                executions += fuzz(PARTS[name], number)
            except Exception as error:  # noqa: BLE001 - hypothesis has told the example
                failures[name] += 1
                print(f"{name}, seed {number}:", _shown(error), flush=True)
            number += 1
        print(f"{name}: {executions:,} executions, {failures[name]} failures", flush=True)
    print(*(f"{count} {name}" for name, count in html.TALLY.most_common()), sep=", ")
    for rule, (source, text) in html.EXAMPLES.items():
        print("again", rule, repr(text[:100]), repr(source[:300]))
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
