"""`cleaner check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cleaner import files
from cleaner.cli.console import Trouble, coloured
from cleaner.cli.destination import back, new_file, put_file, settle
from cleaner.cli.help import Command
from cleaner.cli.inputs import Wanted as Inputs
from cleaner.cli.inputs import parted
from cleaner.cli.options import (
    FILE,
    READING,
    configuration,
    configured,
    is_flag_given,
    own_text,
)
from cleaner.cli.outcome import Report
from cleaner.cli.parallel import Events, results
from cleaner.cli.session import Session
from cleaner.config import Config
from cleaner.core.words import word_count
from cleaner.files import counted
from cleaner.report import render
from cleaner.report.finding import Checked, Finding, findings

if TYPE_CHECKING:
    from cleaner.cli.watch import Snapshot
    from cleaner.core.result import Result
    from cleaner.report.baseline import Run


class Wanted(NamedTuple):
    """The options of `check` besides the settings."""

    fix: bool
    diff: bool
    output_file: str | None
    statistics: bool
    write_baseline: str | None
    stdin_filename: str | None
    watch: bool

    def validate(self, config: Config, paths: Sequence[str]) -> None:
        """Raise click.UsageError for options that contradict each other or the paths."""
        context = click.get_current_context()
        if self.stdin_filename and files.STDIN not in paths:
            raise click.UsageError(
                "--stdin-filename names the text on stdin: give - as PATH.", context
            )
        unwatched = {
            "-": files.STDIN in paths,
            "--write-baseline": self.write_baseline is not None,
            "--output-file": self.output_file is not None,
        }
        for name, is_given in unwatched.items():
            if self.watch and is_given:
                other = "stdin" if name == "-" else name
                raise click.UsageError(f"--watch cannot be used with {other}.", context)
        baseline = self.write_baseline is not None
        form = config.findings_format if is_flag_given(config, "findings_format") else "text"
        modes = {"--fix": self.fix, "--diff": self.diff, "--write-baseline": baseline}
        outputs = {
            "--diff": self.diff,
            "--statistics": self.statistics and form != "json",
            "--output-format": form != "text",
        }
        for group in (modes, outputs):
            given = [name for name, on in group.items() if on]
            if len(given) > 1:
                raise click.UsageError(f"use either {given[0]} or {given[1]}.", context)

    @property
    def inputs(self) -> Inputs:
        """What is read in folders: what can be edited, if it is to be fixed."""
        return Inputs(pages=not self.fix, dumps=not (self.fix or self.diff))

    @property
    def colour(self) -> bool:
        """Whether the output gets colours."""
        return self.output_file in (None, files.STDIN) and coloured(sys.stdout)


class Document(NamedTuple):
    """A document with its findings. `result` is None for the documents of a dump."""

    name: str
    checked: Checked
    result: Result | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Its findings."""
        return self.checked.findings

    def without(self, accepted: Run | None, report: Report) -> Document:
        """Return the document without the findings that the baseline accepts, and count these."""
        if accepted is None:
            return self
        new = accepted.without(self.findings)
        report.accepted += len(self.findings) - len(new)
        checked = self.checked._replace(findings=new)
        if self.result is None:
            return Document(self.name, checked)
        kept = {(each.start, each.end) for each in new}
        cuts = tuple(cut for cut in self.result.cuts if (cut.start, cut.end) in kept)
        return Document(self.name, checked, replace(self.result, cuts=cuts))


@click.command(
    cls=Command,
    short_help="Report boilerplate without changing anything; --fix removes it.",
    examples=(
        "cleaner check raw/ --statistics",
        "cleaner check raw/ --diff",
        "cleaner check raw/ --ignore related,share.counter",
        "cleaner check raw/ --output-format sarif --output-file findings.sarif",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH|-]...", type=FILE)
@click.option("--fix", is_flag=True, help="Remove what was found, in place.")
@click.option("--diff", is_flag=True, help="Print what --fix would change, as a unified diff.")
@click.option("--output-file", metavar="FILE", type=FILE, help="Write the results to this file.")
@click.option("--statistics", is_flag=True, help="Print totals instead of findings.")
@click.option(
    "--write-baseline",
    metavar="FILE",
    type=FILE,
    help="Write all current findings to this file as accepted.",
)
@click.option("--stdin-filename", metavar="NAME", type=FILE, help="File name to assume for stdin.")
@click.option("--watch", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@configured(*READING, "check", "findings", "output", "messages")
def check(config: Config, paths: tuple[str, ...], **options: Any) -> int:
    """Report boilerplate in files or dumps. Writes nothing unless --fix is given.

    PATH is a file, a folder, a glob, or - for stdin; without any, the current folder.
    """
    wanted = Wanted(**options)
    wanted.validate(config, paths)
    if not wanted.watch:
        return _check(config, paths, wanted)
    from cleaner.cli.watch import watch

    for path in paths:
        if not Path(path).exists() and not {*path} & {*"*?["}:
            raise Trouble(f"{path}: there is no such file or folder.")
    watched = _Watched(config, paths, wanted)
    return watch(watched.look, watched.check)


class _Watched:
    """A check that is repeated. The configuration is read again when its files change."""

    def __init__(self, config: Config, paths: Sequence[str], wanted: Wanted) -> None:
        self._paths, self._wanted = paths, wanted
        self._events = Events()  # what is reported while looking, the check reports
        self._session = Session(config, self._events)
        self._configuration = self._look_at_configuration()
        self._trouble: Trouble | None = None
        """What was wrong with the configuration when it was read last."""

    def look(self) -> Snapshot:
        """Look at all files that the check reads."""
        from cleaner.cli.watch import snapshot

        if self._look_at_configuration() != self._configuration:
            self._reload()
        self._events.take()
        config = self._session.config
        found = self._session.find(self._paths or (os.curdir,), self._wanted.inputs)
        others = (*config.phrase_files, *config.allow_files, *filter(None, [config.baseline]))
        seen = snapshot([*(file.path for file in found), *map(str, others)])
        return {**seen, **self._configuration}

    def check(self) -> None:
        """Check once. Raises Trouble."""
        if self._trouble is not None:
            raise self._trouble
        _check(self._session.config, self._paths, self._wanted)

    def _look_at_configuration(self) -> Snapshot:
        from cleaner.cli.watch import snapshot

        return snapshot(map(str, configuration().files(self._session.config)))

    def _reload(self) -> None:
        """Read the configuration; if it cannot be used, the one before stays in use."""
        before = self._look_at_configuration()
        self._trouble = None
        try:
            self._session = Session(configuration().read(), self._events)
        except Trouble as trouble:
            self._trouble = trouble
        now = self._look_at_configuration()  # there may be other files to look at
        self._configuration = {path: before.get(path, state) for path, state in now.items()}


def _check(config: Config, paths: Sequence[str], wanted: Wanted) -> int:
    """Check once. Returns the exit code."""
    done = "fixed" if wanted.fix else "would be cleaned"
    report = Report(done, quiet=config.quiet, findings_fail=not config.exit_zero)
    session = Session(config, report)
    accepted = _accepted(wanted, config)
    found = session.find(paths or (os.curdir,), wanted.inputs)
    _check_outputs(wanted, found, overwrite=config.overwrite)
    checked = _counted(_checked(session, found, wanted, accepted), report)
    if wanted.write_baseline is not None:
        return _accept(wanted.write_baseline, checked, report, overwrite=config.overwrite)
    pieces = _pieces(checked, wanted, session)
    put_file(wanted.output_file or files.STDIN, pieces, overwrite=config.overwrite)
    return report.close()


def _accepted(wanted: Wanted, config: Config) -> Run | None:
    path = config.baseline
    if path is None or wanted.write_baseline is not None:
        return None
    if not Path(path).exists():
        raise Trouble(f"{path}: there is no such baseline. Write one with --write-baseline {path}.")
    from cleaner.report import baseline  # few runs have one

    try:
        return baseline.Run(baseline.read(own_text(path)), os.path.exists)
    except ValueError as error:
        raise Trouble(f"{path}: {error}") from error


def _check_outputs(wanted: Wanted, found: Sequence[files.File], *, overwrite: bool) -> None:
    """Raise Trouble for output that has nowhere to go, or would overwrite what is there."""
    if wanted.fix and any(file.is_stdin for file in found):
        raise Trouble("--fix cannot be used with stdin. Use `cleaner clean -`.")
    outputs = ((wanted.output_file, "the report"), (wanted.write_baseline, "the baseline"))
    for path, what in outputs:
        if path is not None:
            new_file(path, what, found, overwrite=overwrite)


def _checked(
    session: Session, found: Sequence[files.File], wanted: Wanted, accepted: Run | None
) -> Iterator[Document]:
    """Return the documents of files or dumps, one at a time, without accepted findings."""
    documents, dumps = parted(found, session.config)
    if not dumps:
        return _checked_files(session, documents, wanted, accepted)
    if wanted.fix or wanted.diff:
        raise Trouble(
            "--fix and --diff do not work on dumps. `cleaner clean DUMP -o FILE` cleans a dump,"
            " `cleaner sample DUMP` shows some of its documents."
        )
    from cleaner.cli.dumps import check as check_dumps

    of_dumps = check_dumps(session, dumps, counted=wanted.statistics)
    return chain(
        _checked_files(session, documents, wanted, accepted),
        (Document("", one).without(accepted, session.report) for one in of_dumps),
    )


def _checked_files(
    session: Session, found: Iterable[files.File], wanted: Wanted, accepted: Run | None
) -> Iterator[Document]:
    """Check files, and fix them if wanted."""
    report = session.report
    named = []
    for file in found:
        name = (wanted.stdin_filename or file.path) if file.is_stdin else _display(file.path)
        if file.is_stdin and wanted.stdin_filename and session.config.excludes(name):
            report.left_out(name)
        else:
            named.append((file, name))
    for file, given, cleaned in results(session, named):
        report.hidden += len(cleaned.suggestions)
        result = replace(cleaned, suggestions=())
        words = word_count(result.original) if wanted.statistics else 0
        refused = result.refusal is not None
        found_in = findings(given.name, result)
        checked = Checked(found_in, files.host_of_file(file.path), words, refused)
        document = Document(given.name, checked, result).without(accepted, report)
        assert document.result is not None
        settle(file, given, document.result, back if wanted.fix else None, report)
        yield document


def _display(path: str) -> str:
    """Return a path relative to the current folder if it is below it.

    A baseline then does not depend on how files were named.
    """
    return str(Path(path)).removeprefix(str(Path.cwd()) + os.sep)


def _counted(documents: Iterable[Document], report: Report) -> Iterator[Document]:
    for each in documents:
        report.findings += len(each.findings)
        yield each


def _accept(path: str, checked: Iterable[Document], report: Report, *, overwrite: bool) -> int:
    from cleaner.report import baseline

    all_found = [finding for each in checked for finding in each.findings]
    put_file(path, [baseline.write(all_found)], overwrite=overwrite)
    report.note(f"wrote {counted(len(all_found), 'finding')} to {path}.")
    report.findings_fail = False
    return report.exit_code


def _pieces(checked: Iterable[Document], wanted: Wanted, session: Session) -> Iterator[str]:
    if wanted.diff:
        from cleaner.report.unified import diff

        changed = ((each.name, each.result) for each in checked if each.result is not None)
        return (diff(name, one, colour=wanted.colour) for name, one in changed if one.changed)
    if wanted.statistics:
        return iter((_statistics(checked, wanted, session),))
    all_found = (finding for each in checked for finding in each.findings)
    return render(
        all_found, session.config.findings_format, colour=wanted.colour, rules=session.rules
    )


def _statistics(checked: Iterable[Document], wanted: Wanted, session: Session) -> str:
    from cleaner.report import statistics

    totals = statistics.collected(each.checked for each in checked)
    totals.failed = session.report.failed
    if session.config.findings_format == "json":
        return statistics.to_json(totals)
    return statistics.to_text(totals, colour=wanted.colour)
