"""One run over files: which cleaner is meant for which file, and how a file becomes a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from cleaner import content_type, files
from cleaner.api import Cleaner, UnknownRule
from cleaner.cli.console import Trouble, take
from cleaner.cli.options import COMMAND_LINE, Shared, allowed_lines, effective
from cleaner.cli.outcome import Report
from cleaner.config import NOTHING, Config
from cleaner.core.analysis import Extractor, Kind, Output, Part
from cleaner.core.result import Result
from cleaner.core.rule import Rule
from cleaner.phrases import PhraseError

if TYPE_CHECKING:
    from cleaner.cli.destination import Destination
    from cleaner.cli.progress import Bar, Lines


class Input(NamedTuple):
    """One text or HTML page to clean. `text` is None for HTML, which has only its bytes; `whole_page` says that the text is a page's."""

    name: str
    text: files.Text | None
    html: bytes = b""
    whole_page: bool = False

    def encode(self, text: str) -> bytes:
        """Some cleaned text in the encoding of what it came from; a page's text is UTF-8."""
        return text.encode() if self.text is None else self.text.encode(text)


class Session:
    """The configuration of a run with the cleaners made from it. Raises Trouble for settings that cannot be used."""

    def __init__(self, shared: Shared, report: Report, *, output: Output = "text", url: str | None = None) -> None:
        if shared.kind == "page":
            require_page()
        if shared.kind == "html":
            require_html()
        self.config = effective(shared)
        self.report = report
        self.kind = shared.kind
        self.output: Output = output
        self._url = url
        self._allowed = allowed_lines(self.config)
        self._cleaners: dict[tuple[tuple[str, ...], Kind], Cleaner] = {}
        if self.config.ignored_somewhere:
            self._cleaner(self.config.ignored_somewhere)  # an unknown id is a mistake even if no file fits its glob
        self._cleaner(self.config.ignore)

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules in force, per-file ignores aside."""
        return self._cleaner(self.config.ignore).rules

    def find(self, paths: Sequence[str]) -> list[files.File]:
        """The files that paths stand for. What is missing or excluded is reported."""
        html = self.kind == "html" and "extensions" not in self.config.origins
        found = files.find(paths, files.HTML_NAMES if html else self.config.extensions, self.config.excludes)
        for sentence in found.troubles:
            self.report.trouble(sentence)
        for path in found.excluded:
            self.report.left_out(path)
        return found.files

    def read(self, file: files.File, name: str) -> Input | None:
        """A file's text, or its bytes if it is HTML; None if neither can be had, which is then reported."""
        try:
            data = take() if file.is_stdin else files.read(file.path)
            if self.kind == "html" or (self.kind == "auto" and content_type.is_html_bytes(data)):
                return self._page(name, data)
            if self.kind == "auto" and (sentence := files.other_format(name)):
                self.report.trouble(sentence)
                return None
            text = files.decode(data, self.config.encoding, name)
            return Input(name, text, whole_page=self.kind == "page" or (self.kind == "auto" and self._looks_whole(name, text.text)))
        except files.FileError as error:
            self.report.trouble(str(error))
            return None

    def _looks_whole(self, name: str, text: str) -> bool:
        """Whether a text is to be taken for a whole page's, which is then said."""
        if not content_type.is_whole_page(text):
            return False
        try:
            require_page()
        except Trouble as error:
            self.report.note(f"{name}: this looks like a whole page's text, but was cleaned as an article's. {error}")
            return False
        self.report.note(f"{name}: taken for a whole page's text, of which the article is kept (--as article if it is one already).")
        return True

    def _page(self, name: str, data: bytes) -> Input | None:
        try:
            require_html()
        except Trouble as error:  # the other files may well be texts
            self.report.trouble(f"{name}: {error}")
            return None
        return Input(name, None, data)

    def clean(self, given: Input) -> Result | None:
        """What cleaning makes of a text or page. One that was refused is reported; None if it could not be read, also reported."""
        cleaner = self._cleaner(self.config.ignored_for(given.name), "page" if given.whole_page else "article")
        if given.text is not None:
            result = cleaner.clean(given.text.text)
        else:
            charset = self.config.encoding if "encoding" in self.config.origins else None
            try:
                result = cleaner.clean_html(given.html, url=self._url, charset=charset, output=self.output)
            except ValueError as error:
                self.report.trouble(f"{given.name}: {error}")
                return None
            if result.outcome == "not-html":
                self.report.note(f"{given.name}: this is no HTML, and was cleaned as an article's text.")
        if result.refusal:
            self.report.refusal(given.name, result.refusal)
        return result

    def plain_cleaner(self, kind: Kind) -> Cleaner:
        """The cleaner without per-file ignores."""
        return self._cleaner(self.config.ignore, kind)

    def cleaner_for(self, path: str, kind: Kind) -> Cleaner:
        """The cleaner that is meant for a file."""
        return self._cleaner(self.config.ignored_for(path), kind)

    def watch(self, name: str) -> Lines | Bar:
        """What shows how far a run over a dump is."""
        from cleaner.cli.progress import watching

        return watching(name, quiet=self.report.quiet)

    def settle(self, file: files.File, given: Input, result: Result, deliver: Destination | None) -> None:
        """Put what is left of a text where it goes, if anywhere, and count it. What cannot be written is reported."""
        try:
            if deliver is not None:
                deliver(file, given, result)
        except files.FileError as error:
            self.report.trouble(str(error))
            return
        if not result.refusal:
            self.report.count(changed=result.changed)

    def _cleaner(self, ignore: tuple[str, ...], kind: Kind = "article") -> Cleaner:
        if (ignore, kind) not in self._cleaners:
            self._cleaners[ignore, kind] = self._made(ignore, kind)
        return self._cleaners[ignore, kind]

    def _made(self, ignore: tuple[str, ...], kind: Kind) -> Cleaner:
        config = self.config
        try:
            return Cleaner(
                kind=kind,
                unsafe=config.unsafe,
                select=config.select,
                ignore=ignore,
                allow=self._allowed,
                phrase_files=config.phrases,
                suggest=True,
                force=config.force,
                keep=cast(tuple[Part, ...], tuple(part for part in config.keep if part != NOTHING)),
                careful=config.careful,
                extractor=cast(Extractor, config.extractor),
            )
        except UnknownRule as error:
            raise Trouble(_located(error, config)) from error
        except PhraseError as error:
            raise Trouble(str(error)) from error


def require_page() -> None:
    """Raises Trouble if the package that whole pages need is not installed."""
    try:
        import cleaner.scorer.page  # noqa: F401
    except ImportError as error:
        raise Trouble(
            f"Whole pages need a package that is not installed ({error}). Install it: pip install 'article-cleaner[page]'"
        ) from error


def require_html() -> None:
    """Raises Trouble if the packages that HTML needs are not installed."""
    try:
        import cleaner.page.extract  # noqa: F401
    except ImportError as error:
        raise Trouble(f"HTML needs packages that are not installed ({error}). Install them: pip install 'article-cleaner[html]'") from error


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
