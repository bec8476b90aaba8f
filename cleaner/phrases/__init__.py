"""Phrase data: what websites print, by language. `README.md` explains how to add to them."""

from cleaner.phrases.files import Group, PhraseError, load, parse

__all__ = ["Group", "PhraseError", "load", "parse"]
