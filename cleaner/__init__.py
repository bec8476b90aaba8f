"""cleaner: gives web articles back their own words, and nothing else left on."""

from cleaner.api import Cleaner, UnknownRule, clean
from cleaner.document import Cut, Result, restore
from cleaner.engine import Rule
from cleaner.phrases import PhraseError

__version__ = "0.1.0"

__all__ = ["Cleaner", "Cut", "PhraseError", "Result", "Rule", "UnknownRule", "clean", "restore"]
