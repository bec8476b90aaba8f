"""What cleaning removes and loses, through the engine, on documents that a model has not seen.

The counts are those of the benchmark's own program (`bench/score.py residue`): words (`\\w+`) of
lines labelled remove or keep; lines on which readers differ do not count.
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from cleaner.core.analysis import Span
from cleaner.core.engine import Engine
from cleaner.core.result import Cut
from cleaner.core.spans import outside
from tests.tools.training.article.documents import Labelled, expanded

_WORD = re.compile(r"\w+")
_WARM = 20  # documents cleaned before the time is taken: phrases are compiled when they are needed


class Effect(NamedTuple):
    """What cleaning did to one document: words of boilerplate by category, words of the article."""

    total: Counter[str]
    removed: Counter[str]
    kept: int
    lost: int

    @property
    def is_clean(self) -> bool:
        """Whether all boilerplate was removed, and nothing else."""
        return not self.lost and self.removed == self.total


class Summary(NamedTuple):
    """Shares over some documents, as `tiers.Measured`; `clean` is of those with boilerplate."""

    documents: int
    removed: float
    lost: float
    harmed: float
    clean: float


class Measured(NamedTuple):
    """What cleaning did to some documents.

    `effects` are by the first reader's labels; `agreed` by the lines on which two readers agree, of
    documents that were read twice. `seconds` of processor time were needed.
    """

    effects: list[Effect]
    agreed: list[Effect]
    seconds: float


def measured(documents: Sequence[Labelled], engines: Mapping[str, Engine]) -> Measured:
    """Clean each document with the engine for its id, and return what that did."""
    for document in documents[:_WARM]:
        engines[document.id].clean(document.text)
    effects, agreed, seconds = list[Effect](), list[Effect](), 0.0
    for document in documents:
        begun = time.process_time()
        cuts = engines[document.id].clean(document.text).cuts
        seconds += time.process_time() - begun
        effects.append(_effect(document.text, document.labels, cuts))
        if document.agreed is not None:
            agreed.append(_effect(document.text, document.agreed, cuts))
    return Measured(effects, agreed, seconds)


def _effect(text: str, labels: Mapping[str, Any], cuts: Sequence[Cut]) -> Effect:
    remove, either = expanded(labels["remove"]), set(labels["either"])
    inline: dict[int, list[str]] = defaultdict(list)
    for part in labels["inline"]:
        inline[part["line"]].append(part["text"])
    effect = Effect(Counter(), Counter(), 0, 0)
    for number, (line, left) in enumerate(_lines(text, cuts)):
        words, gone = _count(line), _count(line) - (_count(left) if left.strip() else 0)
        if not line.strip() or number in either:
            continue
        if number in remove:
            effect.total[remove[number]] += words
            effect.removed[remove[number]] += gone
            continue
        part = sum(map(_count, inline[number]))
        if part:
            effect.total["inline"] += part
            effect.removed["inline"] += part * all(one not in left for one in inline[number])
        lost = max(0, gone - part) if line.strip() != left.strip() else 0
        effect = effect._replace(kept=effect.kept + max(1, words - part), lost=effect.lost + lost)
    return effect


def _count(text: str) -> int:
    return len(_WORD.findall(text)) or 1


def _lines(text: str, cuts: Sequence[Cut]) -> Iterable[tuple[str, str]]:
    """Yield each line of a text, and what cuts leave of it."""
    kept = outside(Span(0, len(text)), [cut.span for cut in cuts])
    start = at = 0
    for line in text.split("\n"):
        end = start + len(line)
        while at < len(kept) and kept[at].end <= start:
            at += 1
        parts = []
        for span in kept[at:]:
            if span.start >= end:
                break
            parts.append(text[max(start, span.start) : min(end, span.end)])
        yield line, "".join(parts)
        start = end + 1


def summary(found: Sequence[Effect]) -> Summary:
    """Return the shares over documents; readers' comments are left out of what is removed."""
    total, removed = Counter[str](), Counter[str]()
    for effect in found:
        total.update(effect.total)
        removed.update(effect.removed)
    asked = sum(total.values()) - total["comments"]
    some = [effect for effect in found if effect.total]
    return Summary(
        len(found),
        (sum(removed.values()) - removed["comments"]) / max(1, asked),
        sum(effect.lost for effect in found) / max(1, sum(effect.kept for effect in found)),
        sum(effect.lost > 0 for effect in found) / max(1, len(found)),
        sum(effect.is_clean for effect in some) / max(1, len(some)),
    )
