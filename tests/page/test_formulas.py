"""Formulas: TeX of MathML, KaTeX and MathJax."""

from __future__ import annotations

import pytest
from lxml import etree

from cleaner.page.walk import read_page

ANNOTATED = (
    "<math><semantics><mi>x</mi><annotation encoding=application/x-tex>{}</annotation>"
    "</semantics></math>"
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<math><mi>F</mi><mo>=</mo><mi>m</mi><mo>⋅</mo><mi>a</mi></math>", "F=m⋅a"),
        ("<math><mfrac><mi>a</mi><mn>12</mn></mfrac></math>", r"\frac{a}{12}"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x^2"),
        ("<math><msubsup><mi>x</mi><mi>i</mi><mn>10</mn></msubsup></math>", "x_i^{10}"),
        ("<math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math>", r"\sqrt{x+1}"),
        ("<math><msup><mi>x</mi></msup></math>", "x"),  # damaged
        (ANNOTATED.format(r"E=hc/\lambda^2"), r"E=hc/\lambda^2"),
        (ANNOTATED.format(r"{\displaystyle a+b}"), "a+b"),
        ("<math alttext='a+b'><mi>drawn</mi></math>", "a+b"),
        (
            (
                f"<span class=katex><span>{ANNOTATED.format('a^2')}</span>"
                "<span aria-hidden=true class=katex-html>a2</span></span>"
            ),
            "a^2",
        ),
        ("<span class=MathJax>a2</span><script type=math/tex>a^2</script>", "a^2"),
        ("<img class=latex alt='a^2' src=/latex.php?latex=a>", "a^2"),
        # Its source is in an attribute, its own or that of the element that holds it alone …
        ("<span class=katex data-tex='a^2'><span>a2</span></span>", "a^2"),
        (r"<span data-entry='\vec{F}'><math><mi>F</mi></math></span>", r"\vec{F}"),
        ("<span data-entry='a^2'>so <math><mi>b</mi></math></span>", "so b"),
        # … or in the address of what draws it.
        ("<img src='https://latex.codecogs.com/svg.image?%5Cfrac%7Ba%7D%7Bb%7D'>", r"\frac{a}{b}"),
        ("<img src='https://chart.example/chart?cht=tx&chl=%5Calpha%2Bb'>", r"\alpha+b"),
        ("Left <img src='/latex.php?size=3&v=2'> alone", "Left alone"),
        # Marks above a letter.
        ("<math><mover><mi>a</mi><mo>→</mo></mover></math>", r"\vec{a}"),
        ("<math><mover><mi>a</mi><mn>2</mn></mover></math>", "a^2"),
        ("<span class=MathJax>a2</span>", "a2"),  # nothing else has it
        ("<span class=mathematics>two</span>", "two"),
    ],
)
def test_formulas(html: str, text: str) -> None:
    blocks = read_page(etree.HTML(f"<p>So {html} holds")).blocks
    assert [block.text for block in blocks] == [f"So {text} holds"]


def test_what_nests_too_deep_is_taken_as_its_characters() -> None:
    deep = "<mrow>" * 200 + "<mi>x</mi>" + "</mrow>" * 200
    assert read_page(etree.HTML(f"<p><math>{deep}</math>")).blocks[0].text == "x"
