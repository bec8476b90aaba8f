"""Texts and pages for tests."""

from __future__ import annotations

from tests.support import pages

TIDY = (
    "The river rose by a metre in the night, and the mill had to be cleared.\n\n"
    "The mayor closed the old bridge until the morning."
)
AD = TIDY.replace("\n\n", "\n\nAdvertisement\n\n")
FORM = (
    f"{pages.FIRST}\n\n{pages.SECOND}\n\nLeave a Reply\n\n"
    "Your email address will not be published. Required fields are marked *\n"
)
BODY = f"{pages.FIRST}\n\n{pages.SECOND}\n"
PAGE = pages.page(inside='<div class="sharedaddy"><a href=#>Share on Facebook</a></div>')
ARTICLE = pages.text()
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
