"""`python -m tests.tools.training.article.texts`: make the texts that `residue/labels` are of.

The labels are in the project, the texts are not: they are their publishers'. Each is made again
from the page, by the extractor that its id names.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import click
from trafilatura.utils import decode_file

from tests.support.jsonl import rows
from tests.support.paths import ROOT

LABELS = ROOT / "tests" / "tools" / "training" / "residue" / "labels.jsonl.gz"
"""One row a text: its id (source/page/extractor), a digest of it, its labels, and `chosen` if the
text was labelled because the network was unsure of it."""
_HTML_LANGUAGE = re.compile(r'<html[^>]*?\blang\s*=\s*["\']?([a-zA-Z]{2})', re.IGNORECASE)
_HEAD = 6_000  # characters of a page in which its language is declared
_LINES = 300  # of the longest text


class Repository(NamedTuple):
    """A repository with pages: its name on GitHub, the commit, and the paths of the pages."""

    name: str
    commit: str
    pages: str


REPOSITORIES = {
    "traf": Repository(
        "adbar/trafilatura",
        "e90b0ef51ab026fdb905fb6c5b3c84dd3d784fd5",
        r"tests/(?:eval|cache)/(.+)\.html",
    ),
    "htmldate": Repository(
        "adbar/htmldate",
        "b8952828329abaeeb3be21387b526f2be614ce67",
        r"tests/(?:cache|eval|test_set)/(.+)\.html?",
    ),
    "mozilla": Repository(
        "mozilla/readability",
        "ab4027a8b37669745016869a37a504727992b2ba",
        r"test/test-pages/([^/]+)/source\.html",
    ),
    "omnivore": Repository(
        "omnivore-app/omnivore",
        "322ce62b2e09a4fc8f328dde6003e7066953a9ca",
        r"packages/readabilityjs/test/test-pages/([^/]+)/source\.html",
    ),
    "postlight": Repository(
        "postlight/parser",
        "e8ba7ece291efa4d915d50dd4deeec17d54359f2",
        r"fixtures/([^/]+\.html)(?:/.*)?",
    ),
    "defuddle": Repository(
        "kepano/defuddle",
        "6de16345bbc822e69397bd6a126861bad9ff469f",
        r"tests/fixtures/(.+)\.html",
    ),
    "newspaper": Repository(
        "AndyTheFactory/newspaper4k",
        "540bff3e8344cb8291c4829fafd98860f30d9692",
        r"tests/data/html/(.+)\.html",
    ),
    "goose": Repository(
        "goose3/goose3",
        "c5a8902eed0c4592a1ff5ec51a0277cf73a3aca7",
        r"tests/data/content/(.+)\.html",
    ),
    "extractus": Repository(
        "extractus/article-extractor",
        "08159d55041909759f3718d05afe4ea0597f9b11",
        r"tests/test-data/(.+)\.html",
    ),
    "recipes": Repository(
        "hhursev/recipe-scrapers",
        "d08ddd0240ee0ff73dd9d705e43077a821944716",
        r"tests/test_data/(.+)\.testhtml",
    ),
    "metascraper": Repository(
        "microlinkhq/metascraper",
        "20423f52ef9b4a07d3b25e56e34d2756b3291250",
        r"packages/metascraper/test/integration/([^/]+)/input\.html",
    ),
    "unfluff": Repository(
        "ageitgey/node-unfluff",
        "cf8131d85f0ab2a791be2fbb609771a662dd73f5",
        r"fixtures/(.+)\.html",
    ),
    "graby": Repository(
        "j0k3r/graby",
        "3e7695203c4c57dac2998780972450ced372b960",
        r"tests/fixtures/content/(.+)\.html",
    ),
    "gotraf": Repository(
        "markusmobius/go-trafilatura",
        "67c3f2a1ca17e9a7b9643239d88d5fe25a36b6ed",
        r"test-files/(?:comparison|mock)/(.+)\.html",
    ),
}


def _trafilatura(html: str, *, comments: bool = False, recall: bool = False) -> str | None:
    import trafilatura

    return trafilatura.extract(html, include_comments=comments, favor_recall=recall)


def _resiliparse(html: str) -> str | None:
    from resiliparse.extract.html2text import extract_plain_text

    text: str = extract_plain_text(html, main_content=True, alt_texts=False)
    return text


def _readability(html: str) -> str | None:
    """Return the text of what readability-lxml keeps, each block on lines of its own."""
    from lxml.html import fromstring
    from readability import Document

    tree = fromstring(Document(html).summary())
    blocks = ("p", "div", "li", "h1", "h2", "h3", "h4", "tr", "blockquote", "br")
    for element in tree.iter(*blocks):
        element.tail = f"\n{element.tail or ''}"
        if element.tag != "br":
            element.text = f"\n{element.text or ''}"
    lines = (re.sub(r"\s+", " ", line).strip() for line in tree.text_content().split("\n"))
    return "\n".join(filter(None, lines))


def _boilerpy(html: str, extractor: str = "ArticleExtractor") -> str | None:
    from boilerpy3 import extractors

    text: str = getattr(extractors, extractor)().get_content(html)
    return text


def _justext(html: str) -> str | None:
    import justext

    paragraphs = justext.justext(html.encode(), justext.get_stoplist("English"))
    return "\n".join(each.text for each in paragraphs if not each.is_boilerplate)


def _goose(html: str) -> str | None:
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as goose:
        text: str = goose.extract(raw_html=html).cleaned_text
        return text


EXTRACTORS: Mapping[str, Callable[[str], str | None]] = {
    "trafilatura": _trafilatura,
    "trafilatura_comments": lambda html: _trafilatura(html, comments=True),
    "trafilatura_recall": lambda html: _trafilatura(html, recall=True),
    "resiliparse": _resiliparse,
    "readability": _readability,
    "boilerpy": _boilerpy,
    "boilerpy_default": lambda html: _boilerpy(html, "DefaultExtractor"),
    "justext": _justext,
    "goose": _goose,
}


class _Page(NamedTuple):
    """A page and what is known of it, with the labels of the texts made of it."""

    html: str
    language: str
    address: str
    labels: Sequence[Mapping[str, Any]]


@click.command(context_settings={"show_default": True})
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The labelled data.")
@click.option(
    "--clones",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder with clones of the repositories, as OWNER+NAME.",
)
@click.option("--jobs", type=click.IntRange(1), default=2, help="Processes.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file.")
def main(data: Path, clones: Path, jobs: int, output: Path) -> None:
    """Write the labelled texts as JSON lines, for `--more` of the training.

    A text that comes out otherwise than it was labelled (by another version of its extractor) is
    left out, and counted.
    """
    by_page: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows(LABELS):
        by_page.setdefault(row["id"].rpartition("/")[0], []).append(row)
    asked = sum(map(len, by_page.values()))
    made: Counter[str] = Counter()
    with output.open("w", encoding="utf-8") as out, ProcessPoolExecutor(jobs) as pool:
        pages = [*_pages_of_data(data, by_page), *_pages_of_clones(clones, by_page)]
        for texts in (*pool.map(_texts, pages, chunksize=8), _scraped(data, by_page)):
            for text in texts:
                made[text["id"].partition("/")[0]] += 1
                out.write(json.dumps(text, ensure_ascii=False) + "\n")
    click.echo(f"{made.total()} of {asked} texts: {dict(made)}", err=True)


def _pages_of_data(data: Path, by_page: Mapping[str, Any]) -> Iterator[_Page]:
    for folder, file in (("wcxb", "pages.jsonl.gz"), ("fundus", "dev.jsonl.gz")):
        for row in rows(data / folder / file):
            if labels := by_page.get(f"{folder}/{row['id']}"):
                language = row.get("lang") or _language(row["html"])
                yield _Page(row["html"], language, row["url"], labels)


def _pages_of_clones(clones: Path, by_page: Mapping[str, Any]) -> Iterator[_Page]:
    for source, (name, commit, pattern) in REPOSITORIES.items():
        folder = clones / name.replace("/", "+")
        git = ("git", "-C", str(folder / "repo" if (folder / "repo").is_dir() else folder))
        listed = _run(*git, "ls-tree", "-r", "--name-only", "-z", commit).decode()
        for path in listed.split("\0"):
            match = re.fullmatch(pattern, path)
            if match and (labels := by_page.get(f"{source}/{match[1].replace('/', '_')}")):
                html = decode_file(_run(*git, "show", f"{commit}:{path}"))
                yield _Page(html, _language(html), "", labels)


def _run(*command: str) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def _language(html: str) -> str:
    """Return the language that a page declares; `und` (undetermined) if none."""
    found = _HTML_LANGUAGE.search(html[:_HEAD])
    return found[1].lower() if found else "und"


def _texts(page: _Page) -> list[dict[str, Any]]:
    out = []
    for row in page.labels:
        text = EXTRACTORS[row["id"].rpartition("/")[2]](page.html)
        if text and digest(text) == row["digest"]:
            out.append(_labelled(row, text, page.language, page.address))
    return out


def _scraped(data: Path, by_page: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the labelled texts of hosts/, which scrapers made."""
    for document in rows(data / "hosts" / "dump.jsonl.gz"):
        for row in by_page.get(f"hosts/{document['id'].replace('/', '~')}", ()):
            if digest(document["text"]) == row["digest"]:
                labelled = _labelled(row, document["text"], "und", "")
                yield labelled | {"host": document["host"]}


def _labelled(row: Mapping[str, Any], text: str, language: str, address: str) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": "article",
        "lang": language,
        "url": address,
        "text": text,
        "labels": row["labels"],
        "chosen": row.get("chosen", False),
    }


def digest(text: str) -> str:
    """Return what a text is recognised by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


if __name__ == "__main__":
    main()
