"""Normal forms, phrases looked up, and what reads like prose."""

from __future__ import annotations

import pytest
from cleaner.XXX.lexicon import LONG, SHORT, Lexicon, Phrase
from hypothesis import given
from hypothesis import strategies as st

from cleaner import rules as registry
from cleaner.core.normalise import line_key
from cleaner.core.words import is_prose
from tests.support.core import lines as read
from tests.support.documents import furniture


def marks(line: str, *texts: str, glued: bool = False, paragraph: bool = False) -> tuple[str, ...]:
    """The marks of a line by these phrases; their marks are `a.rule:0`, `a.rule:1`… Marks of its shape are left out."""
    phrases = [Phrase(text, f"a.rule:{number}", glued, paragraph) for number, text in enumerate(texts)]
    return tuple(mark for mark in read(line, phrases)[0].marks if mark.startswith("a.rule"))


# --- Normal forms ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Leave a Reply", "leave a reply"),
        ("  LEAVE   a\tReply  ", "leave a reply"),
        ("Leave\N{NO-BREAK SPACE}a Reply:", "leave a reply"),
        ("• Leave a Reply »", "leave a reply"),
        ("← Older posts", "older posts"),
        ("Name *", "name"),
        ("[Share]", "share"),
        ("Don’t miss", "don't miss"),
        ("Read more…", "read more"),
        ("A – B", "a - b"),
        ("Share\N{ZERO WIDTH SPACE} this", "share this"),
        ("53", "#"),
        ("1,204 Shares", "# shares"),
        ("1.2K Shares", "# shares"),
        ("1.2 k shares", "# shares"),
        ("12 Kilometres", "# kilometres"),
        ("%d shares", "# shares"),
        ("12 Thoughts on “Spring”", '# thoughts on "spring'),
        ("", ""),
        ("* * *", ""),
    ],
)
def test_normal_form(text: str, key: str) -> None:
    assert line_key(text) == key


# --- Exact phrases --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["Leave a Reply", "LEAVE A REPLY", "  leave a reply:", "» Leave a Reply «", "Leave a Reply *"])
def test_whole_line_equals_phrase(line: str) -> None:
    assert marks(line, "Leave a Reply") == ("a.rule:0",)


@pytest.mark.parametrize(
    "line",
    [
        "Leave a Reply at the desk",
        "Please Leave a Reply",
        "Leave a Replyx",
        "xLeave a Reply",
        "Leave a",
        "Leave, a Reply",
        "Leave a Reply. Leave a Reply",
    ],
)
def test_part_of_a_line_is_no_phrase(line: str) -> None:
    assert marks(line, "Leave a Reply") == ()


def test_a_line_may_be_several_phrases() -> None:
    assert marks("Share", "share", "Share:", "print") == ("a.rule:0", "a.rule:1")


# --- Numbers and holes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["53 Shares", "1,204 shares", "1.2K Shares", "0 Shares", "%d Shares"])
def test_numbers_fold(line: str) -> None:
    assert marks(line, "%d Shares") == ("a.rule:0",)


@pytest.mark.parametrize("line", ["Shares", "many Shares", "53 Shares fell", "53 53 Shares"])
def test_a_number_is_a_number(line: str) -> None:
    assert marks(line, "%d Shares") == ()


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("One thought on “%s”", "One thought on “11.05.19: A Collaborative Relationship”"),
        ("One thought on “%s”", "One thought on “11.05.19: A Collaborative Relationship"),  # the closing quote is often lost
        ("%d thoughts on %s", "12 thoughts on Spring"),
        ("Connecting to %s", "Connecting to %s"),
        ("Posted in %s Tagged %s", "Posted in News Tagged flood, river"),
        ("%s says:", "Ana Mendes says:"),
        ("%s bloggers like this", "12 bloggers like this"),
        ("Share %s on", "Share this on"),
    ],
)
def test_a_hole_takes_something(phrase: str, line: str) -> None:
    assert marks(line, phrase) == ("a.rule:0",)


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("Posted in %s Tagged %s", "Posted in News"),
        ("Posted in %s Tagged %s", "Tagged flood"),
        ("%s says:", "says:"),
        ("%s says:", "Ana says so"),
        ("Share %s on", "Share on"),
        ("Share %s on", "Share " + "x" * 220 + " on"),
        ("Connecting to %s", "Connecting"),
    ],
)
def test_a_hole_does_not_take_anything(phrase: str, line: str) -> None:
    assert marks(line, phrase) == ()


def test_a_hole_does_not_match_running_text() -> None:
    sentence = "Posted in the hall since nine, the guards had nothing to do but to wait for rain."
    assert marks(sentence, "Posted in %s") == ()
    assert marks(sentence, "Posted in %s", paragraph=True) == ("a.rule:0",)


def test_a_paragraph_phrase_knows_a_long_line_by_its_beginning() -> None:
    line = "This post contains affiliate links. " + "We may earn a small commission at no cost to you. " * 6
    assert SHORT < len(line) < LONG
    assert marks(line, "This post contains affiliate links%s", paragraph=True) == ("a.rule:0",)
    assert marks("We say: " + line, "This post contains affiliate links%s", paragraph=True) == ()


def test_a_paragraph_is_no_phrase_whatever_it_begins_with() -> None:
    line = "This post contains affiliate links. " + "We may earn a small commission at no cost to you. " * 40
    assert len(line) > LONG
    assert marks(line, "This post contains affiliate links%s", paragraph=True) == ()


@pytest.mark.parametrize("text", ["", "%s", "%s %s", "...", "%s%s", "a %s%s b"])
def test_a_phrase_needs_text_of_its_own(text: str) -> None:
    with pytest.raises(ValueError, match="too little text of its own"):
        Lexicon([Phrase(text, "a:line")])


# --- Glued lines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "size"),
    [("Leave a ReplyCancel reply", "pair"), ("Cancel replyLeave a Reply", "pair"), ("Leave a Reply Cancel reply Name", "bar")],
)
def test_glued_phrases_are_recognised(line: str, size: str) -> None:
    found = marks(line, "Leave a Reply", "Cancel reply", "Name", glued=True)
    assert {"a.rule:0", "a.rule:1"} <= set(found)
    assert f"a.rule:{size}" in found


@pytest.mark.parametrize("line", ["Leave a ReplyCancel", "Leave a ReplyxCancel reply", "LeaveLeave", "Names", "NameNaming"])
def test_words_that_only_begin_like_glued_phrases_stay(line: str) -> None:
    assert marks(line, "Leave a Reply", "Cancel reply", "Name", glued=True) == ()


def test_phrases_of_different_rules_are_not_glued() -> None:
    phrases = [Phrase("Leave a Reply", "a.form:line", glued=True), Phrase("Print", "a.tool:line", glued=True)]
    assert read("Leave a ReplyPrint", phrases)[0].marks == ()


def test_only_phrases_that_say_so_are_glued() -> None:
    assert marks("Leave a ReplyCancel reply", "Leave a Reply", "Cancel reply") == ()


# --- Reading --------------------------------------------------------------------------------------------------------


def test_lines_say_where_they_stand() -> None:
    text = "\ufeffOne  \r\n\r\n \t\nTwo\x85Three\u2028\u2028 Four"
    lines = read(text)
    assert [line.text for line in lines] == ["One", "Two", "Three", " Four"]
    assert [text[line.start : line.stop] for line in lines] == [line.text for line in lines]
    assert [line.gap for line in lines] == [True, True, False, True]
    assert lines[0].start == 1
    assert lines[-1].end == len(text)


@pytest.mark.parametrize("text", ["", "\n", "\ufeff", "\ufeff\n", " \t\r\n\x0b\x0c\x1c\x85\u2028"])
def test_blank_texts_have_no_lines(text: str) -> None:
    assert read(text) == ()


_LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(("", "", " ", "• ", "“", "\xa0", "\u200b", "* ", "> ", "(", "← ")),
    st.sampled_from(furniture()).flatmap(
        lambda line: st.sampled_from((line, line.upper(), line.lower(), line.title(), line.replace("'", "’")))
    ),
    st.sampled_from(("", "", ":", " »", "…", "”", "\xa0*", "!", ".", ")", " 12")),
)


@given(line=_LINES)
def test_the_short_cuts_of_looking_up_miss_nothing(line: str) -> None:
    """Most lines are told apart by a few characters. What that passes over must carry no mark that the full comparison finds."""
    lexicon = registry.lexicon()
    for found in lexicon.read(line).lines:
        if len(found.text) <= SHORT:
            assert set(lexicon.marks(line_key(found.text), prose=found.prose)) <= set(found.marks)


# --- Prose ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "The river rose by a metre in the night, and fell again.",
        "“The river rose by a metre in the night, and fell again.”",
        "the river rose by a metre in the night and fell again and rose once more before the week was out and so",
        "川は夜のうちに一メートルも水位が上がり、下の橋のそばの水車小屋は避難しなければならなかった。",
    ],
)
def test_prose(text: str) -> None:
    assert is_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Leave a Reply",
        "He said:",
        "The river rose by a metre in the night, and fell again and",
        "Home News Sport Weather Travel TV Radio More Search Menu Help",
        "短い。",
    ],
)
def test_not_prose(text: str) -> None:
    assert not is_prose(text)
