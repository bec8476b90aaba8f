"""Front matter and code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cleaner.core.characters import COLONS
from cleaner.core.patterns import pattern
from cleaner.core.rule import Role
from cleaner.core.spans import runs
from cleaner.core.structure.kinds import Kind, Region
from cleaner.core.structure.lines import Lines, places

_FRONT_MATTER = 200  # lines in which front matter must end
_KEY = pattern(r"[\w\"'][\w .\"'-]{0,60}\s*[:=]|\s|[-#\[\]{}]")
_TITLE_FIELD = pattern(r"(?:\.\. |\#\+|:)?title: ?\S", re.IGNORECASE)
_FIELD = pattern(r"(?:\.\. |\#\+|:)?[A-Za-z][\w-]{0,20}(?:\[\])?:(?: |$)")
_FIELDS = 3
_TICKS = pattern("[`~]")
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
    | </?[a-zA-Z][^<>]*> .*
    | \s{2,}[\w-]+ (?:\([^()]*\))? :\s \[?\w+!?\]?! | [A-Z]+(?:_[A-Z]+)+ | "{3}.* | '{3}.*
    )
    """,
    re.VERBOSE,
)
_FIRSTS, _LASTS, _INSIDE = "{}[]();,/*#$>HGPifdcrlvpsuetqm<\"'", "{;>", "=>_"
"""What lines of code begin or end with, or have, unless they are indented."""
_ASSIGNMENT = pattern(r"\s*[\w.$\[\]'\"-]{1,60}\s?(?:=|:=|\+=|=>|->)\s?\S.*")
_ENDS = ("{", "};", ");", "];", "=>")  # of a line of code
_WEAK = pattern(
    r"\s{2,}\S.*|[\w-]+(?:\([^()]*\))?\s?:\s?\S*|[\w-]+:\s\S+(?:\s\S+)?|#.*|--.*|.*,|\w+"
)
_LISTED = pattern(r"\s*(?:\d{1,4}[.)]|[-*\N{BULLET}])\s")
_INDENT = pattern("[ \t]")
_NOTE = pattern(r"\s+(?:#|--|;|%)\s?\w")  # a comment in indented code
_INDENTS = ("    ", "\t")
_CODE_LINE = 400  # characters; a longer line is not looked at
_CODE_SHARE = 0.12  # share of a text's lines that are certainly code, and of those that may be,
_MAYBE_SHARE = 0.5  # which make a text a program
_CODE_LEAST = 5
_BLOCK_SHARE = 0.6  # share of the lines of a block that may be code
_DATA = pattern(r"\s*(?:- )?[\w\"'$./-]+:(?:\s.{0,80})?|\s*- .{0,80}|\s*#.*")
_DATA_SHARE = 0.8
_BRACKET_PROSE = 12  # words of a line of code


def front_matter(text: Lines) -> Iterator[Region]:
    """Find YAML between `---`, TOML between `+++`, or fields, at the start of the text."""
    mark = text.texts[0].strip() if text.texts else ""
    if mark not in ("---", "+++"):
        yield from _fields(text)
        return
    for number, line in enumerate(text.texts[1:_FRONT_MATTER], 1):
        if line.strip() in (mark, "..."):
            yield Region(0, number, Kind.FRONT_MATTER)
            return
        if not _KEY.match(line):
            return


def _fields(text: Lines) -> Iterator[Region]:
    """Find fields of which the first is the title, up to a blank line, as Pelican has them."""
    if text.texts and _TITLE_FIELD.match(text.texts[0]):
        block = text.blocks[0]
        if len(block) >= _FIELDS and all(_FIELD.match(text.texts[at]) for at in block):
            yield Region.of(block, Kind.FRONT_MATTER)


def code(text: Lines) -> Iterator[Region]:
    """Find fenced, indented and unfenced code, and a line that introduces some."""
    found = [*_fenced(text), *_indented(text), *_unfenced(text)]
    yield from found
    for above in {first - 1 for first, _, _ in found if first}:
        if text.texts[above].endswith(COLONS):
            yield Region(above, above, Kind.CODE)


def _fenced(text: Lines) -> Iterator[Region]:
    first = -1
    for number in places(_TICKS, text.firsts):
        line = text.texts[number]
        if line.lstrip().startswith(FENCES):
            if first >= 0:
                yield Region(first, number, Kind.CODE)
            first = number if first < 0 else -1
        elif line.startswith("`") and line.endswith("`"):
            yield Region(number, number, Kind.CODE)
    if first >= 0:
        yield Region(first, len(text.texts) - 1, Kind.CODE)


def _indented(text: Lines) -> Iterator[Region]:
    """Find runs of indented lines that a colon introduces, or that look like code."""
    spaces = places(_INDENT, text.starts)
    indented = [number for number in spaces if text.texts[number].startswith(_INDENTS)]
    most = 2 * len(indented) > len(text.texts)
    if most and sum(text.prose) == sum(text.prose[number] for number in indented):
        return  # no running text but that which is indented
    for run in runs(indented):
        above = run.start - 1
        introduced = above >= 0 and text.lasts[above] in COLONS and not _is_comment(text, above)
        introduced = introduced and not most
        noted = any(_NOTE.match(text.texts[number]) for number in run[:-1])
        if introduced or noted or any(_is_code(text, number) for number in run):
            yield Region.of(run, Kind.CODE)


def _is_comment(text: Lines, number: int) -> bool:
    """Tell whether a line is the numbered or listed head of a comment: `3. Jane says:`."""
    named = any(phrase.mark.role is Role.COMMENT_AUTHOR for phrase in text.phrases(number))
    return named and _LISTED.match(text.texts[number]) is not None


def _unfenced(text: Lines) -> Iterator[Region]:
    """Find blocks in which most lines look like code; all of a text that is a program."""
    near = text.short_with(_FIRSTS, _LASTS, _INSIDE)
    strong = {number for number in near if _is_code(text, number)}
    if _is_program(text, strong) or _is_data(text):
        yield Region(0, len(text.texts) - 1, Kind.CODE)
        return
    for block in text.several if strong else ():
        if not strong.isdisjoint(block):
            maybe = sum(
                number in strong or _WEAK.fullmatch(text.texts[number][:_CODE_LINE]) is not None
                for number in block
            )
            if maybe >= _BLOCK_SHARE * len(block):
                yield Region.of(block, Kind.CODE)


def _is_program(text: Lines, strong: set[int]) -> bool:
    lines = text.texts
    if len(strong) < max(_CODE_LEAST, _CODE_SHARE * len(lines)):
        return False
    maybe = sum(line[:1] in " \t#/*-" or number in strong for number, line in enumerate(lines))
    return maybe >= _MAYBE_SHARE * len(lines)


def _is_data(text: Lines) -> bool:
    """Tell whether a text is YAML: nearly all lines are keys or items, and some are nested."""
    lines = text.texts
    if text.starts.count(" ") < _CODE_LEAST:
        return False
    rows = [lines[at] for at in text.short if _DATA.fullmatch(lines[at][:_CODE_LINE])]
    nested = sum(line.startswith("  ") for line in rows)
    return len(rows) >= _DATA_SHARE * len(lines) and nested >= _CODE_LEAST


def _is_code(text: Lines, number: int) -> bool:
    line = text.texts[number]
    if len(line) > _CODE_LINE or text.prose[number] or not _looks_like_code(line):
        return False
    spaces = line.count(" ") - len(line) + len(line.lstrip())
    return spaces < _BRACKET_PROSE and not text.is_boilerplate(number)


def _looks_like_code(line: str) -> bool:
    if line.endswith(_ENDS) or _STRONG.fullmatch(line):
        return True
    return ("=" in line or "->" in line) and _ASSIGNMENT.fullmatch(line) is not None
