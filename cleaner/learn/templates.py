"""Templates: short lines that differ by names, dates and numbers only.

They are looked for at both ends of a document only: between its paragraphs are the article's own
lines, of which many would be alike by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.core.patterns import pattern
from cleaner.learn.lines import SHORT, has_address, key

HOLE = "%s"
"""What replaces names, dates and numbers in a template, as in phrase files."""

_PARAGRAPH = 120  # characters of a line that is surely a paragraph
_FIRST, _LAST = 2, 3  # the paragraphs, from the start and from the end, between which none is
_LEAST_WORDS = 2  # of a template besides its holes
_DIGIT = pattern(r"\d")


def at_the_ends(lines: Sequence[str]) -> Iterator[int]:
    """Yield the numbers of the lines that may be templates: not those between the paragraphs.

    Two paragraphs in a row may be boilerplate themselves, such as the notice below a template.
    """
    long = [at for at, line in enumerate(lines) if len(line) > _PARAGRAPH]
    if len(long) >= max(_FIRST, _LAST):
        yield from range(long[_FIRST - 1])
        yield from range(max(long[-_LAST], long[_FIRST - 1]), len(lines))
    else:
        yield from range(len(lines))


def template(text: str) -> str:
    """Return a short line with its names, dates and numbers replaced; empty if it has none.

    Names are words with capital letters after the first word, alone or several. At least two other
    words must be left, so that the line still tells what it is.

    >>> template("Posted by Ana Mendes on May 9, 2024"), template("Follow us on the river")
    ('posted by %s on %s', '')
    """
    words = _form(text)
    before = [HOLE, *words]
    return " ".join(
        word or HOLE for word, previous in zip(words, before, strict=False) if word or previous
    )


def template_key(text: str) -> bytes:
    """Return what makes two templates the same: the words around the holes; empty without one.

    It has spaces between letters, which keys of lines do not have.

    >>> template_key("Posted by Ana Mendes on May 9, 2024")
    b'posted by on'
    """
    return " ".join(filter(None, _form(text))).encode("utf-8", "surrogatepass")


def _form(text: str) -> list[str]:
    """Return the words of a line in lower case, empty for names and numbers; [] without these."""
    if len(text) > SHORT:
        return []
    lowered = text.lower()
    has_number = _DIGIT.search(text) is not None
    if not has_number and lowered[1:] == text[1:]:
        return []
    words = lowered.split()
    form = [word if word == given else "" for word, given in zip(words, text.split(), strict=False)]
    form[0] = words[0]
    if has_number:
        form = [word if word.isalpha() or not _DIGIT.search(word) else "" for word in form]
    return form if _is_template(form) and not has_address(lowered) else []


def _is_template(form: Sequence[str]) -> bool:
    return "" in form and sum([word[:1].isalpha() for word in form]) >= _LEAST_WORDS


def phrase_key(text: str) -> bytes:
    """Return the key of a phrase: that of its line, or of the template that it writes with `%s`."""
    if HOLE not in text:
        return key(text)
    words = (word for word in text.lower().split() if word != HOLE)
    return " ".join(words).encode("utf-8", "surrogatepass")
