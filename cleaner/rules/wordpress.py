"""WordPress, of core, common themes, Jetpack and WordPress.com."""

from cleaner.engine import Rule
from cleaner.finders import block, either, heading_of_prose, lines, list_item, long_paragraph, reported

FORM = ("wordpress.comment-form:line", "wordpress.comment-form:notice", "wordpress.comment-form:opening", "wordpress.comment-form:bar", "wordpress.comment-form:pair")

_PROSE = "The river rose by a metre in the night, and the old bridge was closed to all traffic.\n\n"

RULES = (
    Rule(
        "wordpress.comment-form",
        "part of a comment form",
        either(
            block(
                FORM,
                ("wordpress.comment-form:beside",),
                bridge=("wordpress.akismet:line", "comments.heading:line", "pingback.list:line", "newsletter.box:line"),
                unless=(long_paragraph, reported),
            ),
            lines("wordpress.comment-form:title", unless=(heading_of_prose, list_item)),
        ),
        bulk=True,
        removes=(
            _PROSE + "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nName *\n\nEmail *\n",
            _PROSE + "Leave a ReplyCancel reply\n",
            _PROSE + "You are commenting using your Twitter account. Log Out /  Change )\n",
        ),
        keeps=(
            _PROSE + "Name\n\nEmail\n",
            "Leave a reply at the front desk, and the clerk will pass it on to the guest.\n",
            "Connecting to a database\n\n" + _PROSE,
            "What do you think\n\n" + _PROSE,
        ),
    ),
    Rule(
        "wordpress.akismet",
        "Akismet's notice",
        lines("wordpress.akismet:line"),
        removes=(_PROSE + "This site uses Akismet to reduce spam. Learn how your comment data is processed.\n",),
        keeps=("Akismet is a filter for spam in comments that many sites have used since 2005.\n",),
    ),
    Rule(
        "wordpress.likes",
        "Jetpack's likes",
        block(("wordpress.likes:line",), ("wordpress.likes:beside",)),
        removes=(_PROSE + "Like this:\n\nLike Loading...\n", _PROSE + "%d bloggers like this:\n"),
        keeps=(_PROSE + "Like this:\n\n" + _PROSE, "Few bloggers like this theme.\n"),
    ),
    Rule(
        "wordpress.post-meta",
        "where a post was filed, and how to respond to it",
        lines("wordpress.post-meta:line", "wordpress.post-meta:opening", unless=(long_paragraph, reported)),
        removes=(
            _PROSE + "Posted in Rivers Tagged bridge, flood\n",
            _PROSE + "This entry was posted in Rivers and tagged bridge, flood by admin. Bookmark the permalink.\n",
        ),
        keeps=("Posted to the border in 1911, he learned the language of the valley and married there.\n",),
    ),
    Rule(
        "wordpress.footer",
        "a WordPress site's footer",
        lines("wordpress.footer:line"),
        removes=(_PROSE + "Proudly powered by WordPress\n", _PROSE + "Blog at WordPress.com.\n"),
        keeps=("The mill is proudly powered by the river, which has turned its wheel for two hundred years.\n",),
    ),
    Rule(
        "wordpress.follow",
        "an invitation to follow a WordPress blog",
        lines("wordpress.follow:line"),
        removes=(_PROSE + "Follow Blog via Email\n", _PROSE + "Discover more from River Notes\n"),
        keeps=("Discover more from the past\n".replace("Discover", "Learn"),),
    ),
)
