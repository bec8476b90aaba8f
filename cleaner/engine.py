"""The sweep: rules look, the engine cuts and records, until no rule finds anything.

Rules see a `Document` and answer with spans of its text. Only the engine turns spans into cuts: it settles overlaps
(the earlier rule wins), takes blank lines along, stamps the rule's id and reason, and keeps account of where in the
original everything stood.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import groupby, pairwise
from math import inf

from cleaner.document import Cut, Document, Evidence, Kind, LeftOut, Line, Result, Span, standing
from cleaner.lexicon import Lexicon
from cleaner.normal import normalise, word_count

MAX_SWEEPS = 25
"""A text that is not settled by then is left unchanged. Real ones need two or three sweeps; the bound keeps time linear."""

MOST = 0.5
"""A text that would lose more than this share of its words to cleaning is left unchanged."""

FENCE = "```"
"""What stands before and behind code in Markdown."""

ARTICLE = 40
"""Words that must be left for a text to be an article although most of it went."""

_BLOCK = 1 << 11  # characters whose words are counted at a time
_EMPTY_REMAINDER = ".,:;-*()[]|/\"'\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{EM DASH}"


@dataclass(frozen=True, slots=True)
class Finder:
    """A function from a document to spans of its text, and the marks without any of which it finds nothing."""

    marks: frozenset[str]
    function: Callable[[Document], Iterable[Span]]

    def __call__(self, document: Document) -> Iterable[Span]:
        return self.function(document)


NOTHING = Finder(frozenset(), lambda _: ())
"""Finds nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What to look for, and why it may go.

    `find` takes a `Document` and gives spans of its text: whole lines (`Document.span`) or part of one. It is asked only
    where the document has one of its marks.
    `safe` rules are applied, the others only reported unless asked for. `removes` and `keeps` are example texts on which
    the rule fires and on which it must not; `bulk` says that what it removes may well be most of a page (readers'
    comments, a form), so that it does not count towards the share of words that a text may lose. Rules with `whole_page`
    find nothing by themselves: before all others, they take off a page the lines that its evidence leaves out by them.
    """

    id: str
    reason: str
    find: Finder = field(default=NOTHING, repr=False)
    safe: bool = True
    removes: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    bulk: bool = False
    whole_page: bool = False

    @property
    def family(self) -> str:
        """The part of the id before the first dot."""
        return self.id.partition(".")[0]


def clean(
    text: str,
    rules: Sequence[Rule],
    lexicon: Lexicon,
    *,
    kind: Kind = "article",
    evidence: Evidence = Evidence(),  # noqa: B008 - it is immutable
    allowed: frozenset[str] = frozenset(),
    unsafe: bool = False,
    suggest: bool = False,
    force: bool = False,
) -> Result:
    """Sweep `text` until no rule finds anything, and say what was cut.

    `evidence` is what is known of a page's text; lines that it leaves out by a rule which is not among `rules` stay. `allowed` are
    normalised lines that no rule may touch. With `unsafe`, rules that are not safe cut too; with `suggest`, what they would cut from
    the settled text is in `Result.suggestions`. Unless `force`, an article that would lose most of its words comes back unchanged,
    with the reason in `Result.refusal`.
    """
    off_page = _off_page(text, evidence.left_out, rules, allowed, kind)
    left = "".join([text[start:end] for start, end in standing(len(text), off_page)]) if off_page else text
    document = lexicon.read(left, kind, evidence.without(off_page))
    applied = [rule for rule in rules if (rule.safe or unsafe) and not rule.whole_page]
    cuts = off_page
    for _ in range(MAX_SWEEPS):
        found = sweep(document, applied, allowed)
        if not found:
            break
        cuts = _joined(sorted([*cuts, *_in_original(found, text, cuts)], key=lambda cut: cut.start))
        document = lexicon.reread(document, [span for span, _ in found])
    else:
        return Result(text, tuple(off_page), refusal="Left unchanged: the rules did not come to an end on this text.", kind=kind)
    if cuts is not off_page and not force and (reason := _too_much(text, cuts, rules)):
        return Result(text, tuple(off_page), refusal=reason, kind=kind)
    suggested = sweep(document, [rule for rule in rules if not rule.safe], allowed) if suggest and not unsafe else ()
    suggestions = tuple(cut for cut in _in_original(suggested, text, cuts) if not cut.text.isspace())
    return Result(text, tuple(cuts), suggestions, kind=kind)


def _off_page(text: str, left_out: Iterable[LeftOut], rules: Iterable[Rule], allowed: frozenset[str], kind: Kind) -> list[Cut]:
    """The lines that are not the article, as cuts: neighbouring lines of one rule as one, with the highest of their scores."""
    by_id = {rule.id: rule for rule in rules if rule.whole_page}
    parts = [lines for lines in left_out if lines.rule in by_id and not text[lines.start : lines.end].isspace()]
    if parts and (allowed or (kind == "page" and FENCE in text)):
        kept = _kept(_lines(text), allowed, fences=kind == "page")
        parts = [lines._replace(start=start, end=end) for lines in parts for start, end in _outside(Span(*lines[:2]), kept)]
    cuts = []
    for run, above, below in _runs_of(text, parts):
        same = [list(lines) for _, lines in groupby(run, lambda lines: lines.rule)]
        if above is None or (below is not None and run[0].start - above >= below - run[-1].end):  # blank lines go with what is above
            bounds = [lines[0].start for lines in same] + [len(text) if below is None else below]
        else:
            bounds = [above] + [lines[-1].end for lines in same]
        if below is None:
            bounds[-1] = len(text)
        for lines, (start, end) in zip(same, pairwise(bounds), strict=True):
            score = max((line.score for line in lines if line.score), default=None)
            rule = by_id[lines[0].rule]
            cuts.append(Cut(start, end, rule.id, rule.reason, text[start:end], rule.safe, score))
    return cuts


def _runs_of(text: str, parts: Iterable[LeftOut]) -> Iterator[tuple[list[LeftOut], int | None, int | None]]:
    """Lines with nothing but blank lines between them, where the last line above ends, and where the next line below begins.

    None stands for a line that there is not. The first may begin behind a byte order mark.
    """
    run: list[LeftOut] = []
    position = 1 if text.startswith("\ufeff") else 0
    above: int | None = None
    for part in parts:
        between = text[position : part.start]
        kept = between.rstrip()
        if kept:
            if run:
                yield run, above, position + _blank(between)
            run = []
            above = position + len(kept) + len(between[len(kept) :].splitlines(keepends=True)[0])
        run.append(part)
        position = part.end
    if run:
        rest = text[position:]
        yield run, above, position + _blank(rest) if rest and not rest.isspace() else None


def _blank(text: str) -> int:
    """How many characters of blank lines a text begins with."""
    first = text.lstrip()[0]
    space = text[: text.index(first)] + "."  # the last line, which is not blank, is not counted
    return len(space) - len(space.splitlines(keepends=True)[-1])


def _lines(text: str) -> Iterator[Line]:
    """The lines of a text, of which nothing is known."""
    position = 0
    for raw in text.splitlines(keepends=True):
        yield Line(position, position + len(raw), raw.strip("\ufeff").rstrip(), (), prose=False, gap=False)
        position += len(raw)


def sweep(document: Document, rules: Iterable[Rule], allowed: frozenset[str] = frozenset()) -> list[tuple[Span, Rule]]:
    """What the rules find in a document, as ordered, disjoint spans with blank lines taken along."""
    found = [(span, rule) for rule in rules if not rule.find.marks.isdisjoint(document.present) for span in rule.find(document)]
    if found and (kept := _protected(document, allowed)):
        found = [(piece, rule) for span, rule in found for piece in _outside(span, kept)]
    return _with_breaks(document, _disjoint(found)) if found else []


def _protected(document: Document, allowed: frozenset[str]) -> list[Span]:
    """What no rule may touch: lines that the user allows, code between fences, and listings of the page."""
    if not allowed and FENCE not in document.text:
        return list(document.fixed)
    kept = _kept(document.lines, allowed, fences=True)
    return _united([*kept, *document.fixed]) if document.fixed else kept


def _kept(lines: Iterable[Line], allowed: frozenset[str], *, fences: bool) -> list[Span]:
    """The lines that the user allows and, with `fences`, code between them."""
    kept, fenced = [], False
    for line in lines:
        fence = fences and line.text.lstrip().startswith(FENCE)
        if fenced or fence or (allowed and normalise(line.text) in allowed):
            kept.append(Span(line.start, line.end))
        fenced ^= fence
    return kept


def _united(spans: Iterable[Span]) -> list[Span]:
    """Ordered, disjoint spans that cover the same characters."""
    out: list[Span] = []
    for span in sorted(spans):
        if out and span.start <= out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return out


def _outside(span: Span, others: Sequence[Span]) -> list[Span]:
    """What is left of a span outside ordered, disjoint others."""
    pieces, position = [], span.start
    first = max(0, bisect_right(others, (position,)) - 1)
    for start, end in others[first:]:
        if start >= span.end:
            break
        if start > position:
            pieces.append(Span(position, start))
        position = max(position, end)
    if position < span.end:
        pieces.append(Span(position, span.end))
    return pieces


def _disjoint(found: Sequence[tuple[Span, Rule]]) -> list[tuple[Span, Rule]]:
    """Ordered spans without overlaps: where two meet, the one that comes first in `found` keeps what it asked for."""
    by_start = sorted(range(len(found)), key=lambda number: found[number][0].start)
    points = sorted({point for span, _ in found for point in span})
    out: list[tuple[Span, Rule]] = []
    claims: list[int] = []  # a heap of those that hold at the point, the first in `found` on top
    begun = 0
    for start, end in pairwise(points):
        while begun < len(by_start) and found[by_start[begun]][0].start <= start:
            heappush(claims, by_start[begun])
            begun += 1
        while claims and found[claims[0]][0].end <= start:
            heappop(claims)
        if claims:
            out.append((Span(start, end), found[claims[0]][1]))
    return out


def _with_breaks(document: Document, found: Sequence[tuple[Span, Rule]]) -> list[tuple[Span, Rule]]:
    """Fit spans to the lines that they touch.

    A line that loses all its words goes whole, and blank lines go with a run of lines so that what stood before and
    behind it is as far apart as the farther of its two neighbours was. What is left of a line keeps its line break.
    """
    claims: dict[int, list[tuple[Span, Rule]]] = {}
    lines = document.lines
    starts = document.starts
    for span, rule in found:
        number = max(0, bisect_right(starts, span.start) - 1)
        while number < len(lines) and lines[number].start < span.end:
            line = lines[number]
            part = Span(max(span.start, line.start), min(span.end, line.stop))
            if part.start < part.end:
                claims.setdefault(number, []).append((part, rule))
            number += 1
    gone = {number: parts[0][1] for number, parts in claims.items() if _nothing_left(lines[number], parts)}
    runs = _runs(sorted(gone))
    out: list[tuple[Span, Rule]] = []
    for number in sorted(claims):
        if number in gone:
            out.append((_whole(document, number, *runs[number]), gone[number]))
        else:
            out += [(_trimmed(lines[number], part), rule) for part, rule in claims[number]]
    return _merged(out)


def _runs(numbers: Sequence[int]) -> dict[int, tuple[int, int]]:
    """For each of the ordered numbers the first and last one of the unbroken run that it is in."""
    runs: dict[int, tuple[int, int]] = {}
    begin = 0
    for index, number in enumerate(numbers):
        if index + 1 == len(numbers) or numbers[index + 1] != number + 1:
            runs.update(dict.fromkeys(numbers[begin : index + 1], (numbers[begin], number)))
            begin = index + 1
    return runs


def _nothing_left(line: Line, parts: Sequence[tuple[Span, Rule]]) -> bool:
    """Whether ordered, disjoint parts leave no word of a line."""
    left, position = "", line.start
    for (start, end), _ in parts:
        left += line.text[position - line.start : start - line.start]
        position = end
    left += line.text[position - line.start :]
    return not any(word.strip(_EMPTY_REMAINDER) for word in left.split())


def _whole(document: Document, number: int, first: int, last: int) -> Span:
    """The span of a line that goes (in a run from `first` to `last`), with blank lines that are not needed any more."""
    lines = document.lines
    line = lines[number]
    if last + 1 == len(lines):  # the text ends here
        start = lines[number - 1].end if number else line.start
        return Span(start, len(document.text) if number == last else line.end)
    if first == 0:  # the text begins here
        return Span(line.start, lines[number + 1].start)
    before = lines[first].start - lines[first - 1].end
    behind = lines[last + 1].start - lines[last].end
    if before >= behind:
        return Span(line.start, lines[number + 1].start)
    return Span(lines[number - 1].end, line.end)


def _trimmed(line: Line, part: Span) -> Span:
    """Part of a line with the space that would be left over: before it at the line's end, else behind it."""
    text, start, end = line.text, part.start - line.start, part.end - line.start
    if end == len(text):
        while start and text[start - 1].isspace():
            start -= 1
    else:
        while end < len(text) and text[end].isspace():
            end += 1
    return Span(line.start + start, line.start + end)


def _merged(found: Sequence[tuple[Span, Rule]]) -> list[tuple[Span, Rule]]:
    """Neighbouring spans of one rule as one."""
    out: list[tuple[Span, Rule]] = []
    for span, rule in found:
        if out and out[-1][1] is rule and out[-1][0].end >= span.start:
            out[-1] = (Span(out[-1][0].start, max(out[-1][0].end, span.end)), rule)
        elif not out or out[-1][0].end <= span.start:
            out.append((span, rule))
        elif out[-1][0].end < span.end:
            out.append((Span(out[-1][0].end, span.end), rule))
    return out


def _in_original(found: Iterable[tuple[Span, Rule]], text: str, cuts: Sequence[Cut]) -> list[Cut]:
    """Spans of the standing text as cuts of the original, split where earlier cuts lie between."""
    pieces = standing(len(text), cuts)
    offsets, total = [], 0
    for piece in pieces:
        offsets.append(total)
        total += piece.end - piece.start
    out = []
    for (start, end), rule in found:
        number = max(0, bisect_right(offsets, start) - 1)
        while number < len(pieces) and offsets[number] < end:
            shift = pieces[number].start - offsets[number]
            first, last = max(start + shift, pieces[number].start), min(end + shift, pieces[number].end)
            if first < last:
                out.append(Cut(first, last, rule.id, rule.reason, text[first:last], rule.safe))
            number += 1
    return out


def _joined(cuts: Iterable[Cut]) -> list[Cut]:
    """The same cuts in order, but line breaks that a later sweep took beside an earlier cut belong to that one."""
    out: list[Cut] = []
    for cut in cuts:
        last = out[-1] if out else None
        if last and last.end == cut.start and (last.text.isspace() or cut.text.isspace()):
            named = cut if last.text.isspace() else last
            out[-1] = replace(named, start=last.start, end=cut.end, text=last.text + cut.text)
        else:
            out.append(cut)
    return out


def _too_much(text: str, cuts: Sequence[Cut], rules: Iterable[Rule]) -> str:
    """Why a text may not lose so much, in a sentence; empty if it may.

    What is not the article of a page does not count, and words that `bulk` rules take (readers' comments, forms) count on
    neither side, if an article is left.
    """
    whole_page = {rule.id for rule in rules if rule.whole_page}
    lost = sum(_words(cut.text) for cut in cuts if cut.rule not in whole_page)
    off_page = sum(_words(cut.text) for cut in cuts if cut.rule in whole_page) if whole_page else 0
    if lost and _words(text, off_page + lost / MOST) >= off_page + lost / MOST:
        return ""  # the usual case, for which the text need not be counted to its end
    bulk = {rule.id for rule in rules if rule.bulk}
    words = _words(text) - off_page
    aside = sum(_words(cut.text) for cut in cuts if cut.rule in bulk) if words - lost >= ARTICLE else 0
    if lost < words and lost - aside <= MOST * (words - aside):
        return ""
    advice = "Is it an article's text? Exclude it, or use --force to clean it all the same."
    return f"Left unchanged: it would lose {lost} of its {words} words. {advice}"


def _words(text: str, most: float = inf) -> int:
    """How many words a text has (`word_count`). Counted in blocks, not beyond `most` by more than a block."""
    words = 0
    for start in range(0, len(text), _BLOCK):
        words += word_count(text[start : start + _BLOCK])
        if start and not text[start - 1].isspace() and not text[start].isspace():
            words -= 1  # one that stands in both blocks
        if words >= most:
            break
    return words
