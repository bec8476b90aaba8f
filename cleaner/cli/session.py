"""One run: its configuration, the cleaners made from it, and how a file becomes a result."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleaner import content_type, files
from cleaner.api import Cleaner
from cleaner.cli.console import Trouble, take
from cleaner.cli.inputs import EVERYTHING, Wanted, skipped
from cleaner.cli.options import COMMAND_LINE, allowed_lines
from cleaner.cli.outcome import Report
from cleaner.config import Config
from cleaner.core.analysis import Output
from cleaner.core.result import Result
from cleaner.core.rule import Rule
from cleaner.files import counted
from cleaner.options import InputKind
from cleaner.phrases import PhraseError
from cleaner.selection import UnknownRule
from cleaner.settings import settings_of

if TYPE_CHECKING:
    from cleaner.cli.progress import Bar, Lines
    from cleaner.dumps.errors import DumpError


class Input(NamedTuple):
    """A file that was read. `text` is None for HTML, which has only its bytes."""

    name: str
    text: files.Text | None
    html: bytes = b""
    whole_page: bool = False

    @property
    def encoding(self) -> str:
        """The encoding of its cleaned text; that of an HTML page is UTF-8."""
        return "utf-8" if self.text is None else self.text.encoding

    def encode(self, text: str) -> bytes:
        """Return some cleaned text in that encoding."""
        return text.encode() if self.text is None else self.text.encode(text)


class Session:
    """The cleaners of a run, and its report. Raises Trouble for settings that cannot be used."""

    def __init__(
        self, config: Config, report: Report, *, output: Output = "text", url: str | None = None
    ) -> None:
        if config.kind == "page":
            require_page()
        if config.kind == "html":
            require_html()
        if config.models is not None and not Path(config.models).is_dir():
            raise Trouble(f"--models: {config.models} is not a folder.")
        self.config = config
        self.report = report
        self.output: Output = output
        self.url = url
        self._allowed = allowed_lines(config)
        self._cleaners: dict[tuple[tuple[str, ...], InputKind], Cleaner] = {}
        if config.ignored_somewhere:  # an unknown id is a mistake even if no file matches its glob
            self._cleaner(config.ignored_somewhere, "article")
        self._cleaner(tuple(config.ignore), "article")

    @property
    def rules(self) -> Sequence[Rule]:
        """The active rules, without regard to per-file ignores."""
        return self._cleaner(tuple(self.config.ignore), "article").rules

    def find(self, paths: Sequence[str], wanted: Wanted = EVERYTHING) -> list[files.File]:
        """Return the files that paths name.

        In folders, what is `wanted` counts, unless the configuration names endings. What is
        missing, excluded or skipped is reported.
        """
        config, report = self.config, self.report
        own = "extensions" in config.origins
        endings = tuple(config.extensions) if own else wanted.endings(config)
        found = files.find(paths, endings, config.excludes)
        for sentence in found.troubles:
            report.trouble(sentence)
        for path in found.excluded:
            report.left_out(path)
        nouns = ", ".join(endings) + " files" if own or config.kind != "auto" else wanted.nouns
        for path in found.empty:
            report.trouble(f"{path}: there are no {nouns.replace(' and ', ' or ')} in this folder.")
        if found.skipped.total() and not own:
            report.note(skipped(found.skipped, nouns, wanted.because))
        return self._without_pages(found.files)

    def _without_pages(self, found: list[files.File]) -> list[files.File]:
        """Return the files without the pages in folders if HTML cannot be read, which is noted."""
        pages = [file for file in found if not file.named and _is_page(file)]
        if self.config.kind != "auto" or not pages:
            return found
        try:
            require_html()
        except Trouble as error:
            self.report.note(f"skipped {counted(len(pages), 'page')}. {error}")
            return [file for file in found if file not in pages]
        return found

    def skips(self, file: files.File, error: DumpError) -> bool:
        """Whether a dump is skipped, which is noted: one without texts that nobody named."""
        from cleaner.dumps.errors import NoTextColumn

        if file.named or not isinstance(error, NoTextColumn):
            return False
        self.report.note(f"skipped {error}")
        return True

    def read(self, file: files.File, name: str) -> Input | None:
        """Read a file as text or HTML. Returns None if that fails, which is reported."""
        kind = self.config.kind
        if files.is_address(file.path):
            self.report.trouble(not_downloaded(file.path))
            return None
        try:
            most = files.MAX_BYTES
            data = take() if file.is_stdin else files.read(file.path, most=most)
            if not file.named and content_type.is_report(data):
                self.report.note(f"skipped {name}: a report that cleaner wrote.")
                return None
            if kind == "html" or (kind == "auto" and content_type.is_html_bytes(data)):
                return self._page(name, data)
            if kind == "auto" and (sentence := files.other_format(name)):
                self.report.trouble(sentence)
                return None
            text = files.decode(data, self.config.encoding, name)
        except files.FileError as error:
            self.report.trouble(str(error))
            return None
        if kind == "auto" and files.is_json_lines(data):
            self.report.note(
                f"{name}: looks like a dump; cleaned as the text of one article. To clean its"
                " documents, use --input-format jsonl."
            )
        whole = kind == "page" or (kind == "auto" and self._is_whole_page(name, text.text))
        return Input(name, text, whole_page=whole)

    def _is_whole_page(self, name: str, text: str) -> bool:
        """Whether to clean a text as a whole page, which is reported."""
        if not content_type.is_whole_page(text):
            return False
        try:
            require_page()
        except Trouble as error:
            self.report.note(f"{name}: looks like a whole page; cleaned as article text. {error}")
            return False
        self.report.whole_page(name)
        return True

    def _page(self, name: str, data: bytes) -> Input | None:
        try:
            require_html()
        except Trouble as error:  # the other files may well be texts
            self.report.trouble(f"{name}: {error}")
            return None
        return Input(name, None, data)

    def clean(self, given: Input) -> Result | None:
        """Clean a file. Refusals are reported; None is returned for a page that is unusable."""
        cleaner = self.cleaner_for(given.name, "page" if given.whole_page else "article")
        url = self.url or files.host_of_file(given.name)
        config = self.config
        charset = config.encoding if "encoding" in config.origins else None
        try:
            if given.text is not None:
                result = cleaner.clean(given.text.text, url=url)
            else:
                result = cleaner.clean_html(
                    given.html, url=url, charset=charset, output=self.output
                )
        except ValueError as error:
            self.report.trouble(f"{given.name}: {error}")
            return None
        if result.outcome == "not-html":
            self.report.note(f"{given.name}: not HTML; cleaned as article text.")
        if result.refusal:
            self.report.refusal(given.name, result.refusal)
        return result

    def plain_cleaner(self, kind: InputKind) -> Cleaner:
        """The cleaner without per-file ignores."""
        return self._cleaner(tuple(self.config.ignore), kind)

    def cleaner_for(self, path: str, kind: InputKind) -> Cleaner:
        """Return the cleaner for a file."""
        return self._cleaner(self.config.ignored_for(path), kind)

    def watch(self, name: str) -> Lines | Bar:
        """Return what shows the progress of a run over a dump."""
        from cleaner.cli.progress import watching

        return watching(name, quiet=self.report.quiet)

    def _cleaner(self, ignore: tuple[str, ...], kind: InputKind) -> Cleaner:
        if (ignore, kind) not in self._cleaners:
            self._cleaners[ignore, kind] = self._made(ignore, kind)
        return self._cleaners[ignore, kind]

    def _made(self, ignore: tuple[str, ...], kind: InputKind) -> Cleaner:
        changed = {"kind": kind, "ignore": ignore, "allow": self._allowed, "suggest": True}
        try:
            return Cleaner(**self.config.cleaner_keywords() | changed)
        except UnknownRule as error:
            raise Trouble(_located(error, self.config)) from error
        except (PhraseError, ModuleNotFoundError) as error:
            raise Trouble(str(error)) from error
        except ValueError as error:  # settings were checked before: it is the model of `max_loss`
            raise Trouble(f"--models: {error}") from error


def not_downloaded(address: str) -> str:
    """Say what to do with a page that would have to be downloaded."""
    command = f"curl -s {shlex.quote(address)} | cleaner clean -"
    return f"{address}: cleaner does not download pages. Try: {command}"


def _is_page(file: files.File) -> bool:
    return file.path.lower().endswith(files.HTML_NAMES)


def require_page() -> None:
    """Raise Trouble if the package that whole pages need is not installed."""
    try:
        import cleaner.scorer.page  # noqa: F401
    except ImportError as error:
        raise Trouble(
            f"Whole pages need a package that is not installed ({error})."
            " Install it: pip install 'article-cleaner[page]'"
        ) from error


def require_html() -> None:
    """Raise Trouble if the packages that HTML needs are not installed."""
    try:
        import cleaner.page.extract  # noqa: F401
    except ImportError as error:
        raise Trouble(
            f"HTML needs packages that are not installed ({error})."
            " Install them: pip install 'article-cleaner[html]'"
        ) from error


def _located(error: UnknownRule, config: Config) -> str:
    """Return the message about an unknown rule, with the place that names it."""
    named = {
        "select": config.select,
        "ignore": config.ignore,
        "per_file_ignores": config.ignored_somewhere,
    }
    name = next((name for name, rules in named.items() if error.name in rules), None)
    if name is None:
        return str(error)
    origin, key = config.origins.get(name, "default"), settings_of(Config)[name].key
    return f"--{key}: {error}" if origin == COMMAND_LINE else f"{origin}: {key}: {error}"
