"""Credits of photographers and agencies without their pictures."""

import re

from cleaner.engine import Rule
from cleaner.finders import describes, labelled, lines, list_item, many_words, parts
from cleaner.rules.examples import PROSE

_CREDIT_AT_END = re.compile(
    r"""
    (?<=[.!?"\N{RIGHT DOUBLE QUOTATION MARK})])[ ]
    (?: Photo | Image | Illustration | Picture | Photograph | Photo[ ]Illustration | Photo[ ]credit | Image[ ]credit )s?
    (?: : | [ ]by | [ ]via | [ ]courtesy[ ]of )[ ]
    [^.!?\n]{2,60}$
    """,
    re.VERBOSE,
)

RULES = (
    Rule(
        "credit.photo",
        "a credit without its picture",
        lines("credit.photo:line", "credit.photo:notice", unless=(describes, labelled, list_item, many_words)),
        removes=(PROSE + "(Photo: River Press)\n\n" + PROSE, "ADA VALE/GETTY IMAGES\n\n" + PROSE),
        keeps=("Photo by photo, she rebuilt the street as it had been before the flood came and took it.\n",),
    ),
)

UNSAFE = (
    Rule(
        "credit.inline",
        "a credit behind the text of a caption",
        parts("prose", fits=_CREDIT_AT_END, within=100),
        safe=False,
        removes=(
            "The old bridge at noon, an hour before the water came down from the hills and took the mill with it. Photo: River Press\n\n"
            + PROSE,
        ),
        keeps=("He had three things left. Photo albums by the dozen were not among them.\n",),
    ),
)
