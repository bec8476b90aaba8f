"""Hostile texts, by size: what makes careless patterns and loops slow.

Shared by the tests that count work and the benchmark.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable

from tests.support.documents import SENTENCES, fill, furniture, phrases

PROSE = SENTENCES[0]


_ENOUGH = 400  # lines, about as many as the smallest hostile text has; longer ones repeat them


def mixed(lines: Iterable[str]) -> list[str]:
    """A sample of the lines in all languages, each once, the same every time."""
    return random.Random(0).sample(sorted(set(lines)), _ENOUGH)


PHRASES = mixed(fill(text) for _, text in phrases())
NEAR = mixed({text[:-1] + "q" for text in PHRASES} | {"q" + text[1:] for text in PHRASES})
HOLES = mixed(text for _, text in phrases() if "%s" in text)
LINES = mixed(furniture())


def repeat(piece: str, size: int) -> str:
    """`piece` again and again, to about `size` characters."""
    return piece * max(1, size // len(piece))


def cycle(lines: list[str], size: int, between: str = "\n") -> str:
    """The lines, again and again, to about `size` characters."""
    taken: list[str] = []
    total = 0
    for line in itertools.cycle(lines):
        taken += (line, between)
        total += len(line) + len(between)
        if total >= size:
            break
    return "".join(taken)


BOILERPLATE = f"\n{PROSE}\n\nLeave a Reply\n"

HOSTILE: dict[str, Callable[[int], str]] = {
    "one line of spaces": lambda size: "x" + " " * size + "x",
    "one line of digits": lambda size: "1" * size,
    "one line of digits and commas": lambda size: repeat("1,", size),
    "one line of separators": lambda size: repeat("| ", size),
    "one line of quotes": lambda size: repeat("“", size),
    "one line of brackets": lambda size: repeat("[(", size),
    "one line of %s": lambda size: repeat("%s ", size),
    "one line of full stops": lambda size: repeat(". ", size),
    "one line of short sentences": lambda size: repeat("Below, the tweet: ", size),
    "one line of glued phrases": lambda size: cycle(PHRASES, size, ""),
    "one line of at signs": lambda size: repeat("a@", size),
    "one line of URLs": lambda size: repeat("http://a.b/", size),
    "lines of spaces": lambda size: PROSE + "\n" + repeat("   \t\n", size) + "Leave a Reply",
    "lines of digits": lambda size: repeat("12345678\n", size),
    "lines of bare counters": lambda size: repeat("0\n53\n1.2K\n", size),
    "lines of long digits": lambda size: repeat("1" * 200 + "\n", size),
    "lines of long quotes": lambda size: repeat("“" * 200 + "\n", size),
    "lines of brackets": lambda size: repeat("[" * 100 + "]" * 100 + "\n", size),
    "lines of %s": lambda size: repeat("%s %s %s %s\n", size),
    "lines of colons": lambda size: repeat("Below the image:\n", size),
    "furniture": lambda size: cycle(LINES, size),
    "one phrase": lambda size: repeat("Leave a Reply\n", size),
    "furniture and prose": lambda size: cycle(
        [item for line in LINES for item in (line, PROSE)], size
    ),
    "one phrase and prose": lambda size: repeat(f"Leave a Reply\n\n{PROSE}\n\n", size),
    "one phrase and short lines": lambda size: repeat("Leave a Reply\nName\nword\n", size),
    "an anchor and members": lambda size: (
        "Leave a Reply\n" + repeat("Name\nEmail\nWebsite\n", size)
    ),
    "comment headings": lambda size: repeat("Comments\nAna says:\nYes\nReply\n", size),
    "near matches": lambda size: cycle(NEAR, size),
    "holes never closed": lambda size: cycle(
        [line.split("%s")[0] + " x" * 60 for line in HOLES], size
    ),
    "holes filled with holes": lambda size: cycle(
        [line.replace("%s", line) for line in HOLES], size
    ),
    "glued phrases in short lines": lambda size: cycle(
        ["".join(PHRASES[at : at + 4]) for at in range(0, len(PHRASES), 4)], size
    ),
    "quoted deeper and deeper": lambda size: "".join(
        "> " * (depth % 100) + "x\n" for depth in range(size // 100)
    ),
    "numbered pingbacks": lambda size: "".join(
        f"{number}. Pingback: x\n" for number in range(size // 20)
    ),
    "prose": lambda size: repeat(PROSE + "\n", size),
    "anchors first, prose last": lambda size: (
        repeat("Leave a Reply\n", size // 2) + repeat(PROSE + "\n", size // 2)
    ),
    "prose first, anchors last": lambda size: (
        repeat(PROSE + "\n", size // 2) + repeat("Leave a Reply\n", size // 2)
    ),
    "prose, then comment headings": lambda size: (
        repeat(PROSE + "\n", 1_000) + repeat("3 Comments\n", size)
    ),
    # Structure is only read where a rule finds something.
    "delimiters of tables": lambda size: repeat("|---|---|\n", size) + BOILERPLATE,
    "headings of references": lambda size: repeat("- References\n", size) + BOILERPLATE,
    "speakers": lambda size: repeat("Anna:\nBert:\n", size) + BOILERPLATE,
    "regions among boilerplate": lambda size: repeat(
        "Leave a Reply\n\n1. a b\n2. b c\n3. c d\n4. e f\n\n", size
    ),
}
"""By name: a function from the number of characters to the text."""
