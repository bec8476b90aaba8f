"""What can be wrong with a page."""

from __future__ import annotations


class HtmlTrouble(ValueError):
    """Bytes that are no HTML page or cannot be taken for one.

    The message is a sentence or two: what is wrong, and what to do. It does not name the file, the caller puts that in front.
    """
