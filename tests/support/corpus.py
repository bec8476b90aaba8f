"""Made-up documents of a site, each with its own article between what the site repeats."""

from __future__ import annotations

from collections.abc import Sequence

SUBJECTS = (
    "river", "harbour", "mill", "bridge", "market", "school", "library", "theatre", "railway",
    "garden", "museum", "castle", "forest", "island", "village", "factory", "hospital", "airport",
    "cinema", "stadium",
)  # fmt: skip


def article(number: int) -> list[str]:
    """Return three paragraphs that no other document has."""
    subject = f"{SUBJECTS[number % len(SUBJECTS)]} {number // len(SUBJECTS)}"
    return [
        (
            f"The council voted on Monday to repair the {subject} after years of complaints from"
            f" people who live nearby and who had asked for it many times, number {number} most."
        ),
        (
            f"Work on the {subject} will begin in spring and will take until autumn of next"
            f" year, said the engineer, who had drawn plan {number} and expects no surprises."
        ),
        (
            f"Nobody knows what the {subject} will cost in the end, but plan {number} names a sum"
            " that the town has saved over ten years, and that will not be spent on anything else."
        ),
    ]


def document(
    number: int, *, head: Sequence[str] = (), middle: Sequence[str] = (), tail: Sequence[str] = ()
) -> str:
    """Return an article with lines before, inside and after it."""
    first, second, third = article(number)
    return "\n\n".join((*head, first, second, *middle, third, *tail)) + "\n"
