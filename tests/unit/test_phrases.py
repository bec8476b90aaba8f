"""Phrase files: what they may contain, and the messages about files that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaner.core.rule import Mark, Phrase, Role
from cleaner.phrases import Group, PhraseError, load, parse
from cleaner.phrases.match import PhraseMatcher
from cleaner.phrases.tables import ALTERNATIVE, Tables
from tests.support.documents import built_in

GOOD = '[[phrases]]\nrule = "a.b"\ntext = ["Leave a Reply"]\n'


def test_a_group_by_its_defaults() -> None:
    assert parse(GOOD, "own.toml") == (Group("a.b", ("Leave a Reply",)),)


def test_a_group_with_everything() -> None:
    (group,) = parse(
        '[[phrases]]\nrule = "a.b"\nrole = "beside"\nlanguage = "de"\nplatform = "Ghost"\n'
        'source = "its theme"\nlicence = "MIT"\n'
        'glued = true\nreason = "a reason"\nsafe = false\ntext = ["Name", "E-Mail"]\n',
        "own.toml",
    )
    assert group == Group(
        "a.b",
        ("Name", "E-Mail"),
        Role.BESIDE,
        "de",
        platform="Ghost",
        source="its theme",
        licence="MIT",
        glued=True,
        reason="a reason",
        safe=False,
    )
    assert isinstance(group.role, Role)
    assert group.mark == Mark("a.b", Role.BESIDE)
    phrase = Phrase(group.mark, "de")
    assert list(group.entries()) == [("Name", phrase, True), ("E-Mail", phrase, True)]


@pytest.mark.parametrize(
    ("role", "text", "paragraph"),
    [
        ("line", "We use cookies", False),
        ("line", "We use cookies to make this site better for %s", True),
        ("opening", "We use cookies%s", True),
        ("notice", "We use cookies", True),
    ],
)
def test_phrases_that_may_be_a_paragraph(role: str, text: str, paragraph: bool) -> None:
    (entry,) = Group("a.b", (text,), Role(role)).entries()
    assert entry.phrase.paragraph is paragraph


def wordings(*text: str) -> list[str]:
    return list(Group("a.b", text, alternatives=True).wordings())


def test_alternatives_before_the_first_hole_are_phrases_of_their_own() -> None:
    assert wordings("{Join|Get} our {list|letter}", "Bye") == [
        *("Join our list", "Join our letter", "Get our list", "Get our letter"),
        "Bye",
    ]


def test_alternatives_after_a_hole_stay_in_one_phrase() -> None:
    assert wordings("{Join|Get} %s {list|letter}%s") == [
        f"{verb} %s list{ALTERNATIVE} letter%s" for verb in ("Join", "Get")
    ]


def test_braces_are_characters_without_alternatives() -> None:
    assert list(Group("a.b", ("{Join|Get} it",)).wordings()) == ["{Join|Get} it"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Get it all in your inbox", True),
        ("Get our best stories in your mailbox every Friday morning", True),
        ("Get in your car", False),
        ("Get in your inbox", False),  # nothing is in the hole
        ("Put it all in your inbox", False),
    ],
)
def test_alternatives_are_recognised(line: str, found: bool) -> None:
    tables = Tables()
    text = ("Get %s in your {inbox|mailbox}%s",)
    tables.add(Group("a.b", text, Role.OPENING, alternatives=True).entries())
    assert bool(PhraseMatcher(tables).match(line)) is found


def test_bound_phrases_are_of_their_own_language() -> None:
    (entry,) = Group("a.b", ("Meer",), language="nl", bound=True).entries()
    assert (entry.phrase.language, entry.phrase.own_language) == ("nl", True)


def test_defaults_for_a_whole_file() -> None:
    first, second = parse(
        f'[file]\nlanguage = "de"\nplatform = "Ghost"\n{GOOD}{GOOD}language = "fr"\n', "own.toml"
    )
    assert (first.language, first.platform) == ("de", "Ghost")
    assert (second.language, second.platform) == ("fr", "Ghost")


def test_several_groups_keep_their_order() -> None:
    assert [group.rule for group in parse(GOOD + GOOD.replace("a.b", "c.d"), "own.toml")] == [
        "a.b",
        "c.d",
    ]


def test_the_built_in_data_are_read() -> None:
    assert len(built_in()) > 1000
    assert all(group.text for group in built_in())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param("", "own.toml has no [[phrases]] table.", id="empty"),
        pytest.param("phrases = []", "own.toml has no [[phrases]] table.", id="no tables"),
        pytest.param('phrases = "x"', "own.toml has no [[phrases]] table.", id="not tables"),
        pytest.param("[[phrases]", "own.toml is not valid TOML: ", id="not TOML"),
        pytest.param(f"{GOOD}[[phrase]]\n", "own.toml: unknown key 'phrase'", id="misspelt table"),
        pytest.param(
            f'{GOOD}rol = "x"\n',
            "own.toml, [[phrases]] number 1: unknown key 'rol'; known are rule, text, role",
            id="misspelt key",
        ),
        pytest.param(
            f'{GOOD}role = "lines"\n',
            "own.toml, [[phrases]] number 1: unknown role 'lines'. Did you mean 'line'?",
            id="misspelt role",
        ),
        pytest.param(f'{GOOD}role = "x"\n', "unknown role 'x'. Known are line, ", id="wrong role"),
        pytest.param(
            GOOD.replace("a.b", "a.c") + 'reason = "red \\u001b[31m"\n',
            "number 1: reason must be one line without control characters.",
            id="reason with control characters",
        ),
        pytest.param(f"{GOOD}safe = 1\n", "number 1: safe must be a bool, not 1.", id="wrong type"),
        pytest.param(
            '[[phrases]]\nrule = "a.b"\ntext = "x"\n',
            "number 1: text must be a list, not 'x'.",
            id="text is no list",
        ),
        pytest.param(
            '[[phrases]]\nrule = "a.b"\ntext = ["Name", 1]\n',
            "number 1: text must be a list of strings.",
            id="numbers",
        ),
        pytest.param(
            '[[phrases]]\nrule = "a.b"\n', "number 1: rule and text are needed.", id="no text"
        ),
        pytest.param(
            '[[phrases]]\ntext = ["Name"]\n', "number 1: rule and text are needed.", id="no rule"
        ),
        pytest.param(
            '[[phrases]]\nrule = "a.b"\ntext = []\n',
            "number 1: rule and text are needed.",
            id="no phrases",
        ),
        *(
            pytest.param(
                f'[[phrases]]\nrule = "a.b"\nalternatives = true\ntext = ["{text}"]\n',
                message,
                id=text[:20],
            )
            for text, message in (
                ("Get {it|them", "number 1: 'Get {it|them': write alternatives as {one|two}"),
                ("Get it}", "number 1: 'Get it}': write alternatives as {one|two}"),
                ("Get {it|{all|some}}", "write alternatives as {one|two}, side by side."),
                ("Get it|them", "number 1: 'Get it|them': write alternatives as {one|two}"),
                (f"{{{'|'.join('abcdefghijk')}}}" * 2, "has too many combinations"),
            )
        ),
        pytest.param(
            GOOD + 'alternatives = true\nhost = "example.org"\n',
            "number 1: phrases with alternatives cannot have a host or where.",
            id="alternatives of a host",
        ),
        pytest.param("[file]\n", "own.toml has no [[phrases]] table.", id="defaults only"),
        pytest.param(
            "file = 1\n" + GOOD, "own.toml has no [[phrases]] table.", id="defaults are no table"
        ),
        pytest.param(
            'phrases = ["x"]\n', "own.toml has no [[phrases]] table.", id="rows are no tables"
        ),
        pytest.param(
            '[file]\nlanguag = "de"\n' + GOOD,
            "number 1: unknown key 'languag'",
            id="misspelt default",
        ),
    ],
)
def test_a_file_that_cannot_be_used(content: str, message: str) -> None:
    with pytest.raises(PhraseError) as caught:
        parse(content, "own.toml")
    assert message in str(caught.value)
    assert str(caught.value).endswith((".", "?"))


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(path) == parse(GOOD, "own.toml")


@pytest.mark.parametrize("text", ["%s", " ", "%s and %s and %s", "..."])
def test_a_phrase_that_could_not_be_recognised(text: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(GOOD.replace("Leave a Reply", text), encoding="utf-8")
    with pytest.raises(PhraseError, match=rf"own\.toml: The phrase '{text}' "):
        load(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(
        PhraseError, match=r"none\.toml cannot be read: No such file or directory\."
    ):
        load(tmp_path / "none.toml")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(PhraseError, match=r"cannot be read: Is a directory\."):
        load(tmp_path)


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes('[[phrases]]\nrule = "a.b"\ntext = ["Réponse"]\n'.encode("latin-1"))
    with pytest.raises(PhraseError, match=r"is not UTF-8 text \(byte \d+\)\."):
        load(path)
