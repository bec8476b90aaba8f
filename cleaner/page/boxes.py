"""Steps that drop boxes: those that ask for an address, a machine's summaries, and clocks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.page.containers import Container
from cleaner.page.landmarks import (
    ARTICLE,
    LONG_ARTICLE,
    WORD,
    headline_of,
    text_words,
)
from cleaner.page.revise import Draft

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
    r"(?:current|local) time|world clock|ortszeit|uhrzeit in|weltzeit|heure locale|heure actuelle"
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
    if headline_of(draft) is None or text_words(draft) < LONG_ARTICLE:
        return draft
    everything = draft.weights(draft.candidates)
    boxes = (
        _box(draft.page.containers[number], everything, _SIGNUP)
        for number in draft.page.asks_for_address
    )
    gone = draft.inside(*filter(None, boxes))
    return draft.having(
        one._replace(kept=False, boilerplate=one.boilerplate or SUBSCRIBE, eligible=False)
        if gone[one.block.container.number]
        else one
        for one in draft.candidates
    )


def drop_labelled_boxes(draft: Draft) -> Draft:
    """Drop small boxes whose first line says that a machine wrote them, or that they are clocks.

    Leaves alone headings of the article's own parts, and short articles.
    """
    if headline_of(draft) is None:
        return draft
    kept = draft.kept
    labels = [
        at
        for at, one in enumerate(draft.candidates)
        if any(kept[at : at + 2])
        and one.block.words <= _LABEL
        and _LABELS.search(one.block.text.lower())
    ]
    if not labels or text_words(draft) < ARTICLE:
        return draft
    everything = draft.weights(draft.candidates)
    boxes = (_labelled_box(draft, at, everything) for at in labels[:_MOST_LOOKED_AT])
    gone = draft.inside(*filter(None, boxes))
    found = draft.keeping(
        one.kept and not gone[one.block.container.number] for one in draft.candidates
    )
    return found if text_words(found) >= ARTICLE else draft


def _labelled_box(draft: Draft, label: int, words: Sequence[int]) -> Container | None:
    """The box that begins with a label; None if it is no box, or not what the label says."""
    blocks = [one.block for one in draft.candidates]
    box = _box(blocks[label].container, words, min(_SUMMARY_WORDS, text_words(draft) // 2))
    if box is None:
        return None
    inside = draft.inside(box)
    numbers = [at for at, block in enumerate(blocks) if inside[block.container.number]]
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


def _box(container: Container, words: Sequence[int], most: int) -> Container | None:
    """The largest container around one with so many words at most, and no list in it."""
    box = None
    for outer in container.ancestors():
        is_content = outer.tag in ("article", "main", "body", "html", "ul", "ol", "table")
        if is_content or words[outer.number] > most:
            break
        box = outer
    return box
