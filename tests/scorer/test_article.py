"""The scorer for articles' text: what it removes, what it leaves alone, and its promises."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Cleaner, Result, UnknownRule, rules
from cleaner.core.engine import Engine
from cleaner.core.rule import Rule
from cleaner.core.structure import Kind, Region
from cleaner.scorer import article as scoring
from cleaner.scorer.article import (
    CARE,
    NOTHING,
    ScoredText,
    Tier,
    families,
    line_evidence,
    respecting,
    scored,
    tier_for,
    with_labels,
)
from cleaner.scorer.article_context import CONTEXT, FirstLook, context, structured
from cleaner.scorer.article_features import (
    ARTICLE_FEATURES,
    ARTICLE_ROLES,
    FAMILIES,
    ArticleLines,
    article_features,
)
from cleaner.scorer.article_vetoes import VETOES, keeps
from cleaner.scorer.model_file import load
from cleaner.scorer.residue import residue_rules
from cleaner.scorer.second_look import SecondLook

PROSE = (
    (
        "The river rose by a metre in the night, and the mill had to be cleared before the morning "
        "came, though nobody who lived there was hurt."
    ),
    (
        "The mayor thanked the firemen, who had worked until dawn, and asked the people of the "
        "valley to stay away from the banks for as long as the water is high."
    ),
    (
        "The bridge was built in 1931 and has been closed twice since, both times for a week. A "
        "ferry will cross the river every half an hour until the engineers are done."
    ),
)
RESIDUE = (
    "Try the app for free and hear our best stories on your way to work",
    "Get 20% off your first order at our shop with the code RIVER20. Shop now and save!",
    "Become a member today and support independent journalism in the valley.",
    "You can change how this website measures your visits at any time in your settings.",
)
"""Lines that no rule knows."""


def with_rules(text: str, max_loss: float = 0.005) -> Result:
    chosen = (*rules.RULES, *residue_rules(max_loss))
    return Engine(chosen, rules.matcher(rules.line_tests(rules.RULES))).clean(text)


def article(*more: str) -> str:
    return "\n\n".join(["The river rose by a metre", *PROSE, *more]) + "\n"


def lines(*texts: str) -> ArticleLines:
    return ArticleLines(texts, np.ones(len(texts), bool), families([()] * len(texts)))


@pytest.mark.parametrize("line", RESIDUE)
def test_boilerplate_below_an_article_is_removed(line: str) -> None:
    assert with_rules(article(line), 0).text == article(line)
    assert with_rules(article(line)).text == article()


@pytest.mark.parametrize("max_loss", [0.0, 0.0005, 0.005, 0.01, 1.0])
def test_an_article_stays_whole(max_loss: float) -> None:
    assert with_rules(article(), max_loss).text == article()


@pytest.mark.parametrize(
    "text",
    [
        "Cookies\n\nBake the cookies for ten minutes, and let them cool before you touch them.\n",
        "for (int i = 0; i < n; i++) {\n    subscribe(newsletter);\n}\n",
        "Height: 3 m\nWeight: 12 kg\nPrice: on request\nContact: the town hall\n",
        "[1] A. Vale, Rivers, 2019. https://a.example\n[2] B. Mill, Newsletters, 2020. doi:1\n",
        "7.\n2.8%\n12:30\n",
    ],
)
def test_what_only_looks_like_boilerplate_stays(text: str) -> None:
    whole = "\n\n".join((*PROSE, text.rstrip(), *PROSE[::-1])) + "\n"
    assert with_rules(whole, 0.0005).text == whole


def test_zero_means_rules_only() -> None:
    text = article(RESIDUE[0], "An unknown line")
    expected = Engine(rules.RULES, rules.matcher(rules.line_tests(rules.RULES))).clean(text)
    assert with_rules(text, 0).text == expected.text


def found(text: str, max_loss: float) -> list[str]:
    engine = Engine(residue_rules(max_loss), rules.matcher(frozenset()))
    return [cut.text for cut in engine.clean(text).cuts]


def test_a_language_that_it_does_not_know_is_cleaned_with_more_care(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = article(*RESIDUE)
    careful, most = found(text, 0.01 / CARE), found(text, 0.01)
    assert careful
    monkeypatch.setattr(scoring, "MIN_KNOWN", 1.1)
    assert found(text, 0.01) == careful
    assert found(text, 0.002) == []
    monkeypatch.setattr(scoring, "MIN_KNOWN", 0)
    assert found(text, 0.01) == most
    monkeypatch.setattr(scoring, "LEAST_KNOWN", 1.1)
    assert found(text, 0.01) == []


@pytest.mark.parametrize("max_loss", [-0.1, 1.5])
def test_a_share_outside_of_zero_to_one_is_an_error(max_loss: float) -> None:
    with pytest.raises(ValueError, match="max_loss is a share of the article's words"):
        residue_rules(max_loss)


def test_each_category_has_a_rule() -> None:
    ids = [rule.id for rule in residue_rules(0.005)]
    assert ids == [f"residue.{category}" for category in ARTICLE_ROLES[1:]]


def test_more_loss_removes_no_less() -> None:
    network = load("article")
    tiers = [tier_for(network, loss) for loss in (0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 1)]
    assert tiers[0] == NOTHING
    assert tiers[-1] == tiers[-2]
    words = np.array([12])
    for stricter, looser in pairwise(tiers[1:]):
        odds = np.array([2.2], np.float32)
        margin = [line_evidence(odds, words, t)[0] - t.threshold for t in (stricter, looser)]
        assert margin[0] <= margin[1] + 1e-6


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join((*("Вода піднялась уночі на метр, і млин звільнили.",) * 30, RESIDUE[0])),
        "\n".join((*PROSE, RESIDUE[0]) * 100),
        "\n\n".join((PROSE[0], *RESIDUE)),
    ],
    ids=["in a language that it does not know", "very long", "mostly boilerplate"],
)
def test_a_text_unlike_those_that_it_was_trained_on_stays(text: str) -> None:
    chosen = residue_rules(0.005)
    assert Engine(chosen, rules.matcher(frozenset())).clean(text).text == text


def test_readers_comments_need_a_heading() -> None:
    texts = ("I like this recipe", "Comments", "I like this recipe")
    known = families([(), [("comments.heading", "line")], ()])
    of = ArticleLines(texts, np.ones(3, bool), known)
    assert of.below_comments_heading.tolist() == [False, True, True]


TEXTS = st.lists(
    st.one_of(st.sampled_from([*PROSE, *RESIDUE, "Share", "", "7."]), st.text(max_size=30)),
    max_size=12,
)


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_any_text_can_be_restored_and_is_settled(parts: list[str]) -> None:
    text = "\n".join(parts)
    result = with_rules(text)
    assert result.restore() == text
    assert result.refusal or with_rules(result.text).text == result.text


def score(*texts: str, regions: Sequence[Region] = ()) -> ScoredText | None:
    network = load("article")
    return scored(network, SecondLook(network.extra), lines(*texts), lambda: regions)


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_every_line_of_a_fit_text_has_a_score(parts: list[str]) -> None:
    texts = [part.replace("\n", " ") for part in parts if part.strip()]
    found = score(*PROSE, *texts)
    if found is not None:
        assert len(found.odds) == len(found.categories) == len(texts) + len(PROSE)
        assert not np.isnan(found.odds).any()
        assert set(found.categories) <= set(ARTICLE_ROLES[1:])


def test_only_doubtful_lines_are_looked_at_twice() -> None:
    found = score(*PROSE, RESIDUE[1])
    assert found is not None
    assert np.isneginf(found.odds[:3]).all()
    assert np.isfinite(found.odds[3])


@pytest.mark.parametrize(
    ("texts", "read"), [(PROSE, 0), ((*PROSE, RESIDUE[1]), 1), ((*PROSE[:2], "The mill"), 0)]
)
def test_structure_is_read_only_where_a_line_is_nearly_sure(
    texts: Sequence[str], read: int
) -> None:
    network, asked = load("article"), list[int]()

    def regions() -> Sequence[Region]:
        asked.append(1)
        return ()

    found = scored(network, SecondLook(network.extra), lines(*texts), regions)
    assert found is not None
    assert len(found.removed(tier_for(network, 0.005))) == read
    assert bool(asked) == bool(read)


def test_only_features_of_the_structure_differ_with_it() -> None:
    regions = [Region(0, 1, Kind.LIST), Region(2, 2, Kind.CODE), Region(1, 2, Kind.HEADING)]
    odds, which = [1.0, -2.0, 3.0], np.array([True, False, True])
    plain = context(look(odds), which)
    expected = context(look(odds, regions=regions), which)
    assert (structured(plain, look(odds, regions=regions), which) == expected).all()
    assert (structured(expected, look(odds), which) == plain).all()
    assert not (plain == expected).all()


def test_structure_can_keep_the_surest_line() -> None:
    tier = tier_for(load("article"), 0.005)
    texts = (*PROSE, RESIDUE[1])
    whole = score(*texts, regions=[Region(3, 3, Kind.CODE)])
    part = score(*texts, regions=[Region(0, 0, Kind.CODE)])
    assert whole is not None
    assert whole.removed(tier) == []
    assert part is not None
    assert part.removed(tier) == [3]


def look(odds: Sequence[float], *texts: str, regions: Sequence[Region] = ()) -> FirstLook:
    """What a network says that gives lines some log-odds of advertising."""
    share = 1 / (1 + np.exp(-np.array(odds)))
    roles = np.zeros((len(odds), len(ARTICLE_ROLES)), np.float32)
    roles[:, 0], roles[:, ARTICLE_ROLES.index("ad")] = 1 - share, share
    of = lines(*(texts or ("The mill is old",) * len(odds)))
    return FirstLook(of, roles, 0.8, lambda: regions)


def in_context(of: FirstLook, name: str) -> list[float]:
    at = CONTEXT.index(name)
    found = context(of, np.ones(len(of.words), bool))[:, at]
    return [round(float(value), 2) for value in found]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("line", [1, -2, 3]),
        ("line -1", [-4, 1, -2]),
        ("line +1", [-2, 3, 0]),
        ("least above", [8, 1, -2]),
        ("least below", [-2, 3, 8]),
        ("most near", [3, 3, 1]),
        ("ad", [1, 1, 1]),
        ("most of the text", [3, 3, 3]),
        ("known words", [0.8] * 3),
        ("least of region", [1, -2, -2]),
        ("mean of region", [1, 0.5, 0.5]),
        ("in list", [0, 1, 1]),
        ("in table", [0, 0, 0]),
    ],
)
def test_what_the_second_look_sees(name: str, expected: list[float]) -> None:
    of = look((1, -2, 3), regions=[Region(1, 2, Kind.LIST)])
    assert in_context(of, name) == expected


def test_the_second_look_sees_how_much_stays_above_and_below() -> None:
    of = look((-9, 9, 0), *("one two three four",) * 3)
    assert in_context(of, "share above") == [0, 0, 0.5]
    assert in_context(of, "kept words below")[1:] == [1.1, 0]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.floats(-30, 30), min_size=1, max_size=20))
def test_any_lines_have_a_context(odds: list[float]) -> None:
    found = context(look(odds), np.ones(len(odds), bool))
    assert found.shape == (len(odds), len(CONTEXT))
    assert np.isfinite(found).all()


@pytest.mark.parametrize(
    "texts",
    [("Share", "Print", "Home"), (PROSE[0], *["Plan A: 3 seats"] * 9), ("7.",)],
    ids=["a menu", "a price list", "a number"],
)
def test_what_is_hardly_running_text_stays(texts: Sequence[str]) -> None:
    text = "\n\n".join(texts)
    assert Engine(residue_rules(0.005), rules.matcher(frozenset())).clean(text).text == text


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_any_lines_have_features(texts: list[str]) -> None:
    found = article_features(lines(*(text.replace("\n", " ") for text in texts)))
    assert found.dense.shape == (len(texts), len(ARTICLE_FEATURES))
    assert np.isfinite(found.dense).all()


def column(of: ArticleLines, name: str) -> list[float]:
    at = [feature.name for feature in ARTICLE_FEATURES].index(name)
    return [round(float(value), 3) for value in article_features(of).dense[:, at]]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("an at sign", "Write to ada@example.org"),
        ("a hash sign", "Follow #flood"),
        ("a copyright sign", "© The Herald"),
        ("a currency sign", "Only $5 a month"),
        ("an exclamation mark", "Join us now!"),
        ("begins with a bullet", "• An item"),
        ("an ellipsis", "And so on…"),
        ("ends with an arrow", "Read more →"),
        ("code", "a = 1"),
    ],
)
def test_signs_of_a_line(name: str, text: str) -> None:
    assert column(lines(text, "The mill is old"), name) == [1, 0]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("begins with a bullet", "The • in the text"),
        ("ends with an arrow", "From → to"),
        ("an ellipsis", "And so on."),
    ],
)
def test_signs_that_a_line_does_not_have(name: str, text: str) -> None:
    assert column(lines(text), name) == [0]


def test_short_lines_between_running_text() -> None:
    of = lines(PROSE[0], "Share", "Print", PROSE[1])
    assert column(of, "running text") == [1, 0, 0, 1]
    assert column(of, "size of block") == [0, 1.099, 1.099, 0]
    assert column(of, "place in block") == [0, 0, 0.693, 0]
    assert column(of, "lines since running text") == [0, 0.693, 1.099, 0]
    assert column(of, "lines until running text") == [0, 1.099, 0.693, 0]


def test_lines_that_look_alike() -> None:
    of = lines("Mill closed", PROSE[0], "Bridge open", "River high")
    assert column(of, "same look") == [1.099, 0, 1.099, 1.099]
    assert column(of, "same look nearby") == [1, 0, 2, 1]


def test_words_that_the_article_has_elsewhere() -> None:
    of = lines("river mill", PROSE[0], "river boats", "entirely unrelated")
    assert [column(of, "words of running text")[at] for at in (0, 2, 3)] == [1, 0.5, 0]
    assert column(of, "words of the title")[2:] == [0.5, 0]


def test_families_of_phrases() -> None:
    found = families(
        [[("related.link", "line"), ("nav.menu", "beside")], [], [("own.rule", "line")]]
    )
    assert np.flatnonzero(found[0]).tolist() == sorted(
        [FAMILIES.index("related"), len(FAMILIES) + FAMILIES.index("nav")]
    )
    assert not found[1:].any()


@pytest.mark.parametrize(
    ("texts", "number", "veto"),
    [
        (("Height: 3 m", "Weight: 12 kg", "Price: 3"), 2, "label_and_value"),
        (("\N{EM DASH} Who is there?", "\N{EM DASH} The miller."), 1, "speech"),
        (("See [the docs](https://example.org)",), 0, "markup"),
        (("{{< /comment >}}",), 0, "markup"),
        (("## Join us",), 0, "markup"),
        (("<!-- To join, book online -->",), 0, "markup"),
        (("7.", PROSE[0]), 0, "bare_number"),
        ((PROSE[0], "*The name was changed"), 1, "footnote"),
    ],
)
def test_vetoes(texts: Sequence[str], number: int, veto: str) -> None:
    of = lines(*texts)
    assert veto in [one.__name__ for one in VETOES if one(of, number)]
    assert keeps(of, number)


@pytest.mark.parametrize("kind", [Kind.CODE, Kind.TABLE, Kind.VERSE, Kind.TERMS])
def test_structure_of_the_article_stays(kind: Kind) -> None:
    evidence = np.array([5, 5, 5], np.float32)
    assert respecting(evidence, [Region(1, 2, kind)]).tolist() == [5, -np.inf, -np.inf]


@pytest.mark.parametrize("kind", [Kind.SPEECH, Kind.QUOTATION])
def test_each_line_between_quotation_marks_decides_for_itself(kind: Kind) -> None:
    evidence = np.array([5, 5, -3], np.float32)
    assert respecting(evidence, [Region(1, 2, kind)]).tolist() == [5, 5, -3]


@pytest.mark.parametrize("kind", [Kind.LIST, Kind.PARAGRAPH, Kind.CONTACT])
def test_the_least_certain_line_decides_about_a_unit(kind: Kind) -> None:
    evidence = np.array([5, 4, -3], np.float32)
    assert respecting(evidence, [Region(0, 1, kind)]).tolist() == [4, 4, -3]
    assert respecting(evidence, [Region(1, 2, kind)]).tolist() == [5, -3, -3]
    assert evidence.tolist() == [5, 4, -3]


def test_a_heading_is_removed_only_with_what_is_below_it() -> None:
    evidence = np.array([5, -1, 4], np.float32)
    assert respecting(evidence, [Region(0, 1, Kind.HEADING)]).tolist() == [-1, -1, 4]
    assert respecting(evidence, [Region(1, 2, Kind.HEADING)]).tolist() == [5, -1, 4]


@pytest.mark.parametrize(
    ("texts", "labels"),
    [
        (("More information:", "Our other books", PROSE[0]), [True, False, False]),
        ((PROSE[0], "Cookies", PROSE[1]), [False, True, False]),
        ((PROSE[0], "Home", "News", PROSE[1]), [False] * 4),
        ((PROSE[0], "A line of more words than headings mostly have", PROSE[1]), [False] * 3),
    ],
    ids=["with a colon", "a heading", "a menu", "a sentence"],
)
def test_labels(texts: Sequence[str], labels: list[bool]) -> None:
    assert lines(*texts).is_label.tolist() == labels


def test_a_label_is_removed_only_with_the_line_below_it() -> None:
    evidence = np.array([5, 4, -1, 6], np.float32)
    labels = np.array([True, True, False, True])
    assert with_labels(evidence, labels).tolist() == [-1, -1, -1, 6]


@pytest.mark.parametrize("texts", [(RESIDUE[1], RESIDUE[2]), ("More books:", RESIDUE[1])])
def test_a_label_of_boilerplate_goes_with_it(texts: Sequence[str]) -> None:
    evidence = np.array([5, 4], np.float32)
    found = with_labels(evidence, lines(*texts).is_label).tolist()
    assert found == [5 if texts[0] == RESIDUE[1] else 4, 4]


def test_a_character_of_a_script_without_spaces_is_worth_less_than_a_word() -> None:
    of = lines(PROSE[0], "\N{CJK UNIFIED IDEOGRAPH-6CB3}" * 40)
    assert of.worth.tolist() == [of.word_counts[0], 11]
    assert of.word_counts[1] == 40


@pytest.mark.parametrize(
    "text", [RESIDUE[0], "Read more", "Share: here", "* Subscribe", "#travel", "12"]
)
def test_no_veto_keeps_boilerplate(text: str) -> None:
    assert not keeps(lines(*PROSE, text), 3)


def test_evidence_grows_with_odds_and_length() -> None:
    odds = np.array([0, 2.2, 2.2], np.float32)
    words = np.array([10, 10, 500])
    assert line_evidence(odds, words, Tier(1, 0)).tolist() == pytest.approx([0, 2.2, 2.2])
    assert line_evidence(odds, words, Tier(1, 1))[2] == pytest.approx(2.2 + np.log(80))
    assert Tier(1, 0) != NOTHING


def test_evidence_grows_with_what_is_at_least_as_sure() -> None:
    odds = np.array([1, 3, 2, -np.inf], np.float32)
    found = line_evidence(odds, np.array([1, 10, 20, 9]), Tier(1, 0, 1))
    expected = [1 + np.log(31), 3 + np.log(10), 2 + np.log(30), -np.inf]
    assert found.tolist() == pytest.approx(expected)


def test_rules_are_rules_like_others() -> None:
    chosen = [rule for rule in residue_rules(0.005) if rule.id == "residue.copyright"]
    assert isinstance(chosen[0], Rule)
    assert chosen[0].family == "residue"
    text = article("Made by the people of the valley")
    assert Engine(chosen, rules.matcher(frozenset())).clean(text).text == text


def test_the_cleaner_takes_max_loss() -> None:
    text = article(RESIDUE[0])
    careful, thorough = Cleaner(), Cleaner(max_loss=0.005)
    assert careful.clean(text).text == text
    result = thorough.clean(text)
    assert result.text == article()
    assert [cut.rule.partition(".")[0] for cut in result.cuts] == ["residue"]
    assert Cleaner(max_loss=0.005, ignore=["residue"]).clean(text).text == text
    assert pickle.loads(pickle.dumps(thorough)).clean(text) == result


def test_a_cut_tells_how_sure_the_scorer_is_and_why() -> None:
    (cut,) = with_rules(article(RESIDUE[0])).cuts
    assert cut.score is not None
    assert cut.score.probability < 0.5
    assert 0 < len(cut.score.against) <= 3
    assert set(cut.score.against) <= {"wording", *(column.reason for column in ARTICLE_FEATURES)}


def test_a_cut_of_a_rule_has_no_score() -> None:
    cuts = with_rules(article("Leave a Reply")).cuts
    assert [cut.score for cut in cuts if not cut.rule.startswith("residue")] == [None]


@pytest.mark.parametrize("kind", ["page", "html"])
def test_the_scorer_for_articles_leaves_pages_alone(kind: Literal["page", "html"]) -> None:
    text = article(RESIDUE[0])
    chosen = residue_rules(0.01)
    assert Engine(chosen, rules.matcher(frozenset())).clean(text, kind=kind).text == text


def test_without_max_loss_there_are_no_learned_rules() -> None:
    with pytest.raises(UnknownRule, match="needs a max_loss"):
        Cleaner(select=["residue.ad"])
    with pytest.raises(UnknownRule, match="Did you mean 'residue"):
        Cleaner(ignore=["residue.adz"])
    assert Cleaner(ignore=["residue.ad"]).rules == Cleaner().rules  # settings may be shared
