"""`cleaner report`."""

from __future__ import annotations

import json
import os

import click

from cleaner import __version__, files
from cleaner.cli.console import Trouble
from cleaner.cli.destination import new_file, put_file
from cleaner.cli.documents import cleaned
from cleaner.cli.help import Command
from cleaner.cli.options import FILE, READING, configured
from cleaner.cli.outcome import Report
from cleaner.cli.session import Session
from cleaner.config import Config
from cleaner.files import counted
from cleaner.report.summary import Summary


@click.command(
    cls=Command,
    short_help="Write a page that shows what would be removed.",
    examples=(
        "cleaner report dump.jsonl -o report.html",
        "cleaner report raw/ --output-format json -o numbers.json",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=FILE)
@click.option("-o", "--output", metavar="FILE", type=FILE, help="File to write (default: stdout).")
@click.option(
    "--output-format",
    type=click.Choice(("html", "json")),
    default="html",
    show_default=True,
    help="One self-contained HTML page, or the numbers as JSON.",
)
@configured(*READING, "output", "messages")
def report(config: Config, paths: tuple[str, ...], output: str | None, output_format: str) -> int:
    """Show what would be removed from files or dumps: numbers, frequent lines, documents.

    PATH is a file, a folder, a glob, or - for stdin; without any, the current folder. Nothing is
    changed. The HTML page works offline and without JavaScript. With JavaScript, you can search and
    filter documents, and collect decisions.
    """
    outcome = Report("shown", quiet=config.quiet)
    session = Session(config, outcome)
    found = session.find(paths or (os.curdir,))
    output = output or files.STDIN
    new_file(output, "the report", found, overwrite=config.overwrite)
    if output_format == "html":
        _require_jinja()
    summary = summarised(session, found)
    title = ", ".join(paths) or "this folder"
    text = _html(summary, title) if output_format == "html" else _json(summary)
    put_file(output, [text], overwrite=config.overwrite)
    failed = f"; {summary.failed:,} could not be cleaned" if summary.failed else ""
    outcome.note(
        f"{counted(summary.documents, 'document')}, {summary.changed:,} would change:"
        f" {summary.removed:,} of {counted(summary.words, 'word')} removed"
        f" ({summary.share:.1%}){failed}."
    )
    return outcome.exit_code


def summarised(session: Session, found: list[files.File]) -> Summary:
    """Clean all documents and return the summary. Nothing is written."""
    summary = Summary()
    for each in cleaned(session, found):
        if each.result is None:
            summary.fail(each.name, each.error)
        else:
            summary.add(each.name, each.host, each.result)
    return summary


def _require_jinja() -> None:
    try:
        import cleaner.report.page  # noqa: F401
    except ImportError as error:
        raise Trouble(str(error)) from error


def _html(summary: Summary, title: str) -> str:
    from cleaner.report.page import render

    return render(summary, title, __version__)


def _json(summary: Summary) -> str:
    return json.dumps(summary.to_dict(), indent=2, ensure_ascii=False) + "\n"
