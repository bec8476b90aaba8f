"""Pages for tests."""

from __future__ import annotations

FIRST = (
    "The river rose by a metre in the night, and the mill had to be cleared before the morning"
    " came. Nobody was hurt, but the old bridge will stay closed until the engineers have looked at"
    " its piers, and the school will be closed for two days at least."
)
SECOND = (
    "The mayor thanked the firemen, who had worked until dawn, and asked the people of the valley"
    " to stay away from the banks for as long as the water is high. More rain is expected for the"
    " end of the week, though less than on Monday."
)
HEAD = '<meta charset="utf-8"><title>The river rose - The Herald</title>'
NAVIGATION = (
    "<nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li><li><a"
    " href=/sport>Sport</a></li></ul></nav>"
)
FOOTER = (
    "<footer><p>The Herald, 3 Mill Lane</p><ul><li><a href=/imprint>Imprint</a></li><li><a"
    " href=/jobs>Jobs</a></li></ul></footer>"
)


def page(
    inside: str = "", *, behind: str = "", head: str = "", first: str = FIRST, second: str = SECOND
) -> str:
    """A newspaper's page: `inside` stands between the two paragraphs of its article, `behind` after
    the article.
    """
    return (
        "<!doctype html><html"
        f' lang="en"><head>{HEAD}{head}</head><body>{NAVIGATION}<main><article><h1>The river'
        " rose</h1>"
        f"<p>{first}</p>{inside}<p>{second}</p></article>{behind}</main>{FOOTER}</body></html>"
    )


def text(*inside: str) -> str:
    """What should be left of `page`, with these paragraphs between its two."""
    return "\n\n".join(["The river rose", FIRST, *inside, SECOND]) + "\n"
