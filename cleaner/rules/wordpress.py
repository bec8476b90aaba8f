"""WordPress, of core, common themes, Jetpack and WordPress.com."""

from cleaner.engine import Rule
from cleaner.finders import block, lines

RULES = (
    Rule(
        "wordpress.comment-form",
        "a comment form",
        block(("wordpress.comment-form:line",), ("wordpress.comment-form:beside",)),
        removes=("The river rose by a metre.\n\nLeave a Reply\n\nName\n",),
        keeps=("Leave a reply at the desk.\n",),
    ),
    Rule("wordpress.akismet", "Akismet's notice", lines("wordpress.akismet:line"), removes=("This site uses Akismet to reduce spam. Learn how your comment data is processed.",), keeps=("Akismet is a spam filter.",)),
)
