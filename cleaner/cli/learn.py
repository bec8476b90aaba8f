"""`cleaner learn`."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from cleaner import files
from cleaner.cli.console import Trouble
from cleaner.cli.destination import new_file, put_file
from cleaner.cli.documents import size_of, texts
from cleaner.cli.options import FILE, READING, configured, quiet_flag
from cleaner.cli.outcome import Report, counted
from cleaner.cli.session import Session
from cleaner.config import Config
from cleaner.learn import Learner, Proposal, Thresholds, decide
from cleaner.learn.proposals import to_toml


@click.command(short_help="Propose rules for what the pages of a site repeat.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=FILE)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=FILE,
    help="Phrase file to write (default: stdout). Use it with --phrases.",
)
@configured(*READING, "learn", "output")
@quiet_flag
def learn(config: Config, paths: tuple[str, ...], output: str | None, quiet: bool) -> int:
    """Find lines that repeat over the documents of a site, and propose them as rules.

    PATH is a dump, a folder, a glob or files. A site is the host in the URL of a document
    (--url-column), or a folder that is called like one (example.org). Sites with fewer than ten
    documents are left alone. Read the proposals, delete what is not boilerplate, and clean with
    --phrases FILE.
    """
    report = Report("learned", quiet=quiet)
    session = Session(config, report)
    found = session.find(paths)
    output = output or files.STDIN
    new_file(output, "the proposals", found, overwrite=config.overwrite)
    learner, proposals = learned(session, found)
    pieces = to_toml(proposals, ", ".join(paths))
    put_file(output, pieces, overwrite=config.overwrite)
    report.note(summary(learner, proposals))
    return report.exit_code


def learned(session: Session, found: Sequence[files.File]) -> tuple[Learner, list[Proposal]]:
    """Read the documents twice, and return what was counted and the proposals. Raises Trouble."""
    if any(file.is_stdin for file in found):
        raise Trouble("learning reads its input twice, and stdin can be read once; name a file.")
    least = session.config.learn_min_documents
    learner = Learner(size_of(found), min_documents=least)
    for host, _, text in texts(session, found):
        learner.look(host, text)
    for host, name, text in texts(session, found):
        learner.count(host, name, text)
    return learner, decide(learner, Thresholds(documents=least))


def summary(learner: Learner, proposals: Sequence[Proposal]) -> str:
    """Say in a sentence what was learned."""
    hosts = len({each.host for each in proposals})
    lines = sum(len(each.text) for each in proposals)
    read = f"{counted(learner.documents.total(), 'document')} of {len(learner.documents):,} hosts"
    if not proposals:
        most = max(learner.documents.values(), default=0)
        least = Thresholds().host_documents
        if most < least:
            return (
                f"nothing learned: no host has {least} documents ({read}). Name the column with"
                f" their URLs: --url-column."
            )
        return f"nothing learned: no line repeats often enough ({read})."
    return (
        f"{counted(len(proposals), 'rule')} ({counted(lines, 'line')}) for"
        f" {counted(hosts, 'host')}, learned from {read}."
    )


def beside(output: str) -> str:
    """Return the name of the phrase file that `clean --learn` writes beside its output."""
    return f"{output.rstrip(os.sep)}.learned.toml"
