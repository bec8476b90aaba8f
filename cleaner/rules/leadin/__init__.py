"""Lead-ins: sentences that announce a thing (`Below, the tweet:`), and whether the thing is there.

The target decides, not the words. On a page it is what the page shows (`target`). In a text without
markup, a lead-in to a tweet stays if the tweet's words follow it, one to an image if a caption, a
link or a list does (`follows`).
"""

from cleaner.rules.leadin.announcement import (
    announces,
    last_sentence,
    parse_announcement,
    parts_of_things,
    pointers,
)
from cleaner.rules.leadin.target import page_shows, target_present

__all__ = [
    "announces",
    "last_sentence",
    "page_shows",
    "parse_announcement",
    "parts_of_things",
    "pointers",
    "target_present",
]
