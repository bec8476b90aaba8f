"""Lines that are composed of the words of boilerplate."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.phrases import compiled

ONE = (
    "The library moved into the old customs house in March, after its books had stood in crates "
    "in a cellar by the harbour for three years.\n\n"
)
TWO = (
    "The reading room will open on Monday, and until the shelves are full visitors may sit where "
    "they like and leave their coats on the chairs.\n\n"
)
THREE = (
    "Nobody in the office remembers who ordered the green lamps, but all agree that they were the "
    "cheapest that could be had at the time.\n\n"
)
ARTICLE = ONE + TWO + THREE


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("The harbour's best stories, in your inbox every Saturday", "newsletter.box"),
        ("Our vendors and we set cookies on this site to measure visits.", "cookie.notice"),
        ("Been there? Tell us what the chairs are like in a comment!", "comments.heading"),
        ("More of the lamps? Then follow along on Instagram @harbour", "share.follow"),
        ("A member? Log in to see this story and all of its pictures", "paywall.notice"),
        ("Ida Kvist can be reached at ida@harbour.example", "contact.solicitation"),
        ("Our articles may be reproduced with permission, in lessons.", "copyright.notice"),
    ],
)
def test_what_is_composed_is_removed_after_the_article(line: str, rule: str) -> None:
    result = clean(ARTICLE + line + "\n")
    assert result.text == ARTICLE.rstrip() + "\n"
    assert [cut.rule for cut in result.cuts] == [rule]


@pytest.mark.parametrize(
    "line",
    [
        "Our readers get the newsletter of the library in their inbox, the director said.",
        "“Our library puts cookies on your device, and that is all we do with it.”",
        "She was asked to leave a comment on the lamps, and left one of four pages.",
        "The chairs were on Instagram before noon, where half the town follows the library.",
        "The story of the lamps was told by a member of the board who had been there already.",
        "Her address was ida@harbour.example for thirty years, longer than any other in the town.",
        "The licence for the customs house was copied out by hand in 1911.",
    ],
)
def test_what_an_article_says_stays(line: str) -> None:
    for text in (ONE + line + "\n\n" + TWO + THREE, ARTICLE + line + "\n"):
        assert clean(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        # running text inside the article
        ONE + "We had cookies on this site to count visitors, and our browser told you.\n\n" + TWO,
        # what heads running text
        f"{ONE}How to get our newsletter into your inbox\n\n{TWO}{THREE}",
        # the headline
        f"Why so many tag us on Instagram, lamp and all\n\n{ARTICLE}",
        # an item of a list that a sentence announces
        f"{ARTICLE}The desk has a sign with two lines:\n\n- Tag us on Instagram\n- No dogs\n",
        # a paragraph of which one sentence asks
        (
            f"{ONE}{TWO}The lamps will stay until May. They are to be sold to whoever has a green "
            "room after that. Let me know in the comments how you like them!\n"
        ),
        # the end of a letter
        f"{ARTICLE}Send word to me at ida@harbour.example soon.\n\nYours,\n\nIda Kvist\n",
    ],
    ids=["inside", "heading", "headline", "list", "sentence", "letter"],
)
def test_lines_of_the_article_stay(text: str) -> None:
    assert clean(text).text == text


def test_a_language_must_be_shown() -> None:
    line = "Lascia un commento e dimmi la tua opinione sulla lampada verde"
    assert clean(ARTICLE + line + "\n").text == ARTICLE + line + "\n"


def test_classes_are_compared_as_they_are_written() -> None:
    for language in compiled.data().languages.values():
        for name, words in language.classes.items():
            short = {word for word in words if word.endswith("*") and len(word) < len("abc*")}
            assert not short, f"{language.code}, {name}: too short to begin a word"
            assert {word.lower() for word in words} == words, f"{language.code}, {name}"
