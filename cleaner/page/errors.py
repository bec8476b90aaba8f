"""The error for pages that cannot be cleaned."""

from __future__ import annotations


class InvalidPage(ValueError):
    """Bytes that are not an HTML page, or a page that is too large or damaged to be read.

    The message is a sentence or two: what is wrong, and what to do. It does not name the file;
    the caller puts that in front.
    """
