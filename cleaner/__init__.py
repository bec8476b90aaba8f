"""Remove boilerplate from the text of web articles, with a record of every removal."""

from cleaner.api import Cleaner, clean, clean_html
from cleaner.core.analysis import Metadata
from cleaner.core.result import Cut, Result, restore
from cleaner.core.rule import Rule
from cleaner.phrases import PhraseError
from cleaner.selection import UnknownRule

__version__ = "0.1.0"

__all__ = [
    "Cleaner",
    "Cut",
    "Metadata",
    "PhraseError",
    "Result",
    "Rule",
    "UnknownRule",
    "clean",
    "clean_html",
    "restore",
]
