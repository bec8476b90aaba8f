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
from cleaner.scorer.article import NOTHING, Tier, families, line_evidence, score, tier_for
from cleaner.scorer.article_features import (
    ARTICLE_FEATURES,
    ARTICLE_ROLES,
    FAMILIES,
    ArticleLines,
    article_features,
    shifted,
    window,
)
from cleaner.scorer.article_vetoes import VETOES, keeps
from cleaner.scorer.model_file import load
from cleaner.scorer.residue import residue_rules

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
    "Want more stories from the valley? Our newsletter brings the best of them to your inbox.",
    "Get 20% off your first order at our shop with the code RIVER20. Shop now and save!",
    "Become a member today and support independent journalism in the valley.",
    "Der Newsletter der Talpost: Jetzt kostenlos anmelden und nichts mehr verpassen!",
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
        share = np.array([0.9], np.float32)
        margin = [line_evidence(share, words, t.slope)[0] - t.threshold for t in (stricter, looser)]
        assert margin[0] <= margin[1] + 1e-6


@pytest.mark.parametrize(
    "text",
    [
        "\n\n".join(("Вода піднялась уночі на метр, і млин довелося звільнити.",) * 3 + RESIDUE),
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


@settings(deadline=None, max_examples=40)
@given(TEXTS)
def test_every_line_that_is_not_blank_has_a_score(parts: list[str]) -> None:
    text = "\n".join(parts)
    found = score(text)
    assert all(text[line.start : line.end].strip() for line in found)
    assert all(0 <= line.probability <= 1 and line.category in ARTICLE_ROLES[1:] for line in found)
    assert "".join(text[line.start : line.end].strip() for line in found) == "".join(
        line.strip() for line in text.lstrip("\ufeff").splitlines()
    )


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
        ("an address of the web", "See www.example.org for more"),
        ("an address of the web", "At example.de you find it"),
        ("an e-mail address", "Write to ada@example.org"),
        ("a handle or hashtag", "Follow @ada"),
        ("a copyright sign", "© The Herald"),
        ("a price", "Only $5 a month"),
        ("a long number", "Call +49 30 1234567"),
        ("a date", "On 7.5.2019"),
        ("a bullet", "- An item"),
        ("an ellipsis", "And so on..."),
        ("an arrow", "Read more →"),
    ],
)
def test_signs_of_a_line(name: str, text: str) -> None:
    assert column(lines(text, "The mill is old"), name) == [1, 0]


@pytest.mark.parametrize("text", ["The .defence of it", "See also www", "1931 to 1950"])
def test_what_is_not_a_web_address(text: str) -> None:
    assert column(lines(text), "an address of the web") == [0]


def test_words_that_the_article_has_elsewhere() -> None:
    of = lines("river mill", PROSE[0], "river boats", "entirely unrelated")
    assert column(of, "words of running text") == [1, 0, 0.5, 0]
    assert column(of, "words of the title")[2:] == [0.5, 0]


def test_families_of_phrases() -> None:
    found = families(
        [[("related.link", "line"), ("nav.menu", "beside")], [], [("own.rule", "line")]]
    )
    assert np.flatnonzero(found[0]).tolist() == sorted(
        [FAMILIES.index("related"), len(FAMILIES) + FAMILIES.index("nav")]
    )
    assert not found[1:].any()


def test_neighbours_and_windows() -> None:
    values = np.array([1, 2, 4])
    assert shifted(values, 1).tolist() == [2, 4, 0]
    assert shifted(values, -2).tolist() == [0, 0, 1]
    assert window(values, 1, 1).tolist() == [3, 7, 6]
    assert window(values, 2, -1).tolist() == [0, 1, 3]


@pytest.mark.parametrize(
    ("texts", "number", "veto"),
    [
        (("```", "subscribe", "```"), 1, "in_code"),
        (("a = 1", "b = f()", "c = 2"), 1, "in_code"),
        (("[1] Vale 2019", "[2] Mill 2020"), 0, "in_reference_list"),
        (("| a | b |", "| c | d |"), 1, "in_table"),
        (("Height: 3 m", "Weight: 12 kg", "Price: 3"), 2, "label_and_value"),
        (("\N{EM DASH} Who is there?", "\N{EM DASH} The miller."), 1, "speech"),
        (("See [the docs](https://example.org)",), 0, "markup"),
        (("{{< /comment >}}",), 0, "markup"),
        (("7.", PROSE[0]), 0, "bare_number"),
        ((PROSE[0], "*The name was changed"), 1, "footnote"),
    ],
)
def test_vetoes(texts: Sequence[str], number: int, veto: str) -> None:
    of = lines(*texts)
    assert veto in [one.__name__ for one in VETOES if one(of, number)]
    assert keeps(of, number)


def test_a_line_that_continues_the_one_above_stays() -> None:
    texts = ("The river rose by a metre in the night, and the mill had to be", "cleared at once")
    wrapped = ArticleLines(texts, np.array([True, False]), families([(), ()]))
    assert keeps(wrapped, 1)
    assert not keeps(lines(*texts), 1)


@pytest.mark.parametrize("text", [RESIDUE[0], "Read more", "Share: here", "* Subscribe", "12"])
def test_no_veto_keeps_boilerplate(text: str) -> None:
    assert not keeps(lines(*PROSE, text), 3)


def test_evidence_grows_with_probability_and_length() -> None:
    share = np.array([0.5, 0.9, 0.9], np.float32)
    words = np.array([10, 10, 500])
    assert line_evidence(share, words, 0).tolist() == pytest.approx([0, 2.197, 2.197], abs=1e-3)
    assert line_evidence(share, words, 1)[2] == pytest.approx(2.197 + np.log(80), abs=1e-3)
    assert Tier(1, 0) != NOTHING


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


@pytest.mark.parametrize("kind", ["page", "html"])
def test_the_scorer_for_articles_leaves_pages_alone(kind: Literal["page", "html"]) -> None:
    text = article(RESIDUE[0])
    chosen = residue_rules(0.01)
    assert Engine(chosen, rules.matcher(frozenset())).clean(text, kind=kind).text == text


def test_without_max_loss_there_are_no_learned_rules() -> None:
    with pytest.raises(UnknownRule):
        Cleaner(select=["residue.ad"])
