"""Steps that drop boxes: those that ask for an address, a machine's summaries, and clocks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from cleaner.page.blocks import Page
from cleaner.page.containers import Container
from cleaner.page.draft import Draft
from cleaner.page.landmarks import ARTICLE, LONG_ARTICLE, WORD

SUBSCRIBE = "markup.subscribe"
_MOST_LOOKED_AT = 50  # headings and labels of a page
_SIGNUP = 60  # words of a box that asks for an address
_SUMMARY_WORDS = 120  # of a box with a summary
_LABEL = 10  # words of the first line of a box
_IN_LABEL = 4  # words besides those that say that it is a machine's summary
_MACHINE_WORDS = (
    r"(?<![a-z])(?:a\.?i|ki|ia|chatgpt)(?![a-z])|ИИ|ШІ|artificial intelligence"
    r"|künstliche\w* intelligenz|intelligence artificielle|inteligencia artificial"
    r"|intelligenza artificiale|inteligência artificial|kunstmatige intelligentie"
    r"|sztuczn\w+ inteligencj\w+|нейросет\w+|искусственн\w+ интеллект\w*|yapay zek[aâ]"
    r"|umel\w+ inteligenc\w+|uměl\w+ inteligenc\w+|mesterséges intelligencia|tekoäly\w*"
    r"|人工知能|人工智能|인공지능|الذكاء الاصطناعي|בינה מלאכותית"
)
_SUMMARY_NAMES = (
    r"summar(?:y|ies)(?![a-z])|zusammen(?:ge)?fass|kurzfassung|résum|resum|riassunt|sintesi"
    r"|samenvat|samengevat|podsumowan|streszczen|özet|сводк|пересказ|резюме|підсум|sammanfatt"
    r"|sammendrag|yhteenveto|tiivistelm|souhrn|shrnut|összefoglal|rezumat"
    r"|要約|まとめ|摘要|总结|總結|요약|ملخص|תקציר|סיכום"
)
_CLOCK_NAMES = (
    r"current time|local time|world clock|ortszeit|uhrzeit in|weltzeit|heure locale|heure actuelle"
    r"|hora (?:local|actual)|ora (?:locale|attuale)|местное время|текущее время|поточний час"
    r"|lokale tijd|huidige tijd|aktualny czas|lokal tid|現在時刻|現地時間|当前时间|当地时间"
    r"|현재 시각|현지 시각|الوقت الآن|التوقيت المحلي"
)
_MACHINE = re.compile(_MACHINE_WORDS, re.IGNORECASE)
_SUMMARY = re.compile(_SUMMARY_NAMES, re.IGNORECASE)
_CLOCK = re.compile(_CLOCK_NAMES, re.IGNORECASE)
_LABELS = re.compile(f"{_SUMMARY_NAMES}|{_CLOCK_NAMES}")  # in lower case, which is much faster
_CLOCK_LINE = 6  # words of a line of a clock
_CLOCK_TIME = re.compile(r"\b\d{1,2}[:.]\d{2}\b")


def drop_signup_boxes(draft: Draft) -> Draft:
    """Drop small boxes with a field for an e-mail address. Leaves larger forms alone."""
    if not draft.page.asks_for_address or "product" in draft.kinds:
        return draft
    page = draft.page
    if draft.headline is None or draft.text_words < LONG_ARTICLE:
        return draft
    boxes = (_box(page, page.containers[at], _SIGNUP) for at in page.asks_for_address)
    gone = _inside(page, filter(None, boxes))
    return draft.dropping(gone, SUBSCRIBE, for_good=True) if gone else draft


def drop_labelled_boxes(draft: Draft) -> Draft:
    """Drop small boxes whose first line says that a machine wrote them, or that they are clocks.

    Leaves alone headings of the article's own parts, and short articles.
    """
    page, kept = draft.page, draft.kept
    if draft.headline is None:
        return draft
    below = (*islice(kept, 1, None), False)
    labels = [
        at
        for at, (is_kept, is_kept_below, words) in enumerate(
            zip(kept, below, page.words, strict=True)
        )
        if (is_kept or is_kept_below)
        and words <= _LABEL
        and _LABELS.search(page.blocks[at].text.lower())
    ]
    if not labels or draft.text_words < ARTICLE:
        return draft
    boxes = (_labelled_box(draft, at) for at in labels[:_MOST_LOOKED_AT])
    gone = frozenset(_inside(page, filter(None, boxes)))
    if not gone:
        return draft
    found = draft.keeping(keep and at not in gone for at, keep in enumerate(kept))
    return found if found.text_words >= ARTICLE else draft


def _inside(page: Page, boxes: Iterable[Container]) -> list[int]:
    """The numbers of the blocks in some boxes."""
    inside = [page.inside(box) for box in boxes]
    return [at for at, place in enumerate(page.places) if any(place in one for one in inside)]


def _labelled_box(draft: Draft, label: int) -> Container | None:
    """The box that begins with a label; None if it is no box, or not what the label says."""
    page, blocks = draft.page, draft.page.blocks
    most = min(_SUMMARY_WORDS, draft.text_words // 2)
    box = _box(page, blocks[label].container, most)
    if box is None:
        return None
    numbers = _inside(page, [box])
    if numbers[0] != label or len(numbers) < 2:
        return None
    rest = _MACHINE.sub(" ", _SUMMARY.sub(" ", blocks[label].text, count=1), count=1)
    is_summary = (
        _SUMMARY.search(blocks[label].text)
        and _MACHINE.search(blocks[label].text)
        and len(WORD.findall(rest)) <= _IN_LABEL
    )
    is_clock = _CLOCK.search(blocks[label].text) and all(
        blocks[at].words <= _CLOCK_LINE and _CLOCK_TIME.search(blocks[at].text)
        for at in numbers[1:]
    )
    return box if is_summary or is_clock else None


def _box(page: Page, container: Container, most: int) -> Container | None:
    """The largest container around one with so many words at most, and no list in it."""
    box = None
    for outer in container.ancestors():
        is_content = outer.tag in ("article", "main", "body", "html", "ul", "ol", "table")
        if is_content or page.all_weights[outer.number] > most:
            break
        box = outer
    return box
