"""Languages: how many of WordPress's wordings are removed, and how many of articles' own words."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cleaner import Cleaner
from tests.support import jsonl
from tests.tools import import_l10n
from tests.tools.bench.quality import Row, markdown, score
from tests.tools.bench.systems import System

CLASSES = ("safe", "context", "block")
_FILLED = ("12", "Ana Mendes", "Spring")
_BEFORE = (
    "The river rose by a metre in the night, and the mill at the lower bridge had to be cleared"
    " before the morning came.\n\n"
    "The mayor thanked the firemen, who had worked until dawn, and asked the people to stay away"
    " from the banks for a while.\n\n"
)
"""An article in English: what is found behind it is found without any evidence of its language."""
_FORM = ("leave_a_comment", "email_not_published", "must_be_logged_in", "awaiting_moderation")
"""Of these a form is made around a phrase, in the phrase's own language."""


def phrases(path: Path) -> Iterator[tuple[str, str, str, str]]:
    """Locale, class, key and phrase of every WordPress wording in the data, filled in."""
    for key, entry in json.loads(path.read_text(encoding="utf-8")).items():
        if entry["source"].startswith(("WordPress", "composite")):
            for locale, texts in entry["strings"].items():
                for text in texts:
                    yield locale, entry["standalone"], key, filled(text)


def filled(text: str) -> str:
    """A phrase with something in its holes."""
    pieces = re.split("%[sd]", text)
    return pieces[0] + "".join(
        value + piece for value, piece in zip(_FILLED * len(pieces), pieces[1:], strict=False)
    )


def recall(path: Path) -> str:
    """Share of phrases removed, by class: alone after an article, and inside a comment form."""
    cleaner = Cleaner(force=True)
    found: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    every = list(phrases(path))
    forms: dict[str, list[str]] = defaultdict(list)
    for locale, _, key, text in every:
        if key in _FORM:
            forms[locale].append(text)
    for locale, standalone, key, text in every:
        alone = text not in cleaner.clean(f"{_BEFORE}{text}\n").text
        form = "\n".join([*forms[locale][:2], text, *forms[locale][2:]])
        beside = f"\n{text}\n" not in cleaner.clean(f"{_BEFORE}{form}\n").text
        enough = import_l10n.alone(text, import_l10n.language(locale)) and key in import_l10n.USES
        found[locale, standalone].append((alone, beside, enough))
    rows = []
    for locale in sorted({locale for locale, _ in found}):
        cells = []
        for standalone in CLASSES:
            hits = found[locale, standalone]
            cells.append(
                f"{_share(alone for alone, _, _ in hits)} / "
                f"{_share(beside for _, beside, _ in hits)}"
            )
        cells.insert(1, _share(alone for alone, _, enough in found[locale, "safe"] if enough))
        rows.append([locale, *cells])
    safe = [hit for (_, standalone), hits in found.items() for hit in hits if standalone == "safe"]
    total = [
        f"{_share(a for a, _, _ in safe)} / {_share(b for _, b, _ in safe)}",
        _share(a for a, _, enough in safe if enough),
    ]
    for standalone in CLASSES[1:]:
        hits = [
            hit
            for (_, name), found_hits in found.items()
            if name == standalone
            for hit in found_hits
        ]
        total.append(f"{_share(a for a, _, _ in hits)} / {_share(b for _, b, _ in hits)}")
    head = [
        "locale",
        "safe: alone / in a form",
        "safe, of two words and more: alone",
        "context",
        "block",
    ]
    return markdown(head, [*rows, ["all", *total]])


def _share(found: Iterator[bool] | Any) -> str:
    hits = list(found)
    return f"{sum(hits) / len(hits):.2f}" if hits else "-"


def hits(path: Path) -> str:
    """What is removed from reference texts, by language: number of texts and cuts, and the cuts."""
    cleaner = Cleaner(force=True)
    texts: dict[str, int] = defaultdict(int)
    cuts: dict[str, list[str]] = defaultdict(list)
    for page in jsonl.rows(path):
        texts[page["lang"]] += 1
        cuts[page["lang"]] += [
            f"{cut.rule}: {' '.join(cut.text.split())[:100]}"
            for cut in cleaner.clean(page["reference"]).cuts
        ]
    rows = [
        [language, str(number), str(len(cuts[language])), "; ".join(cuts[language])]
        for language, number in sorted(texts.items())
    ]
    return markdown(["language", "reference texts", "cuts", "which"], rows)


def quality(documents: Sequence[Row], scorer: Path, systems: dict[str, System]) -> str:
    """Figures on residue articles in German and in all other languages but English."""
    articles = [row for row in documents if row["kind"] == "article" and row["lang"] != "en"]
    slices = {
        "German": [row for row in articles if row["lang"] == "de"],
        "other languages": [row for row in articles if row["lang"] != "de"],
    }
    rows = []
    for name, rows_of in slices.items():
        for system, clean in systems.items():
            figures, _ = score(rows_of, clean, scorer)
            values = [
                f"{figures[metric]:.5g}"
                for metric in ("core", "removed", "comments", "lost", "harmed")
            ]
            rows.append([f"{name} ({len(rows_of)})", system, *values])
    return markdown(["articles in", "", "core", "removed", "comments", "lost", "harmed"], rows)
