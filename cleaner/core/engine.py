"""The engine: rules find, the engine cuts and records, until no rule finds anything.

Only the engine turns spans into cuts. It settles overlaps (the earlier rule wins), removes the
blank lines that would be left over, and adds the rule's id and reason.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import replace
from operator import attrgetter

from cleaner.core.analysis import NO_ANALYSIS, Excluded, Kind, PageAnalysis
from cleaner.core.document import Document, Matcher
from cleaner.core.guard import protected, refusal, respecting
from cleaner.core.result import Cut, Result
from cleaner.core.rule import Rule, Trigger
from cleaner.core.spans import Claim, disjoint, fit_to_lines, outside

MAX_SWEEPS = 25
"""A text that is not settled by then is left unchanged. Real ones need two or three sweeps; the
bound keeps the time linear."""
_NO_END = "Left unchanged: each round of rules found something new. Please report this text."


class Engine:
    """Applies rules to texts. Immutable.

    `allowed` are normalised lines that no rule may touch. With `unsafe`, rules that are not safe
    cut too; with `suggest`, `Result.suggestions` has what they would cut from the settled text.
    Unless `force`, a text that would lose most of its words is returned unchanged, with the reason
    in `Result.refusal`.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        matcher: Matcher,
        *,
        allowed: frozenset[str] = frozenset(),
        unsafe: bool = False,
        suggest: bool = False,
        force: bool = False,
    ) -> None:
        self._rules = rules
        self._matcher = matcher
        self._allowed = allowed
        self._force = force
        self._page = [rule for rule in rules if rule.whole_page]
        text_rules = [rule for rule in rules if not rule.whole_page]
        self._applied = _Triggered([rule for rule in text_rules if rule.safe or unsafe])
        left = [rule for rule in text_rules if not rule.safe] if suggest and not unsafe else []
        self._suggested = _Triggered(left)

    def with_page_rules(self, rules: Sequence[Rule]) -> Engine:
        """Return an engine that has more rules for the first stage and shares all else."""
        engine = copy(self)
        engine._rules = [*rules, *self._rules]
        engine._page = [*rules, *self._page]
        return engine

    def clean(
        self, text: str, *, kind: Kind = "article", analysis: PageAnalysis = NO_ANALYSIS
    ) -> Result:
        """Apply the rules to `text` until none finds anything, and return what was cut.

        Lines that the `analysis` excludes by a rule that is not among the rules stay.
        """
        document = Document(text, self._matcher, kind, analysis)
        page_cuts: list[Cut] = []
        if analysis.excluded:
            claims = sweep(document, self._page, self._allowed, page=True)
            page_cuts = [_scored(cut, analysis.excluded) for cut in _recorded(document, claims, [])]
            document = document.without(claims)
        found = self._matcher.scan(text, document.kept())
        if not found and not document.removed and not self._applied.always:
            return Result(text, kind=kind)  # the usual case
        document = replace(document, found=found)
        cuts = page_cuts
        for _ in range(MAX_SWEEPS):
            claims = sweep(document, self._applied.by(document), self._allowed)
            if not claims:
                break
            cuts = _recorded(document, claims, cuts)
            document = document.without(claims)
        else:
            return Result(text, tuple(page_cuts), refusal=_NO_END, kind=kind)
        cut = cuts is not page_cuts and not self._force
        if cut and (reason := refusal(text, cuts, self._rules)):
            return Result(text, tuple(page_cuts), refusal=reason, kind=kind)
        claims = sweep(document, self._suggested.by(document), self._allowed)
        suggested = [cut for cut in _cuts(document, claims) if not cut.text.isspace()]
        return Result(text, tuple(cuts), tuple(suggested), kind=kind)


class _Triggered:
    """Some rules, by what they are triggered by."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self.always = frozenset(at for at, rule in enumerate(rules) if rule.finder.always)
        self._by_trigger: dict[Trigger, set[int]] = {}
        for at, rule in enumerate(rules):
            for trigger in rule.finder.triggers:
                self._by_trigger.setdefault(trigger, set()).add(at)

    def by(self, document: Document) -> list[Rule]:
        """Return the rules that can find something in the document, in their order."""
        present = self._by_trigger.keys() & document.present
        numbers = self.always.union(*(self._by_trigger[trigger] for trigger in present))
        return [self._rules[at] for at in sorted(numbers)]


def sweep(
    document: Document,
    rules: Iterable[Rule],
    allowed: frozenset[str] = frozenset(),
    *,
    page: bool = False,
) -> list[Claim]:
    """Return what the rules find, as ordered, disjoint spans fitted to lines.

    `page` is true of the first stage, in which rules remove what is not the article of a page.
    """
    claims = [(span, rule) for rule in rules for span in rule.finder.find(document)]
    if claims and not page:
        claims = respecting(document, claims)
    if claims and (kept := protected(document, allowed, page=page)):
        claims = [(piece, rule) for span, rule in claims for piece in outside(span, kept)]
    return fit_to_lines(document, disjoint(claims)) if claims else []


def _cuts(document: Document, claims: Iterable[Claim]) -> list[Cut]:
    """Return claims as cuts, without what was removed before."""
    return [
        Cut(
            *(start, end, rule.id, rule.reason, document.text[start:end], rule.safe),
            score=rule.score(document, span),
        )
        for span, rule in claims
        for start, end in outside(span, document.gone)
    ]


def _recorded(document: Document, claims: Iterable[Claim], cuts: Sequence[Cut]) -> list[Cut]:
    """Return earlier cuts and new claims, in order.

    Line breaks that a later sweep removed beside an earlier cut become part of that cut.
    """
    out: list[Cut] = []
    for cut in sorted([*cuts, *_cuts(document, claims)], key=attrgetter("start")):
        last = out[-1] if out else None
        if last and last.end == cut.start and (last.text.isspace() or cut.text.isspace()):
            named = cut if last.text.isspace() else last
            out[-1] = replace(named, start=last.start, end=cut.end, text=last.text + cut.text)
        else:
            out.append(cut)
    return out


def _scored(cut: Cut, excluded: Sequence[Excluded]) -> Cut:
    """Give a cut the highest score of the lines that page analysis excluded in it."""
    inside = excluded[bisect_left(excluded, (cut.start,)) : bisect_left(excluded, (cut.end,))]
    scores = [part.score for part in inside if part.rule == cut.rule and part.score]
    return replace(cut, score=max(scores, key=attrgetter("probability"))) if scores else cut
