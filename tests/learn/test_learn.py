"""Learning: what is proposed, what the vetoes keep, and that proposals remove only that."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest

from cleaner import Cleaner, PhraseError
from cleaner.learn import Learner, Proposal, decide
from cleaner.learn import counts as counts_module
from cleaner.learn.lines import key, keys, plain, zones
from cleaner.learn.proposals import host_of, id_of, to_toml
from cleaner.learn.sketch import Sketch, digest
from cleaner.learn.templates import at_the_ends, template
from cleaner.phrases.files import parse
from tests.support.corpus import SUBJECTS, article, document
from tests.support.learning import HOST, learned, learned_from, lines_of

NEWSLETTER = "Our own choice of the week is on page nine, every Thursday."


def cleaned(text: str, proposals: Iterable[Proposal], folder: Path, *, url: str = HOST) -> str:
    path = folder / "learned.toml"
    path.write_text("".join(to_toml(proposals, "a test")), encoding="utf-8")
    return Cleaner(phrase_files=[path]).clean(text, url=url).text


# --- What is proposed -----------------------------------------------------------------------------


def test_a_box_after_the_article_is_one_proposal() -> None:
    box = ["Paper lanterns", NEWSLETTER, "See the lanterns"]
    (proposal,) = learned(document(number, tail=box) for number in range(20))
    assert proposal.text == tuple(box)
    assert proposal.where == ("tail", "to-end")
    assert (proposal.documents, proposal.host_documents) == (20, 20)
    assert proposal.rule.startswith("learned.herald.example.")


def test_a_rule_has_the_same_id_when_the_site_is_learned_again() -> None:
    box = ["Paper lanterns", NEWSLETTER]
    (first,) = learned(document(number, tail=box) for number in range(20))
    menu = ["Home", "News", "Sport"]
    more = learned(document(number, head=menu, tail=[*box, "More"]) for number in range(30))
    assert len(more) == 2
    assert first.rule in {proposal.rule for proposal in more}


def test_a_menu_before_the_article_is_proposed_for_the_head() -> None:
    (proposal,) = learned(document(n, head=["Home", "News", "Sport"]) for n in range(12))
    assert (proposal.text, proposal.where) == (("Home", "News", "Sport"), ("head",))


def test_a_promotion_inside_the_article_is_proposed() -> None:
    (proposal,) = learned(document(n, middle=[NEWSLETTER]) for n in range(12))
    assert (proposal.text, proposal.where) == ((NEWSLETTER,), ("body",))


def test_lines_that_differ_by_a_number_are_the_same() -> None:
    (proposal,) = learned(document(n, tail=[f"{n} people liked this"]) for n in range(12))
    assert len(proposal.text) == 1


def test_what_follows_the_end_of_the_article_goes_with_it(tmp_path: Path) -> None:
    texts = [
        document(
            number, tail=["More from the Herald", f"Story of the day {'abcdefghijkl'[number]}"]
        )
        for number in range(12)
    ]
    proposals = learned(texts)
    assert lines_of(proposals) == {"More from the Herald"}
    assert cleaned(texts[3], proposals, tmp_path) == document(3)


def test_what_repeats_without_a_host_is_for_all_documents(tmp_path: Path) -> None:
    texts = [document(number, tail=["Paper lanterns", NEWSLETTER]) for number in range(12)]
    (proposal,) = proposals = learned(texts, host="")
    assert proposal.rule.startswith("learned.corpus.")
    assert cleaned(texts[0], proposals, tmp_path, url="other.example") == document(0)


# --- What stays -----------------------------------------------------------------------------------


def test_articles_without_repetition_give_no_proposal() -> None:
    assert learned(document(number) for number in range(30)) == []


def test_a_host_with_few_documents_gives_no_proposal() -> None:
    assert learned(document(number, tail=[NEWSLETTER]) for number in range(9)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Ingredients",
        "At a Glance",
        "PROSPERO:",
        "}",
        "$0.00",
        "Storage: 0 GB",
        "1. The problem and its challenge",
    ],
)
def test_headings_labels_and_symbols_inside_the_article_stay(line: str) -> None:
    assert learned(document(number, middle=[line]) for number in range(12)) == []


def test_parts_of_sentences_stay() -> None:
    texts = []
    for number in range(12):
        first, *rest = article(number)
        place = SUBJECTS[number]
        parts = ["In a study published in", "Nature", f", researchers of the {place} say so."]
        texts.append("\n".join([first, *parts, *rest, "Nature", f", of the {place}."]))
    assert learned(texts) == []


def test_a_name_that_some_articles_end_with_stays() -> None:
    texts = [
        document(number, tail=["Nature Communications"] if number % 20 == 0 else [])
        for number in range(100)
    ]
    assert learned(texts) == []


def test_addresses_that_differ_in_their_digits_are_different() -> None:
    texts = [document(n, tail=[f"https://doi.org/10.1038/s4158{n}-026"]) for n in range(12)]
    assert learned(texts) == []
    assert key("DOI: 10.1038/1") != key("DOI: 10.1038/2")


@pytest.mark.parametrize(
    "lines",
    [
        ["## Ingredients", "Two hundred grams of the {}"],
        ["Ingredients", "Two hundred grams of the {}"],
        ["Prep time: {n} min"],
        ["May {n}, 2026"],
        ["- Butter", "- A handful from the {}"],
        ["---", "author: joel", "title: The {}", "---"],
    ],
)
def test_what_a_template_prints_before_the_article_stays(lines: list[str]) -> None:
    texts = []
    for number in range(12):
        filled = [line.replace("{n}", str(number + 1)) for line in lines]
        head = [line.replace("{}", SUBJECTS[number]) for line in filled]
        texts.append("\n".join(head) + "\n\n" + document(number))
    assert learned(texts) == []


def test_the_turns_of_a_dialogue_stay() -> None:
    texts = []
    for number in range(12):
        place = SUBJECTS[number]
        turns = [f"System: The {place} is {what}." for what in ("open", "closed", "near")]
        texts.append("\n".join([*turns, "System: Have a nice day."]) + "\n\n" + document(number))
    assert learned(texts) == []


@pytest.mark.parametrize("fence", ["```\n", ""])
def test_of_many_documents_some_show_what_is_code(fence: str) -> None:
    lines = ["return {", "    place();", "};", "open(place);"]
    texts = [
        document(number, tail=["\n".join([f"{fence}let place{number} = () => {{", *lines, fence])])
        for number in range(80)
    ]
    assert lines_of(learned(texts)).isdisjoint(line.strip() for line in lines)
    tail = ["Return to the front page", "Open the archive of this place"]
    texts = [document(number, tail=tail) for number in range(80)]
    assert lines_of(learned(texts)) == {*tail}


def test_code_after_the_article_stays() -> None:
    texts = []
    for number in range(12):
        place = SUBJECTS[number]
        code = f"```\ndef {place}():\n    return 1\n}}\n```"
        texts.append(document(number, tail=[code]))
    assert learned(texts) == []


def test_a_sentence_that_opens_each_part_of_a_series_stays() -> None:
    opening = "Every week we ask somebody from the town about the place they like best."
    texts = [document(n, middle=[opening] if n % 4 == 0 else []) for n in range(40)]
    assert learned(texts) == []


def test_near_copies_are_not_counted() -> None:
    copies = [f"{document(1)}\nEdition {'abcdefghijklmnop'[number]}\n" for number in range(12)]
    assert learned(copies) == []


def test_a_refrain_inside_one_document_is_no_repetition() -> None:
    song = "\n".join(["Row, row, row your boat, gently down the stream, merrily all day."] * 20)
    assert learned([*(document(number) for number in range(12)), song]) == []


# --- Applying -------------------------------------------------------------------------------------


def test_proposals_count_on_their_host_only(tmp_path: Path) -> None:
    texts = [document(number, tail=["Paper lanterns", NEWSLETTER]) for number in range(12)]
    proposals = learned(texts)
    assert cleaned(texts[0], proposals, tmp_path, url="https://www.herald.example/a") == document(0)
    assert cleaned(texts[0], proposals, tmp_path, url="https://other.example/a") == texts[0]
    assert cleaned(texts[0], proposals, tmp_path, url="") == texts[0]


def test_a_line_stays_outside_its_zone(tmp_path: Path) -> None:
    proposals = learned(document(n, tail=["Paper lanterns", NEWSLETTER]) for n in range(12))
    text = document(50, middle=["Paper lanterns"])
    assert cleaned(text, proposals, tmp_path) == text


def test_prose_after_an_anchor_keeps_all_that_is_below_it(tmp_path: Path) -> None:
    proposals = learned(document(n, tail=["Paper lanterns", NEWSLETTER]) for n in range(12))
    text = document(50, tail=["Paper lanterns", *article(51)])
    assert cleaned(text, proposals, tmp_path) == text


def test_each_cut_names_its_rule_and_can_be_ignored_and_restored(tmp_path: Path) -> None:
    texts = [document(n, head=["Home", "News"], tail=["Paper lanterns"]) for n in range(12)]
    path = tmp_path / "learned.toml"
    path.write_text("".join(to_toml(learned(texts), "a test")), encoding="utf-8")
    made = Cleaner(phrase_files=[path])
    result = made.clean(texts[0], url=HOST)
    head, tail = sorted({cut.rule for cut in result.cuts})
    assert head.startswith(f"learned.{HOST}.")
    assert all(cut.reason.startswith("repeated in 12 of 12 documents") for cut in result.cuts)
    assert result.restore() == texts[0]
    assert made.clean(result.text, url=HOST).cuts == ()
    first = made.replace(ignore=[head]).clean(texts[0], url=HOST)
    assert {cut.rule for cut in first.cuts} == {tail}
    assert not made.replace(ignore=["learned"]).clean(texts[0], url=HOST).changed


def test_a_phrase_with_a_host_can_be_written_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        '[[phrases]]\nrule = "mine.slogan"\nhost = "herald.example"\ntext = ["A paper"]\n'
    )
    made = Cleaner(phrase_files=[path])
    text = document(1, middle=["A paper"])
    assert made.clean(text, url="https://herald.example/1").text == document(1)
    assert made.clean(text).text == text
    assert [cut.reason for cut in made.clean(text, url=HOST).cuts] == ["a phrase of herald.example"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('where = ["foot"]', "unknown place 'foot' in `where`"),
        ('where = ["tial"]', "Did you mean 'tail'"),
        ('where = "tail"', "where must be a list"),
        ("where = [1]", "where must be a list of strings"),
        ('role = "beside"', "are whole lines; remove role = 'beside'"),
    ],
)
def test_phrases_that_cannot_be_used(line: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f'[[phrases]]\nrule = "a.b"\nhost = "a.example"\n{line}\ntext = ["x"]\n')
    with pytest.raises(PhraseError, match=sentence):
        Cleaner(phrase_files=[path])


# --- Parts ----------------------------------------------------------------------------------------


def test_proposals_are_toml_whatever_a_line_holds() -> None:
    odd = 'quote " backslash \\ tab \t bell \x07 delete \x7f half \ud800'
    proposal = Proposal(HOST, (odd, "b"), ("tail",), 3, 10, ("one\ntwo",))
    (table,) = tomllib.loads("".join(to_toml([proposal], "a\nb")))["phrases"]
    assert table["text"] == [odd.replace("\ud800", "?"), "b"]
    assert (table["rule"], table["host"]) == (proposal.rule, HOST)


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Herald.example/a?b#c", "herald.example"),
        ("http://user:secret@herald.example:8080/", "herald.example:8080"),
        ("herald.example", "herald.example"),
        ("", ""),
    ],
)
def test_hosts_of_addresses(address: str, host: str) -> None:
    assert host_of(address) == host


def test_ids_of_hosts_are_rule_ids() -> None:
    assert id_of("пример.рф") != id_of("другой.рф")
    assert id_of("my_site.example") == "my-site.example"


@pytest.mark.parametrize(
    ("line", "other", "same"),
    [
        ("• 12 Comments", "3 comments", True),
        ("“Read More”", '"read more"', True),
        ("12:30", "9", True),
        ("Read more", "Read most", False),
        ("}", "* * *", False),
        ("https://herald.example/1", "https://herald.example/2", False),
        ("阅读全文", "阅读原文", False),
        (f"{'A long sentence of ' * 5} 12", f"{'A long sentence of ' * 5} 13", False),
    ],
)
def test_lines_are_the_same_if_their_letters_are(line: str, other: str, *, same: bool) -> None:
    assert (key(line) == key(other)) is same
    assert keys([line, other]) == [key(line), key(other)]


def test_no_lines_have_no_keys() -> None:
    assert keys([]) == []


def test_the_article_is_between_its_own_prose() -> None:
    lines = plain(document(1, head=["Home"], tail=["Bye"]))
    where = zones(lines, [False] * len(lines))
    assert [where.of(number) for number in range(len(lines))] == [
        "head", "body", "body", "body", "tail",
    ]  # fmt: skip


def test_a_sketch_never_counts_too_low() -> None:
    sketch = Sketch(10)
    numbers = [digest(b"%d" % number) for number in range(20_000)]
    sketch.add([*numbers, *numbers[:100], *numbers[:100]])
    assert all(sketch.count(number) >= 3 for number in numbers[:100])
    assert sum(sketch.count(number) > 1 for number in numbers[100:]) < 0.15 * len(numbers)
    sketch.add([numbers[0]] * 300)
    assert sketch.count(numbers[0]) == 255
    assert sketch.reach(numbers[:3], 3) == [True] * 3
    assert sketch.reach(numbers[:2], 300) == [True, False]
    assert sum(sketch.reach(numbers[100:], 3)) < 0.1 * len(numbers)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts_module, "LIMIT", 40)
    often = [f"Line {letter} of the site" for letter in "abcdefgh"]
    seldom = [[f"Rare {a}{b} thing" for b in "abcdefghij"] for a in "abcdefghij"]
    texts = [document(n, tail=[*often, *seldom[n // 3 % 10]]) for n in range(30)]
    learner = Learner(10_000)
    for text in texts:
        learner.look(HOST, text)
    for text in texts:
        learner.count(HOST, "", text)
        assert len(learner.lines) <= 60
    assert set(often) <= lines_of(decide(learner))


def test_the_name_of_a_host_cannot_command_a_terminal() -> None:
    host = "a\x1b[31m\u202e.example"
    proposal = Proposal(host, ("Follow us",), ("tail",), 12, 12)
    assert proposal.reason.isprintable()
    (group,) = parse("".join(to_toml([proposal], host)), "site.toml")
    assert (group.host, group.reason) == (host, proposal.reason)


def changes(number: int) -> str:
    """A list of changes: two sentences, and many entries under headings that all versions have."""
    first, _, _ = article(number)
    entries = [f"- {SUBJECTS[(number + at) % 20]} {number} {at}: mended" for at in range(20)]
    return (
        "\n".join((first, "", "Fixes", *entries, "", "Thanks to all who helped", *entries)) + "\n"
    )


def test_what_repeats_in_lists_is_a_template() -> None:
    assert learned(changes(number) for number in range(20)) == []


def test_a_document_of_lists_is_its_body_as_a_whole() -> None:
    lines = plain(changes(1))
    again = [line in ("Fixes", "Thanks to all who helped") for line in lines]
    assert zones(lines, again) == (0, len(lines) - 1)


def test_a_few_headlines_after_an_article_are_its_tail() -> None:
    headlines = [
        "More from the Herald",
        *(f"{subject.title()} reopens" for subject in SUBJECTS[:6]),
    ]
    lines = plain(document(1, tail=headlines))
    again = [line == "More from the Herald" for line in lines]
    assert zones(lines, again).of(len(lines) - 1) == "tail"
    texts = (
        document(number, tail=["More from the Herald", f"{SUBJECTS[number].title()} reopens"])
        for number in range(20)
    )
    assert "More from the Herald" in lines_of(learned(texts))


# --- The corpus as a whole ------------------------------------------------------------------------


FOOTER = ["Powered by the Miller's Press", "All pages are printed on recycled water"]


def test_what_many_hosts_share_is_proposed_for_the_corpus() -> None:
    proposals = learned_from(
        (f"site{number // 2}.example", document(number, tail=FOOTER)) for number in range(20)
    )
    assert {each.host for each in proposals} == {""}
    assert lines_of(proposals) == {*FOOTER}
    assert "20 of 20 documents of the corpus" in proposals[0].reason


def test_what_few_hosts_share_is_not_proposed_for_the_corpus() -> None:
    documents = (
        (f"site{number % 8}.example", document(number, tail=FOOTER if number % 8 < 4 else ()))
        for number in range(64)
    )
    assert learned_from(documents) == []


def test_hosts_with_few_documents_take_no_memory() -> None:
    few = [(f"small{number}.example", document(number, tail=FOOTER)) for number in range(20, 220)]
    many = [(HOST, document(number, tail=[NEWSLETTER])) for number in range(12)]
    learner = Learner(1_000_000)
    for host, text in few + many:
        learner.look(host, text)
    for host, text in few + many:
        learner.count(host, "", text)
    assert (learner.documents, learner.left_alone) == ({HOST: 12}, 200)
    assert {line.host for line in learner.lines.values()} == {HOST, ""}
    assert {line.text for line in learner.lines.values() if line.host} == {NEWSLETTER}


@pytest.mark.parametrize(("hosts", "is_learned"), [(9, False), (10, True)])
def test_a_line_of_the_corpus_is_on_ten_hosts(hosts: int, is_learned: bool) -> None:
    documents = [
        (f"site{number % 40}.example", document(number, tail=FOOTER if number % 40 < hosts else []))
        for number in range(120)
    ]
    assert (lines_of(learned_from(documents)) == {*FOOTER}) == is_learned


def test_copies_of_an_agency_are_not_boilerplate_of_the_corpus() -> None:
    documents = [(f"site{number}.example", document(3)) for number in range(12)]
    own = [(f"site{number}.example", document(number + 20)) for number in range(12)]
    assert learned_from(documents + own) == []


def test_documents_without_a_host_are_counted_one_by_one() -> None:
    assert lines_of(learned_from(("", document(number, tail=FOOTER)) for number in range(12)))


def test_addresses_of_links_stay() -> None:
    links = ["[dam]: https://herald.example/dam", "[mill]: /mill", "Follow the Herald"]
    texts = (document(number, tail=links) for number in range(12))
    assert lines_of(learned(texts)) == {"Follow the Herald"}


# --- Templates ------------------------------------------------------------------------------------

NAMES = ("Ana Mendes", "Bo Li", "Cem Kaya", "Dora Weiss", "Eli Roth", "Fay Ito", "Gus Ek")


def signed(number: int) -> str:
    return f"Posted by {NAMES[number % 7]} on {('May', 'June')[number % 2]} {number + 1}, 2024"


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("Posted by Ana Mendes on May 9, 2024", "posted by %s on %s"),
        ("The post Old Mill appeared first on Herald", "the post %s appeared first on %s"),
        ("Follow us on the river", ""),
        ("By Ana Mendes", ""),
        ("Old Mill Burns Down", ""),
        ("See https://herald.example/May and Mendes", ""),
    ],
)
def test_templates_have_holes_for_names_and_dates(line: str, form: str) -> None:
    assert template(line) == form


def test_lines_that_differ_by_names_and_dates_are_one_proposal(tmp_path: Path) -> None:
    texts = [document(number, tail=[signed(number)]) for number in range(14)]
    proposals = learned(texts)
    assert lines_of(proposals) == {"posted by %s on %s"}
    for number, text in enumerate(texts):
        assert cleaned(text, proposals, tmp_path) == document(number)
    other = document(30, tail=["Posted by Zoe Adler on Friday"])
    assert cleaned(other, proposals, tmp_path) == document(30)
    assert cleaned(other, proposals, tmp_path, url="gazette.example") == other


def test_templates_are_looked_for_at_the_ends_of_documents(tmp_path: Path) -> None:
    paragraphs = [*article(1), *article(2)]
    lines = ["Head", *paragraphs[:3], "Middle", *paragraphs[3:], "Tail"]
    assert [lines[at] for at in at_the_ends(lines)] == ["Head", paragraphs[0], *lines[5:]]
    assert list(at_the_ends(lines[:4])) == [0, 1, 2, 3]
    notice = "By leaving your address you agree to our terms, which are on page nine, " + 9 * "and "
    texts = [document(number, tail=[signed(number), notice]) for number in range(14)]
    proposals = learned(texts)
    assert "posted by %s on %s" in lines_of(proposals)
    assert cleaned(texts[3], proposals, tmp_path) == document(3)


@pytest.mark.parametrize("sign", "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
@pytest.mark.parametrize(
    ("phrase", "line"),
    [
        (NEWSLETTER, NEWSLETTER.upper()),
        ("Noch 12 Stühle frei\n", "- noch 3 STÜHLE frei …"),
        ("Подписаться", "ПОДПИСАТЬСЯ"),
        ("12:30", "7:15"),
    ],
)
def test_phrases_are_found_in_lines_however_they_end(
    phrase: str, line: str, sign: str, tmp_path: Path
) -> None:
    text = document(1) + f"\n{line}{sign}"
    proposals = [Proposal(HOST, (phrase,), ("tail",), 12, 12)]
    assert cleaned(text, proposals, tmp_path).rstrip() == document(1).rstrip()
    other = document(1) + f"\n{line} and more{sign}"
    assert cleaned(other, proposals, tmp_path) == other


def test_headlines_that_are_alike_now_and_then_stay(tmp_path: Path) -> None:
    texts = [
        document(number, tail=[f"New {SUBJECTS[number % 20].title()} opens in the Valley"])
        if number % 5 == 0
        else document(number)
        for number in range(40)
    ]
    assert learned(texts) == []


def test_a_phrase_of_a_host_may_have_holes(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        f'[[phrases]]\nrule = "herald.sign"\nhost = "{HOST}"\ntext = ["Posted by %s on %s"]\n',
        encoding="utf-8",
    )
    made = Cleaner(phrase_files=[path])
    own = "Posted by the road, on the river's bank, was a sign that nobody had read for many years."
    text = document(1, middle=[own], tail=[signed(3)])
    assert made.clean(text, url=HOST).text == document(1, middle=[own])
