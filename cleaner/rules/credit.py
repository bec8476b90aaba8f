"""Credits of photographers and agencies without their pictures."""

import re

from cleaner.core.characters import FIRST_CJK
from cleaner.core.patterns import pattern
from cleaner.core.rule import LineTest, Role, Rule
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import either, line_endings, lines
from cleaner.rules.vetoes import (
    after_the_article,
    announced,
    ends_as_sentence,
    first_line,
    in_key_value_table,
    label_followed_by_lowercase,
    list_item,
    many_words,
    not_prose,
)

_WORDS = ("Photo", "Image", "Illustration", "Picture")
_CREDIT = pattern(
    r"""
    (?<=[.!?"\N{RIGHT DOUBLE QUOTATION MARK})])[ ]
    (?: Photo | Image | Illustration | Picture | Photograph | Photo[ ]Illustration
      | Photo[ ]credit | Image[ ]credit )s?
    (?: : | [ ]by | [ ]via | [ ]courtesy[ ]of )[ ]
    [^.!?\n]{2,60}$
    """,
    re.VERBOSE,
)

# `The bridge at noon.Image copyrightGETTY IMAGES`: no space, so the page had two lines
_LABELS = (
    *("Image copyright", "Image source", "Image caption", "Image credit", "Media caption"),
    *("Photo", "Foto", "Image", "Bild", "Credit", "Crédit", "Kredit", "Quelle", "Fotograf"),
    *("Derechos de autor de la imagen", "Fuente de la imagen", "Pie de foto", "Imagen"),
    *("Crédito", "Direito de imagem", "Legenda da foto", "Divulgação", "Reprodução"),
    *("Автор фото", "Фото", "Правообладатель иллюстрации", "Zdjęcie", "Fot.", "Fotó"),
    *("Fotoğraf", "Kaynak", "Φωτογραφία", "写真", "写真提供", "图像来源", "图片来源", "사진"),
    *("صورة", "مصدر الصورة", "צילום", "\N{COPYRIGHT SIGN}"),
)
_AGENCIES = ("Getty Images", "GETTY IMAGES", "AFP", "AP", "dpa", "EPA", "PA Media", "Reuters")
_RUN_TOGETHER = pattern(
    r"(?:(?<=[^\W\d_][.\u3002])|(?<=\d{4}[.\u3002]))"
    rf"(?:{'|'.join(map(re.escape, sorted(_LABELS, key=len)[::-1]))})"
    r"(?=[\s:,\uff1a\uff0c]|[A-Z])[^.!?\n]{2,60}$"
    rf"|(?<=[^\W\d_][.\u3002])(?:{'|'.join(_AGENCIES)})$"
)
_STOP_AND_LABEL = tuple(
    sorted(
        {("." if label < FIRST_CJK else "\u3002") + label[:2] for label in (*_LABELS, *_AGENCIES)}
    )
)
_RUN_TOGETHER_IN = 100  # characters at the end of a line

_NOT_A_HOLDER = (list_item, announced, ends_as_sentence)
# © Getty Images / Ada Vale: who holds a picture's rights, not a year
_HOLDER = pattern(r"\xa9\s?[^\W\d_]\D{1,60}")
_HOLDER_WORDS = 8
_SIGN = LineTest(
    "names who holds the rights in a picture",
    beginnings=("\N{COPYRIGHT SIGN}",),
    fits=lambda line: _HOLDER.fullmatch(line) and line.count(" ") < _HOLDER_WORDS,
)

RULES = (
    Rule(
        "credit.photo",
        "credit without its picture",
        either(
            lines(
                Role.LINE,
                Role.NOTICE,
                unless=(
                    label_followed_by_lowercase,
                    in_key_value_table,
                    list_item,
                    many_words,
                    announced,
                ),
            ),
            line_endings(_RUN_TOGETHER, within=_RUN_TOGETHER_IN, contains=_STOP_AND_LABEL),
            lines(_SIGN, unless=(first_line, after_the_article, *_NOT_A_HOLDER)),
        ),
        removes=(
            PROSE + "(Photo: River Press)\n\n" + PROSE,
            "ADA VALE/GETTY IMAGES\n\n" + PROSE,
            PROSE + "The old bridge at noon.Image copyrightGETTY IMAGES\n\n" + PROSE,
            PROSE + "\N{COPYRIGHT SIGN} Getty Images / Ada Vale\n\n" + PROSE,
        ),
        keeps=(
            "Photo by photo, she rebuilt the street as it had been before the flood took it.\n",
            PROSE + "\N{COPYRIGHT SIGN} is the sign on the mill.\n\n" + PROSE,
            "\N{COPYRIGHT SIGN} 1911 Ada Vale\n\n" + PROSE,
        ),
    ),
)

UNSAFE = (
    Rule(
        "credit.inline",
        "photo credit at the end of a caption",
        line_endings(_CREDIT, within=100, contains=_WORDS, unless=(not_prose,)),
        safe=False,
        removes=(
            "The old bridge at noon, an hour before the water came down from the hills and took "
            "the mill with it. Photo: River Press\n\n" + PROSE,
        ),
        keeps=("He had three things left. Photo albums by the dozen were not among them.\n",),
    ),
)
