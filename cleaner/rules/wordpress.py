"""WordPress, of core, common themes, Jetpack and WordPress.com."""

from cleaner.engine import Rule
from cleaner.finders import announced, block, either, heading_of_prose, lines, list_item, long_paragraph, reported
from cleaner.rules.examples import PROSE

FORM = (
    "wordpress.comment-form:line",
    "wordpress.comment-form:notice",
    "wordpress.comment-form:opening",
    "wordpress.comment-form:bar",
    "wordpress.comment-form:pair",
)


RULES = (
    Rule(
        "wordpress.comment-form",
        "part of a comment form",
        either(
            block(
                FORM,
                ("wordpress.comment-form:beside",),
                bridge=("wordpress.akismet:line", "comments.heading:line", "pingback.list:line", "newsletter.box:line"),
                unless=(long_paragraph, reported, announced),
            ),
            lines("wordpress.comment-form:title", unless=(heading_of_prose, list_item)),
        ),
        bulk=True,
        removes=(
            PROSE + "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n\nName *\n\nEmail *\n",
            PROSE + "Leave a ReplyCancel reply\n",
            PROSE + "You are commenting using your Twitter account. Log Out /  Change )\n",
        ),
        keeps=(
            PROSE + "Name\n\nEmail\n",
            "Leave a reply at the front desk, and the clerk will pass it on to the guest.\n",
            "Connecting to a database\n\n" + PROSE,
            "What do you think\n\n" + PROSE,
        ),
    ),
    Rule(
        "wordpress.akismet",
        "Akismet's notice",
        lines("wordpress.akismet:line"),
        removes=(PROSE + "This site uses Akismet to reduce spam. Learn how your comment data is processed.\n",),
        keeps=("Akismet is a filter for spam in comments that many sites have used since 2005.\n",),
    ),
    Rule(
        "wordpress.likes",
        "Jetpack's likes",
        block(("wordpress.likes:line",), ("wordpress.likes:beside",)),
        removes=(PROSE + "Like this:\n\nLike Loading...\n", PROSE + "%d bloggers like this:\n"),
        keeps=(PROSE + "Like this:\n\n" + PROSE, "Few bloggers like this theme.\n"),
    ),
    Rule(
        "wordpress.post-meta",
        "where a post was filed, and how to respond to it",
        lines("wordpress.post-meta:line", "wordpress.post-meta:opening", "wordpress.post-meta:notice", unless=(long_paragraph, reported)),
        removes=(
            PROSE + "Posted in Rivers Tagged bridge, flood\n",
            PROSE + "This entry was posted in Rivers and tagged bridge, flood by admin. Bookmark the permalink.\n",
        ),
        keeps=("Posted to the border in 1911, he learned the language of the valley and married there.\n",),
    ),
    Rule(
        "wordpress.footer",
        "a WordPress site's footer",
        lines("wordpress.footer:line"),
        removes=(PROSE + "Proudly powered by WordPress\n", PROSE + "Blog at WordPress.com.\n"),
        keeps=("The mill is proudly powered by the river, which has turned its wheel for two hundred years.\n",),
    ),
    Rule(
        "wordpress.follow",
        "an invitation to follow a WordPress blog",
        lines("wordpress.follow:line"),
        removes=(PROSE + "Follow Blog via Email\n", PROSE + "Discover more from River Notes\n"),
        keeps=(
            "Discover more from the road than from the map, the old guide says, and leave the car in the valley below.\n",
            "Learn more from the past\n",
        ),
    ),
)
