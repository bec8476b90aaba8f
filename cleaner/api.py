"""The public functions: `clean` and `clean_html` for one document, `Cleaner` for many."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner import content_type, phrases, rules
from cleaner.core.analysis import NO_ANALYSIS, Kind, Output, PageAnalysis, Part
from cleaner.core.engine import Engine
from cleaner.core.matcher import Matcher
from cleaner.core.normalise import line_key
from cleaner.core.result import Result
from cleaner.core.rule import Rule
from cleaner.options import HtmlOptions, Options
from cleaner.scorer.categories import RULE_IDS
from cleaner.selection import (
    LEARNED,
    check_known,
    check_new,
    check_selected,
    selected,
)
from cleaner.settings import keywords_of, settings_of

if TYPE_CHECKING:
    from cleaner.learn.rules import HostRule, OfHost
    from cleaner.scorer.page import KeepOptions

NOTHING_FOUND = "No article was found on this page: all of its text is kept."
_NO_SCORER = "--max-loss (max_loss in Python) needs numpy: pip install 'article-cleaner[page]'"
_MISSING = ("NAType", "NaTType")  # those of pandas, besides NaN
_HEAD = 1000  # characters in which the start of a text is looked for


class _InForce(NamedTuple):
    """What is in force for the documents of a host."""

    engine: Engine
    host: OfHost | None = None


class Cleaner:
    """A configured cleaner: build it once and use it for many documents.

    Immutable, and safe to share between threads. The settings are the fields of
    `cleaner.options.Options`:

    `select` and `ignore` take rule ids or prefixes (`share`, `share.button`); the more specific of
    two that match wins, as in ruff. `allow` are lines that are never removed; case, quotes,
    bullets and final punctuation do not matter. `phrase_files` are TOML files of your own phrases
    (see `cleaner.phrases`), and `rules` are rules of your own program, which win over the built-in
    ones. `hosts` has an `ignore` and an `allow` for the documents of a host (see
    the `url` of `clean`). `unsafe` also applies unsafe rules; `suggest` only lists what they
    would remove (`Result.suggestions`). A text that would lose most of its words is left unchanged
    (`Result.refusal` explains why) unless `force` is set.

    For whole pages (`kind="page"`, and `clean_html`): `keep` lists the parts to keep besides the
    body (`title`, `byline`, `captions`, `comments`; with `comments`, no rule of that family is
    used). The line scorer keeps the lines with the highest expected F1; with `careful` it removes
    only so many that it expects to lose three in a thousand of the article's words.
    `extractor="trafilatura"` uses trafilatura instead (HTML only, without `keep` and `careful`).
    In Markdown, `links=False` leaves out the addresses of links, `images=False` the pictures.

    For article text: with a `max_loss` above 0, the learned scorer removes lines that no rule
    knows (`residue.*`), at the risk of losing about this share of the article's words. It needs
    the `page` extra (ImportError). `models` is a folder with models that you trained: `page.npz`,
    `html.npz` and, for `max_loss`, `article.npz` (ValueError for one that is missing or unfit).

    Raises ValueError for a value that a setting does not take, UnknownRule, TypeError for an
    unknown setting, and `cleaner.phrases.PhraseError` for a phrase file that cannot be used.
    """

    __slots__ = ("_everywhere", "_hosts", "_local", "_matcher", "_named_hosts", "options", "rules")

    options: Options
    """The settings, in their normal form."""
    rules: tuple[Rule, ...]
    """The active rules, in their order."""
    _matcher: Matcher
    _everywhere: _InForce
    _local: dict[str, _InForce]
    """What is in force on each named host that was seen, and with `""` on all others."""
    _hosts: Mapping[str, Sequence[HostRule]]
    _named_hosts: frozenset[str]

    @keywords_of(Options)
    def __init__(self, options: Options) -> None:
        own = tuple(group for path in options.phrase_files for group in phrases.load(Path(path)))
        plain = tuple(group for group in own if not group.is_located)
        check_new(options.rules)
        known = rules.with_own(plain, (*options.rules, *rules.RULES))
        known = (*known, *_learned(options))
        bound = _host_rules(own)
        select, ignore = options.select, options.ignore
        on_hosts = [each for table in options.hosts.values() for each in table.get("ignore", ())]
        ids = [*(rule.id for rule in known), *(rule.id for rule in bound)]
        check_selected(select, ids)
        check_known([*select, *ignore, *on_hosts], [*ids, *RULE_IDS, LEARNED])
        hosts: dict[str, list[HostRule]] = {}
        for host_rule in bound:
            if selected(host_rule.id, select, ignore) and (host_rule.safe or options.unsafe):
                hosts.setdefault(host_rule.host, []).append(host_rule)
        if "comments" in options.keep:
            ignore = (*ignore, "comments")
        active = tuple(rule for rule in known if selected(rule.id, select, ignore))
        used = [rule for rule in active if rule.safe or options.unsafe or options.suggest]
        for name, value in (
            ("options", options),
            ("rules", active),
            ("_hosts", hosts),
            ("_named_hosts", frozenset([*options.hosts, *hosts])),
            ("_matcher", rules.matcher(rules.line_tests(used), plain)),
            ("_local", {}),
        ):
            object.__setattr__(self, name, value)
        everywhere = _InForce(self._engine(active, options.allow))
        object.__setattr__(self, "_everywhere", everywhere)

    def __setattr__(self, name: str, value: object) -> None:
        """Raise AttributeError: a cleaner never changes."""
        raise AttributeError(
            f"A Cleaner is immutable: use cleaner.replace({name}=…), which returns a new one."
        )

    def __delattr__(self, name: str) -> None:
        """Raise AttributeError: a cleaner never changes."""
        raise AttributeError("A Cleaner is immutable.")

    def __repr__(self) -> str:
        default = Options().cleaner_keywords()
        changed = {k: v for k, v in self.settings.items() if v != default[k]}
        return f"Cleaner({', '.join(f'{name}={value!r}' for name, value in changed.items())})"

    @property
    def settings(self) -> dict[str, Any]:
        """The keywords that make an equal cleaner."""
        return self.options.cleaner_keywords()

    def replace(self, **settings: Any) -> Cleaner:
        """Return another cleaner with some settings changed. Raises what `Cleaner` raises."""
        return Cleaner(**{**self.settings, **settings})

    def __reduce__(self) -> tuple[Callable[[], Cleaner], tuple[()]]:
        """Pickle the settings only; another process builds its own cleaner from them."""
        return partial(Cleaner, **self.settings), ()

    def clean(self, text: str, *, url: str | None = None) -> Result:
        """Clean one text and return the result, with every removal in `Result.cuts`.

        `url` is the address or the host of the document, for phrases that are bound to a host.
        No text is refused for its content, with one exception: unless `kind` says what it is, HTML
        raises ValueError, because it needs `clean_html`. With `kind="page"` the article is found
        first, which needs the `page` extra (ImportError). Raises TypeError for what is not a
        string.
        """
        _check_text(text)
        options = self.options
        if options.kind == "auto":
            _check_not_html(text)
        if options.kind != "page":
            kind: Kind = "html" if options.kind == "html" else "article"
            return self._cleaned(text, kind, NO_ANALYSIS, url)
        from cleaner.scorer import page as page_scorer  # numpy

        return self._cleaned(text, "page", page_scorer.analyse_page(text, self._kept()), url)

    def clean_html(
        self,
        html: bytes | str,
        *,
        url: str | None = None,
        charset: str | None = None,
        output: Output = "text",
    ) -> Result:
        """Extract the article from one HTML page or fragment, and clean it.

        Pass the page as bytes (preferred: the encoding is detected) or as a string. `url` is its
        address or its host (without one, the address that the page tells counts for phrases that
        are bound to a host), `charset` the encoding from the HTTP header, `output` is `text` or
        `markdown`.
        `Result.original` is the text of the whole page in that form, `cuts` is everything that is
        not the article, `metadata` holds title, author, date and the like, and `outcome` tells what
        the input was: text that is not HTML is cleaned as article text (`not-html`), a page without
        an article keeps all its text (`nothing-found`).

        Needs the `html` extra (ImportError). Raises ValueError for data that is not text (a PDF, an
        image), for pages beyond the size limits (see `cleaner.page.extract`) and for an unknown
        `output`, and TypeError for what is neither bytes nor a string.
        """
        _check_page(html)
        _check_output(output)
        with _no_garbage_collection():
            return self._cleaned_page(html, url, charset, output)

    def _cleaned_page(
        self, html: bytes | str, url: str | None, charset: str | None, output: Output
    ) -> Result:
        from cleaner.page.extract import ExtractOptions, extract  # lxml takes a tenth of a second

        given = self.options
        options = ExtractOptions(
            given.extractor, self._kept(), output, links=given.links, images=given.images
        )
        address = url if url and "/" in url else None
        page = extract(html, url=address, charset=charset, options=options)
        kind: Kind = "article" if page.outcome == "not-html" else "html"
        if not url and self._has_hosts:
            url = page.about().url
        result = self._cleaned(page.text, kind, page.evidence, url)
        if page.outcome == "nothing-found":
            result = replace(result, cuts=(), refusal=NOTHING_FOUND)
        return page.finish(result)

    @property
    def named_hosts(self) -> frozenset[str]:
        """The hosts that phrases or settings name. These apply to documents from a URL only."""
        return self._named_hosts - {""}

    @property
    def _has_hosts(self) -> bool:
        """Whether anything depends on the host of a document."""
        return bool(self._hosts or self.options.hosts)

    def _in_force(self, url: str | None) -> _InForce:
        """Return what is in force for a document from a URL or host."""
        if not self._has_hosts:
            return self._everywhere
        from cleaner.learn.proposals import host_of
        from cleaner.learn.rules import of_host

        host = host_of(url or "")
        if host not in self._named_hosts:
            host = ""
        if host not in self._local:
            table = self.options.hosts.get(host, {})
            ignore = table.get("ignore", ())
            here = chain(self._hosts.get(host, ()), self._hosts.get("", ()) if host else ())
            own = of_host([rule for rule in here if selected(rule.id, (), ignore)], host)
            engine = self._everywhere.engine
            if table:
                rules = [rule for rule in self.rules if selected(rule.id, (), ignore)]
                engine = self._engine(rules, (*self.options.allow, *table.get("allow", ())))
            self._local[host] = _InForce(engine.with_page_rules(own.rules), own)
        return self._local[host]

    def _kept(self) -> KeepOptions:
        from cleaner.scorer.page import KeepOptions

        options = self.options
        keep: tuple[Part, ...] = tuple(options.keep)
        return KeepOptions(keep, options.careful, _models(options))

    def _cleaned(self, text: str, kind: Kind, analysis: PageAnalysis, url: str | None) -> Result:
        here = self._in_force(url)
        if here.host is not None:
            analysis = here.host.added_to(analysis, text)
        return here.engine.clean(text, kind=kind, analysis=analysis)

    def _engine(self, rules: Sequence[Rule], allow: Iterable[str]) -> Engine:
        options = self.options
        return Engine(
            rules,
            self._matcher,
            allowed=frozenset(line_key(line) for line in allow),
            unsafe=options.unsafe,
            suggest=options.suggest,
            force=options.force,
        )


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Put off garbage collection: a page is 100,000 objects, few in cycles. Saves a tenth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _learned(options: Options) -> tuple[Rule, ...]:
    """Return the rules of the learned scorer, if it may lose anything.

    Raises ImportError, with what to install, if numpy is missing.
    """
    if not options.max_loss:
        return ()
    if find_spec("numpy") is None:
        raise ModuleNotFoundError(_NO_SCORER, name="numpy")
    from cleaner.scorer.residue import residue_rules

    return residue_rules(options.max_loss, _models(options))


def _models(options: Options) -> str | None:
    return None if options.models is None else str(options.models)


@keywords_of(Options)
def clean(text: str, options: Options) -> Result:
    """Clean one text: the article is in `.text`, every removal in `.cuts`.

    The keywords are those of `Cleaner`. For many texts build one `Cleaner`.

    >>> clean("It rained all day in the valley, and the river rose.\\n\\nLeave a Reply\\n").text
    'It rained all day in the valley, and the river rose.\\n'
    """
    return Cleaner(**options.cleaner_keywords()).clean(text)


@keywords_of(HtmlOptions)
def clean_html(html: bytes | str, options: HtmlOptions) -> Result:
    """Extract the article from one HTML page, and clean it.

    The keywords are those of `Cleaner` and `Cleaner.clean_html`. For many pages build one
    `Cleaner`.
    """
    return Cleaner(**options.cleaner_keywords()).clean_html(
        html, url=options.url, charset=options.charset, output=options.output
    )


def _check_text(text: object) -> None:
    if isinstance(text, bytes | bytearray):
        raise TypeError("clean() needs a string, not bytes. Decode them, or use clean_html().")
    if not isinstance(text, str):
        raise TypeError(f"clean() needs a string, not {_named(text)}.")


def is_html(text: str) -> bool:
    """Tell whether a text is HTML, for which `Cleaner.clean` is not meant."""
    begins = text[:_HEAD].lstrip("\ufeff \t\r\n").startswith("<")
    return begins and content_type.begins_as_html(text)


def _check_not_html(text: str) -> None:
    if is_html(text):
        raise ValueError(
            "clean() takes text, and this is HTML: use clean_html(). To clean it as text"
            ' anyway, pass kind="article".'
        )


def _check_page(html: object) -> None:
    if not isinstance(html, bytes | str):
        raise TypeError(f"clean_html() needs bytes or a string, not {_named(html)}.")


def _check_output(output: object) -> None:
    settings_of(HtmlOptions)["output"].read(output, "output")


def _named(value: object) -> str:
    """Name a value of a wrong type; None and NaN are missing values of data frames."""
    if value is None or isinstance(value, float) or type(value).__name__ in _MISSING:
        return f"{value!r} (skip rows without a value)"
    return type(value).__name__


def _host_rules(groups: Sequence[phrases.Group]) -> Sequence[HostRule]:
    if not any(group.is_located for group in groups):
        return ()
    from cleaner.learn.rules import host_rules  # few cleaners have any

    return host_rules(groups)
