"""Superscripts, quotation marks, readings and other small elements: what they are in the text."""

from __future__ import annotations

import pytest
from lxml import etree

from cleaner.page.walk import read_page


def texts(html: str, language: str = "en") -> list[str]:
    root = etree.HTML(f"<html lang={language}><body>{html}")
    return [block.text for block in read_page(root).blocks]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        # Marks of notes are set off …
        ("<p>laid in 1951<sup><a href=#fn1>1</a></sup>, again", "laid in 1951 [1], again"),
        (
            "<p>could not sleep herself<sup>3</sup>, they say",
            "could not sleep herself [3], they say",
        ),
        ("<p>the mill.<sup>12</sup> Then", "the mill. [12] Then"),
        ("<p>the mill<sup>[2]</sup>", "the mill [2]"),
        ("<p>the mill<sup>[citation needed]</sup>", "the mill [citation needed]"),
        ("<p>the mill<a href=#fn1><sup>[1]</sup></a> and", "the mill [1] and"),
        ("<p>the mill<a href=#n4 class=footnote-ref>4</a> and", "the mill [4] and"),
        ("<p>the mill<sup>1,2</sup> and", "the mill [1,2] and"),
        ("<p>the mill. <sup>12</sup> Then", "the mill. [12] Then"),
        ("<p>at 40<span> <sup class=footnote-ref>2</sup></span> Then", "at 40 [2] Then"),
        ("<p>the mill [<a href=#b1>1</a>, <a href=#b2>2</a>]", "the mill [1, 2]"),
        # … exponents are written as such …
        ("<p>10<sup>6</sup> cubic metres", "10⁶ cubic metres"),
        ("<p>40 km<sup>2</sup> of land", "40 km² of land"),
        ("<p>10<sup>-3</sup>", "10⁻³"),
        ("<p>e<sup>x</sup> and x<sup>n</sup>", "e^x and xⁿ"),
        ("<p>40 km <sup>2</sup> of land", "40 km 2 of land"),
        # … and these stay with their word.
        ("<p>the 1<sup>st</sup> and M<sup>me</sup> Roth", "the 1st and Mme Roth"),
        ("<p>the 2<sup>e</sup> jour", "the 2e jour"),
        ("<p>n<sup>o</sup> 7, M<sup>r</sup> Roth, S<sup>t</sup> Jean", "no 7, Mr Roth, St Jean"),
        ("<p>and x<sup>n</sup> or y<sup>r</sup>", "and xⁿ or y^r"),
        ("<p>Gauge<sup>TM</sup> and price<sup>*</sup>", "GaugeTM and price*"),
        ("<p>H<sub>2</sub>O", "H2O"),
        ("<p>see <a href=#top>2</a> below", "see 2 below"),
        ("<p><a href=/page/2>2</a>", "2"),
        # … and numbers below the line are not those before them.
        ("<p>1010<sub>2</sub>", "1010₂"),
        ("<p>In 1963 <sub>63ya</sub> it", "In 1963 63ya it"),
        ("<p>In 1963<sub>63ya</sub> it", "In 1963 63ya it"),
        ("<p>x<sub>max</sub>", "xmax"),
        # A number in round brackets is a note's if it leads to one, and not if to an equation.
        ("<p>the mill (<a href=#fn2>2</a>)", "the mill ( [2])"),
        ("<p>by Lemma (<a href=#eq2>2</a>)", "by Lemma (2)"),
        (
            "<p>the mill [<a href=#b1>1</a>, <a href=#b2>2</a>, <a href=#b3>3</a>]",
            "the mill [1, 2, 3]",
        ),
        # The way back from a note is not text.
        ("<p>County archive. <a href=#r1>↩</a>", "County archive."),
        ("<p>Up the hill <a href=/hill>↑</a>", "Up the hill ↑"),
    ],
)
def test_superscripts(html: str, text: str) -> None:
    assert texts(html) == [text]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She said “a guest” and left"),
        ("de", "She said „a guest“ and left"),
        ("fr-CA", "She said «a guest» and left"),
        ("ja", "She said 「a guest」 and left"),
        ("xx", "She said “a guest” and left"),
    ],
)
def test_quotations(language: str, text: str) -> None:
    assert texts("<p>She said <q>a guest</q> and left", language) == [text]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p><ruby>洪水<rt>こうずい</rt></ruby>で", "洪水(こうずい)で"),
        ("<p><ruby>農<rt>のう</rt>家<rt>か</rt></ruby>の", "農(のう)家(か)の"),
        ("<p><ruby>洪水<rp>（</rp><rt>こうずい</rt><rp>）</rp></ruby>で", "洪水(こうずい)で"),
        ("<p><ruby>洪水</ruby>で", "洪水で"),
    ],
)
def test_readings(html: str, text: str) -> None:
    assert texts(html) == [text]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        # Nobody sees these.
        ("<p>Fuß\u00adgänger\u00adbrücke", ["Fußgängerbrücke"]),
        ("<p>a\u200bb<wbr>c\ufeff", ["abc"]),
        # These change how letters look, or separate words.
        ("<p>می\u200cخواهم", ["می\u200cخواهم"]),
        ("<p>ភាសា\u200bខ្មែរ", ["ភាសា\u200bខ្មែរ"]),
        # A break in a heading is a space, elsewhere it begins a line.
        ("<h2>Four things,<br>three lost</h2>", ["Four things, three lost"]),
        ("<p>Four things,<br>three lost", ["Four things,", "three lost"]),
        # Two spans of a headline that the page shows on two lines.
        (
            "<h1><span class=a>Analysis</span><span class=b>Who pays?</span></h1>",
            ["Analysis Who pays?"],
        ),
        ("<h1><span class=a>C</span><span class=b>hapter</span></h1>", ["Chapter"]),
        ("<h1><span class=a>I</span><span class=a>BM</span></h1>", ["IBM"]),
        ("<p><span class=a>Analysis</span><span class=b>Who</span></p>", ["AnalysisWho"]),
        # Pictures of characters are characters.
        ("<p>An evening <img class=emoji alt=🎉 src=x.svg> out", ["An evening 🎉 out"]),
        ("<p>An evening <img class=wp-smiley alt=':)' src=x.svg>", ["An evening :)"]),
        ("<p>An evening <img alt='The bridge' src=x.jpg> out", ["An evening out"]),
        # Elements with unknown names, and buttons, in a sentence.
        ("<p>The <x-term>deck</x-term> was lifted", ["The deck was lifted"]),
        ("<x-card>The deck</x-card> <x-card>The pier</x-card>", ["The deck", "The pier"]),
        ("<p>The <x-box><p>deck</p></x-box> was", ["The", "deck", "was"]),
        (
            "<p>Then press the <button>Offer</button> button in the list",
            ["Then press the Offer button in the list"],
        ),
        ("<p>Share: <button>Copy</button>", ["Share:", "Copy"]),
        (
            "<p>Return <i>the longest</i> <span><button>special</button></span> word in the list",
            ["Return the longest special word in the list"],
        ),
        # What is not shown comes after the line that it is in, which stays whole.
        (
            "<p>See <a href=/m>the map <span class=sr-only>(new tab)</span></a> of it",
            ["See the map of it", "(new tab)"],
        ),
        (
            "<p>It fell.<span>1<span style='display: none'>In 1904.</span></span> Then",
            ["It fell.1 Then", "In 1904."],
        ),
        ("<p>One <span style='display: inline'>two</span> three", ["One two three"]),
    ],
)
def test_small_elements(html: str, found: list[str]) -> None:
    assert texts(html) == found
