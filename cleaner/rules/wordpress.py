"""WordPress: core, common themes, Jetpack and WordPress.com."""

from cleaner.core.document import Document
from cleaner.core.rule import Role, Rule
from cleaner.rules.examples import PROSE
from cleaner.rules.shapes import block, either, lines, of
from cleaner.rules.vetoes import (
    alone_in_article,
    announced,
    heading_of_prose,
    list_item,
    long_paragraph,
    third_person_or_quoted,
)

_STRONG = (Role.LINE, Role.NOTICE, Role.OPENING, Role.BAR, Role.PAIR)
FORM = of("wordpress.comment-form", *_STRONG)
"""What shows that a comment form begins or is there."""
_PAIR = frozenset(of("wordpress.comment-form", Role.PAIR))
FORM_FIELDS = of("wordpress.comment-form", Role.BESIDE)


def _pair_in_article(document: Document, number: int) -> bool:
    """`Name Change` alone between paragraphs: two words of a form are also two words."""
    return document.has(number, _PAIR) and alone_in_article(document, number)


RULES = (
    Rule(
        "wordpress.comment-form",
        "part of a comment form",
        either(
            block(
                _STRONG,
                (Role.BESIDE,),
                bridge=(
                    *of("wordpress.akismet", Role.LINE),
                    *of("comments.heading", Role.LINE),
                    *of("pingback.list", Role.LINE),
                    *of("newsletter.box", Role.LINE),
                ),
                unless=(long_paragraph, third_person_or_quoted, announced, _pair_in_article),
            ),
            lines(Role.TITLE, unless=(heading_of_prose, list_item, alone_in_article)),
        ),
        bulk=True,
        removes=(
            PROSE + "Leave a Reply\n\nYour email address will not be published. "
            "Required fields are marked *\n\nName *\n\nEmail *\n",
            PROSE + "Leave a ReplyCancel reply\n",
            PROSE + "You are commenting using your Twitter account. Log Out /  Change )\n",
        ),
        keeps=(
            PROSE + "Name\n\nEmail\n",
            PROSE + "Name Change\n\nBirth of a child\n\n" + PROSE,
            "Leave a reply at the front desk, and the clerk will pass it on to the guest.\n",
            "Connecting to a database\n\n" + PROSE,
            "What do you think\n\n" + PROSE,
        ),
    ),
    Rule(
        "wordpress.akismet",
        "Akismet spam notice",
        lines(Role.LINE),
        removes=(
            PROSE + "This site uses Akismet to reduce spam. "
            "Learn how your comment data is processed.\n",
        ),
        keeps=("Akismet is a filter for spam in comments that many sites have used since 2005.\n",),
    ),
    Rule(
        "wordpress.likes",
        'Jetpack "Like this" widget',
        block((Role.LINE,), (Role.BESIDE,)),
        removes=(PROSE + "Like this:\n\nLike Loading...\n", PROSE + "%d bloggers like this:\n"),
        keeps=(PROSE + "Like this:\n\n" + PROSE, "Few bloggers like this theme.\n"),
    ),
    Rule(
        "wordpress.post-meta",
        "WordPress post metadata (categories, reply links)",
        lines(
            Role.LINE,
            Role.OPENING,
            Role.NOTICE,
            unless=(long_paragraph, third_person_or_quoted),
        ),
        removes=(
            PROSE + "Posted in Rivers Tagged bridge, flood\n",
            PROSE + "This entry was posted in Rivers and tagged bridge, flood by admin. "
            "Bookmark the permalink.\n",
        ),
        keeps=("Posted to the border in 1911, he learned the language of the valley there.\n",),
    ),
    Rule(
        "wordpress.footer",
        "footer of a WordPress site",
        lines(Role.LINE),
        removes=(PROSE + "Proudly powered by WordPress\n", PROSE + "Blog at WordPress.com.\n"),
        keeps=("The mill is proudly powered by the river, which has turned its wheel for ages.\n",),
    ),
    Rule(
        "wordpress.follow",
        "invitation to follow a WordPress blog",
        lines(Role.LINE),
        removes=(PROSE + "Follow Blog via Email\n", PROSE + "Discover more from River Notes\n"),
        keeps=(
            "Discover more from the road than from the map, and leave the car in the valley.\n",
            "Learn more from the past\n",
        ),
    ),
)
