"""The settings of a cleaner, each declared once.

From the fields of `Options` derive the keywords of `Cleaner`, `clean` and `clean_html`, the keys
of configuration files, the flags of the command, the keywords of the integrations and the Scrapy
settings. A front with settings of its own subclasses it (`Config`, `ArrowOptions`, …). To add a
setting, add a field here and use it where it takes effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from cleaner.core.analysis import Extractor, Output, Part
from cleaner.core.rule import Rule
from cleaner.settings import (
    ByHost,
    FilePaths,
    FolderPath,
    Number,
    OneOf,
    Settings,
    SomeOf,
    Strings,
    Switch,
    ValueType,
    setting,
)

InputKind = Literal["auto", "article", "page", "html"]
"""What an input may be declared to be. With `auto`, `Cleaner.clean` takes it as article text, and
the command and the integrations decide by the content of the file or the names of the columns."""


class Rules(ValueType):
    """Any number of rules."""

    def read(self, value: Any, name: str) -> tuple[Rule, ...]:
        """Return a tuple of rules. Raises ValueError for anything else."""
        rules = tuple(value) if isinstance(value, Iterable) else (value,)
        for each in rules:
            if not isinstance(each, Rule):
                raise ValueError(f"{name} must be a list of cleaner.Rule, and {each!r} is not one.")
        return rules


@dataclass(frozen=True, kw_only=True)
class Options(Settings):
    """How documents are cleaned. Immutable; every value is checked (ValueError)."""

    kind: InputKind = setting(
        "auto",
        OneOf(get_args(InputKind)),
        "Treat input as article text, the text of whole pages, or HTML.",
        key="as",
        section="Reading",
    )
    unsafe: bool = setting(False, Switch(), "Also apply unsafe rules.", section="Rules")
    select: Sequence[str] = setting(
        (),
        Strings(),
        "Use only these rules: ids or prefixes, comma separated, repeatable.",
        section="Rules",
    )
    ignore: Sequence[str] = setting(
        (),
        Strings(),
        "Disable these rules. The more specific of --select and --ignore wins.",
        section="Rules",
    )
    allow: Iterable[str] = setting((), Strings(), "Lines that are never removed.", flag="")
    phrase_files: Iterable[str | Path] = setting(
        (),
        FilePaths(),
        "TOML file with phrases of your own. Repeatable.",
        key="phrases",
        group="rules",
        section="Rules",
        adds=True,
    )
    rules: Iterable[Rule] = setting((), Rules(), "Rules of your own program.", key="", flag="")
    suggest: bool = setting(
        False, Switch(), "Only list what unsafe rules would remove.", key="", flag=""
    )
    force: bool = setting(False, Switch(), "Clean documents even if they lose most of their words.")
    keep: Iterable[Part] = setting(
        ("title",),
        SomeOf(get_args(Part), "part"),
        "For whole pages and HTML: parts to keep besides the body (title, byline, captions,"
        " comments, comma separated; or nothing).",
    )
    careful: bool = setting(
        False,
        Switch(),
        "For whole pages and HTML: remove only what is very unlikely to belong to the article.",
    )
    max_loss: float = setting(
        0.0,
        Number(0.0, "SHARE", most=1.0),
        "For article text: let the learned scorer remove more, at the risk of losing about this"
        " share of the article's words (0.0005 is careful, 0.005 thorough). 0: rules only.",
    )
    extractor: Extractor = setting(
        "scorer", OneOf(get_args(Extractor)), "How to find the article in HTML."
    )
    links: bool = setting(True, Switch(), "For Markdown: write the addresses of links.")
    images: bool = setting(True, Switch(), "For Markdown: show the article's pictures.")
    hosts: Mapping[str, Mapping[str, Sequence[str]]] = setting(
        dict,
        ByHost(),
        "For documents of a host: rules to disable (ignore), lines to keep (allow).",
        key="host",
        flag="",
    )
    models: str | Path | None = setting(
        None, FolderPath(), "Folder with models that you trained: page.npz, html.npz, article.npz."
    )

    def cleaner_keywords(self) -> dict[str, Any]:
        """Return the keywords of a `Cleaner` with these settings, also for a subclass."""
        return {each.name: getattr(self, each.name) for each in fields(Options)}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)  # each method takes time at start
class HtmlOptions(Options):
    """The settings of `clean_html`: those of a cleaner and those of one page."""

    url: str | None = None
    charset: str | None = None
    output: Output = setting("text", OneOf(get_args(Output)), "Plain text or Markdown.")
