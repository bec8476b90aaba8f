"""The categories of boilerplate that the learned scorer knows; each is a rule `residue.<name>`.

Without numpy, so that the rules have names wherever the scorer is not installed.
"""

from __future__ import annotations

CATEGORIES = {
    "ad": "advertising or promotion",
    "comment-form": "part of a comment form",
    "comments": "reader comments",
    "contact": "invitation to contact the author or editors",
    "cookie": "cookie or privacy notice",
    "copyright": "copyright notice or terms",
    "counter": "counter of shares, views or comments",
    "credit": "photo or agency credit",
    "embed-residue": "leftover of an embedded post",
    "nav": "navigation",
    "newsletter": "newsletter sign-up",
    "other": "other text that is not part of the article",
    "paywall": "subscription or sign-in notice",
    "pingback": "pingback",
    "placeholder": "introduction or label of something missing",
    "related": "link to another article",
    "share": "share or follow button",
    "tags": "tags or categories",
    "tools": "page tools (print, listen, font size)",
}
"""What a line of each category is, in words."""

RULE_IDS = tuple(f"residue.{name}" for name in CATEGORIES)
