"""`cleaner learn`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from cleaner import files
from cleaner.cli.destination import new_file, put_file
from cleaner.cli.help import Command
from cleaner.cli.options import FILE, READING, configured
from cleaner.cli.outcome import Report
from cleaner.cli.session import Session
from cleaner.config import Config
from cleaner.files import counted
from cleaner.learn import Learner, Proposal, Thresholds, decide
from cleaner.learn.observe import HOST_DOCUMENTS
from cleaner.learn.proposals import to_toml


@click.command(
    cls=Command,
    short_help="Propose rules for what the pages of a site repeat.",
    examples=(
        "cleaner learn dump.jsonl -o sites.toml",
        "cleaner clean dump.jsonl -o clean.jsonl --phrases sites.toml",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=FILE)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=FILE,
    help="Phrase file to write (default: stdout). Use it with --phrases.",
)
@configured(*READING, "learn", "output", "messages")
def learn(config: Config, paths: tuple[str, ...], output: str | None) -> int:
    """Find lines that repeat over the documents of a site, and propose them as rules.

    PATH is a dump, a folder, a glob or files. A site is the host in the URL of a document
    (--url-column), or a folder named after one (example.org). Sites with fewer than ten
    documents are left alone. Read the proposals, delete what is not boilerplate, and clean with
    --phrases FILE. An interrupted run resumes when you repeat the command.
    """
    report = Report("learned", quiet=config.quiet)
    session = Session(config, report)
    found = session.find(paths)
    output = output or files.STDIN
    new_file(output, "the proposals", found, overwrite=config.overwrite)
    learner, proposals = learned(session, found, None if output == files.STDIN else output)
    pieces = to_toml(proposals, ", ".join(paths))
    put_file(output, pieces, overwrite=config.overwrite)
    report.note(summary(learner, proposals))
    return report.exit_code


def learned(
    session: Session, found: Sequence[files.File], output: str | None
) -> tuple[Learner, list[Proposal]]:
    """Return what was counted in the documents, and the proposals. Raises Trouble.

    `output` is the file beside which an interrupted run leaves what it has learned.
    """
    from cleaner.cli.learning import learn as learn_from  # dumps and their workers

    learner = learn_from(session, found, output)
    return learner, decide(learner, Thresholds(documents=session.config.learn_min_documents))


def summary(learner: Learner, proposals: Sequence[Proposal]) -> str:
    """Say in a sentence what was learned."""
    hosts = len({each.host for each in proposals if each.host})
    places = [counted(hosts, "host")] if hosts else []
    if any(not each.host for each in proposals):
        places.append("the corpus as a whole")
    if proposals:
        lines = sum(len(each.text) for each in proposals)
        rules = f"{counted(len(proposals), 'rule')} ({counted(lines, 'line')})"
        return f"{rules} for {' and '.join(places)}, learned from {_read(learner)}."
    if not learner.documents:
        advice = " If a column has their URLs, name it: --url-column."
        return f"nothing learned: no host has {HOST_DOCUMENTS} documents.{advice}"
    return f"nothing learned: no line repeats often enough ({_read(learner)})."


def _read(learner: Learner) -> str:
    """Return from which documents was learned."""
    nowhere = learner.documents[""]
    somewhere = learner.documents.total() - nowhere
    hosts = counted(len(learner.documents) - (nowhere > 0), "host")
    left = learner.left_alone
    parts = (
        f"{counted(somewhere, 'document')} of {hosts}" if somewhere else "",
        f"{counted(nowhere, 'document')} without a host" if nowhere else "",
        f"{counted(left, 'document')} of hosts with fewer than {HOST_DOCUMENTS}" if left else "",
    )
    return " and ".join(filter(None, parts))


def beside(output: str) -> str:
    """Return the name of the phrase file that `clean --learn` writes beside its output."""
    return f"{Path(output)}.learned.toml"
