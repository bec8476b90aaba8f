"""Pages are read and scored in the same way with and without the compiled module."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from cleaner.core import accelerator
from cleaner.scorer import arrays, characters, markup_features, text_features
from cleaner.scorer.arrays import RaggedHashes
from cleaner.scorer.model_file import load
from cleaner.scorer.network import Embedding, GroupMeans
from tests.support.accelerator import (
    accelerated,
    assert_same_page,
    needed,
    texts,
    trees_needed,
)
from tests.support.hostile_pages import PAGES
from tests.support.pages import FIRST, SECOND, page
from tests.tools.fuzz import html as fuzz

# What the compiled walk does itself, and what it leaves to Python.
INSIDE = (
    "<p>One <b>bold</b> and <i>leaning</i> word, <a href=' /a '>a link</a> and <q>a quotation</q>.",
    "<p>A line<br>and another one<br><br>and <b>a<br>third</b> one",
    "<p>soft\u00adhyphen, zero\u200bwidth, <i>\u2060</i> joiner\u00a0and \u2003 spaces\u3000",
    "<p>Water rose<sup>1</sup> by 10<sup>6</sup> H<sub>2</sub>O <ruby>漢<rt>kan</rt></ruby>",
    "<p>The mill<a href='#fn1' id=r1>[1]</a> and <span class=footnote>a note of a few words</span>",
    "<ul><li>one<li>two <p>more</ul><ol start=3><li value=7>seven<ol><li>in it</ol></ol><dl><dd>x",
    "<table><tr><th>a<th>b<tr><td colspan=2>c<td><td>d</table><td>alone<tr><td>x",
    "<blockquote><p>He said:</p><footer>Ana</footer></blockquote><pre>a  b\n c</pre><code>x</code>",
    "<div data-lang=py>x = 1\ny = 2</div><xmp>a</xmp><p>see <code>y</code> <kbd>z</kbd><listing>q",
    "<h2>A <span class=a>headline</span><span class=b>On two lines</span></h2>",
    "<h3 id=x>Own address <a href=#x>#</a></h3>",
    "<div hidden>not <b>shown</b></div><p style='display:none'>x<noscript>y</noscript>",
    "<p>text <span class=visually-hidden>for readers</span> goes on<span hidden>no</span> here",
    "<template shadowrootmode=open>in <b>it</b></template><template>not</template>",
    "<my-box>own</my-box>",
    "<p>a <my-word>word</my-word> in a line<my-box><p>a block</my-box><button>b</button>",
    "<p>Press <button>Save</button> when you are done with the form</p><input type=email><input>",
    "<img src=a.jpg alt=x width=300 height=300><svg><rect/></svg>",
    "<iframe src=//y.z/a>",
    "<script src=//platform.twitter.com/widgets.js></script><script type='math/tex'>x^2</script>",
    "<hr><twitter-widget data-tweet-id=1>t</twitter-widget><blockquote class=twitter-tweet>x",
    "<a href=/a><div>a block in a link</div> and <p>another</p></a><a>no address</a>",
    "<div class=' a  b1 Menu-Item12 ' id=Main_Box role=navigation itemprop='name url'>n</div>",
    "<div class='Größe ſharp' id=é itemprop=ñ>names</div><o:p>office</o:p><font class=ﬀ>x</font>",
    "<p class>no value</p><p id='' class='' style>empty</p><p data-x=1 aria-hidden=true>x",
    "<span style='font-weight:bold'>b</span><cite>A title</cite><b style='font-weight:400'>n</b>",
    "<font>" * 260 + "deep" + "<div>" * 260 + "deeper",
    "a &amp; b &nbsp; &unknown; c<![CDATA[d]]><?pi e?><!-- f -->g",
    "   \n\t ",
)


@trees_needed
@pytest.mark.parametrize("inside", INSIDE)
def test_elements_are_read_alike(inside: str) -> None:
    assert_same_page(page(inside))
    assert_same_page(inside)
    assert_same_page(f"<article><p>{FIRST}<div class=x>{inside}</div>{SECOND}{inside}")


@trees_needed
@settings(max_examples=300, deadline=None)
@given(fuzz.pages)
def test_generated_pages_are_read_alike(html: str) -> None:
    assert_same_page(html)


@trees_needed
@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_hostile_pages_are_read_alike(name: str) -> None:
    assert_same_page(PAGES[name](5_000))


@trees_needed
@settings(max_examples=1_000, deadline=None)
@given(st.one_of(st.text(), st.text("ab \t\n\x1c\x85\xa0é\u2003\u3000字🎉")))
def test_spaces_collapse_alike(text: str) -> None:
    assert accelerator.tree().collapse(text) == " ".join(text.split())


NAMES = st.one_of(
    st.text("abcXYZ019-_ \t", max_size=60), st.text(max_size=20), st.sampled_from(["", "p-author"])
)
ELEMENTS = st.lists(st.tuples(st.sampled_from(["p", "my-box"]), NAMES, NAMES, NAMES, NAMES))


@needed
@settings(max_examples=1_000, deadline=None)
@given(ELEMENTS)
def test_names_are_hashed_alike(elements: list[tuple[str, str, str, str, str]]) -> None:
    compiled = accelerator.features()
    fast = RaggedHashes.from_bytes(*compiled.hashed_names(elements, markup_features._names))
    plain = RaggedHashes.from_lists([markup_features._names(*names) for names in elements])
    assert_same_arrays(fast, plain)


@needed
@settings(max_examples=200, deadline=None)
@given(st.lists(ELEMENTS.map(lambda elements: tuple(names[:2] for names in elements))))
def test_elements_of_lines_are_hashed_alike(lines: list[tuple[tuple[str, str], ...]]) -> None:
    compiled = accelerator.features()
    fast = RaggedHashes.from_bytes(*compiled.hashed_lines(lines, markup_features._names))
    plain = RaggedHashes.from_lists([markup_features._inline_names(line) for line in lines])
    assert_same_arrays(fast, plain)


@needed
@settings(max_examples=500, deadline=None)
@given(texts)
def test_lines_are_counted_alike(text: str) -> None:
    lines = [line for line in text.splitlines() if line] or ["x"]
    gaps = np.ones(len(lines), bool)
    found = []
    for on in (False, True):
        with accelerated(on=on):
            found.append(
                text_features.text_features([*lines, *lines[:2]], np.append(gaps, gaps[:2]))
            )
    assert_same_arrays(*found)


@needed
@settings(max_examples=200, deadline=None)
@given(texts)
def test_the_networks_inputs_are_the_same_to_the_last_bit(text: str) -> None:
    lines = [line for line in text.splitlines() if line] or ["x"]
    network, found = load("page"), []
    for on in (False, True):
        with accelerated(on=on):
            features = text_features.text_features(lines, np.ones(len(lines), bool))
            found.append(network.inputs(features).tobytes())
    assert found[0] == found[1]


@needed
@pytest.mark.parametrize("count", [1, 63, 64, 65, 130, 5_000])
@pytest.mark.parametrize("letter", ["a", "ñ", "字", "ж", "🎉", "1"])
def test_long_words_are_hashed_alike(letter: str, count: int) -> None:
    lines = [letter * count, f"{letter * count} {letter}", f"A{letter * count}."]
    found = []
    for on in (False, True):
        with accelerated(on=on):
            found.append(text_features.text_features(lines, np.ones(3, bool)))
    assert_same_arrays(*found)


@needed
def test_more_words_than_there_are_logarithms() -> None:
    lines = ["word " * 400] * 200 + ["Share"] * 3
    found = []
    for on in (False, True):
        with accelerated(on=on):
            found.append(text_features.text_features(lines, np.ones(len(lines), bool)))
    assert_same_arrays(*found)


@needed
def test_arrays_that_do_not_fit_are_refused() -> None:
    compiled, network = accelerator.features(), load("page")
    known, logs = text_features._tables(compiled)
    with pytest.raises(ValueError, match="empty"):
        compiled.TextLines(["word", ""], known)
    lines = compiled.TextLines(["word"], known)
    with pytest.raises(ValueError, match="another size"):
        lines.features(np.ones(2, np.uint8), logs, np.empty((1, 65), np.float32))
    with pytest.raises(ValueError, match="different sizes"):
        network._standardise(np.zeros((1, 3), np.float32), np.empty((1, 3), np.float32))
    bags = RaggedHashes.from_lists([[1], [2]])
    with pytest.raises(ValueError, match="another size"):
        network.words.write_mean(bags, np.empty((1, network.words.width), np.float32))
    compiled.Characters(*_tables_of_characters())
    with pytest.raises(ValueError, match="another number"):
        compiled.Characters(*(table[1:] for table in _tables_of_characters()))


def _tables_of_characters() -> tuple[NDArray[np.generic], ...]:
    classes, folded = characters.tables()
    return classes, folded, np.zeros(len(classes), np.uint32)


@needed
def test_numbers_of_rows_are_summed_alike() -> None:
    """In groups and bags of all sizes up to two blocks of 128, after which sums are halved."""
    random = np.random.default_rng(1)
    sizes = np.array([*range(40), 0, 127, 128, 129, 130, 137, 260, 0, 0, 700, 2, 0, 0])
    hashes = random.integers(0, 1 << 40, 50, np.uint64)
    embedding = Embedding(hashes, random.standard_normal((51, 5)).astype(np.float32))
    items = random.choice(np.append(hashes, 7).astype(np.uint64), int(sizes.sum()))
    bags = RaggedHashes(items, np.cumsum(sizes) - sizes, sizes)
    values = random.standard_normal((len(items), 3)).astype(np.float32)
    groups = arrays.renumber(
        np.repeat(np.arange(len(sizes)), sizes)[random.permutation(len(items))]
    )
    found = []
    for on in (False, True):
        with accelerated(on=on):
            sums = np.zeros((len(sizes), 3), np.float32)
            arrays.add_rows(sums, groups, values)
            found.append((embedding.sum(bags), GroupMeans(groups)(values), sums))
    assert_same_arrays(*found)


@needed
def test_containers_are_summed_alike() -> None:
    random = np.random.default_rng(1)
    parents = np.array([-1, *(int(random.integers(0, number)) for number in range(1, 200))])
    levels = np.zeros(200, np.int64)
    for number in range(1, 200):
        levels[number] = levels[parents[number]] + 1
    values = random.standard_normal((200, 4)).astype(np.float32)
    found = []
    for on in (False, True):
        with accelerated(on=on):
            tree = markup_features.Tree(parents, levels)
            found.append((tree.sum_descendants(values), tree.decay_ancestors(values, 0.8)))
    assert_same_arrays(*found)


def assert_same_arrays(first: Sequence[object], second: Sequence[object]) -> None:
    for one, other in zip(first, second, strict=True):
        if isinstance(one, tuple):
            assert_same_arrays(one, other)  # type: ignore[arg-type]
        else:
            np.testing.assert_array_equal(one, other)
