"""One run over files: which cleaner is meant for which file, and how a file becomes a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cleaner import files
from cleaner.api import Cleaner, UnknownRule
from cleaner.cli.console import Trouble, take
from cleaner.cli.options import COMMAND_LINE, Shared, allowed_lines, effective
from cleaner.cli.outcome import Report
from cleaner.config import Config
from cleaner.document import Kind, Result
from cleaner.engine import Rule
from cleaner.phrases import PhraseError

if TYPE_CHECKING:
    from cleaner.cli.destination import Destination

_READY: dict[str, Kind] = {"auto": "article", "article": "article"}


class Session:
    """The configuration of a run with the cleaners made from it. Raises Trouble for settings that cannot be used."""

    def __init__(self, shared: Shared, report: Report) -> None:
        if shared.kind not in _READY:
            raise Trouble(f"--as {shared.kind} is not available yet. Extract the article's text first, then clean it with --as article.")
        self.config = effective(shared)
        self.report = report
        self._guessing = shared.kind == "auto"
        self._kind = _READY[shared.kind]
        self._allowed = allowed_lines(self.config)
        self._cleaners: dict[tuple[str, ...], Cleaner] = {}
        if self.config.ignored_somewhere:
            self._cleaner(self.config.ignored_somewhere)  # an unknown id is a mistake even if no file fits its glob
        self._cleaner(self.config.ignore)

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules in force, per-file ignores aside."""
        return self._cleaner(self.config.ignore).rules

    def find(self, paths: Sequence[str]) -> list[files.File]:
        """The files that paths stand for. What is missing or excluded is reported."""
        found = files.find(paths, self.config.extensions, self.config.excludes)
        for sentence in found.troubles:
            self.report.trouble(sentence)
        for path in found.excluded:
            self.report.left_out(path)
        return found.files

    def read(self, file: files.File, name: str) -> files.Text | None:
        """A file's text; None if it cannot be had, which is then reported."""
        if self._guessing and (sentence := files.other_format(name)):
            self.report.trouble(sentence)
            return None
        try:
            return files.decode(take() if file.is_stdin else files.read(file.path), self.config.encoding, name)
        except files.FileTrouble as error:
            self.report.trouble(str(error))
            return None

    def clean(self, text: str, name: str) -> Result:
        """What cleaning makes of a text. A text that was refused is reported."""
        result = self._cleaner(self.config.ignored_for(name)).clean(text)
        if result.refusal:
            self.report.refusal(name, result.refusal)
        return result

    def settle(self, file: files.File, text: files.Text, result: Result, deliver: Destination | None) -> None:
        """Put what is left of a text where it goes, if anywhere, and count it. What cannot be written is reported."""
        try:
            if deliver is not None:
                deliver(file, text.encode(result.text), changed=result.changed)
        except files.FileTrouble as error:
            self.report.trouble(str(error))
            return
        if not result.refusal:
            self.report.count(changed=result.changed)

    def _cleaner(self, ignore: tuple[str, ...]) -> Cleaner:
        if ignore not in self._cleaners:
            self._cleaners[ignore] = self._made(ignore)
        return self._cleaners[ignore]

    def _made(self, ignore: tuple[str, ...]) -> Cleaner:
        config = self.config
        try:
            return Cleaner(
                kind=self._kind,
                unsafe=config.unsafe,
                select=config.select,
                ignore=ignore,
                allow=self._allowed,
                phrase_files=config.phrases,
                suggest=True,
                force=config.force,
            )
        except UnknownRule as error:
            raise Trouble(_located(error, config)) from error
        except PhraseError as error:
            raise Trouble(str(error)) from error


def _located(error: UnknownRule, config: Config) -> str:
    """The message about an unknown rule, with where it is named."""
    named = {
        "select": config.select,
        "ignore": config.ignore,
        "per-file-ignores": config.ignored_somewhere,
    }
    key = next((key for key, names in named.items() if error.name in names), None)
    if key is None:
        return str(error)
    origin = config.origins.get(key, "default")
    return f"--{key}: {error}" if origin == COMMAND_LINE else f"{origin}: {key}: {error}"
