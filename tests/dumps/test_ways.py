"""The same texts on every way: files, a dump of them, an archive, workers, Python."""

from __future__ import annotations

import gzip
import json
import pickle
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from cleaner import Cleaner
from cleaner.config import Config
from cleaner.integrations.arrow import ArrowCleaner
from cleaner.settings import settings_of
from tests.support.cli import put, run
from tests.support.dumps import PAGE, RIVER, TAIL
from tests.support.dumps import rows as rows_of

_SHARES = "12 Comments\n\n1.2K Shares\n\n"
_MENU = "Home\nNews\nSport\nAbout us\nContact\nSubscribe\nLog in\nPrivacy Policy\nTerms of Use\n\n"
_TEXTS = {
    "plain.txt": RIVER * 4,
    "dirty.txt": RIVER * 4 + TAIL,
    "shares.txt": _SHARES + RIVER * 6 + "Share this:\n\nTweet\n\n" + TAIL,
    "drafts/sketch.md": RIVER * 4 + TAIL,
    "crlf.txt": (RIVER * 4 + TAIL).replace("\n", "\r\n"),
    "whole.txt": _MENU + "The river rose\n\n" + (RIVER + "\n") * 6 + _MENU,
    "empty.txt": "",
    "refused.txt": TAIL * 6 + RIVER,
    "herald.example/local.txt": RIVER * 4 + "\nThe desk of the Herald\n" + TAIL,
    "promotion.txt": RIVER * 6
    + "\nBecome a member today and support independent journalism in the valley.\n\n"
    + "Get 20% off your first order at our shop with the code RIVER20. Shop now and save!\n",
    "unsafe.txt": RIVER * 6 + "\nConclusion\n\n" + RIVER + "\nRead more\n",
}
_PAGES = {"page.html": PAGE, "page.php": PAGE, "fragment.txt": "<p>" + RIVER * 3 + "</p>\n" * 2}

OPTIONS: dict[str, tuple[tuple[str, ...], dict[str, Any] | None]] = {
    "nothing": ((), None),
    "--as article": (("--as", "article"), {}),
    "--unsafe": (("--as", "article", "--unsafe"), {"unsafe": True}),
    "--force": (("--as", "article", "--force"), {"force": True}),
    "--select": (("--as", "article", "--select", "wordpress"), {"select": ["wordpress"]}),
    "--ignore": (
        ("--as", "article", "--ignore", "wordpress,tail"),
        {"ignore": ["wordpress", "tail"]},
    ),
    "--allow": (
        ("--as", "article", "--allow", "allowed.lines"),
        {"allow": ["12 Comments", "1.2K Shares", "Leave a Reply", "* Tweet"]},
    ),
    "--phrases": (("--as", "article", "--phrases", "mine.toml"), {"phrase_files": ["mine.toml"]}),
    "per-file-ignores": (("--config", "per-file.toml"), None),
    "phrases of a host": (
        ("--as", "article", "--phrases", "host.toml"),
        {"phrase_files": ["host.toml"]},
    ),
    "settings of a host": (
        ("--as", "article", "--config", "hosts.toml"),
        {"hosts": {"herald.example": {"ignore": ["wordpress", "tail"], "allow": []}}},
    ),
    "--allow, in the configuration": (
        ("--as", "article", "--config", "allow.toml"),
        {"allow": ["1.2K Shares", "“Leave a Reply”"]},
    ),
    "--encoding": (("--encoding", "latin-1"), None),
    "--as page": (("--as", "page"), {"kind": "page"}),
    "--keep": (("--as", "page", "--keep", "nothing"), {"kind": "page", "keep": []}),
    "--careful": (("--as", "page", "--careful"), {"kind": "page", "careful": True}),
    "--max-loss": (("--as", "article", "--max-loss", "0.005"), {"max_loss": 0.005}),
    "--as html": (("--as", "html"), None),
    "--as html --extractor": (("--as", "html", "--extractor", "trafilatura"), None),
    "--as html --links": (("--as", "html", "--links", "--images"), None),
}
"""Options of the command, and the keywords that mean the same for texts."""


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    for name, text in {**_TEXTS, **_PAGES}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    Path("allowed.lines").write_text("12 Comments\n1.2K Shares\nLeave a Reply\n* Tweet\n")
    Path("mine.toml").write_text(_OWN_PHRASES, encoding="utf-8")
    Path("per-file.toml").write_text(
        '[per-file-ignores]\n"drafts/" = ["wordpress", "tail"]\n"sh*.txt" = ["share"]\n',
        encoding="utf-8",
    )
    Path("host.toml").write_text(_HOST_PHRASES, encoding="utf-8")
    Path("hosts.toml").write_text(
        '[host."herald.example"]\nignore = ["wordpress", "tail"]\n', encoding="utf-8"
    )
    Path("allow.toml").write_text('allow = ["1.2K Shares", "“Leave a Reply”"]\n', encoding="utf-8")
    return [*_TEXTS, *_PAGES]


_HOST_PHRASES = """
[[phrases]]
rule = "herald.desk"
host = "herald.example"
text = ["The desk of the Herald"]
"""

_OWN_PHRASES = """
[[phrases]]
rule = "mill.closing"
text = ["The river rose"]
"""


def as_files(names: list[str], options: tuple[str, ...]) -> dict[str, str]:
    """What comes of files, by their names without endings."""
    result = run("clean", *names, "-o", "files/", *options)
    assert "bug" not in result.stderr
    made = sorted(path for path in Path("files").rglob("*") if path.is_file())
    return {path.stem: path.read_bytes().decode(_codec(options)) for path in made}


def _codec(options: tuple[str, ...]) -> str:
    return "latin-1" if "latin-1" in options else "utf-8"


def as_dump(arguments: list[str], output: str, options: tuple[str, ...]) -> dict[str, str]:
    """What comes of a dump, by the names of its documents without endings."""
    result = run("clean", *arguments, "-o", output, *options)
    assert "bug" not in result.stderr
    data = Path(output).read_bytes()
    rows = rows_of(gzip.decompress(data) if output.endswith(".gz") else data)
    return {Path(row["id"]).stem: row["text"] for row in rows if row["text"] is not None}


def in_python(names: list[str], settings: Mapping[str, Any]) -> dict[str, str]:
    cleaner = Cleaner(**settings)
    texts = {name: Path(name).read_bytes().decode() for name in names}
    cleaned = {name: cleaner.clean(text, url=_host(name)).text for name, text in texts.items()}
    return {Path(name).stem: text for name, text in cleaned.items()}


def _host(name: str) -> str:
    folder = Path(name).parent.name
    return folder if "." in folder else ""


_QUICK = ("nothing", "--allow", "per-file-ignores", "phrases of a host", "--as html")


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name in _QUICK else pytest.mark.slow) for name in OPTIONS],
)
def test_files_dumps_archives_and_workers_give_the_same_texts(name: str, corpus: list[str]) -> None:
    options, settings = OPTIONS[name]
    names = [file for file in corpus if file != "page.html"]  # its text has the name of page.php's
    if "html" in options:
        names = ["page.php", "fragment.txt"]
    if settings is not None:
        names = [*_TEXTS]
    expected = as_files(names, options)
    assert len(expected) == len(names)
    assert as_dump(names, "dump.jsonl", options) == expected
    assert as_dump(names, "two.jsonl.gz", ("-j", "2", *options)) == expected
    with tarfile.open("texts.tar", "w") as archive:
        for file in names:
            archive.add(file)
    assert as_dump(["texts.tar"], "archive.jsonl", options) == expected
    if settings is not None:
        assert in_python(names, settings) == expected
        assert as_columns(names, options) == expected
        assert as_table(names, settings) == expected


def as_columns(names: list[str], options: tuple[str, ...]) -> dict[str, str]:
    """What comes of JSON lines."""
    rows = (
        {"id": name, "url": _host(name), "text": Path(name).read_bytes().decode()} for name in names
    )
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    Path("columns.jsonl").write_text(lines, encoding="utf-8")
    return as_dump(["columns.jsonl"], "cleaned.jsonl", options)


def as_table(names: list[str], settings: Mapping[str, Any]) -> dict[str, str]:
    """What comes of an Arrow table."""
    texts = [Path(name).read_bytes().decode() for name in names]
    rows = {"text": texts, "url": [*map(_host, names)]}
    table = ArrowCleaner(text_column="text", **settings)(pa.table(rows))
    stems = [Path(name).stem for name in names]
    return dict(zip(stems, table.column("text").to_pylist(), strict=True))


def test_every_setting_of_cleaning_is_compared() -> None:
    settings = settings_of(Config).values()
    flags = {each.flag for each in settings if each.group in ("cleaning", "rules") and each.flag}
    compared = {word for options, _ in OPTIONS.values() for word in options}
    assert flags - compared == {"--models"}  # of one's own, which take an hour to train


_HOST_PAGES = {
    "herald.example/page.html": PAGE.replace(
        "</article>", "<p>The desk of the Herald</p></article>"
    ),
    "told.html": PAGE.replace(
        "<title>", "<link rel=canonical href=https://www.herald.example/flood><title>"
    ).replace("</article>", "<p>The desk of the Herald</p></article>"),
}


@pytest.mark.parametrize("name", _HOST_PAGES)
def test_pages_have_hosts_too(name: str, corpus: list[str]) -> None:
    put(Path(name), _HOST_PAGES[name])
    assert "The desk" in as_files([name], ())[Path(name).stem]
    options = ("--phrases", "host.toml", "--overwrite")
    expected = as_files([name], options)
    assert "The desk" not in expected[Path(name).stem]
    assert as_dump([name], "pages.jsonl", options) == expected
    host = name.partition("/")[0] if "/" in name else None
    result = Cleaner(phrase_files=["host.toml"]).clean_html(_HOST_PAGES[name], url=host)
    assert result.text == expected[Path(name).stem]
    assert result.metadata.url in (None, "https://www.herald.example/flood")


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """A cluster of one worker, in another folder, which the command takes if it is there."""
    ray = pytest.importorskip("ray")
    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, logging_level="error")
    yield
    ray.shutdown()


@pytest.mark.slow
@pytest.mark.xdist_group("ray")
@pytest.mark.parametrize("name", OPTIONS)
def test_ray_gives_the_same_texts(name: str, cluster: None, corpus: list[str]) -> None:
    options = OPTIONS[name][0]
    names = ["page.php", "fragment.txt"] if "html" in options else [*_TEXTS]
    expected = as_files(names, options)
    assert as_dump(names, "ray.jsonl", ("--engine", "ray", "-j", "1", *options)) == expected


def test_options_make_a_difference(corpus: list[str]) -> None:
    names = [*_TEXTS]
    plain = in_python(names, {})
    alike = [
        name
        for name, (_, settings) in OPTIONS.items()
        if settings and in_python(names, settings) == plain
    ]
    assert alike == []


def test_a_cleaner_that_was_pickled_allows_the_same_lines() -> None:
    lines = ["12 Comments", "1.2K Shares", "* Tweet", "“Leave a Reply”", "- 1. Share", "Ⅷ ｆｕｌｌ"]
    cleaner = Cleaner(allow=lines)
    again = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(cleaner))))
    for line in lines:
        text = RIVER * 4 + f"\n{line}\n"
        assert again.clean(text).text == cleaner.clean(text).text == text
