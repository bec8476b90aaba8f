"""What repeats on a site and is its articles' own: nothing of it may be learned.

Each corpus prints a newsletter box, too, which is learned: the vetoes keep lines, not corpora.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.learn.proposals import to_toml
from tests.support.corpus import SUBJECTS, article, document
from tests.support.learning import HOST, learned, lines_of

BOX = "Our own choice of the week is on page nine, every Thursday."
NAMES = ("Ana Mendes", "Bo Li", "Cem Kaya", "Dora Weiss", "Eli Roth", "Fay Ito", "Gus Ek")
TOWNS = ("LISBON", "OSLO", "QUITO", "TUNIS")


def subject(number: int) -> str:
    return f"{SUBJECTS[number % len(SUBJECTS)]} {'abcdef'[number // len(SUBJECTS)]}"


def name(number: int) -> str:
    return NAMES[number % len(NAMES)]


def song(number: int) -> str:
    verse = [f"I walked along the {subject(number)} in {time}," for time in ("May", "June", "fall")]
    refrain = ["Oh let the water carry me,", f"past {subject(number)} to the open sea."]
    return "\n\n".join("\n".join([line, *refrain]) for line in verse) + "\n"


def song_of_an_album(number: int) -> str:
    refrain = "[Chorus]\nOh let the water carry me,\nand bring me home before the night"
    first, *rest = song(number).split("\n\n")
    return "\n\n".join([first, refrain, *rest])


def recipe(number: int) -> str:
    head = ["Serves 4", "Preparation time: 20 minutes", "Ingredients", "- Butter", "- Salt"]
    own = [f"- {number + 2} leaves from the {subject(number)}"]
    return document(number, head=[*head, *own, "Method"], middle=["Tip"])


def recipe_in_one_block(number: int) -> str:
    rows = ["Ingredients", "1 cup of sugar", "2 eggs", f"a leaf of the {subject(number)}"]
    return "\n".join(rows) + "\n\n" + document(number, middle=["Directions", "To serve"])


def recipe_below_a_story(number: int) -> str:
    items = ["2 eggs", f"1 leaf of the {subject(number)}", f"- Salt of the {subject(number)}"]
    steps = [f"Boil the leaf of the {subject(number)}.", f"Serve it at the {subject(number)}."]
    return document(number, tail=["Ingredients", *items, "Method", *steps])


def part_of_a_series(number: int) -> str:
    title = ["The Long Walk, a series in parts", f"May {number + 1}, 2026"]
    return document(number, head=title if number % 3 == 0 else ())


def part_with_its_number(number: int) -> str:
    return document(number, head=["THE LONG WALK", f"Part {number + 1}"] if number % 3 else ())


def column(number: int) -> str:
    opening = "Once a week the miller answers a letter from the valley, and does not mince words."
    return document(number, head=[opening] if number % 3 == 0 else ())


def column_after_a_paragraph(number: int) -> str:
    opening = "Once a week the miller answers a letter from the valley, and does not mince words."
    return document(number, middle=[opening] if number % 3 == 0 else ())


def questionnaire(number: int) -> str:
    first, second, third = article(number)
    asked = ["What did you want to become as a child?", "Which place in town do you like best?"]
    return "\n\n".join([first, asked[0], second, asked[1], third]) + "\n"


def dateline(number: int) -> str:
    return document(number, head=[f"{TOWNS[number % 4]}, May {number + 1} (Herald)"])


def dateline_without_a_date(number: int) -> str:
    return document(number, head=[f"{TOWNS[number % 4]} —"])


def transcript(number: int) -> str:
    lines = []
    for at, paragraph in enumerate(article(number)):
        lines += [f"{NAMES[at % 2].upper()}:", paragraph, "(Laughter)"]
    return "\n".join(lines) + "\n"


def transcript_in_lines(number: int) -> str:
    said = [
        f"{who}: I was at the {subject(number)} {when}."
        for when in ("in May", "in June", "in fall")
        for who in ("HOST", "GUEST")
    ]
    turns = ["HOST: Thank you for coming here.", *said, "GUEST: Thank you for the invitation."]
    return document(number, middle=turns)


def program(number: int) -> str:
    word = SUBJECTS[number % len(SUBJECTS)]
    rows = [
        "```c",
        "#include <stdio.h>",
        "int main(void) {",
        f'  puts("{word}");',
        "  return 0;",
        "}",
    ]
    return document(number, middle=["\n".join([*rows, "```"])])


def program_without_fences(number: int) -> str:
    word = SUBJECTS[number % len(SUBJECTS)]
    rows = ["int main(void) {", f'    puts("{word}{number}");', "    return 0;", "}"]
    return document(number, tail=["\n".join(rows)])


def page_with_shortcodes(number: int) -> str:
    note = ['{{% alert title="Note" %}}', f"Mind the {subject(number)}.", "{{% /alert %}}"]
    return document(
        number, tail=["<!-- no lint -->", *note, "<div>", f"{subject(number)}", "</div>"]
    )


def priced(number: int) -> str:
    rows = [f"Price: ${number + 3}.99", "Shipping: $0.00", "Storage: 0 GB", f"€ {number},90"]
    return document(number, head=rows, middle=["$0.00", "Storage: 0 GB"])


def priced_below(number: int) -> str:
    return document(number, tail=[f"Price: ${number + 3}.99"])


def review(number: int) -> str:
    rated = [
        f"Rating: {number % 5}/5",
        f"Running time: {number + 80} minutes",
        f"Pages: {number}00",
    ]
    return document(number, tail=rated)


def with_references(number: int) -> str:
    works = [f"Mendes, A. On the {subject(number)}.", f"Roth, E. A mill at the {subject(number)}."]
    return document(number, tail=["References", *works])


def with_references_in_german(number: int) -> str:
    works = [f"Mendes, A.: Am {subject(number)}.", f"Roth, E.: Die {subject(number)}."]
    return document(number, tail=["## Literaturverzeichnis", *works])


def letter(number: int) -> str:
    return document(number, head=["Dear miller,"])


def match_report(number: int) -> str:
    facts = [f"Half-time: {number % 3}-{number % 4}", f"Attendance: {number},204"]
    return document(number, head=facts, tail=facts)


def act(number: int) -> str:
    dates = ["Date of issue", f": 20{number + 10}-05-{number + 1}", "Source", f": Gazette {number}"]
    return "\n".join([f"Act on the {subject(number)}", *dates]) + "\n\n" + document(number)


def release(number: int) -> str:
    fixes = ["Fixes", "-----", f"The {subject(number)} can be closed."]
    thanks = [f"- {name(number + at)}" for at in (0, 2, 3)]
    return "\n".join(fixes) + "\n\n" + document(number, tail=thanks)


def part_of_a_novel(number: int) -> str:
    first, second, third = article(number)
    return "\n\n".join(["PART ONE", first, str(number % 3), second, str(number % 4), third]) + "\n"


def agency_copy(number: int) -> str:
    """Return one of three versions of a report, or another article."""
    if number % 2:
        return document(number)
    return document(0, tail=[f"Version {'xyz'[number % 3]} of the {subject(number)}"])


CORPORA = (
    *(
        song,
        song_of_an_album,
        recipe,
        recipe_in_one_block,
        recipe_below_a_story,
        part_of_a_series,
        part_with_its_number,
    ),
    *(column, column_after_a_paragraph, questionnaire, dateline, dateline_without_a_date),
    *(transcript, transcript_in_lines, program, program_without_fences, page_with_shortcodes),
    *(priced, priced_below, review, act, release, part_of_a_novel, agency_copy),
    *(with_references, with_references_in_german, letter, match_report),
)


@pytest.mark.parametrize("text", CORPORA, ids=lambda text: text.__name__)
def test_what_is_the_articles_own_is_not_learned(text: Callable[[int], str]) -> None:
    assert lines_of(learned(text(number) for number in range(24))) == set()


@pytest.mark.parametrize("text", CORPORA, ids=lambda text: text.__name__)
def test_the_box_below_it_is_learned(text: Callable[[int], str]) -> None:
    other = (document(number, tail=[BOX]) for number in range(24, 60))
    texts = [*(f"{text(number)}\n{BOX}\n" for number in range(24)), *other]
    assert lines_of(learned(texts)) == {BOX}


def test_a_title_that_others_list_stays_in_its_own_document(tmp_path: Path) -> None:
    def listed(numbers: Sequence[int]) -> list[str]:
        return [f"The {subject(number)} is to be repaired at last" for number in numbers]

    texts = [
        document(number, head=listed([number]), tail=listed([(number + at) % 24 for at in (1, 2)]))
        for number in range(24)
    ]
    path = tmp_path / "learned.toml"
    path.write_text("".join(to_toml(learned(texts), "a test")), encoding="utf-8")
    made = Cleaner(phrase_files=[path])
    for number, text in enumerate(texts):
        assert made.clean(text, url=HOST).text.startswith(listed([number])[0])


def test_the_same_price_everywhere_is_an_offer() -> None:
    offer = "Read all of it for $1 a week."
    assert lines_of(learned(document(number, tail=[offer]) for number in range(24))) == {offer}


def test_a_label_over_headlines_of_other_articles_is_learned() -> None:
    headlines = ["More from the valley", "The {} is to be repaired", "A new roof for the {}"]
    texts = (
        document(number, tail=[line.format(subject(number)) for line in headlines])
        for number in range(24)
    )
    (proposal,) = learned(texts)
    assert (proposal.text, proposal.where) == (("More from the valley",), ("tail", "to-end"))


def test_what_others_than_the_label_end_the_article_with_text_below_stay(tmp_path: Path) -> None:
    note = "Herald recipes are tried by our readers."
    texts = [f"{document(n, tail=[note])}{recipe_below_a_story(n)[-90:]}" for n in range(24)]
    assert all("to-end" not in each.where for each in learned(texts))


def test_how_many_liked_it_is_learned() -> None:
    texts = (document(number, tail=[f"{number} people liked this"]) for number in range(24))
    assert lines_of(learned(texts)) == {"0 people liked this"}


def test_a_menu_as_a_list_is_learned() -> None:
    menu = ["- Home", "- News", "- Letters"]
    assert lines_of(learned(document(number, tail=menu) for number in range(24))) == {*menu}


def test_what_some_articles_print_side_by_side_above_them_is_learned() -> None:
    buttons = ["Share", "Post", "Send"]
    texts = (document(number, head=buttons if number % 4 == 0 else ()) for number in range(48))
    assert lines_of(learned(texts)) == {*buttons}
