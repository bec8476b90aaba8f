"""What is not the article of a page: boilerplate that the markup names, and what was not extracted.

Page analysis excludes lines under these ids, and the engine removes them first. The selectors of
the `markup` rules are in `cleaner/page/selectors.toml`. The examples are HTML.
"""

from __future__ import annotations

from cleaner.core.rule import Rule
from cleaner.rules.shapes import excluded

_BEFORE = (
    "<p>The river rose by a metre in the night, and the mill had to be cleared "
    "before the morning came. Nobody was hurt, but the old bridge"
    " will stay closed until the engineers have looked at its piers, and the "
    "school will be closed for two days at least.</p>"
)
_AFTER = (
    "<p>The mayor thanked the firemen, who had worked until dawn, and asked "
    "the people of the valley to stay away from the banks for as"
    " long as the water is high. More rain is expected for the end of the "
    "week, though less than on Monday.</p>"
)


def page(html: str) -> str:
    """Return a page with an article and this HTML in the middle of it."""
    return (
        "<!doctype html><html><head><title>The river "
        "rose</title></head><body><main><article><h1>The river rose</h1>"
        f"{_BEFORE}{html}{_AFTER}</article></main></body></html>"
    )


def _site(top: str = "", end: str = "") -> str:
    """Return a page of a news site with HTML between headline and text, and after the article."""
    return (
        "<!doctype html><html lang=en><head><title>The river rose by a metre in "
        "the night | The Valley Herald</title></head><body>"
        "<header class=site-header><nav class=menu><ul><li><a "
        "href=/>Home</a></li><li><a href=/news>News</a></li>"
        "<li><a href=/sport>Sport</a></li></ul></nav></header><main><article "
        "class=post><header class=entry-header>"
        f"<h1 class=entry-title>The river rose by a metre in the "
        f"night</h1>{top}</header><div class=entry-content>{_BEFORE}{_AFTER}"
        "<p>The bridge was built in 1931 and has been closed twice since, both "
        "times for a week. A ferry will cross the river every half an"
        f" hour until the engineers are done, and it will cost "
        f"nothing.</p></div></article>{end}</main>"
        "<footer class=site-footer><p>© 2019 The Valley Herald</p></footer></body></html>"
    )


def _part(rule: str, reason: str, *, removes: str, keeps: str) -> Rule:
    """Make a rule for a part of the page that can be kept."""
    return Rule(rule, reason, excluded, removes=(removes,), keeps=(keeps,), whole_page=True)


def _rule(rule: str, reason: str, *, removes: tuple[str, ...], keeps: tuple[str, ...]) -> Rule:
    examples = tuple(map(page, removes)), tuple(map(page, keeps))
    return Rule(rule, reason, excluded, removes=examples[0], keeps=examples[1], whole_page=True)


RULES = (
    _rule(
        "markup.comments",
        "reader comments or comment form (HTML markup)",
        removes=(
            (
                "<div id=respond class=comment-respond><h3>Leave a Reply</h3><p>Your email "
                "address will not be published by us.</p></div>"
            ),
            (
                "<ol class=commentlist><li><p>I was there that night and saw the water "
                "come up to the mill.</p></li></ol>"
            ),
            "<div id=disqus_thread><p>Please enable JavaScript to view the comments.</p></div>",
        ),
        keeps=(
            (
                "<h2>Comments</h2><p>The council has asked for comments on the plan by the "
                "end of May, and has had forty of them so far.</p>"
            ),
            (
                "<div class=commentary><p>The river has always been there, and so have the "
                "warnings that nobody wanted to read.</p></div>"
            ),
        ),
    ),
    _rule(
        "markup.share",
        "share bar (HTML markup)",
        removes=(
            (
                "<div class=sharedaddy><h3>Share this:</h3><ul><li><a href=#>Click to "
                "share on Facebook</a></li></ul></div>"
            ),
            (
                "<div class=addtoany_share_save_container><a href=#>Facebook</a> <a "
                "href=#>Mastodon</a></div>"
            ),
        ),
        keeps=(
            (
                "<div class=shareholders><p>The shareholders met in the old mill and voted "
                "for the new bridge by a large majority.</p></div>"
            ),
        ),
    ),
    _rule(
        "markup.related",
        "links to other articles (HTML markup)",
        removes=(
            (
                "<div class=yarpp-related><h3>Related posts</h3><ol><li><a href=#>The mill "
                "before the flood</a></li></ol></div>"
            ),
            (
                "<div class=OUTBRAIN><p>You may like what our partners have written about "
                "boats</p></div>"
            ),
        ),
        keeps=(
            (
                "<div class=relations><p>The relations of the miller came from the other "
                "side of the valley to help with the mud.</p></div>"
            ),
        ),
    ),
    _rule(
        "markup.subscribe",
        "newsletter, sign-in or paywall box (HTML markup)",
        removes=(
            (
                "<div id=mc_embed_signup><h2>Subscribe to the mill's letter</h2><p>It "
                "comes on Sundays and it costs nothing.</p></div>"
            ),
        ),
        keeps=(
            (
                "<div class=newsletter-archive><p>The first letter of the mill came out in "
                "the year of the great flood, in 1904.</p></div>"
            ),
        ),
    ),
    _rule(
        "markup.cookie",
        "cookie or consent notice (HTML markup)",
        removes=(
            (
                "<div id=onetrust-banner-sdk><p>We and our partners use cookies to improve "
                "your experience of the site.</p></div>"
            ),
        ),
        keeps=(
            (
                "<div class=cookies><p>Bake the cookies for ten minutes, and let them cool "
                "on the stones before you touch them.</p></div>"
            ),
        ),
    ),
    _rule(
        "markup.player",
        "text of a media player or slider (HTML markup)",
        removes=(
            (
                "<div class=vjs-control-bar><p>Play Mute Current Time 0:00 Duration 3:27 "
                "Loaded 0 percent</p></div>"
            ),
        ),
        keeps=(
            (
                "<div class=player><p>The best player of the season sat on the bench when "
                "the dam above the town broke.</p></div>"
            ),
        ),
    ),
    _rule(
        "markup.tools",
        "page tools: edit, print, accessibility (HTML markup)",
        removes=(
            (
                "<h2>History <span class=mw-editsection>[edit source]</span></h2><p>The "
                "mill was built by monks in the twelfth century.</p>"
            ),
        ),
        keeps=(
            (
                "<h2>Tools</h2><p>A hammer and a saw are all that you need for a small "
                "mill, and a good deal of patience.</p>"
            ),
        ),
    ),
    _rule(
        "markup.ad",
        "advertisement (HTML markup)",
        removes=(
            (
                "<div class=ad-container><p>Advertisement: the new boats of the season are "
                "here now</p></div>"
            ),
        ),
        keeps=(
            (
                "<div class=advertising-history><p>Advertising began with the criers of "
                "the market towns along the river.</p></div>"
            ),
        ),
    ),
    _rule(
        "markup.navigation",
        "navigation or page footer (HTML markup)",
        removes=("<nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li></ul></nav>",),
        keeps=(
            (
                "<blockquote><p>The water came faster than we could run.</p><footer>Ada "
                "Vale, miller</footer></blockquote>"
            ),
        ),
    ),
    _rule(
        "markup.control",
        "form, button or dialog (HTML markup)",
        removes=(
            "<button>Show more</button>",
            "<form action=/search><p>What are you looking for?</p></form>",
        ),
        keeps=(
            (
                "<p>Fill in the form at the town hall, and press the button at the gate "
                "when the water comes over the wall.</p>"
            ),
        ),
    ),
    _rule(
        "markup.hidden",
        "hidden text (HTML markup)",
        removes=("<p hidden>The editors' notes on this article are not for its readers.</p>",),
        keeps=(
            (
                "<p style='font-style: normal'>The hidden channel under the mill was found "
                "by divers in the following summer.</p>"
            ),
        ),
    ),
    _part(
        "extraction.title",
        "headline (keep with --keep title)",
        removes=_site(),
        keeps=(
            f"<h2>Before the flood</h2><p>Four families lived in it, and the wheel "
            f"turned day and night until 1950.</p>{_BEFORE}"
        ),
    ),
    _part(
        "extraction.byline",
        "byline (keep with --keep byline)",
        removes=_site(
            top=(
                "<p class=byline>By <a rel=author href=/ada>Ada Vale</a>, <time "
                "datetime=2019-05-07>7 May 2019</time></p>"
            )
        ),
        keeps=page(
            "<p>By midnight the firemen had written off the lower town, and by morning "
            "there was nobody left in it.</p>"
        ),
    ),
    _part(
        "extraction.caption",
        "picture caption (keep with --keep captions)",
        removes=_site(
            top=(
                "<figure><img src=mill.jpg><figcaption>The mill after the flood. Photo: "
                "Ada Vale</figcaption></figure>"
            )
        ),
        keeps=page(
            "<p>The picture above the door shows the mill as it was in 1904, with the "
            "water up to its windows.</p>"
        ),
    ),
    _part(
        "extraction.comment",
        "reader comment (keep with --keep comments)",
        removes=_site(
            end="<div class=discussion><h2>Comments</h2>"
            "<div class=comment-content><p>I was there that night and saw the water "
            "come up to the mill. Never again!</p></div>"
            "<a href=#>Reply</a>"
            "<div class=comment-content><p>My grandmother lived in that house until "
            "1954, and told us the same story.</p></div>"
            "<a href=#>Reply</a></div>"
        ),
        keeps=page(
            "<p>Readers have written to us about the flood, and most of them remember "
            "the one of 1954 as the worse.</p>"
        ),
    ),
    _rule(
        "extraction.left-out",
        "not part of the article",
        removes=(
            (
                "<div class=teasers><ul><li><a href=/a>The mill</a></li><li><a href=/b>The "
                "bridge</a></li></ul></div>"
            ),
        ),
        keeps=(
            (
                "<p>The last flood of this kind was in 1904, when the whole of the lower "
                "town stood under water for a week.</p>"
            ),
        ),
    ),
)
