"""The settings of a run, declared: keys, flags, documentation and schema follow from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cleaner.config.values import Encoding, Endings, Globs, RulesByGlob, Versions
from cleaner.dumps.formats import FORMATS
from cleaner.dumps.limits import MAX_DOCUMENT_CHARS, TIMEOUT_SECONDS
from cleaner.files import TEXT_NAMES, globs
from cleaner.options import Options
from cleaner.report import FORMATS as FINDINGS_FORMATS
from cleaner.settings import (
    FilePath,
    FilePaths,
    Number,
    OneOf,
    Setting,
    Switch,
    ValueType,
    setting,
    settings_of,
)

COLOURS = ("auto", "always", "never")
"""When to use colours; `auto`: on a terminal."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)  # each method takes time at start
class Config(Options):
    """The settings of a run: those of its cleaners, and those of the command's input and output.

    `origins` tells for every key that was set where it was set; globs are relative to `root`;
    `source` is the configuration file, if there is one.
    """

    allow_files: Sequence[str] = setting(
        (),
        FilePaths(),
        "File with lines that are never removed, one per line. Repeatable.",
        flag="--allow",
        section="Rules",
        adds=True,
    )
    encoding: str = setting("utf-8", Encoding(), "Encoding of the files.", section="Reading")
    exclude: Sequence[str] = setting(
        (), Globs(), "Files and folders to skip, even if they are named.", flag=""
    )
    per_file_ignores: Mapping[str, tuple[str, ...]] = setting(
        dict, RulesByGlob(), "Rules to disable for some files.", flag=""
    )
    extensions: Sequence[str] = setting(
        TEXT_NAMES, Endings(), "Files to look for in folders and archives.", flag=""
    )
    baseline: str | None = setting(
        None,
        FilePath(),
        "Do not report the findings listed in this file.",
        group="check",
        section="Options",
    )

    exit_zero: bool = setting(
        False,
        Switch(),
        "Exit with 0 even if there are findings.",
        group="check",
        section="Options",
    )
    findings_format: str = setting(
        "text",
        OneOf(tuple(FINDINGS_FORMATS)),
        "Format of the findings.",
        flag="--output-format",
        group="findings",
        section="Options",
    )
    text_format: str = setting(
        "text",
        OneOf(("text", "markdown", "jsonl")),
        "Plain text, Markdown, or JSON lines with metadata (title, author, date, …).",
        flag="--output-format",
        group="texts",
        section="Options",
    )
    quiet: bool = setting(
        False,
        Switch(),
        "Print errors only.",
        flag="-q/--quiet",
        group="messages",
        section="General",
    )
    color: str = setting(
        "auto",
        OneOf(COLOURS),
        "When to use colours.",
        group="every command",
        section="General",
    )

    jobs: int = setting(
        1,
        Number(1, most=1_000),
        "Number of worker processes, for dumps and for many files.",
        flag="-j/--jobs",
        group="dumps",
        section="Dumps",
    )
    text_column: str | None = setting(
        None,
        ValueType(),
        "Column with the text (default: guessed from the names).",
        group="columns",
        section="Reading",
    )
    html_column: str | None = setting(
        None,
        ValueType(),
        "Column with HTML (default: guessed).",
        group="dumps",
        section="Reading",
    )
    id_column: str | None = setting(
        None,
        ValueType(),
        "Column with the document's id (default: guessed).",
        group="columns",
        section="Reading",
    )
    url_column: str | None = setting(
        None,
        ValueType(),
        "Column with the page URL (default: guessed).",
        group="dumps",
        section="Reading",
    )
    timeout: float = setting(
        TIMEOUT_SECONDS,
        Number(0.1, "SECONDS"),
        "Time limit for each document, in seconds; slower ones are passed through unchanged.",
        group="dumps",
        section="Dumps",
    )
    max_document: int = setting(
        MAX_DOCUMENT_CHARS,
        Number(1, "CHARACTERS"),
        "Documents with more characters are passed through unchanged.",
        group="columns",
        section="Dumps",
    )
    engine: str = setting(
        "local",
        OneOf(("local", "ray")),
        "Where to run: local processes or Ray.",
        group="dumps",
        section="Dumps",
    )
    address: str | None = setting(
        None,
        ValueType(),
        "Address of the Ray cluster (default: start one here).",
        group="dumps",
        section="Dumps",
    )
    input_format: str | None = setting(
        None,
        OneOf(tuple(FORMATS)),
        "Format of stdin, or of files whose extension does not show it.",
        group="dumps",
        section="Reading",
    )
    learn_min_documents: int = setting(
        3,
        Number(2),
        "Learn a line only if it is in at least this many documents of a host.",
        group="learn",
        section="Options",
    )
    output_column: str | None = setting(
        None,
        ValueType(),
        "Column for the cleaned text (default: replace the text; 'text' for HTML).",
        group="writing",
        section="Dumps",
    )
    errors: str | None = setting(
        None,
        FilePath(),
        "List of the documents that were passed through, with the reason (default:"
        " OUTPUT.errors.jsonl).",
        key="",
        flag="--errors",
        group="writing",
        section="Dumps",
    )
    restart: bool = setting(
        False,
        Switch(),
        "Start over instead of resuming.",
        key="",
        flag="--restart",
        group="writing",
        section="Dumps",
    )
    overwrite: bool = setting(
        False,
        Switch(),
        "Replace existing files (output, record, errors, report).",
        key="",
        flag="--overwrite",
        group="output",
        section="Options",
    )
    removed_text: bool = setting(
        True,
        Switch(),
        "Whether the record of a dump holds the removed text (restore needs it) or spans only.",
        group="writing",
        section="Dumps",
    )

    required_version: str | None = setting(
        None,
        Versions(),
        "Versions of cleaner that may use this file, such as '>=0.1,<1'.",
        flag="",
    )
    extend: Sequence[str] = setting(
        (), FilePaths(), "Configuration files to build on. Lists of both are joined.", flag=""
    )

    root: str = "."
    source: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)

    def excludes(self, path: str) -> bool:
        """Whether a file or folder is to be left alone."""
        exclude = self.exclude
        return bool(exclude) and globs.fits(globs.relative(path, self.root), *exclude)

    def ignored_for(self, path: str) -> tuple[str, ...]:
        """Return the rule ids and prefixes that are disabled for a file."""
        if not self.per_file_ignores:
            return tuple(self.ignore)
        return (*self.ignore, *globs.listed(path, self.root, self.per_file_ignores.items()))

    @property
    def ignored_somewhere(self) -> tuple[str, ...]:
        """All rule ids and prefixes of the per-file ignores."""
        return tuple(name for names in self.per_file_ignores.values() for name in names)

    def override(self, origin: str, values: Mapping[str, Any]) -> Config:
        """Return the configuration with some fields replaced; `origin` names where they are from.

        Raises ValueError for a value that its setting does not take.
        """
        return replace(self, origins={**self.origins, **dict.fromkeys(values, origin)}, **values)

    def items(self) -> list[tuple[str, Any, str]]:
        """Return every key of a configuration file with its value and origin."""
        return [
            (key, getattr(self, each.name), self.origins.get(each.name, "default"))
            for key, each in by_key().items()
        ]


def by_key() -> dict[str, Setting]:
    """Return the settings by their key in a file."""
    return {each.key: each for each in settings_of(Config).values() if each.key}


def schema() -> dict[str, Any]:
    """Return the JSON schema of configuration files, by which editors complete and check them."""
    keys = {
        key: {**each.type.schema(), "description": each.help, **_default(each)}
        for key, each in by_key().items()
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Configuration of cleaner",
        "type": "object",
        "properties": keys,
        "additionalProperties": False,
    }


def _default(each: Setting) -> dict[str, Any]:
    default = list(each.default) if isinstance(each.default, tuple) else each.default
    return {} if default is None else {"default": default}
