"""The item pipeline of Scrapy: a crawl of a small site, and its settings."""

from __future__ import annotations

import dataclasses
import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest
import scrapy
from scrapy.exceptions import DropItem
from scrapy.settings import Settings
from scrapy.utils.test import get_crawler

from cleaner import UnknownRule, record
from cleaner.integrations.scrapy import CleanerPipeline
from tests.support import pages
from tests.support.site import served
from tests.support.texts import AD, ARTICLE, FORM, PAGE, PDF, TIDY

TEXT = {"CLEANER_TEXT_FIELD": "text"}
HTML = {"CLEANER_HTML_FIELD": "html"}


def pipeline(**settings: Any) -> CleanerPipeline:
    return CleanerPipeline(Settings(settings))


# A crawl


def run(folder: Path, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Crawl the site, in a process of its own: a reactor runs only once."""
    site = folder / "site"
    site.mkdir()
    with served(site) as address:
        program = [
            sys.executable,
            "-m",
            "tests.support.site",
            address,
            str(folder / "items.jsonl"),
            json.dumps({**HTML, **settings}),
        ]
        return subprocess.run(program, capture_output=True, text=True, check=False, timeout=120)


def crawl(folder: Path, **settings: Any) -> tuple[dict[str, dict[str, Any]], dict[str, int], str]:
    """The items by the names of their pages, Scrapy's statistics, and its log."""
    done = run(folder, **settings)
    assert done.returncode == 0, done.stderr
    items = [json.loads(line) for line in (folder / "items.jsonl").read_text().splitlines()]
    return (
        {item["url"].rpartition("/")[2]: item for item in items},
        json.loads(done.stdout),
        done.stderr,
    )


def test_a_crawl(tmp_path: Path) -> None:
    items, stats, log = crawl(tmp_path, CLEANER_RECORD_FIELD="record")
    assert sorted(items) == ["broken.html", "comments.html", "river.html", "share.html"]
    for name in ("comments.html", "river.html", "share.html"):
        assert items[name]["text"] == ARTICLE, name
        entry = next(record.read(items[name]["record"].encode(), "record"))
        assert entry.id == items[name]["url"]
        assert "Imprint" in record.restore(entry, ARTICLE.encode(), name).decode()
    assert "text" not in items["broken.html"]
    assert json.loads(items["broken.html"]["record"])["error"].startswith("this is a PDF document")
    assert {item["section"] for item in items.values()} == {"news"}
    assert (stats["cleaner/documents"], stats["cleaner/changed"], stats["cleaner/failed"]) == (
        4,
        3,
        1,
    )
    assert stats["cleaner/characters_removed"] > 3 * len("Home News Sport")
    assert (
        f"WARNING: Item {items['broken.html']['url']} could not be cleaned: this is a PDF document"
        in log
    )


def test_a_crawl_that_drops_what_cannot_be_read(tmp_path: Path) -> None:
    items, stats, _ = crawl(tmp_path, CLEANER_ON_FAILURE="drop", CLEANER_KEEP="")
    assert sorted(items) == ["comments.html", "river.html", "share.html"]
    assert {item["text"] for item in items.values()} == {f"{pages.FIRST}\n\n{pages.SECOND}\n"}
    assert (stats["item_scraped_count"], stats["item_dropped_count"], stats["cleaner/failed"]) == (
        3,
        1,
        1,
    )


def test_a_crawl_with_a_setting_that_cannot_be_used_does_not_begin(tmp_path: Path) -> None:
    done = run(tmp_path, CLEANER_ON_FAILURE="ignore")
    assert (
        "ValueError: CLEANER_ON_FAILURE must be one of keep, drop, raise, not 'ignore'."
        in done.stderr
    )
    assert not (tmp_path / "items.jsonl").exists()


# Items of every kind


class Declared(scrapy.Item):  # type: ignore[misc]  # mypy does not read Scrapy's types
    text = scrapy.Field()
    url = scrapy.Field()


@dataclasses.dataclass
class Data:
    text: str | None
    url: str = ""


@attrs.define
class Attrs:
    text: str | None
    url: str = ""


@pytest.mark.parametrize("kind", [dict, Declared, Data, Attrs])
def test_items_of_every_kind(kind: Any) -> None:
    item = kind(text=AD, url="https://herald.example/river")
    after = pipeline(**TEXT).process_item(item)
    assert after is item
    assert after == kind(text=TIDY, url="https://herald.example/river")


@pytest.mark.parametrize("kind", [dict, Declared, Data, Attrs])
@pytest.mark.parametrize("text", [TIDY, ""], ids=["tidy", "empty"])
def test_items_that_are_left_alone(kind: Any, text: str) -> None:
    assert pipeline(**TEXT).process_item(kind(text=text, url="")) == kind(text=text, url="")


@pytest.mark.parametrize("kind", [Declared, Data, Attrs])
def test_items_without_room_for_the_text(kind: Any) -> None:
    with pytest.raises(
        ValueError,
        match=f"Items of the class {kind.__name__} have no field 'clean': declare it, or name",
    ):
        pipeline(**TEXT, CLEANER_OUTPUT_FIELD="clean").process_item(kind(text=AD))
    with pytest.raises(ValueError, match="have no field 'removed'"):
        pipeline(**TEXT, CLEANER_RECORD_FIELD="removed").process_item(kind(text=AD))


def test_another_field_for_the_text() -> None:
    after = pipeline(**TEXT, CLEANER_OUTPUT_FIELD="clean").process_item({"text": AD})
    assert after == {"text": AD, "clean": TIDY}
    assert pipeline(**TEXT, CLEANER_OUTPUT_FIELD="clean").process_item({"text": TIDY}) == {
        "text": TIDY,
        "clean": TIDY,
    }


@pytest.mark.parametrize("page", [PAGE, PAGE.encode()], ids=["text", "bytes"])
def test_pages_stay_beside_their_text(page: str | bytes) -> None:
    assert pipeline(**HTML).process_item({"html": page}) == {"html": page, "text": ARTICLE}


def test_whole_pages_of_text() -> None:
    page = (
        f"Home\nNews\nLog in\n{ARTICLE}Most read\nFerry fares to rise again in May\n"
        "© 2023 The Herald. All rights reserved.\n"
    )
    assert (
        pipeline(**TEXT, CLEANER_KIND="page").process_item({"text": page})["text"].strip()
        == ARTICLE.strip()
    )
    assert pipeline(**TEXT).process_item({"text": page})["text"].startswith("Home\nNews\n")


# Items that cannot be cleaned


FAILING = [
    (TEXT, {}, "it has no 'text'"),
    (TEXT, {"text": None}, "it has no 'text'"),
    (TEXT, {"text": [AD]}, "its 'text' must be text, not list"),
    (TEXT, {"text": AD.encode()}, "its 'text' must be text, not bytes"),
    (
        TEXT | {"CLEANER_MAX_DOCUMENT": 9},
        {"text": AD},
        f"it has {len(AD)} characters, and the limit is 9 (CLEANER_MAX_DOCUMENT)",
    ),
    (HTML, {"html": 7}, "its 'html' must be text or bytes, not int"),
    (
        HTML,
        {"html": PDF},
        ("this is a PDF document, not HTML. Extract its text first, for example with pdftotext."),
    ),
]


@pytest.mark.parametrize(("settings", "item", "reason"), FAILING)
def test_items_that_are_kept_as_they_are(
    settings: dict[str, Any], item: dict[str, Any], reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = dict(item)
    with caplog.at_level(logging.WARNING):
        assert pipeline(**settings).process_item(item) == before
    assert [(entry.levelname, entry.getMessage()) for entry in caplog.records] == [
        ("WARNING", f"Item 1 could not be cleaned: {reason}"),
    ]


@pytest.mark.parametrize(("setting", "error"), [("drop", DropItem), ("raise", ValueError)])
def test_items_that_are_not_kept(setting: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"^Item 1 could not be cleaned: it has no 'text'$"):
        pipeline(**TEXT, CLEANER_ON_FAILURE=setting).process_item({})


def test_statistics() -> None:
    crawler = get_crawler(settings_dict=TEXT)
    made = CleanerPipeline.from_crawler(crawler)
    furniture = (
        "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n"
    )
    for text in (AD, TIDY, FORM, None, furniture):
        made.process_item({"text": text})
    assert crawler.stats is not None
    assert {
        name: value
        for name, value in crawler.stats.get_stats().items()
        if name.startswith("cleaner/")
    } == {
        "cleaner/documents": 5,
        "cleaner/changed": 2,
        "cleaner/refused": 1,
        "cleaner/failed": 1,
        "cleaner/characters_removed": len("Advertisement\n\n") + len(FORM) - FORM.index("\nLeave"),
    }


# Settings


def test_options_are_passed_on() -> None:
    text = f"{AD}\n\nShare on Facebook\n"
    assert pipeline(**TEXT).process_item({"text": text})["text"].strip() == TIDY
    for ignore in ("ad,share", ["ad", "share"]):
        assert pipeline(**TEXT, CLEANER_IGNORE=ignore).process_item({"text": text})["text"] == text
    assert (
        "Share on Facebook"
        in pipeline(**TEXT, CLEANER_SELECT="ad").process_item({"text": text})["text"]
    )
    assert (
        "Advertisement"
        in pipeline(**TEXT, CLEANER_ALLOW=["Advertisement"]).process_item({"text": text})["text"]
    )


def test_unsafe_rules_are_applied_if_so_set() -> None:
    text = (
        "The river rose by a metre, and the mill had to be cleared. Let me know in the comments!"
        "\n\nThe mayor closed the old bridge.\n"
    )
    assert pipeline(**TEXT, CLEANER_UNSAFE="False").process_item({"text": text})["text"] == text
    assert (
        "Let me know"
        not in pipeline(**TEXT, CLEANER_UNSAFE="True").process_item({"text": text})["text"]
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "^Name the field to clean in one of CLEANER_TEXT_FIELD and CLEANER_HTML_FIELD.$"),
        (TEXT | HTML, "^Name the field to clean in one of"),
        ({"CLEANER_TEXT_FIELD": ""}, "^CLEANER_TEXT_FIELD must be the name of a field, not ''.$"),
        (
            TEXT | {"CLEANER_OUTPUT_FIELD": 7},
            "^CLEANER_OUTPUT_FIELD must be the name of a field, not 7.$",
        ),
        (
            TEXT | {"CLEANER_RECORD_FIELD": "text"},
            "^CLEANER_RECORD_FIELD is 'text', which is the field of a text: name another one.$",
        ),
        (HTML | {"CLEANER_RECORD_FIELD": "text"}, "^CLEANER_RECORD_FIELD is 'text'"),
        (
            TEXT | {"CLEANER_KIND": "html"},
            "^CLEANER_KIND is 'html': use it with CLEANER_HTML_FIELD.$",
        ),
        (
            HTML | {"CLEANER_KIND": "page"},
            "^CLEANER_KIND is 'page': use it with CLEANER_TEXT_FIELD.$",
        ),
        (
            TEXT | {"CLEANER_KIND": "pages"},
            r"^CLEANER_KIND must be one of .*, not 'pages'\. Did you mean 'page'",
        ),
        (
            TEXT | {"CLEANER_UNSAFE": "perhaps"},
            "^CLEANER_UNSAFE must be true or false, not 'perhaps'.$",
        ),
        (
            TEXT | {"CLEANER_ON_FAILURE": "ignore"},
            "^CLEANER_ON_FAILURE must be one of keep, drop, raise, not 'ignore'.$",
        ),
        (
            TEXT | {"CLEANER_MAX_DOCUMENT": "many"},
            r"^CLEANER_MAX_DOCUMENT must be a whole number \(at least 1\), not 'many'.$",
        ),
        (
            TEXT | {"CLEANER_MAX_DOCUMENT": 0},
            "^CLEANER_MAX_DOCUMENT must be at least 1, not 0",
        ),
        (TEXT | {"CLEANER_KEEP": "headline"}, "CLEANER_KEEP: unknown part 'headline'"),
        (
            TEXT | {"CLEANER_SELCT": "ad"},
            r"^unknown setting CLEANER_SELCT\. Did you mean 'CLEANER_SELECT'\?$",
        ),
    ],
)
def test_settings_that_cannot_be_used(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pipeline(**settings)


def test_an_unknown_rule_is_told_at_once() -> None:
    with pytest.raises(UnknownRule, match=r"ad\.lable"):
        pipeline(**TEXT, CLEANER_SELECT="ad.lable")


def test_settings_of_others_are_left_alone() -> None:
    assert pipeline(**TEXT, CLEAN_CODE=True, BOT_NAME="CLEANER_").process_item({"text": AD}) == {
        "text": TIDY
    }
