"""`cleaner check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cleaner import files
from cleaner.cli.console import Trouble, coloured, put_text
from cleaner.cli.destination import apart, back
from cleaner.cli.dump_options import Dumping, are_dumps, for_dumps
from cleaner.cli.options import CLEANING, FILE, Shared, own_text, sharing
from cleaner.cli.outcome import Report, counted
from cleaner.cli.session import Session
from cleaner.core.result import Result
from cleaner.report import FORMATS, Finding, diff, findings, render, statistics

if TYPE_CHECKING:
    from cleaner.report.baseline import Baseline


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options of `check` ask for."""

    fix: bool
    diff: bool
    output_format: str
    output_file: str | None
    statistics: bool
    exit_zero: bool
    baseline: str | None
    write_baseline: str | None
    stdin_filename: str | None

    def validate(self, paths: Sequence[str]) -> None:
        """Raises click.UsageError for options that contradict each other or the paths."""
        if self.stdin_filename and files.STDIN not in paths:
            raise click.UsageError("--stdin-filename names the text on stdin: give - as PATH.", click.get_current_context())
        modes = {"--fix": self.fix, "--diff": self.diff, "--write-baseline": self.write_baseline is not None}
        outputs = {"--diff": self.diff, "--statistics": self.statistics, "--output-format": self.output_format != "text"}
        for group in (modes, outputs):
            given = [name for name, on in group.items() if on]
            if len(given) > 1:
                raise click.UsageError(f"{given[0]} and {given[1]} do not go together.", click.get_current_context())


class Checked(NamedTuple):
    """One file that was looked at, with the cuts that are not accepted by the baseline."""

    name: str
    result: Result
    findings: tuple[Finding, ...]


@click.command(short_help="Say what there is to remove; --fix removes it.")
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=FILE)
@click.option("--fix", is_flag=True, help="Write the files without what was found.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, as a unified diff.")
@click.option("--output-format", type=click.Choice(FORMATS), default="text", show_default=True, help="How findings are printed.")
@click.option("--output-file", metavar="FILE", type=FILE, help="Print the results there and not to stdout.")
@click.option("--statistics", is_flag=True, help="Print how often each rule fired, instead of every finding.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--baseline", metavar="FILE", type=FILE, help="Findings that were accepted before: leave them out, and alone.")
@click.option("--write-baseline", metavar="FILE", type=FILE, help="Accept all findings of now: write them to this file.")
@click.option("--stdin-filename", metavar="NAME", type=FILE, help="The file that the text on stdin is from.")
@for_dumps(writing=False)
@sharing(CLEANING)
def check(shared: Shared, paths: tuple[str, ...], dumping: Dumping, **options: Any) -> int:
    """Report the furniture that is in texts or in a dump's documents; without --fix nothing is written.

    PATH is a file, a folder, a glob, or - for stdin; without any, the current folder.
    """
    wanted = Wanted(**options)
    wanted.validate(paths)
    report = Report("fixed" if wanted.fix else "would be cleaned", quiet=shared.quiet, findings_fail=not wanted.exit_zero)
    session = Session(shared, report)
    accepted = _accepted(wanted, session)
    found = session.find(paths or (os.curdir,))
    if wanted.fix and any(file.is_stdin for file in found):
        raise Trouble("--fix writes files, and stdin is none. Use `cleaner clean -`: the cleaned text goes to stdout.")
    for path, what in ((wanted.output_file, "the report"), (wanted.write_baseline, "the baseline")):
        if path is not None:
            apart(path, what, found)
    if are_dumps(found, dumping):
        if wanted.fix or wanted.diff or wanted.write_baseline or accepted:
            raise Trouble(
                "--fix, --diff and baselines are for files. `cleaner clean DUMP -o FILE` cleans a dump, `cleaner sample` shows some of it."
            )
        from cleaner.cli.dumping import found_in

        _output(_rendered(_counted(found_in(session, found, dumping), report), wanted, session), wanted.output_file)
        return report.close()
    checked = _check_all(session, found, wanted, accepted)
    if wanted.write_baseline is not None:
        return _accept(wanted.write_baseline, checked, report)
    _output(_pieces(checked, wanted, session), wanted.output_file)
    return report.close()


def _accepted(wanted: Wanted, session: Session) -> Baseline | None:
    path = wanted.baseline or session.config.baseline
    if path is None or wanted.write_baseline is not None:
        return None
    from cleaner.report import baseline  # few runs have one

    try:
        return baseline.read(own_text(path))
    except ValueError as error:
        raise Trouble(f"{path}: {error}") from error


def _check_all(session: Session, found: Iterable[files.File], wanted: Wanted, accepted: Baseline | None) -> Iterator[Checked]:
    """Each file's findings, one file at a time: fixed (if wanted) and counted as they are taken."""
    for file in found:
        name = (wanted.stdin_filename or file.path) if file.is_stdin else _display(file.path)
        if file.is_stdin and wanted.stdin_filename and session.config.excludes(name):
            session.report.left_out(name)
        elif (given := session.read(file, name)) is not None and (result := session.clean(given)) is not None:
            checked = _judge(name, result, accepted)
            session.report.hidden += len(checked.result.suggestions)
            session.report.findings += len(checked.findings)
            session.settle(file, given, checked.result, back if wanted.fix else None)
            yield checked


def _judge(name: str, result: Result, accepted: Baseline | None) -> Checked:
    """The findings in a text, those that were accepted left out, of the cuts as well."""
    found = findings(name, replace(result, suggestions=()))
    if accepted is not None:
        found = accepted.without(found)
        places = {(finding.start, finding.end) for finding in found}
        result = replace(result, cuts=tuple(cut for cut in result.cuts if (cut.start, cut.end) in places))
    return Checked(name, result, found)


def _display(path: str) -> str:
    """A path as seen from the current folder, if it lies below; so a baseline does not depend on how files were named."""
    return str(Path(path)).removeprefix(str(Path.cwd()) + os.sep)


def _accept(path: str, checked: Iterable[Checked], report: Report) -> int:
    from cleaner.report import baseline

    all_found = [finding for each in checked for finding in each.findings]
    _write(path, baseline.write(all_found))
    report.note(f"{path} accepts {counted(len(all_found), 'finding')} from now on.")
    report.findings_fail = False
    return report.exit_code


def _pieces(checked: Iterable[Checked], wanted: Wanted, session: Session) -> Iterator[str]:
    colour = wanted.output_file in (None, files.STDIN) and coloured(sys.stdout)
    if wanted.diff:
        return (diff(each.name, each.result, colour=colour) for each in checked if each.result.changed)
    return _rendered((finding for each in checked for finding in each.findings), wanted, session)


def _counted(found: Iterable[tuple[Finding, ...]], report: Report) -> Iterator[Finding]:
    """The findings in documents, counted as they are taken."""
    for each in found:
        report.findings += len(each)
        yield from each


def _rendered(all_found: Iterator[Finding], wanted: Wanted, session: Session) -> Iterator[str]:
    colour = wanted.output_file in (None, files.STDIN) and coloured(sys.stdout)
    if wanted.statistics:
        return iter((statistics(all_found, colour=colour),))
    return render(all_found, wanted.output_format, colour=colour, rules=session.rules)


def _output(pieces: Iterator[str], path: str | None) -> None:
    if path is None or path == files.STDIN:
        put_text(pieces)
    else:
        _write(path, "".join(pieces))


def _write(path: str, text: str) -> None:
    try:
        files.write(path, text.encode("utf-8", "backslashreplace"))
    except files.FileError as error:
        raise Trouble(str(error)) from error
