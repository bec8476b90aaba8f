"""`cleaner review`, and configuration that extends its file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from cleaner import Cleaner, clean
from cleaner.config import ConfigError, load
from cleaner.report.decisions import Decisions
from cleaner.report.groups import Groups
from tests.support.cli import DIRTY, PROSE, RULE, put, run, untouched

pytestmark = pytest.mark.usefixtures("here")

AD = f"{PROSE}\nAdvertisement\n"
SHARED = f"{PROSE}\nShare on Facebook\n"


def decided(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_each_decision_becomes_configuration(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt")
    done = run("review", "a.txt", given=b"r")
    assert done.exit_code == 0
    assert 'wrote 1 decision to review.toml. Use them with extend = ["review.toml"].' in done.stderr
    assert decided(tmp_path / "review.toml") == {"ignore": [RULE]}
    assert untouched(path)
    put(tmp_path / "cleaner.toml", 'extend = ["review.toml"]')
    assert run("check", "a.txt").exit_code == 0


def test_a_text_that_is_kept_stays(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    run("review", "a.txt", given=b"k")
    kept = ["Leave a Reply", "Your email address will not be published."]
    assert decided(tmp_path / "review.toml") == {"allow": kept}
    put(tmp_path / "cleaner.toml", 'extend = ["review.toml"]')
    assert run("clean", "a.txt").stdout == DIRTY


def test_a_rule_is_ignored_on_a_host(tmp_path: Path) -> None:
    rows = [{"url": f"https://{host}.example/1", "text": DIRTY} for host in ("a", "a", "b")]
    put(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert run("review", "a.jsonl", given=b"h").exit_code == 0
    assert decided(tmp_path / "review.toml") == {"host": {"a.example": {"ignore": [RULE]}}}
    put(tmp_path / "cleaner.toml", 'extend = ["review.toml"]')
    run("clean", "a.jsonl", "-o", "out.jsonl")
    texts = [json.loads(line)["text"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert texts == [DIRTY, DIRTY, PROSE]


@pytest.mark.parametrize("keys", [b"y", b"q", b"\r", b"xhy"])
def test_agreeing_and_stopping_decide_nothing(tmp_path: Path, keys: bytes) -> None:
    put(tmp_path / "a.txt")
    done = run("review", "a.txt", given=keys)
    assert (done.exit_code, "wrote 0 decisions to review.toml." in done.stderr) == (0, True)
    put(tmp_path / "cleaner.toml", 'extend = ["review.toml"]')
    assert "no new decisions." in run("review", "a.txt", given=keys).stderr
    assert decided(tmp_path / "review.toml") == {}


def test_wrong_keys_are_explained(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    said = run("review", "a.txt", given=b"xhq").stderr
    assert "'x' is not an answer: [y] remove" in said
    assert "this document has no host" in said


@pytest.mark.parametrize(
    ("keys", "asked"), [(b"yyyyy", 5), (b"yayy", 4), (b"yysy", 4), (b"yas", 3), (b"syyyy", 5)]
)
def test_all_of_a_rule_or_a_host_is_agreed_with_at_once(
    tmp_path: Path, keys: bytes, asked: int
) -> None:
    other = DIRTY.replace("Leave a Reply", "Leave a Comment")
    texts = {"a": (DIRTY, AD), "b": (DIRTY, AD, other), "c": (SHARED, f"{SHARED}\nShare on X\n")}
    rows = [
        {"url": f"https://{host}.example/{number}", "text": text}
        for host, own in texts.items()
        for number, text in enumerate(own)
    ]
    put(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    done = run("review", "a.jsonl", given=keys + b"q")
    assert done.stderr.count("[y] remove") == asked
    assert decided(tmp_path / "review.toml") == {}


@pytest.mark.parametrize(
    ("name", "first"),
    [("ad.label", "ad.label"), ("ad", "ad.label"), ("c.example", "share.button"), ("", RULE)],
)
def test_a_rule_or_a_host_that_is_named_comes_first(tmp_path: Path, name: str, first: str) -> None:
    rows = [
        {"url": f"https://{host}.example/1", "text": text}
        for host, text in (("a", DIRTY), ("a", DIRTY), ("b", AD), ("c", SHARED))
    ]
    put(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    keys = f"g{name}\n".encode() if name else b""
    done = run("review", "a.jsonl", given=keys + b"ryyq")
    assert done.exit_code == 0
    assert decided(tmp_path / "review.toml") == {"ignore": [first]}


@pytest.mark.parametrize("name", ["lab", "ad.lab", "example", "share.button.x"])
def test_a_name_without_removals_changes_nothing(tmp_path: Path, name: str) -> None:
    put(tmp_path / "a.txt")
    put(tmp_path / "b.txt", AD)
    done = run("review", ".", given=f"g{name}\nyyq".encode())
    assert f"No removal is left of {name!r}." in done.stderr
    assert done.stderr.count("[y] remove") == 3


def test_equal_removals_are_asked_about_once_and_decisions_are_kept(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        put(tmp_path / f"{name}.txt")
    put(tmp_path / "d.txt", AD)
    done = run("review", ".", given=b"ry")
    assert done.stderr.count("[y] remove") == 2
    assert "; 3 times" in done.stderr
    done = run("review", ".", given=b"r")
    assert done.stderr.count("[y] remove") == 1
    assert decided(tmp_path / "review.toml") == {"ignore": ["ad.label", RULE]}


def test_other_configuration_is_not_overwritten(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    path = put(tmp_path / "review.toml", "unsafe = true")
    done = run("review", "a.txt", given=b"r")
    assert (done.exit_code, "other settings than decisions" in done.stderr) == (2, True)
    assert untouched(path, "unsafe = true")
    assert run("review", "-", given=b"r").exit_code == 2


def test_what_is_shown_cannot_command_the_terminal(tmp_path: Path) -> None:
    put(tmp_path / "\x1b[31ma.txt", f"{PROSE}\nLeave a \x1bReply\x07\n\nLeave a Reply\n")
    assert "\x1b" not in run("review", ".", given=b"q").stderr


# --- Parts ---------------------------------------------------------------------------------------


def test_groups_are_by_rule_and_text() -> None:
    groups = Groups()
    for number in range(3):
        groups.add(f"d{number}", "a.example", clean(DIRTY))
    groups.add("d3", "b.example", clean(AD))
    first, second = groups.sorted()
    assert (first.rule, first.times, first.hosts["a.example"]) == (RULE, 3, 3)
    assert (second.text, second.before) == ("Advertisement", PROSE.strip()[-80:])


def test_decisions_are_toml_and_come_back(tmp_path: Path) -> None:
    decisions = Decisions({"ad"}, {'a "quoted" \\ line', "\x7f"})
    decisions.ignore_on("a.example", "share.button")
    path = put(tmp_path / "review.toml", decisions.to_toml())
    config, again = load(path), Decisions()
    again.merge(config.ignore, config.allow, config.hosts)
    assert again == decisions
    assert len(again) == 4
    assert again.covers("ad.label", "x")
    assert again.covers("share.button", "a.example")
    assert not again.covers("share.button", "b.example")


def test_extended_files_are_joined(tmp_path: Path) -> None:
    put(tmp_path / "base/base.toml", 'ignore = ["ad"]\nphrases = ["own.toml"]\nunsafe = true\n'
        '[host."a.example"]\nignore = ["share"]\n')  # fmt: skip
    path = put(
        tmp_path / "cleaner.toml",
        'extend = ["base/base.toml"]\nignore = ["share"]\nunsafe = false\nkeep = ["byline"]\n'
        '[host."a.example"]\nallow = ["x"]\n[host."b.example"]\nallow = ["y"]\n',
    )
    config = load(path)
    assert (config.ignore, config.unsafe, config.keep) == (("ad", "share"), False, ("byline",))
    assert config.phrase_files == (str(tmp_path / "base/own.toml"),)
    assert config.hosts["a.example"] == {"ignore": ("share",), "allow": ("x",)}
    assert config.extensions == (".txt", ".text", ".md")


def test_a_file_cannot_extend_itself(tmp_path: Path) -> None:
    put(tmp_path / "b.toml", 'extend = ["a.toml"]')
    with pytest.raises(
        ConfigError, match=r"extend forms a loop: .*a\.toml → .*b\.toml → .*a\.toml\."
    ):
        load(put(tmp_path / "a.toml", 'extend = ["b.toml"]'))
    with pytest.raises(ConfigError, match="extend: there is no file"):
        load(put(tmp_path / "c.toml", 'extend = ["none.toml"]'))


def test_settings_of_a_host_in_python() -> None:
    made = Cleaner(
        hosts={
            "a.example": {"ignore": ["wordpress"]},
            "b.example": {"allow": [DIRTY.split("\n")[2]]},
        }
    )
    assert made.clean(DIRTY, url="https://www.a.example/1").text == DIRTY
    assert "Leave a Reply" in made.clean(DIRTY, url="b.example").text
    assert made.clean(DIRTY, url="c.example").text == PROSE
    assert made.clean(DIRTY).text == PROSE


def test_other_hosts_leave_nothing_behind() -> None:
    made = Cleaner(hosts={"a.example": {"ignore": ["wordpress"]}})
    for number in range(20):
        made.clean(DIRTY, url=f"https://{number}.example/")
    assert made._local.keys() == {""}


@pytest.mark.parametrize(
    ("hosts", "sentence"),
    [
        (["a.example"], "hosts must be a table of hosts"),
        ({"a.example": ["ad"]}, "hosts: a.example must be a table with ignore and allow"),
        ({"a.example": {"ingore": ["ad"]}}, "Did you mean 'ignore'"),
        ({"a.example": {"ignore": "ad"}}, "hosts: a.example: ignore must be a list of strings"),
        ({"a.example": {"ignore": ["adx"]}}, "There is no rule 'adx'"),
    ],
)
def test_settings_of_a_host_that_cannot_be_used(hosts: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Cleaner(hosts=hosts)  # type: ignore[arg-type]
