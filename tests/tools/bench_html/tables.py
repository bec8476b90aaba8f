"""The numbers as Markdown tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from tests.tools.bench.quality import markdown
from tests.tools.bench_html.interval import Estimate
from tests.tools.bench_html.pages import DataSet
from tests.tools.bench_html.quality import Group, Share, snippets
from tests.tools.bench_html.summary import MB, Summary
from tests.tools.bench_html.systems import BASELINE, OURS

NONE = "–"


def report(data: DataSet, summaries: Sequence[Summary]) -> str:
    """All tables of a data set."""
    parts = [
        f"### {data.name} ({len(data.pages)} pages of {len(set(data.domains))} domains)",
        overall(summaries),
    ]
    ran = [summary for summary in summaries if summary.groups]
    if ran and len(ran[0].groups) > 1:
        parts.append("F1 by group:\n\n" + by_group(ran, lambda group: estimate(group.f1)))
        compared = [summary for summary in ran if summary.groups["all"].difference]
        if compared:
            parts.append(
                f"Difference of F1 to {BASELINE} by group:\n\n"
                + by_group(compared, lambda group: signed(group.difference))
            )
    if any(page.wanted or page.unwanted for page in data.pages):
        parts.append(snippet_table(data, ran))
    parts.append(cost_table(summaries))
    return "\n\n".join([*parts, *notes(summaries)])


def estimate(value: Estimate) -> str:
    """A mean with its interval."""
    return f"{value.mean:.3f}" + (
        "" if value.low is None else f" ({value.low:.3f}–{value.high:.3f})"
    )


def signed(value: Estimate | None) -> str:
    """A difference with its interval, both with their signs."""
    if value is None:
        return NONE
    return f"{value.mean:+.3f}" + (
        "" if value.low is None else f" ({value.low:+.3f} to {value.high:+.3f})"
    )


def share(value: Share | None) -> str:
    """In per cent."""
    return f"{100 * value.found / value.of:.1f} %" if value and value.of else NONE


def overall(summaries: Sequence[Summary]) -> str:
    rows = []
    for summary in summaries:
        group = summary.groups.get("all")
        cells = (
            [
                f"{group.precision:.3f}",
                f"{group.recall:.3f}",
                estimate(group.f1),
                signed(group.difference),
            ]
            if group
            else [NONE] * 4
        )
        rows.append([f"{summary.system} {summary.version}".strip(), *cells])
    return markdown(["system", "P", "R", "F1 (95 %)", f"F1 against {BASELINE} (95 %)"], rows)


def by_group(summaries: Sequence[Summary], cell: Callable[[Group], str]) -> str:
    """`cell` words a group; the head counts its pages."""
    head = ["system", *(f"{name} ({group.pages})" for name, group in summaries[0].groups.items())]
    return markdown(
        head,
        [
            [summary.system, *(cell(group) for group in summary.groups.values())]
            for summary in summaries
        ],
    )


def snippet_table(data: DataSet, summaries: Sequence[Summary]) -> str:
    bound = snippets(data.pages, {page.id: page.reference for page in data.pages})
    rows = [
        [summary.system, share(summary.wanted), share(summary.unwanted)] for summary in summaries
    ]
    rows.append(["*the reference itself*", *map(share, bound)])
    return markdown(
        ["snippets", f"wanted, kept (of {bound[0].of})", f"unwanted, left (of {bound[1].of})"], rows
    )


def cost_table(summaries: Sequence[Summary]) -> str:
    rows = []
    for summary in summaries:
        cost, cells = summary.cost, [NONE] * 6
        if cost:
            ratio = NONE if cost.ratio is None else f"{cost.ratio:.2f}"
            memory = [f"{cost.loaded / MB:.0f}", f"{cost.peak / MB:.0f}" if cost.peak else NONE]
            cells = [
                f"{cost.mean:.1f}",
                f"{cost.median:.1f}",
                f"{cost.longest:.0f}",
                ratio,
                *memory,
            ]
        rows.append([summary.system, *cells, str(summary.failures), str(summary.empty)])
    head = [
        "system",
        "CPU ms per page",
        "median",
        "longest",
        f"× {BASELINE}",
        "MB when loaded",
        "MB at the peak",
        "failures",
        "empty",
    ]
    return markdown(head, rows)


def notes(summaries: Sequence[Summary]) -> list[str]:
    """Which system could not be run or failed, and why: a line each."""
    lines = []
    for summary in summaries:
        if not summary.failures and not summary.trouble:
            continue
        kinds = Counter(error.partition(":")[0] for error in summary.errors.values())
        why = " ".join((summary.trouble or next(iter(summary.errors.values()))).split())
        told = ", ".join(f"{count} × {kind}" for kind, count in kinds.most_common())
        lines.append(f"- {summary.system}: {'NOT RUN' if not summary.groups else told}: {why}")
    return ["\n".join(lines)] if lines else []


def worst(data: DataSet, summaries: Sequence[Summary], count: int) -> str:
    """The pages where ours is worst beside the baseline; empty if one of the two did not run."""
    scores = {summary.system: summary.scores for summary in summaries if summary.scores}
    if OURS not in scores or BASELINE not in scores:
        return ""
    both = zip(data.pages, scores[OURS], scores[BASELINE], strict=True)
    ordered = sorted(both, key=lambda item: item[1][2] - item[2][2])[:count]
    rows = [
        [page.id, page.group, f"{ours[2]:.3f}", f"{theirs[2]:.3f}", page.url]
        for page, ours, theirs in ordered
    ]
    return f"Where {OURS} is worst beside {BASELINE}:\n\n" + markdown(
        ["page", "group", OURS, BASELINE, "address"], rows
    )
