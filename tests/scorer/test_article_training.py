"""The programs that train the article scorer: what they measure, and how tiers are chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from cleaner.core.result import Cut
from cleaner.scorer.article import Tier, families
from cleaner.scorer.article_features import ARTICLE_ROLES, ArticleLines
from tests.support.jsonl import rows
from tests.tools.training.article import card, measure, texts, tiers
from tests.tools.training.article.curve import Point, svg
from tests.tools.training.article.documents import EITHER, SECOND, Labelled, expanded, folds

TEXT = "The mill is old\n\nRead more here\nIt stands there. See the video below\nBy Ada"
LABELS = {
    "remove": {"2": "related"},
    "either": [4],
    "inline": [{"line": 3, "text": "See the video below"}],
}


def labelled(text: str = TEXT, labels: dict[str, Any] | None = None, **changes: str) -> Labelled:
    texts = [line for line in text.split("\n") if line.strip()]
    names: dict[str, Any] = {"id": "a", "set": "train", "language": "en", "page": "p"}
    names |= {"domain": "d"} | changes
    count = len(texts)
    return Labelled(
        **names,
        text=text,
        labels=LABELS if labels is None else labels,
        categories=np.zeros(count, np.int64),
        counts=np.ones(count, np.float32),
        ruled=np.zeros(count, bool),
        regions=(),
        lines=ArticleLines(texts, np.ones(count, bool), families([()] * count)),
    )


def effect_of(*removed: str) -> measure.Effect:
    cuts = [Cut(at, at + len(one), "a.b", "", one) for one in removed for at in [TEXT.index(one)]]
    cuts.sort(key=lambda cut: cut.start)
    return measure._effect(TEXT, LABELS, cuts)


def test_words_of_boilerplate_and_of_the_article() -> None:
    assert effect_of() == measure.Effect(
        Counter(related=3, inline=4), Counter(related=0, inline=0), kept=7, lost=0
    )
    assert effect_of("Read more here\n").removed["related"] == 3
    assert effect_of("The mill is old\n").lost == 4
    assert effect_of("The mill ").lost == 2


def test_a_part_of_a_line_is_removed_without_the_rest() -> None:
    found = effect_of(" See the video below", "Read more here\n")
    assert found.removed == {"inline": 4, "related": 3}
    assert found.lost == 0
    assert found.is_clean
    assert effect_of("It stands there. See the video below\n").lost == 3


@pytest.mark.parametrize("removed", [(), ("Read more here\n",), ("The mill is old\n",)])
def test_a_document_with_boilerplate_left_or_words_lost_is_not_clean(
    removed: Sequence[str],
) -> None:
    assert not effect_of(*removed).is_clean


def test_lines_on_which_readers_differ_do_not_count() -> None:
    assert effect_of("By Ada")._replace(removed=Counter()) == effect_of()._replace(
        removed=Counter()
    )


def test_two_readers_agree_on_what_both_remove_or_keep() -> None:
    second = {"remove": {"0": "nav", "2": "ad"}, "either": [3], "inline": []}
    agreed = replace(labelled(), second=second).agreed
    assert agreed == {
        "remove": {"2": "related"},
        "either": [0, 3, 4],
        "inline": LABELS["inline"],
    }
    assert labelled().agreed is None


def test_a_summary_leaves_readers_comments_out() -> None:
    found = [
        measure.Effect(Counter(ad=10, comments=90), Counter(ad=5), 100, 0),
        measure.Effect(Counter(), Counter(), 100, 1),
    ]
    assert measure.summary(found) == measure.Summary(2, 0.5, 0.005, 0.5, 0.0)


def test_pages_of_one_domain_are_in_one_fold() -> None:
    documents = [
        labelled(page=page, domain=domain)
        for page, domain in (("p", "d"), ("q", "d"), ("q", "e"), ("r", "e"))
    ]
    assert len(set(folds(documents).tolist())) == 1


@pytest.mark.parametrize(("share", "fits"), [(0.0, True), (0.008, True), (0.01, False)])
def test_conformal_risk_control(share: float, fits: bool) -> None:
    assert tiers.conformal(share, 0.01, 1000) == fits


def test_few_documents_bound_nothing() -> None:
    assert not tiers.conformal(0, 0.01, 50)


def held() -> tuple[tiers.Held, np.ndarray[Any, Any]]:
    """200 documents of 100 lines with ten words: one of boilerplate, and ever surer errors."""
    ad = ARTICLE_ROLES.index("ad")
    document = labelled("\n".join(["a b c d e f g h i j"] * 100))
    many = [
        Labelled(
            **{
                **vars(document),
                "categories": np.array([ad, EITHER, *[0] * 98]),
                "counts": np.full(100, 10, np.float32),
            }
        )
        for _ in range(200)
    ]
    evidence = np.full((200, 100), -9, np.float32)
    evidence[:, 0] = np.linspace(1, 5, 200)  # of boilerplate
    evidence[::10, 5] = np.linspace(0, 4, 20)  # of the article
    evidence[:, 1] = 9  # readers differ
    return tiers.Held([tiers.Scored(one, None) for one in many]), evidence.ravel()


@pytest.mark.parametrize("loss", tiers.LOSSES)
def test_a_tier_keeps_to_its_limits(loss: float) -> None:
    documents, evidence = held()
    chosen = tiers.tier(documents, {Tier(0, 0): evidence}, loss)
    found = tiers.measure(documents, evidence >= chosen.threshold)
    assert found.lost <= loss
    assert tiers.conformal(found.harmed, tiers.HARMED * loss, 200)


def test_looser_tiers_remove_more() -> None:
    documents, evidence = held()
    removed = [
        tiers.measure(
            documents, evidence >= tiers.tier(documents, {Tier(0, 0): evidence}, loss).threshold
        ).removed
        for loss in tiers.LOSSES
    ]
    assert removed == sorted(removed)
    assert removed[0] < removed[-1]


def test_a_tier_for_a_share_of_the_limits_keeps_to_that_share() -> None:
    documents, evidence = held()
    whole, half = (
        tiers.tier(documents, {Tier(0, 0): evidence}, 0.002, share) for share in (1, 0.5)
    )
    assert whole.threshold < half.threshold
    found = tiers.measure(documents, evidence >= half.threshold)
    assert tiers.within(0.001, found.lost, found.harmed, 200)
    assert not tiers.within(0.001, 0.0011, 0, 200)


def test_a_smaller_share_makes_up_for_what_the_engine_does_beyond_the_scorer() -> None:
    assert tiers.smaller(0.9, 0.005, 0.010, 0.05, 1000) == pytest.approx(0.9 * 0.99 / 2)
    assert tiers.smaller(0.9, 0.005, 0.001, 0.20, 1000) == pytest.approx(0.9 * 0.99 / 2, rel=0.01)
    assert tiers.smaller(0.9, 0.005, 0, 0.1, 1000) < 0.9


def test_a_text_that_is_not_scored_has_no_evidence() -> None:
    documents, _ = held()
    assert np.isneginf(documents.evidence(Tier(0, 0.4, 0.2))).all()


def test_the_curve_is_svg_with_a_point_for_each_setting() -> None:
    drawn = ElementTree.fromstring(svg([Point("0", 0, 0.1), Point("0.005", 0.004, 0.5)]))
    circles = [one for one in drawn.iter() if one.tag.endswith("circle")]
    heights = [float(one.attrib["cy"]) for one in circles]
    assert len(circles) == 2
    assert heights[0] > heights[1]


def test_the_card_has_a_row_for_each_share() -> None:
    documents = [labelled(id=str(number)) for number in range(12)]
    effects = [effect_of("Read more here\n")] * 12
    rows = [card.Row(loss, effects, effects[:2], 1.5) for loss in (0.0, *tiers.LOSSES)]
    text = card.text(documents, rows, 1_000)
    assert "12 documents labelled line by line: train 12. By language: en 12." in text
    assert "| 0 (rules only) | 0.429 | 0.00000 | 0.000 | 0.000 |" in text
    assert "| 0.005 | 0.429 | 0.00000 | 0.000 | 0.000 |" in text
    assert "| en | 12 | 0.429 | 0.429 | 0.00000 | 0.000 | 0.000 |" in text


@pytest.mark.parametrize(("path", "count"), [(texts.LABELS, 4_498), (SECOND, 1_105)])
def test_labels_name_categories_and_each_line_once(path: Path, count: int) -> None:
    found = list(rows(path))
    assert len({row["id"] for row in found}) == len(found) == count
    for row in found:
        removed, either = expanded(row["labels"]["remove"]), row["labels"]["either"]
        assert set(removed.values()) <= set(ARTICLE_ROLES) - {"keep"}
        assert removed.keys().isdisjoint(either)


def test_labels_of_texts_name_sources_and_extractors() -> None:
    sources = {"wcxb", "fundus", "hosts", *texts.REPOSITORIES}
    for row in rows(texts.LABELS):
        source, *_, extractor = row["id"].split("/")
        assert source in sources
        assert extractor in texts.EXTRACTORS or (source, extractor) == ("hosts", "dump")


def test_a_text_that_comes_out_otherwise_than_it_was_read_is_left_out() -> None:
    html = "<html><body><main><p>The mill is old.</p><p>Read more here.</p></main></body></html>"
    text = texts.EXTRACTORS["trafilatura_recall"](html)
    assert text is not None
    row = {"id": "wcxb/1/trafilatura_recall", "digest": texts.digest(text), "labels": LABELS}
    page = texts._Page(html, "en", "https://example.org/", [row, row | {"digest": "0" * 16}])
    assert [made["text"] for made in texts._texts(page)] == [text]


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html class="a" lang="pt-BR">', "pt"),
        ("<HTML LANG=DE>", "de"),
        ("<html><p lang=fr>", "und"),
    ],
)
def test_the_language_that_a_page_declares(html: str, language: str) -> None:
    assert texts._language(html) == language
