"""The benchmark of Markdown: what is expected, found, and on the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.bench_markdown import constructs, main

URL = "https://mill.example/a/"
HTML = """<!-- {"url": "https://mill.example/a/"} --><html><body><main><h1>The mill</h1>
<p>The old mill of the village was <b>rebuilt</b> by three families after the flood of that winter,
as its <a href="/board">notice board</a> says.</p><img src="/mill.jpg" alt="Mill" width="600">
<p>A carpenter found the beams in the river, and the owner of the ferry gave the ropes for it.</p>
</main></body></html>"""
EXPECTED = """```json
{"title": "The mill"}
```

# The mill

The old mill of the village was **rebuilt** as its [notice board](https://mill.example/board) says.

![](https://mill.example/mill.jpg)

**Ana Roth** [12 May](/12)
"""


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("# The *old* mill", "heading", ["theoldmill"]),
        ("[The mill](b?x=1#y)", "link", ["themill /a/b"]),
        ("![Mill](/m.jpg)", "image", ["/m.jpg"]),
        ("**The** *old* `m i`", "strong", ["the"]),
        ("**The** *old* `m i`", "code", ["m i"]),
        ("- one\n- two", "item", ["one", "two"]),
        ("|a|b|\n|-|-|\n|c|d|", "row", ["a|b", "c|d"]),
        ("```\nx = 1\n```", "code line", ["x=1"]),
        ("A [^1].\n\n[^1]: B", "footnote", ["1"]),
        # None of them.
        ("\\# The mill", "heading", []),
        ("\\[The mill](b)", "link", []),
        ("Two \\*old\\* mills", "em", []),
    ],
)
def test_constructs_of_a_text(text: str, kind: str, found: list[str]) -> None:
    assert list(constructs(text, URL)[kind].elements()) == found


def test_what_a_tool_writes_itself_is_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, name, text in (("fixtures", "a.html", HTML), ("expected", "a.md", EXPECTED)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["bench_markdown", str(tmp_path)])
    assert main() == 0
    rows = capsys.readouterr().out.splitlines()
    assert "| headings | 1 | 1.000 | 1 | 1.000 |" in rows
    assert "| links | 2 | 0.500 | 1 | 1.000 |" in rows
    assert "| bold | 2 | 0.500 | 1 | 1.000 |" in rows
    assert "| images | 1 | 1.000 | 1 | 1.000 |" in rows
    monkeypatch.setattr("sys.argv", ["bench_markdown", str(tmp_path), "--show", "links"])
    assert main() == 0
    assert capsys.readouterr().out == "a: 1 x '12may /12', not in the page\n"
