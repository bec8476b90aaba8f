"""Listings: their lines without numbers, and their language."""

from __future__ import annotations

import pytest
from lxml import etree

from cleaner.page.listings import language_of
from cleaner.page.walk import read_page


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<pre>a = 1\n  b = 2</pre>", "a = 1\n  b = 2"),
        # Line breaks of all kinds; those around the listing are none of its lines.
        ("<pre>\x85\u2028a = 1\x0cb = 2\u2029</pre>", "a = 1\nb = 2"),
        # Numbers of lines, in their own elements.
        ("<pre><span class=ln>1</span>a = 1\n<span class=ln>2</span>b = 2</pre>", "a = 1\nb = 2"),
        (
            "<pre><span class=line><span class=lnt>1\n</span><span>a = 1\n</span></span></pre>",
            "a = 1",
        ),
        ("<pre><code><span data-line-number=1></span>a = 1</code></pre>", "a = 1"),
        (
            (
                "<table><tr><td class=gutter><pre>1\n2</pre><td class=code><pre>a = 1\nb ="
                " 2</pre></table>"
            ),
            "a = 1\nb = 2",
        ),
        # Lines in elements of their own.
        ("<pre><div>a = 1</div><div>b = 2</div></pre>", "a = 1\nb = 2"),
        ("<pre><ol><li>a = 1<li>b = 2</ol></pre>", "a = 1\nb = 2"),
        ("<pre><code>a = 1</code><code>b = 2</code></pre>", "a = 1\nb = 2"),
        ("<pre><span class=line>a = 1</span><span class=line>b = 2</span></pre>", "a = 1\nb = 2"),
        ("<pre>a = 1<br>b = 2</pre>", "a = 1\nb = 2"),
        ("<pre>a = 1<button>Copy</button></pre>", "a = 1"),
        # Listings that are not in a `pre`.
        ("<div><code class='hl block'>a = 1</code></div>", "a = 1"),
        ("<div><code style='white-space: pre'>\na = 1\n  b = 2\n</code></div>", "a = 1\n  b = 2"),
        (
            "<div data-lang=http>GET /mill\n\n<span>{%</span>\n  log\n%}</div>",
            "GET /mill\n\n{%\n  log\n%}",
        ),
        # Left alone: code in a line, blocks that name a language.
        ("<div><code>a = 1\n  b = 2</code></div>", "a = 1 b = 2"),
        ("<div data-lang=en>\n<p>The river\nrose.</p>\n</div>", "The river rose."),
        # Left alone: numbers that are code, and elements in a line.
        ("<pre><span class=mi>1</span> + <span class=mi>2</span></pre>", "1 + 2"),
        ("<pre><span class=ln>log</span> 7</pre>", "log 7"),
        ("<pre><b>a</b> = <code>1</code></pre>", "a = 1"),
    ],
)
def test_lines(html: str, text: str) -> None:
    assert [block.text for block in read_page(etree.HTML(html)).blocks] == [text]


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<pre><code class=language-python>a</code></pre>", "python"),
        ("<pre class='brush: cpp'>a</pre>", "cpp"),
        ("<div class='highlight highlight-source-shell'><pre>a</pre></div>", "shell"),
        ("<div class='highlight-rust notranslate'><div><pre>a</pre></div></div>", "rust"),
        ("<pre data-lang=go>a</pre>", "go"),
        ("<pre class='sourceCode haskell'>a</pre>", "haskell"),
        ("<pre><code class='hljs bash'>a</code></pre>", "bash"),
        ("<pre><code class=language-none>a</code></pre>", ""),
        ("<pre class=wp-block-code>a</pre>", ""),
        ("<pre>a</pre>", ""),
    ],
)
def test_languages(html: str, language: str) -> None:
    pre = etree.HTML(html).find(".//pre")
    assert language_of(pre) == language


def test_a_page_that_never_closes_its_listing_is_no_listing() -> None:
    blocks = read_page(etree.HTML("<pre>a = 1<h2>The mill</h2><p>One</p><p>Two</p>")).blocks
    assert [block.text for block in blocks] == ["a = 1", "The mill", "One", "Two"]
