"""The public way in: `clean` and `clean_html` for one text or page, `Cleaner` for many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

from cleaner import phrases, rules
from cleaner.core import engine
from cleaner.core.analysis import NO_ANALYSIS, Extractor, Kind, Output, PageAnalysis, Part
from cleaner.core.normalise import line_key
from cleaner.core.result import Result
from cleaner.core.rule import Rule
from cleaner.hints import meant, no_part

NOTHING_FOUND = "Left as the page's whole text: no article was found on it."


class UnknownRule(ValueError):
    """A rule id or prefix (`name`) that no rule has. The message suggests a near one."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


class Cleaner:
    """A configured cleaner, built once and used for many texts. Immutable, safe to share between threads.

    `select` and `ignore` take rule ids or prefixes (`share`, `share.button`); the longer of two that fit wins, as in ruff.
    `allow` are lines never to touch, compared without regard to case, quotes, bullets and end punctuation.
    `phrase_files` are TOML files of phrases of your own (see `cleaner.phrases`). `unsafe` applies the rules that are not
    safe, too; `suggest` only says what they would cut (`Result.suggestions`). Unless `force`, a text that would lose most
    of its words is left unchanged (`Result.refusal` says so).

    For whole pages (`kind="page"`, and `clean_html`): `keep` is what is kept besides the article's body (`title`, `byline`,
    `captions`, `comments`). The line scorer keeps the lines with which it expects the highest F1; `careful` leaves out only so much
    that three in a thousand of the article's words are expected to be lost. `extractor="trafilatura"` asks trafilatura instead (HTML only;
    `keep` and `careful` are not for it). `models` is a folder with a `page.npz` and an `html.npz` of your own training.

    Raises ValueError for an unknown kind or part, UnknownRule, and `cleaner.phrases.PhraseError` for a phrase file that cannot be used.
    """

    def __init__(  # noqa: PLR0913 - settings, each by its name
        self,
        *,
        kind: Kind = "article",
        unsafe: bool = False,
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        allow: Iterable[str] = (),
        phrase_files: Iterable[str | Path] = (),
        suggest: bool = False,
        force: bool = False,
        keep: Iterable[Part] = ("title",),
        careful: bool = False,
        extractor: Extractor = "scorer",
        models: str | Path | None = None,
    ) -> None:
        check_kind(kind)
        phrase_files = tuple(phrase_files)
        own = tuple(group for path in phrase_files for group in phrases.load(Path(path)))
        known = rules.with_own(own)
        _check_known([*select, *ignore], known)
        self.rules = tuple(rule for rule in known if _selected(rule.id, select, ignore))
        """The rules in force, in their order."""
        active = [rule for rule in self.rules if rule.safe or unsafe or suggest]
        self._matcher = rules.matcher(rules.line_tests(active), own)
        self._chosen = tuple(select), tuple(ignore), phrase_files
        self._allow = tuple(sorted(set(allow)))
        self._allowed = frozenset(line_key(line) for line in self._allow)
        self.kind: Kind = kind
        self.unsafe = unsafe
        self.suggest = suggest
        self.force = force
        self.keep = _parts(keep)
        self.careful = careful
        self.extractor: Extractor = extractor
        self.models = None if models is None else str(models)

    @property
    def settings(self) -> dict[str, Any]:
        """What makes another one that does the same: the keywords of `Cleaner`."""
        select, ignore, phrase_files = self._chosen
        return {
            "kind": self.kind,
            "unsafe": self.unsafe,
            "select": select,
            "ignore": ignore,
            "allow": self._allow,
            "phrase_files": phrase_files,
            "suggest": self.suggest,
            "force": self.force,
            "keep": self.keep,
            "careful": self.careful,
            "extractor": self.extractor,
            "models": self.models,
        }

    def but(self, **settings: Any) -> Cleaner:
        """Another one with some other settings. Raises what `Cleaner` raises."""
        return Cleaner(**{**self.settings, **settings})

    def __reduce__(self) -> tuple[Callable[[], Cleaner], tuple[()]]:
        """For pickling: another process builds its own."""
        return partial(Cleaner, **self.settings), ()

    def clean(self, text: str) -> Result:
        """Clean one text. Never raises for a text's content; what was cut is in `Result.cuts`.

        With `kind="page"` its article is found first, which needs the `page` extra; raises ImportError without it.
        """
        if self.kind != "page":
            return self._cleaned(text, self.kind, NO_ANALYSIS)
        from cleaner.scorer import page as page_scorer  # numpy

        return self._cleaned(text, "page", page_scorer.analyse_page(text, page_scorer.KeepOptions(self.keep, self.careful, self.models)))

    def clean_html(self, html: bytes | str, *, url: str | None = None, charset: str | None = None, output: Output = "text") -> Result:
        """Take the article out of one HTML page or fragment, and clean it.

        `html` are the page's bytes (best: the encoding is found out) or its text, `url` is where it is from, `charset` what the
        HTTP header says of its encoding. In the result, `original` is the text of the whole page, as plain text or as Markdown,
        `cuts` all that is not the article, `metadata` what the page says of itself, and `outcome` what became of it: a text that is
        no HTML is cleaned as an article's text (`not-html`), a page without an article keeps its text (`nothing-found`).

        Needs the `html` extra. Raises ImportError without it, and ValueError for bytes that are no text (a PDF, an image) and for
        pages beyond all bounds (see `cleaner.page.extract`).
        """
        from cleaner.page.extract import ExtractOptions, extract
        from cleaner.scorer import page as page_scorer  # lxml and numpy take a tenth of a second

        options = ExtractOptions(self.extractor, page_scorer.KeepOptions(self.keep, self.careful, self.models), output)
        page = extract(html, url=url, charset=charset, options=options)
        result = self._cleaned(page.text, "article" if page.outcome == "not-html" else "html", page.evidence)
        if page.outcome == "nothing-found":
            result = replace(result, cuts=(), refusal=NOTHING_FOUND)
        return page.finish(result)

    def _cleaned(self, text: str, kind: Kind, evidence: PageAnalysis) -> Result:
        return engine.clean(
            text,
            self.rules,
            self._matcher,
            kind=kind,
            analysis=evidence,
            allowed=self._allowed,
            unsafe=self.unsafe,
            suggest=self.suggest,
            force=self.force,
        )


def clean(  # noqa: PLR0913 - spelled out for editors and help, as in `Cleaner`
    text: str,
    *,
    kind: Kind = "article",
    unsafe: bool = False,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    allow: Iterable[str] = (),
    phrase_files: Iterable[str | Path] = (),
    suggest: bool = False,
    force: bool = False,
    keep: Iterable[Part] = ("title",),
    careful: bool = False,
) -> Result:
    """Clean one text: the article's own words in `.text`, every removal in `.cuts`. Parameters as for `Cleaner`.

    For many texts make one `Cleaner`, which is configured once.

    >>> clean("It rained all day in the valley, and the river rose by a metre.\\n\\nLeave a Reply\\n").text
    'It rained all day in the valley, and the river rose by a metre.\\n'
    """
    cleaner = Cleaner(
        kind=kind,
        unsafe=unsafe,
        select=select,
        ignore=ignore,
        allow=allow,
        phrase_files=phrase_files,
        suggest=suggest,
        force=force,
        keep=keep,
        careful=careful,
    )
    return cleaner.clean(text)


def clean_html(  # noqa: PLR0913 - spelled out for editors and help, as in `Cleaner`
    html: bytes | str,
    *,
    url: str | None = None,
    charset: str | None = None,
    output: Output = "text",
    unsafe: bool = False,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    allow: Iterable[str] = (),
    phrase_files: Iterable[str | Path] = (),
    suggest: bool = False,
    force: bool = False,
    keep: Iterable[Part] = ("title",),
    careful: bool = False,
    extractor: Extractor = "scorer",
) -> Result:
    """Take the article out of one HTML page, and clean it. Parameters as for `Cleaner` and `Cleaner.clean_html`.

    For many pages make one `Cleaner`, which is configured once.
    """
    cleaner = Cleaner(
        unsafe=unsafe,
        select=select,
        ignore=ignore,
        allow=allow,
        phrase_files=phrase_files,
        suggest=suggest,
        force=force,
        keep=keep,
        careful=careful,
        extractor=extractor,
    )
    return cleaner.clean_html(html, url=url, charset=charset, output=output)


def _covers(prefix: str, rule_id: str) -> bool:
    return rule_id == prefix or rule_id.startswith(prefix + ".")


def _selected(rule_id: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    chosen = max((len(prefix) for prefix in select if _covers(prefix, rule_id)), default=0 if not select else -1)
    refused = max((len(prefix) for prefix in ignore if _covers(prefix, rule_id)), default=-1)
    return chosen > refused


def check_kind(kind: str) -> None:
    """Raises ValueError for a kind of text that there is not, which would be cleaned as an article otherwise."""
    known = get_args(Kind)
    if kind not in known:
        there_are = f"There are: {', '.join(known)}."
        raise ValueError(f"There is no kind {kind!r} of text. {meant(str(kind), known, there_are)}")


def _parts(keep: Iterable[Part]) -> tuple[Part, ...]:
    """What to keep, each once. Raises ValueError for what is no part."""
    known = get_args(Part)
    wanted = tuple(dict.fromkeys(keep))
    for part in wanted:
        if part not in known:
            raise ValueError(no_part(part, known))
    return wanted


def _check_known(prefixes: Iterable[str], known: Sequence[Rule]) -> None:
    for prefix in prefixes:
        if not any(_covers(prefix, rule.id) for rule in known):
            names = sorted({rule.id for rule in known} | {rule.family for rule in known})
            raise UnknownRule(prefix, f"There is no rule {prefix!r}. {meant(prefix, names, '`cleaner rules` lists them.')}")
