"""Front matter and code."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from cleaner.core.characters import COLONS
from cleaner.core.patterns import pattern
from cleaner.core.rule import Role
from cleaner.core.structure.kinds import Kind, Region
from cleaner.core.structure.lines import Lines, is_boilerplate, region, runs

if TYPE_CHECKING:
    from cleaner.core.document import Line

_FRONT_MATTER = 200  # lines in which front matter must end
_KEY = pattern(r"[\w\"'][\w .\"'-]{0,60}\s*[:=]|\s|[-#\[\]{}]")
FENCES = ("```", "~~~")
"""What lines begin with above and below code."""
_STRONG = pattern(
    r"""
    \s* (?:
      [{}\[\]();,]+                                        # a line of brackets
    | (?: // | /\* | \*/ | \#! | \#include\b | \$\s\S | >>>\s | HTTP/\d | (?:GET|POST|PUT)\s/ ) .*
    | (?: import | from | def | class | return | const | let | var | function | public | private
        | static | package | using | export | type | query | mutation | resource | variable )
      \s [\w.$*{"'<(] .* [;:({),\]\w"'>]
    | [\w.$\[\]'"-]{1,60} \s? (?: = | := | \+= | => | -> ) \s? \S .*
    | </?[a-zA-Z][^<>]*> .*
    | \s{2,}[\w-]+ (?:\([^()]*\))? :\s \[?\w+!?\]?! | [A-Z]+(?:_[A-Z]+)+ | "{3}.* | '{3}.*
    | .* (?: \{ | \}; | \); | \)\s?\{ | \]; | => )
    )
    """,
    re.VERBOSE,
)
_WEAK = pattern(
    r"\s{2,}\S.*|[\w-]+(?:\([^()]*\))?\s?:\s?\S*|[\w-]+:\s\S+(?:\s\S+)?|#.*|--.*|.*,|\w+"
)
_LISTED = pattern(r"\s*(?:\d{1,4}[.)]|[-*\N{BULLET}])\s")
_CODE_LINE = 400  # characters; a longer line is not looked at
_CODE_SHARE = 0.12  # share of a text's lines that are certainly code, and of those that may be,
_MAYBE_SHARE = 0.5  # which make a text a program
_CODE_LEAST = 5
_BLOCK_SHARE = 0.6  # share of the lines of a block that may be code
_DATA = pattern(r"\s*(?:- )?[\w\"'$./-]+:(?:\s.{0,80})?|\s*- .{0,80}|\s*#.*")
_DATA_SHARE = 0.8
_BRACKET_PROSE = 12  # words of a line of code


def front_matter(text: Lines) -> Iterator[Region]:
    """Find YAML between `---`, or TOML between `+++`, at the start of the text."""
    lines = text.all
    mark = lines[0].text.strip() if lines else ""
    if mark not in ("---", "+++"):
        return
    for line in lines[1:_FRONT_MATTER]:
        if line.text.strip() in (mark, "..."):
            yield region(lines[: line.number + 1], Kind.FRONT_MATTER)
            return
        if not _KEY.match(line.text):
            return


def code(text: Lines) -> Iterator[Region]:
    """Find fenced, indented and unfenced code, and a line that introduces some."""
    found = [*_fenced(text), *_indented(text.all), *_unfenced(text)]
    yield from found
    for above in {first - 1 for first, _, _ in found if first}:
        if text.all[above].text.endswith(COLONS):
            yield Region(above, above, Kind.CODE)


def _fenced(text: Lines) -> Iterator[Region]:
    if not text.have("`") and not text.have("~~~"):
        return
    first = -1
    for line in text.all:
        if line.text.lstrip().startswith(FENCES):
            if first >= 0:
                yield Region(first, line.number, Kind.CODE)
            first = line.number if first < 0 else -1
        elif line.text.startswith("`") and line.text.endswith("`"):
            yield Region(line.number, line.number, Kind.CODE)
    if first >= 0:
        yield Region(first, len(text.all) - 1, Kind.CODE)


def _is_indented(line: Line) -> bool:
    return line.text.startswith(("    ", "\t"))


def _indented(lines: Sequence[Line]) -> Iterator[Region]:
    """Find runs of indented lines that a colon introduces, or that look like code."""
    indented = [line for line in lines if _is_indented(line)]
    if 2 * len(indented) > len(lines):
        return
    for run in runs(indented):
        above = lines[run[0].number - 1] if run[0].number else None
        introduced = above is not None and above.text.endswith(COLONS) and not _is_comment(above)
        if introduced or any(_is_code(line) for line in run):
            yield region(run, Kind.CODE)


def _is_comment(line: Line) -> bool:
    """Tell whether a line is the numbered or listed head of a comment: `3. Jane says:`."""
    named = any(phrase.mark.role is Role.COMMENT_AUTHOR for phrase in line.phrases)
    return named and _LISTED.match(line.text) is not None


def _unfenced(text: Lines) -> Iterator[Region]:
    """Find blocks in which most lines look like code; all of a text that is a program."""
    strong = {line.number for line in text.short if _is_code(line)}
    if _is_program(text.all, strong) or _is_data(text.all):
        yield region(text.all, Kind.CODE)
        return
    for block in text.blocks if strong else ():
        if len(block) > 1 and any(line.number in strong for line in block):
            maybe = [
                line
                for line in block
                if line.number in strong or _WEAK.fullmatch(line.text[:_CODE_LINE])
            ]
            if len(maybe) >= _BLOCK_SHARE * len(block):
                yield region(block, Kind.CODE)


def _is_program(lines: Sequence[Line], strong: Container[int]) -> bool:
    certain = [line for line in lines if line.number in strong]
    if len(certain) < max(_CODE_LEAST, _CODE_SHARE * len(lines)):
        return False
    maybe = sum(line.text[:1] in " \t#/*-" or line.number in strong for line in lines)
    return maybe >= _MAYBE_SHARE * len(lines)


def _is_data(lines: Sequence[Line]) -> bool:
    """Tell whether a text is YAML: nearly all lines are keys or items, and some are nested."""
    if sum(line.text.startswith("  ") for line in lines) < _CODE_LEAST:
        return False
    rows = [line for line in lines if _DATA.fullmatch(line.text[:_CODE_LINE]) and not line.prose]
    nested = [line for line in rows if line.text.startswith("  ")]
    return len(rows) >= _DATA_SHARE * len(lines) and len(nested) >= _CODE_LEAST


def _is_code(line: Line) -> bool:
    text = line.text
    if line.prose or len(text) > _CODE_LINE or not _STRONG.fullmatch(text):
        return False
    return (
        not is_boilerplate(line)
        and text.count(" ") - len(text) + len(text.lstrip()) < _BRACKET_PROSE
    )
