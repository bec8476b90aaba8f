"""What is compared. Each worker process imports one peer and nothing else.

Some may be missing, and the tables say so. rs-trafilatura has one wheel, for Python 3.12 on x86-64
Linux, and its source needs Rust and crates.io; `--interpreter rs-trafilatura=PYTHON` runs it in a
Python that has it. magic-html is not on PyPI: its releases are wheels on GitHub.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

Extract = Callable[[str, str, str], str]
"""From HTML, URL and language (ISO 639-1, or empty) to the main content as plain text."""


@dataclass(frozen=True, slots=True)
class System:
    """A way to extract, the distribution that it comes from, and how to load it."""

    name: str
    package: str
    load: Callable[[], Extract]


FOLDS = "CLEANER_FOLDS"
"""Environment variable: a folder of models by fold, which `make train` writes to `folds`.

Each page is then read by a model that was not trained on its domain.
"""


def _ours(**settings: Any) -> Callable[[], Extract]:
    def load() -> Extract:
        cleaner = _cleaners(**settings)
        return lambda html, url, lang: str(cleaner(url).clean_html(html, url=url).text)

    return load


def _ours_on_text() -> Extract:
    """The line scorer without markup, on text by resiliparse (whose time counts, too)."""
    from tests.tools.training.examples import page_text

    cleaner = _cleaners(kind="page")
    return lambda html, url, lang: str(cleaner(url).clean(page_text(html)).text)


def _cleaners(**settings: Any) -> Callable[[str], Any]:
    """From a page's address to the cleaner for it: always the same one, or that of its fold."""
    make = import_module("cleaner").Cleaner
    folder = os.environ.get(FOLDS)
    if not folder:
        cleaner = make(**settings)
        return lambda url: cleaner
    from tests.tools.training import folds

    by_fold = [make(models=Path(folder, str(fold)), **settings) for fold in range(folds.FOLDS)]
    for cleaner in by_fold:  # so that the models are loaded before the clock starts
        cleaner.clean_html(
            "<html><body><main><p>The river rose by a metre in the night.</p></main></body></html>"
        )
        cleaner.clean("The river rose by a metre in the night.")
    return lambda url: by_fold[folds.fold_of(url)]


def _trafilatura(**options: Any) -> Callable[[], Extract]:
    def load() -> Extract:
        from trafilatura import extract

        return lambda html, url, lang: str(extract(html, url=url or None, **options) or "")

    return load


def _rs_trafilatura() -> Extract:
    from rs_trafilatura import extract

    return lambda html, url, lang: str(extract(html, url=url or None).main_content or "")


def _resiliparse() -> Extract:
    """Without alternative texts of pictures: 0.010 better on WCXB than with its defaults."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, url, lang: str(extract_plain_text(html, main_content=True, alt_texts=False))


def _readability() -> Extract:
    from readability import Document

    return lambda html, url, lang: _plain(
        Document(html, url=url or None).summary(html_partial=True)
    )


STOPLISTS = {
    "ar": "Arabic",
    "da": "Danish",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "id": "Indonesian",
    "it": "Italian",
    "ko": "Korean",
    "nb": "Norwegian_Bokmal",
    "nl": "Dutch",
    "no": "Norwegian_Bokmal",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
}
"""jusText's names of the languages."""


def _justext() -> Extract:
    """With the stop words of the page's language (default English), or none if jusText has none."""
    from justext import get_stoplist, justext

    lists = {name: get_stoplist(name) for name in set(STOPLISTS.values())}

    def extract(html: str, url: str, lang: str) -> str:
        name = STOPLISTS.get(lang or "en")
        found = (
            justext(html, lists[name])
            if name
            else justext(html, frozenset(), stopwords_low=0, stopwords_high=0)
        )
        return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)

    return extract


def _magic_html() -> Extract:
    from magic_html import GeneralExtractor

    extractor = GeneralExtractor()
    return lambda html, url, lang: _plain(extractor.extract(html, base_url=url)["html"])


def _newspaper() -> Extract:
    from newspaper import Article, Config

    config = Config()
    config.fetch_images = False

    def extract(html: str, url: str, lang: str) -> str:
        article = Article(url or "https://example.org/", config=config)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return extract


def _goose() -> Extract:
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})
    return lambda html, url, lang: str(goose.extract(raw_html=html).cleaned_text)


BLOCKS = (
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
    ),
    *(
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
    ),
    *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
)


def _plain(html: str) -> str:
    """The text of the HTML that some peers return, with a line for every block."""
    if not html.strip():
        return ""
    from lxml.html import fromstring

    root = fromstring(html)
    for element in root.iter(*BLOCKS):
        element.text = "\n" + (element.text or "")
        element.tail = "\n" + (element.tail or "")
    return str(root.text_content())


OURS = "cleaner"
BASELINE = "trafilatura"

SYSTEMS = {
    system.name: system
    for system in (
        System(OURS, "article-cleaner", _ours()),
        System("cleaner-body", "article-cleaner", _ours(keep=())),
        System("cleaner-by-trafilatura", "article-cleaner", _ours(extractor="trafilatura")),
        System("cleaner-on-text", "article-cleaner", _ours_on_text),
        System(BASELINE, "trafilatura", _trafilatura()),
        System("trafilatura-fast", "trafilatura", _trafilatura(fast=True)),
        System("trafilatura-precision", "trafilatura", _trafilatura(favor_precision=True)),
        System("trafilatura-recall", "trafilatura", _trafilatura(favor_recall=True)),
        System("trafilatura-no-comments", "trafilatura", _trafilatura(include_comments=False)),
        System("rs-trafilatura", "rs-trafilatura", _rs_trafilatura),
        System("resiliparse", "resiliparse", _resiliparse),
        System("readability-lxml", "readability-lxml", _readability),
        System("jusText", "justext", _justext),
        System("magic-html", "magic-html", _magic_html),
        System("newspaper4k", "newspaper4k", _newspaper),
        System("goose3", "goose3", _goose),
    )
}
"""By name, in the order of the tables."""
