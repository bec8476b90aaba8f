"""The report: its numbers, and the page in a real browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cleaner import Cut, Result, clean
from cleaner.report.page import MOST, render
from cleaner.report.summary import Summary, pieces
from tests.support.cli import DIRTY, PROSE, put, run

FORM = "wordpress.comment-form"
HOSTILE = "<script>alert('x')</script> & \"quotes\" \x1b[31m \u202e {{ 7 * 7 }} </textarea></style>"


def summary_of(*texts: str, host: str = "herald.example") -> Summary:
    summary = Summary()
    for number, text in enumerate(texts):
        summary.add(f"doc-{number}", host, clean(text, kind="article"))
    return summary


def removing(*texts: str, rule: str = "a.b", reason: str = "a reason") -> Result:
    """Make a result in which every second text is removed."""
    cuts, position = [], 0
    for number, text in enumerate(texts):
        if number % 2:
            cuts.append(Cut(position, position + len(text), rule, reason, text))
        position += len(text)
    return Result("".join(texts), tuple(cuts))


# --- The numbers ----------------------------------------------------------------------------------


def test_the_summary_counts_documents_words_rules_and_hosts() -> None:
    summary = summary_of(DIRTY, PROSE, DIRTY)
    assert (summary.documents, summary.changed, summary.refused) == (3, 2, 0)
    assert summary.removed == 2 * (len(DIRTY.split()) - len(PROSE.split()))
    assert [rule.id for rule in summary.rules] == [FORM]
    assert summary.rules[0].tally.documents == 2
    ((host, tally),) = summary.hosts
    assert (host, tally.documents, tally.changed, tally.words) == (
        "herald.example",
        3,
        2,
        summary.removed,
    )
    assert sum(summary.histogram) == 2
    assert summary.lines[0].times == 2


def test_the_largest_removals_are_a_few_of_each_rule() -> None:
    summary = Summary()
    for number in range(10):
        summary.add(f"doc-{number}", "", removing("Rain. ", f"{'word ' * (number + 20)}\n"))
    summary.add("other", "", removing("Rain. ", "Share this\n", rule="c.d"))
    shown = [(each.rule, each.words) for each in summary.largest]
    assert shown == [("a.b", words) for words in (29, 28, 27, 26, 25)] + [("c.d", 2)]


def test_a_text_that_is_refused_or_fails_is_listed() -> None:
    summary = summary_of("Leave a Reply\n\nYour email address will not be published.\n")
    summary.fail("bad", "it is a PDF")
    assert (summary.refused, summary.failed, summary.changed) == (1, 1, 0)
    assert summary.failures == [("bad", "it is a PDF")]
    assert summary.refusals[0][0] == "doc-0"


def test_nothing_to_remove_gives_an_empty_summary() -> None:
    summary = summary_of(PROSE, PROSE)
    assert (summary.rules, summary.lines, summary.sample, summary.share) == ([], [], [], 0.0)
    assert "No rule fired." in render(summary, "none", "0")
    assert Summary().to_dict()["documents"] == 0


def test_the_sample_has_the_most_changed_documents_first_and_is_bounded() -> None:
    summary = Summary()
    for number in range(500):
        summary.add(f"d{number:03}", "", removing("word " * 100, "gone " * (number % 90 + 1)))
    sample = summary.sample
    assert len(sample) <= 100
    assert [one.share for one in sample] == sorted((one.share for one in sample), reverse=True)
    assert sample[0].removed == 90
    assert len({one.removed for one in sample}) > 20  # also others than the most changed


def test_the_pieces_of_a_document_are_its_text() -> None:
    result = removing("kept one\n", "gone\n", "kept two\n", "gone too\n")
    assert "".join(piece.text for piece in pieces(result)) == result.original
    assert [piece.text for piece in pieces(result) if piece.rule] == ["gone\n", "gone too\n"]


def test_long_parts_are_shortened_with_their_length() -> None:
    result = removing("k" * 5000, "g" * 5000, "k" * 5000)
    shown = list(pieces(result, around=100, most=50))
    assert sum(len(piece.text) + piece.omitted for piece in shown) == 15_000
    assert sum(len(piece.text) for piece in shown) == 350


# --- The page -------------------------------------------------------------------------------------


class Checked(HTMLParser):
    """Notes elements that are not closed, and addresses that need a network."""

    VOID = frozenset(("meta", "link", "input", "br"))

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_is_well_formed_self_contained_and_shows_all() -> None:
    page = render(summary_of(DIRTY, DIRTY), "My corpus", "0.1")
    checked = Checked(page)
    assert checked.open == []
    assert all(one.startswith(("#", "data:")) for one in checked.addresses)
    assert {one[1:] for one in checked.addresses if one.startswith("#")} <= set(checked.ids)
    assert "http" not in page.replace("http-equiv", "")
    for words in ("My corpus", FORM, "Leave a Reply", "herald.example", "doc-0"):
        assert words in checked.text, words


def test_hostile_texts_stay_text() -> None:
    summary = Summary()
    summary.add(
        HOSTILE, HOSTILE, removing(f"{HOSTILE} \ud800\n", HOSTILE, rule="a.b", reason=HOSTILE)
    )
    summary.fail(HOSTILE, HOSTILE)
    page = render(summary, HOSTILE, "0")
    assert page.count("<script") == 1
    assert "{{ 7 * 7 }}" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert Checked(page).open == []
    page.encode()


@pytest.mark.slow
def test_a_page_of_huge_documents_stays_small() -> None:
    summary = Summary()
    for number in range(300):
        summary.add(f"d{number}", "", removing(*(["kept " * 50, "gone " * 300] * 40)))
    assert len(render(summary, "big", "0").encode()) < MOST + 1_000_000


@pytest.mark.usefixtures("here")
def test_the_command_writes_a_page_or_json(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "b.txt", PROSE)
    done = run("report", "a.txt", "b.txt", "-o", "report.html")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "2 documents, 1 would change" in done.stderr
    assert "<!doctype html>" in (tmp_path / "report.html").read_text()
    again = run("report", ".", "--output-format", "json")
    assert "skipped report.html: a report that cleaner wrote.\n" in again.stderr
    data = json.loads(again.stdout)
    assert (data["documents"], data["changed"], data["rules"][0]["rule"]) == (2, 1, FORM)
    assert run("report", "a.txt", "-o", "a.txt").exit_code == 2


@pytest.mark.usefixtures("here")
def test_the_command_reports_dumps(tmp_path: Path) -> None:
    rows = [
        {"url": "https://a.example/1", "text": DIRTY},
        {"url": "https://b.example/2", "text": PROSE},
    ]
    put(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    data = json.loads(run("report", "a.jsonl", "--output-format", "json").stdout)
    assert (data["documents"], data["changed"]) == (2, 1)
    assert {row["host"] for row in data["hosts"]} == {"a.example", "b.example"}


# --- In a browser ---------------------------------------------------------------------------------

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
browser = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")


def opened(page: str, script: str, folder: Path) -> str:
    """Open a page in headless Chromium, run a script in it, and return its DOM."""
    path = folder / "page.html"
    path.write_text(page.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    assert CHROMIUM is not None
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
        f"--user-data-dir={folder}/profile", "--virtual-time-budget=3000", "--dump-dom",
        path.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "CONSOLE" not in done.stderr, done.stderr
    return done.stdout


def visible(dom: str) -> list[str]:
    """Return the names of the documents that are not hidden."""
    tags = re.findall(r"(<details class=\"sampled\"[^>]*>)\s*<summary>(\S+)", dom)
    return [name for tag, name in tags if "hidden" not in tag]


@pytest.fixture(scope="module")
def page() -> str:
    summary = summary_of(DIRTY, f"{PROSE}\nShare on Facebook\n")
    summary.add("other", "b.example", removing(f"{PROSE}\n", "Sombre\n"))
    return render(summary, "corpus", "0.1")


@browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", {"doc-0", "doc-1", "other"}),
        ("form.elements.rule.value = 'wordpress';", {"doc-0"}),
        ("form.elements.host.value = 'b.example';", {"other"}),
        ("form.elements.search.value = 'SOMBRE';", {"other"}),
        ("form.elements.search.value = 'nowhere';", set()),
    ],
)
def test_documents_are_filtered(page: str, script: str, expected: set[str], tmp_path: Path) -> None:
    dom = opened(page, f"{script} form.dispatchEvent(new Event('input'));", tmp_path)
    assert set(visible(dom)) == expected
    assert f"{len(expected)} of 3 documents shown" in dom


def test_learned_rules_have_a_table_with_what_they_remove() -> None:
    summary = Summary()
    result = removing(f"{PROSE}\n", "Our own choice of the week\n", rule="learned.a.example.1")
    summary.add("doc", "a.example", result)
    page = render(summary, "corpus", "0.1")
    assert "No rule fired but those that were learned." in page
    assert "for example <q>Our own choice of the week</q>" in page.partition('id="learned"')[2]
    assert summary.to_dict()["rules"][0]["example"] == "Our own choice of the week"
    assert 'id="learned"' not in render(summary_of(DIRTY), "corpus", "0.1")


@browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("clicks", "expected"),
    [
        (
            "button[data-host='b.example']",
            '[host."b.example"] ignore = [ "a.b", ]',
        ),
        (
            "del + button",
            'allow = [ "Leave a Reply", "Your email address will not be published.", ]',
        ),
        ("del + button;del + button", "# No decisions yet."),
    ],
)
def test_decisions_by_host_and_one_by_one(
    page: str, clicks: str, expected: str, tmp_path: Path
) -> None:
    script = "".join(
        f"document.querySelector('{each}').click();".replace("='", '="').replace("']", '"]')
        for each in clicks.split(";")
    )
    dom = opened(page, f"{script}document.title = document.querySelector('#toml').value;", tmp_path)
    title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
    assert title is not None
    assert " ".join(title[1].split()) == expected


@browser
@pytest.mark.slow
def test_decisions_become_a_configuration(page: str, tmp_path: Path) -> None:
    script = (
        f"document.querySelector('[data-value=\"{FORM}\"]').click();"
        "document.querySelector('[data-key=allow]').click();"
        "document.body.dataset.toml = document.querySelector('#toml').value;"
    )
    dom = opened(page, script, tmp_path)
    assert 'aria-pressed="true"' in dom
    assert re.search(
        r'data-toml="ignore = \[\s+&quot;wordpress.comment-form&quot;,\s+\]\s+allow', dom
    )
