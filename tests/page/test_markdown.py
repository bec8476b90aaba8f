"""Pages as Markdown: what a renderer makes of it again, and what rules cut from it."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from cleaner import Result, clean_html, restore
from tests.support.pages import FIRST, SECOND, page

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def markdown(inside: str, **settings: str) -> str:
    """The Markdown between the two paragraphs of a page's article."""
    text = clean_html(page(inside), output="markdown", **settings).text  # type: ignore[arg-type]
    return text.partition(FIRST + "\n\n")[2].rpartition(SECOND)[0].strip("\n")


def rendered(inside: str) -> str:
    """The same, rendered again, without spaces between elements."""
    return re.sub(r"\s*\n\s*", "", _MARKDOWN.render(markdown(inside))).strip()


P = "They came from the valley and "  # so that lines are sentences of the article


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>{P}the <strong>old</strong> mill.</p>", "{P}the **old** mill."),
        ("<p>{P}the <em>old <b>mill</b></em>.</p>", "{P}the *old **mill***."),
        ("<p>{P}the <b> old </b>mill.</p>", "{P}the **old** mill."),
        ("<p>{P}the <del>old</del> mill.</p>", "{P}the ~~old~~ mill."),
        (
            "<p>{P}the <a href=https://mill.example/a>old mill</a>.</p>",
            "{P}the [old mill](https://mill.example/a).",
        ),
        (
            "<p>{P}the <a href='//mill.example/a'>mill</a> and its <a href=/b>lane</a>.</p>",
            "{P}the [mill](https://mill.example/a) and its [lane](/b).",
        ),
        (
            "<p>{P}the <a href='https://mill.example/a (b)'>mill</a>.</p>",
            "{P}the [mill](https://mill.example/a%20(b)).",
        ),
        (
            "<p>{P}the <a href='https://mill.example/a)b'>mill</a>.</p>",
            "{P}the [mill](https://mill.example/a%29b).",
        ),
        (
            "<p>{P}the <a href=https://mill.example/><b>old</b> mill</a>.</p>",
            "{P}the [**old** mill](https://mill.example/).",
        ),
        ("<p>{P}call <code>mill(`x`)</code>.</p>", "{P}call ``mill(`x`)``."),
        ("<p>{P}call <code>a * b</code>.</p>", "{P}call `a * b`."),
        # Left as they are: links that lead nowhere, emphasis that Markdown would not read.
        ("<p>{P}the <a href='javascript:x()'>old mill</a>.</p>", "{P}the old mill."),
        ("<p>{P}the <a>old mill</a>.</p>", "{P}the old mill."),
        ("<p><b>Note:</b>{P}the mill.</p>", "Note:{P}the mill."),
        # Escapes.
        (
            "<p>{P}wrote &lt;star&gt; and 2*3*4 and [a](b).</p>",
            r"{P}wrote \<star> and 2\*3\*4 and \[a\](b).",
        ),
        (
            "<p>{P}wrote snake_case and _this_ &amp;amp; 3 < 4.</p>",
            r"{P}wrote snake_case and \_this\_ \&amp; 3 < 4.",
        ),
        ("<p># {P}the mill.</p>", r"\# {P}the mill."),
        ("<p>1904. {P}the mill.</p>", r"1904\. {P}the mill."),
        ("<p>- {P}the mill.</p>", r"\- {P}the mill."),
        # Elements side by side stay apart; emphasis may be in a style.
        ("<p>{P}the <b>old</b> <b>mill</b>.</p>", "{P}the **old** **mill**."),
        ("<p>{P}the <b>old <i>water</i> mill</b>.</p>", "{P}the **old *water* mill**."),
        ("<p>{P}the <span style='font-weight: 700'>mill</span>.</p>", "{P}the **mill**."),
        ("<p>{P}the <span style='font-style:italic'>mill</span>.</p>", "{P}the *mill*."),
        ("<p>{P}the <span style='font-weight: 400'>mill</span>.</p>", "{P}the mill."),
        ("<b style='font-weight:normal'><p>{P}the mill.</p></b>", "{P}the mill."),
        ("<p>{P}the <b style='font-weight:normal'>mill</b>.</p>", "{P}the mill."),
        # Titles of works, but not whole references.
        ("<p>{P}read <cite>The Mill</cite>.</p>", "{P}read *The Mill*."),
        ("<p>{P}read <cite>Roth, A. <i>The Mill</i>.</cite></p>", "{P}read Roth, A. *The Mill*."),
        ("<p>{P}read <cite>[Roth 1904]</cite>.</p>", r"{P}read \[Roth 1904\]."),
        # Links on the same page.
        ("<p>{P}see (<a href=#eq2>2</a>).</p>", "{P}see ([2](#eq2))."),
        ("<p>{P}see <a href=#>the mill</a>.</p>", "{P}see the mill."),
        # Formulas and breaks.
        (r"<p>{P}so $a_1 * b_2$ holds.</p>", "{P}so $a_1 * b_2$ holds."),
        (r"<p>{P}so $\frac{a}{b}*c$.</p>", r"{P}so $\frac{a}{b}*c$."),
        ("<p>{P}from $4 * 2 to $5 * 2.</p>", r"{P}from $4 \* 2 to $5 \* 2."),
        ("<p>{P}costs $100_000 or $2*3.</p>", r"{P}costs $100_000 or $2\*3."),
        ("<p>{P}so <math><mi>a</mi><mo>=</mo><mi>b</mi></math> holds.</p>", "{P}so $a=b$ holds."),
        (r"<p>{P}so \(a_1 * b_2\) holds.</p>", "{P}so $a_1 * b_2$ holds."),
        ("<p>{P}the mill,<br>{P}the bridge.</p>", "{P}the mill,\\\n{P}the bridge."),
    ],
)
def test_lines(html: str, text: str) -> None:
    assert markdown(html.replace("{P}", P)) == text.replace("{P}", P)


@pytest.mark.parametrize(
    "html",
    [
        "<p>{P}the <strong>old</strong> <em>mill</em>.</p>",
        "<p>{P}wrote &lt;star&gt; and 2*3*4 and [a](b) and `c` and &amp;amp;nbsp;.</p>",
        '<p>{P}the <a href="https://mill.example/a_b">old <em>mill</em></a>.</p>',
        "<p>{P}call <code>&lt;mill&gt;</code>.</p>",
        "<ul><li>{P}one</li><li>{P}two<ul><li>{P}three</li></ul></li><li>{P}four</li></ul>",
        '<ol start="4"><li>{P}one</li><li>{P}two</li></ol>',
        "<blockquote><p>{P}one.</p><p>{P}two.</p></blockquote>",
        (
            "<table><thead><tr><th>Mill</th><th>Year</th></tr></thead><tbody><tr><td>{P}</td><td>1951</td></tr>"
            "<tr><td></td><td><strong>1952</strong></td></tr></tbody></table>"
        ),
        '<pre><code class="language-python">a = 1\n\n# b\n</code></pre>',
        "<h2>The <em>old</em> mill</h2><p>{P}the mill.</p>",
    ],
)
def test_a_renderer_gives_the_same_html_again(html: str) -> None:
    html = html.replace("{P}", P.strip())
    expected = re.sub(r"\s*\n\s*", "", html)
    assert rendered(html) == expected


def test_a_second_paragraph_of_an_item_belongs_to_it() -> None:
    html = f"<ol><li><p>{P}one.</p><p>{P}two.</p><pre>a\nb</pre></li><li><p>{P}three.</p></li></ol>"
    assert (
        rendered(html) == f"<ol><li><p>{P}one.</p><p>{P}two.</p><pre><code>ab</code></pre></li>"
        f"<li><p>{P}three.</p></li></ol>"
    )


def test_boxes_to_tick() -> None:
    html = (
        f"<ul><li><input type=checkbox checked> {P}one</li><li><input type=checkbox>"
        f" {P}two</li></ul>"
    )
    assert markdown(html) == f"- [x] {P}one\n- [ ] {P}two"


def test_pictures_are_where_they_are_on_the_page() -> None:
    html = (
        f'<p>{P}one.</p><figure><img src="/a.jpg" alt="The [old] mill"'
        f" width=600></figure><p>{P}two.</p>"
    )
    assert markdown(html) == f"{P}one.\n\n![The \\[old\\] mill](/a.jpg)\n\n{P}two."
    assert "(https://h.example/a.jpg)" in markdown(html, url="https://h.example/river")


def test_a_picture_between_two_lines() -> None:
    html = f"<p>{P}one,<br><img src=/a.jpg alt=Mill><br>{P}two.</p>"
    assert markdown(html) == f"{P}one,\n\n![Mill](/a.jpg)\n\n{P}two."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        # The link around a picture, unless it leads to the picture itself.
        ("<a href=/mill><img src=/a.jpg alt=Mill></a>", "[![Mill](/a.jpg)](/mill)"),
        ("<a href=/a-large.jpg><img src=/a.jpg alt=Mill></a>", "![Mill](/a.jpg)"),
        ("<a href=#a><img src=/a.jpg alt=Mill></a>", "![Mill](/a.jpg)"),
        # The largest of the files that a browser may choose from.
        ("<img src=/a.jpg srcset='/a-s.jpg 320w, /a-l.jpg 1280w'>", "![](/a-l.jpg)"),
        ("<img src=/a.jpg srcset='/a,1.jpg 1x,/a,2.jpg 2x'>", "![](/a,2.jpg)"),
        ("<img src=data:image/gif;base64,R0lG srcset=/a.jpg>", "![](/a.jpg)"),
        (
            (
                "<picture><source srcset='/a.webp 2x, /a-s.webp 1x '><source srcset='/a.png 2x'>"
                "<div><img src=data:image/gif;base64,R0lG alt=Mill></div></picture>"
            ),
            "![Mill](/a.webp)",
        ),
        ("<picture><img src=/a.jpg alt=Mill></picture>", "![Mill](/a.jpg)"),
    ],
)
def test_pictures(html: str, text: str) -> None:
    assert markdown(f"<p>{P}one.</p>{html}<p>{P}two.</p>") == f"{P}one.\n\n{text}\n\n{P}two."


def test_addresses_and_pictures_can_be_left_out() -> None:
    html = page(f"<p>{P}the <a href=/m>mill</a>.</p><img src=/a.jpg alt=Mill><p>{P}two.</p>")
    plain = clean_html(html, output="markdown", links=False, images=False).text
    assert f"\n\n{P}the mill.\n\n{P}two.\n\n" in plain
    assert "(/m)" in clean_html(html, output="markdown", images=False).text
    assert "![Mill](/a.jpg)" in clean_html(html, output="markdown", links=False).text


def test_pictures_of_something_else_are_left_out() -> None:
    html = '<p>Read on.</p><img src="/icon.svg" width=16><img src="https://pixel.example/1x1.gif">'
    assert "![" not in markdown(html + "<img src=/ana.jpg alt='Ana\u2019s avatar'>")
    assert "![" in markdown("<img src=/ana.jpg alt='A poster of the film Avatar'>")


def test_footnotes() -> None:
    html = (
        f"<p>{P}the mill<sup><a href=#fn1>1</a></sup> and the bridge<sup><a"
        f" href=#fn9>9</a></sup>.</p><section class=footnotes><ol><li id=fn1><p>{P}the archive. <a"
        " href=#r1>↩</a></p></li></ol></section>"
    )
    assert markdown(html) == f"{P}the mill [^1] and the bridge \\[9\\].\n\n[^1]: {P}the archive."


@pytest.mark.parametrize(
    "mark",
    [
        "<label for=n1>1</label><input type=checkbox id=n1><span class=sidenote>{N}</span>",
        "<label class=sidenote-number></label><input type=checkbox><span class=sidenote>{N}</span>",
        "<sup>1</sup><small class=marginnote><sup>1</sup> {N}</small>",
        "<span>1<span class=footnoteContent style='display: none'>{N}</span></span>",
    ],
)
def test_notes_in_the_middle_of_a_line(mark: str) -> None:
    note = "Its <i>first</i> page is missing."
    html = f"<p>{P}the mill.{mark.replace('{N}', note)} {P}the bridge.</p>"
    line = f"{P}the mill. [^1] {P}the bridge."
    assert markdown(html) == f"{line}\n\n[^1]: Its *first* page is missing."


def test_a_note_in_a_line_of_a_list_is_not_an_item() -> None:
    note = "<span class=sidenote>Its first page is missing.</span>"
    html = f"<ul><li>{P}the mill.{note}</li><li>{P}the bridge.</li></ul>"
    assert markdown(html).startswith(f"- {P}the mill. [^1]\n\n  [^1]: Its first page is missing.\n")
    assert markdown(html).endswith(f"- {P}the bridge.")


@pytest.mark.parametrize(
    "html",
    [
        "<p>{P}the <span class=note>big old mill</span>.</p>",
        "<p><span class=footnote>{P}the mill.</span></p>",
        "<p>{P}the mill <span class=footnote>here</span>.</p>",
    ],
)
def test_text_that_is_no_note_stays_in_its_line(html: str) -> None:
    assert "[^" not in markdown(html.replace("{P}", P))
    assert "\n" not in markdown(html.replace("{P}", P))


def test_the_label_of_a_note_in_a_heading_of_its_own() -> None:
    marks = f"<p>{P}the mill<a class=footnote href=#F1><sup>1</sup></a>.</p>"
    note = f"<h5><a id=F1 href=#D1>(1)</a></h5><p>{P}the archive.</p>"
    below = f"<div class=footnotes><h4>Notes</h4>{note}</div>"
    assert markdown(marks + below).endswith(f"#### Notes\n\n[^1]: {P}the archive.")
    # A heading to which a mark leads is not a note.
    assert f"### {P}2" in markdown(f"{marks}<h3 id=F1>{P}2</h3><p>{P}two.</p>")


@pytest.mark.parametrize(
    ("notes", "text"),
    [
        # Below a rule, each with its number set off.
        ("<hr><p><b>1</b> {P}one.</p><p><b>2</b> {P}two.</p>", "[^1]: {P}one."),
        ("<hr><p><sup>1</sup> {P}one.</p>", "[^1]: {P}one."),
        # Beside the text, in a list that begins with its number.
        ("<aside><ol start=2><li>{P}two.</li></ol></aside>", "[^2]: {P}two."),
        # In a section that is called notes.
        ("<section class=footnotes><p>2. {P}two.</p></section>", "[^2]: {P}two."),
        # Left alone: numbers that are not set off, without a rule, or of an ordinary list.
        ("<hr><p>1 {P}one.</p>", r"1 {P}one."),
        ("<p><b>1</b> {P}one.</p>", "**1** {P}one."),
        ("<ol><li>{P}one.</li></ol>", "1. {P}one."),
    ],
)
def test_notes_without_links(notes: str, text: str) -> None:
    html = f"<p>{P}the mill.<sup>1</sup></p><p>{P}the bridge. <sup>2</sup></p>{notes}"
    assert text.replace("{P}", P) in markdown(html.replace("{P}", P)).split("\n")


def test_marks_in_brackets() -> None:
    items = "".join(f"<li id=b{at}>[{at}] {P}book {at}.</li>" for at in (2, 5))
    marks = "[<a href=#b2>2</a>, <a href=#b5>5</a>]"
    html = f"<p>{P}the mill {marks}.</p><p>{P}the bridge.</p><ul>{items}</ul>"
    assert f"{P}the mill \\[[^2], [^5]\\]." in markdown(html)
    assert f"[^2]: {P}book 2.\n" in markdown(html)


def test_a_page_that_puts_rules_between_its_parts() -> None:
    assert markdown(f"<p>{P}one.</p><hr><p>{P}two.</p>") == f"{P}one.\n\n---\n\n{P}two."


SHARE = "<p><a href=/share>Share this</a></p>"


@pytest.mark.parametrize(
    "inside",
    [
        SHARE,
        f"<p>{P}<b>the mill.</b></p>{SHARE}<ul><li>{P}<a href=/a>one</a></li></ul>",
        f"<table><tr><th>A<th>B<tr><td>1<td>2</table>{SHARE}",
        f"<p>{P}the mill. <a href=/more>Read more</a></p>",
        f"<img src=/a.jpg>{SHARE}<img src=/b.jpg>",
    ],
)
def test_the_same_is_cut_from_text_and_markdown(inside: str) -> None:
    text, marked = clean_html(page(inside)), clean_html(page(inside), output="markdown")
    assert {cut.rule for cut in text.cuts} == {cut.rule for cut in marked.cuts}
    assert_restores(marked)
    assert "Share this" not in marked.text
    assert words(marked.text) == words(text.text)


@pytest.mark.parametrize("between", [SHARE, ""])
def test_one_blank_line_between_the_paragraphs_of_an_item(between: str) -> None:
    """Markdown sets them apart, which the plain text does not; what is between may be cut."""
    item = f"<ul><li><h3>{P}the mill</h3>{between}<p>{P}one.</p><p>{P}two.</p></li></ul>"
    assert markdown(item) == f"- ### {P}the mill\n\n  {P}one.\n\n  {P}two."


def assert_restores(result: Result) -> None:
    assert restore(result.text, result.cuts) == result.original
    assert all(result.original[cut.start : cut.end] == cut.text for cut in result.cuts)


def words(text: str) -> list[str]:
    text = re.sub(r"!\[.*?\]\(.*?\)|\]\(.*?\)|---", "", text)
    return re.findall(r"[^\W\d_]+", text)


def test_each_line_of_markdown_has_its_line_of_the_page() -> None:
    result = clean_html(page("<ul><li>a</li></ul><pre>b\nc</pre>"), output="markdown")
    assert len(result.sources) == result.original.count("\n")
