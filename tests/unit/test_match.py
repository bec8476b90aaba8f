"""Normal forms, phrases found in lines, candidates, and what reads like prose."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.core.analysis import Span
from cleaner.core.normalise import line_key
from cleaner.core.rule import NUMBER, LineTest, Mark, Phrase, Role
from cleaner.core.words import is_prose
from cleaner.phrases.match import SHORT, PhraseMatcher
from cleaner.phrases.wrapped import FORM, LONG
from tests.support.core import built_in, document, entry, matcher, read
from tests.support.documents import furniture

ROLES = (Role.LINE, Role.BESIDE, Role.TITLE)


def of(*texts: str, glued: bool = False, paragraph: bool = False) -> PhraseMatcher:
    """A matcher of phrases with the roles `ROLES` of the rule `a.rule`, in that order."""
    return matcher(
        entry(text, role=role, glued=glued, paragraph=paragraph)
        for text, role in zip(texts, ROLES, strict=False)
    )


def roles(line: str, *texts: str, glued: bool = False, paragraph: bool = False) -> set[Role]:
    """The roles of a line by these phrases. Scanning finds what matching finds."""
    made = of(*texts, glued=glued, paragraph=paragraph)
    text = line.rstrip()
    found = made.match(text) if text else ()
    assert made.scan(line, [Span(0, len(line))]) == ({0: found} if found else {})
    return {phrase.mark.role for phrase in found if isinstance(phrase, Phrase)}


# --- Normal forms --------------------------------------------------------------------------------


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


# --- Exact phrases -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    ["Leave a Reply", "LEAVE A REPLY", "  leave a reply:", "» Leave a Reply «", "Leave a Reply *"],
)
def test_whole_line_equals_phrase(line: str) -> None:
    assert roles(line, "Leave a Reply") == {Role.LINE}


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
    assert roles(line, "Leave a Reply") == set()


def test_a_line_may_be_several_phrases() -> None:
    assert roles("Share", "share", "Share:", "print") == {Role.LINE, Role.BESIDE}


# --- Numbers and holes ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["53 Shares", "1,204 shares", "1.2K Shares", "0 Shares", "%d Shares"]
)
def test_numbers_fold(line: str) -> None:
    assert roles(line, "%d Shares") == {Role.LINE}


@pytest.mark.parametrize("line", ["Shares", "many Shares", "53 Shares fell", "53 53 Shares"])
def test_a_number_is_a_number(line: str) -> None:
    assert roles(line, "%d Shares") == set()


@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        ("One thought on “%s”", "One thought on “11.05.19: A Collaborative Relationship”"),
        (
            "One thought on “%s”",
            "One thought on “11.05.19: A Collaborative Relationship",
        ),  # the closing quote is often lost
        ("%d thoughts on %s", "12 thoughts on Spring"),
        ("Connecting to %s", "Connecting to %s"),
        ("Posted in %s Tagged %s", "Posted in News Tagged flood, river"),
        ("%s says:", "Ana Mendes says:"),
        ("%s bloggers like this", "12 bloggers like this"),
        ("Share %s on", "Share this on"),
    ],
)
def test_a_hole_takes_something(phrase: str, line: str) -> None:
    assert roles(line, phrase) == {Role.LINE}


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
    assert roles(line, phrase) == set()


def test_a_hole_does_not_match_running_text() -> None:
    sentence = "Posted in the hall since nine, the guards had nothing to do but to wait for rain."
    assert roles(sentence, "Posted in %s") == set()
    assert roles(sentence, "Posted in %s", paragraph=True) == {Role.LINE}


def test_a_paragraph_phrase_knows_a_long_line_by_its_beginning() -> None:
    line = (
        "This post contains affiliate links. "
        + "We may earn a small commission at no cost to you. " * 6
    )
    assert SHORT < len(line) < LONG
    assert roles(line, "This post contains affiliate links%s", paragraph=True) == {Role.LINE}
    assert roles("We say: " + line, "This post contains affiliate links%s", paragraph=True) == set()


def test_a_paragraph_is_no_phrase_whatever_it_begins_with() -> None:
    line = (
        "This post contains affiliate links. "
        + "We may earn a small commission at no cost to you. " * 40
    )
    assert len(line) > LONG
    assert roles(line, "This post contains affiliate links%s", paragraph=True) == set()


@pytest.mark.parametrize("text", ["", "%s", "%s %s", "...", "%s%s", "a %s%s b"])
def test_a_phrase_needs_text_of_its_own(text: str) -> None:
    with pytest.raises(ValueError, match="is too general: give it more fixed words"):
        matcher([entry(text)])


# --- Glued lines ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "size"),
    [
        ("Leave a ReplyCancel reply", Role.PAIR),
        ("Cancel replyLeave a Reply", Role.PAIR),
        ("Leave a Reply Cancel reply Name", Role.BAR),
    ],
)
def test_glued_phrases_are_recognised(line: str, size: Role) -> None:
    found = roles(line, "Leave a Reply", "Cancel reply", "Name", glued=True)
    assert {Role.LINE, Role.BESIDE, size} <= found


@pytest.mark.parametrize(
    "line",
    ["Leave a ReplyCancel", "Leave a ReplyxCancel reply", "LeaveLeave", "Names", "NameNaming"],
)
def test_words_that_only_begin_like_glued_phrases_stay(line: str) -> None:
    assert roles(line, "Leave a Reply", "Cancel reply", "Name", glued=True) == set()


def test_phrases_of_different_rules_are_not_glued() -> None:
    made = matcher(
        [entry("Leave a Reply", "a.form", glued=True), entry("Print", "a.tool", glued=True)]
    )
    assert made.match("Leave a ReplyPrint") == ()


def test_only_phrases_that_say_so_are_glued() -> None:
    assert roles("Leave a ReplyCancel reply", "Leave a Reply", "Cancel reply") == set()


# --- Trailing phrases, phrases anywhere, wrapped phrases ------------------------------------------

SENTENCE = (
    "The river rose by a metre in the night, and the mill at the lower bridge had to be cleared"
    " before the morning came."
)
MORE = matcher([entry("Read more", role=Role.TRAILING), entry("more", role=Role.TRAILING)])


@pytest.mark.parametrize(
    ("line", "trailing"),
    [
        (f"{SENTENCE} Read more", " Read more"),
        (f"{SENTENCE} READ MORE »", " READ MORE »"),
        (f"{SENTENCE} [Read more…]", " [Read more…]"),
        (f"{SENTENCE} more", " more"),
        (f"{SENTENCE} More…", " More…"),
        ("The mill had to be cleared before the morning came. Read more", " Read more"),
    ],
)
def test_a_phrase_at_the_end_of_a_paragraph(line: str, trailing: str) -> None:
    found = MORE.trailing(line)
    assert found is not None
    assert line[found[1] :] == trailing
    assert found[0] in MORE.match(line)
    assert 0 in MORE.scan(line, [Span(0, len(line))])


@pytest.mark.parametrize(
    "line",
    [
        "The river rose by a metre in the night, and I wanted to read more",
        "The river rose by a metre in the night, and there was nothing more.",
        f"{SENTENCE} More",
        f"{SENTENCE} Read more of it",
        "Read more",
        "more",
        "",
    ],
)
def test_no_phrase_at_the_end_of_a_paragraph(line: str) -> None:
    assert MORE.trailing(line) is None


def test_no_phrase_after_a_few_words() -> None:
    assert MORE.match("The mill is cleared. Read more") == ()


def test_a_phrase_that_appears_anywhere_is_found_in_any_case() -> None:
    assert roles("ALL ÄNDERUNGEN VORBEHALTEN", "%sänderungen vorbehalten%s") == {Role.LINE}
    assert roles("ПРАВА ЗАЩИЩЕНЫ", "%sправа защищены%s") == {Role.LINE}


@pytest.mark.parametrize(
    "line",
    ["Ana Mendes made 12 of 12 comments on 1,204 posts", "Ana made %d of %d comments on %d posts"],
)
def test_a_phrase_that_begins_with_a_hole_is_found_by_its_end(line: str) -> None:
    assert roles(line, "%s made %d of %d comments on %d posts") == {Role.LINE}


def test_a_phrase_may_appear_anywhere_in_a_line() -> None:
    assert roles("© 2019 All rights reserved by the mill", "%sall rights reserved%s") == {Role.LINE}
    assert roles("All their rights are reserved", "%sall rights reserved%s") == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Leave a Reply\nYou are commenting\nusing your account.\n", [1, 2, 3]),
        ("Leave a Reply\nYou are\ncommenting using\nyour account.\n", [1, 2, 3, 4]),
        ("Leave a Reply\nYou are commenting\n\nusing your account.\n", [1]),
        ("You are commenting\nusing your account.\n", []),
        ("Leave a Reply\nYou are commenting\nThe river rose.\n", [1]),
    ],
)
def test_wrapped_phrases_of_a_form(text: str, expected: list[int]) -> None:
    phrases = [
        entry("Leave a Reply", FORM),
        entry("You are commenting using your account", FORM),
    ]
    found = document(text, phrases)
    assert [line.number + 1 for line in found.lines if line.found] == expected


def test_phrases_of_other_rules_are_not_found_over_lines() -> None:
    phrases = [entry("Leave a Reply", FORM), entry("Follow us on Mastodon", "share.follow")]
    found = document("Leave a Reply\nFollow us\non Mastodon\n", phrases)
    assert found.marked(Mark("share.follow", Role.LINE)) == []


# --- Line tests ----------------------------------------------------------------------------------

SAID = LineTest("said", endings=(":",), fits=lambda line: "said" in line)


@pytest.mark.parametrize(
    ("test", "passing", "failing"),
    [
        (SAID, "He said:", "He wrote:"),
        (SAID, "She said :", "She said"),
        (LineTest("full", endings=("below.",)), "See below.", "See above."),
        (LineTest("begins", beginnings=("©",)), "© 2019", "2019 ©"),
        (LineTest("contains", contains=("{{",)), "a {{ title }}", "a { title }"),
    ],
)
def test_line_tests(test: LineTest, passing: str, failing: str) -> None:
    made = matcher((), [test])
    text = f"{failing}\n{passing}\n"
    assert made.scan(text, [Span(0, len(text))]) == {len(failing) + 1: (test,)}
    assert made.match(passing) == (test,)
    assert made.match(failing) == ()


ENDING = LineTest("ends with a phrase", contains=(". ",), part=lambda line: line.partition(". ")[2])


@pytest.mark.parametrize(
    ("line", "passes"),
    [
        ("He left. Follow us on Mastodon", True),
        ("He left. Name", False),  # it is boilerplate only beside other lines
        ("He left. Follow the river", False),
        ("Follow us on Mastodon", False),
    ],
)
def test_a_part_of_a_line_must_be_boilerplate(line: str, passes: bool) -> None:
    phrases = [entry("Follow us on Mastodon", "share.follow"), entry("Name", role=Role.BESIDE)]
    assert (ENDING in matcher(phrases, [ENDING]).match(line)) == passes


def test_a_line_test_with_many_signs() -> None:
    test = LineTest(
        "many", contains=tuple(f"{{{number}}}" for number in range(1000)), fits=lambda s: "{7}" in s
    )
    text = "a {7} b\na {8} b\na b\n"
    assert matcher((), [test]).scan(text, [Span(0, len(text))]) == {0: (test,)}


@pytest.mark.parametrize("line", ["53", "1.2K", "+12", "1,204", "%d", "(3)"])
def test_a_number(line: str) -> None:
    assert read(f"One\n{line}\n", matcher(())).marked(NUMBER) == [1]


@pytest.mark.parametrize("line", ["53 shares", "5 3", "No. 5", "*", "V"])
def test_no_number(line: str) -> None:
    assert matcher(()).match(line) == ()


# --- Candidates ----------------------------------------------------------------------------------

_LINES = st.builds(
    "{}{}{}".format,
    st.sampled_from(("", "", " ", "• ", "“", "\xa0", "\u200b", "* ", "> ", "(", "← ")),
    st.sampled_from(furniture()).flatmap(
        lambda line: st.sampled_from(
            (line, line.upper(), line.lower(), line.title(), line.replace("'", "’"))
        )
    ),
    st.sampled_from(("", "", ":", " »", "…", "”", "\xa0*", "!", ".", ")", " 12")),
)


def scanned(text: str) -> dict[int, tuple[Phrase | LineTest, ...]]:
    return built_in().scan(text, [Span(0, len(text))])


@given(line=_LINES)
def test_every_line_that_matches_is_a_candidate(line: str) -> None:
    """Most lines are passed over by a few characters; none of them may match anything."""
    for found in document(line).lines:
        matched = built_in().match(found.text)
        assert scanned(line).get(found.start, ()) == matched


@pytest.mark.slow
@pytest.mark.parametrize(
    "change", [str, lambda line: f"• {line.upper()}:"], ids=["as is", "changed"]
)
def test_every_built_in_phrase_is_a_candidate(change: Callable[[str], str]) -> None:
    """All of them, in one text; every second under another case and with signs around it."""
    lines = sorted(set(furniture()))[:: 1 if change is str else 2]
    text = "\n".join(map(change, lines))
    assert scanned(text) == {
        line.start: matched
        for line in document(text).lines
        if (matched := built_in().match(line.text))
    }


def test_only_kept_spans_are_scanned() -> None:
    made = of("Leave a Reply")
    text = "Leave a Reply\nLeave a Reply\nLeave a Reply\n"
    assert made.scan(text, [Span(0, 14), Span(28, 42)]).keys() == {0, 28}


# --- Prose ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "The river rose by a metre in the night, and fell again.",
        "“The river rose by a metre in the night, and fell again.”",
        (
            "the river rose by a metre in the night and fell again and rose once more "
            "before the week was out and so"
        ),
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
