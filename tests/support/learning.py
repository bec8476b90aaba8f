"""What is learned from made-up documents."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.learn import Learner, Proposal, decide

HOST = "herald.example"


def learned_from(documents: Iterable[tuple[str, str]]) -> list[Proposal]:
    """Return what is learned from documents, each with its host."""
    found = list(documents)
    learner = Learner(sum(len(text) for _, text in found))
    for host, text in found:
        learner.look(host, text)
    for number, (host, text) in enumerate(found):
        learner.count(host, str(number), text)
    return decide(learner)


def learned(texts: Iterable[str], *, host: str = HOST) -> list[Proposal]:
    """Return what is learned from the documents of one host."""
    return learned_from((host, text) for text in texts)


def lines_of(proposals: Iterable[Proposal]) -> set[str]:
    """Return the proposed lines."""
    return {line for proposal in proposals for line in proposal.text}
