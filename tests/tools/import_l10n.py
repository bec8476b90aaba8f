"""Write `wordpress.toml`, `mediawiki.toml` and `ghost.toml` for each language from `l10n`.

    python -m tests.tools.import_l10n --data ../shared/data

The README beside the data names its traps. One-word translations, and keys that it calls `block`,
count as boilerplate only beside other boilerplate. Patterns with hardly a word of their own are
left out. What is an ordinary word in another language (by `wordfreq`, which must be installed)
counts only in texts of its own language.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import wordfreq  # noqa: F401 - without it nothing would be bound

from cleaner import phrases, rules
from cleaner.core.normalise import line_key
from cleaner.core.rule import Mark, Role
from cleaner.core.words import is_prose
from cleaner.phrases import Group, check
from cleaner.phrases.compiled import FOLDER
from tests.support.paths import ROOT

_FORM, _HEADING, _MENU, _POST = "wordpress.comment-form", "comments.heading", "nav.menu", "nav.post"

GPL = ROOT / "phrases-wordpress" / "cleaner_phrases_wordpress" / "data"


class Use(NamedTuple):
    """What a key is to the rules; `short`: if it is too short to count alone (None: left out)."""

    rule: str
    role: str = "line"
    short: str | None = "beside"
    glued: bool = False


USES: dict[str, tuple[Use, ...]] = {
    **dict.fromkeys(
        (
            "leave_a_reply",
            "leave_a_comment",
            "cancel_reply",
            "post_comment",
            "email_not_published",
            "email_notes_line",
        ),
        (Use(_FORM, glued=True),),
    ),
    **dict.fromkeys(
        (
            *(
                "required_fields_marked",
                "email_required",
                "awaiting_moderation",
                "must_be_logged_in",
            ),
            *("log_in_to_reply", "log_in_to_comment", "logged_in_as", "log_out_q"),
        ),
        (Use(_FORM),),
    ),
    **dict.fromkeys(
        (
            "comment_label",
            "name_label",
            "email_label",
            "website_label",
            "label_with_required_mark",
            "log_in",
            "log_out",
            "register",
        ),
        (Use(_FORM, "beside", glued=True),),
    ),
    "reply": (Use(_FORM, "beside", glued=True), Use(_HEADING, "beside")),
    "required_paren": (Use(_FORM, "beside"),),
    "html_tags_allowed": (Use(_FORM, "notice", short=None),),
    **dict.fromkeys(
        ("comments_closed", "comments_password", "n_comments", "no_comments"), (Use(_HEADING),)
    ),
    "leave_a_reply_to": (Use(_FORM), Use(_FORM, "title", "title")),
    "responses_to": (Use(_HEADING), Use(_HEADING, "count", "count")),
    **dict.fromkeys(
        ("older_comments", "newer_comments", "comment_navigation", "ghost_replies"),
        (Use(_HEADING),),
    ),
    "comments_heading": (Use(_HEADING, "beside"),),
    "comments_off": (Use("wordpress.post-meta", short=None),),
    "recent_comments": (Use(_HEADING, "title", "title"),),
    **dict.fromkeys(
        ("says", "in_reply_to", "reply_to", "date_at_time"),
        (Use("comments.thread", "head", "head"),),
    ),
    **dict.fromkeys(
        ("content_password", "lost_password", "remember_me", "ghost_paywall"),
        (Use("paywall.notice", short=None),),
    ),
    "pingback_colon": (Use("pingback.list", short=None),),
    **dict.fromkeys(
        ("pingback", "trackback", "trackback_url"), (Use("pingback.list", "title", "title"),)
    ),
    **dict.fromkeys(
        (
            "post_navigation",
            "previous_post",
            "next_post",
            "older_posts",
            "newer_posts",
            "previous_page",
            "next_page",
            "pages_colon",
        ),
        (Use(_POST, short=None),),
    ),
    "previous": (Use(_POST, "previous", "previous"), Use(_MENU, "beside")),
    "next": (Use(_POST, "next", "next"), Use(_MENU, "beside")),
    "continue_reading": (Use("related.link", short=None),),
    "tags_colon": (Use("tags.list", short="beside"),),
    "tags": (Use("tags.list", "beside"),),
    **dict.fromkeys(("filed_under", "categorized_as"), (Use("tags.list"),)),
    "permalink_to": (Use("wordpress.post-meta", short="line"),),
    "recent_posts": (Use("related.block", "title", "title"),),
    **dict.fromkeys(("entries_feed", "comments_feed"), (Use(_MENU),)),
    **dict.fromkeys(
        (
            *(
                "archives",
                "categories",
                "meta",
                "site_admin",
                "search_for",
                "search",
                "pages_widget",
                "links_widget",
                "calendar",
            ),
            *("select_category", "mw_footer_links", "mw_login", "mw_tools"),
        ),
        (Use(_MENU, "beside"),),
    ),
    **dict.fromkeys(("tag_cloud", "uncategorized"), (Use("tags.list", "beside"),)),
    "powered_by": (Use("wordpress.footer", short=None),),
    **dict.fromkeys(
        ("mw_retrieved_from", "mw_last_modified", "mw_redirected_from"), (Use(_MENU, short=None),)
    ),
    "mw_copyright": (Use("copyright.notice", "opening", None),),
    "ghost_join_discussion": (Use("comments.system"),),
    **dict.fromkeys(
        ("ghost_member_cta", "ghost_portal_login"), (Use("comments.system", "beside"),)
    ),
    **dict.fromkeys(
        ("ghost_subscribe", "ghost_view_in_browser"), (Use("newsletter.box", "beside"),)
    ),
}
"""Keys that are not here could be an article's own words (`by_author`, `edit`, `last_updated`)."""

_AFTER = frozenset({"pingback_colon", "tags_colon", "filed_under", "categorized_as"})
"""Labels with a colon and something after it."""
_COUNTS = frozenset({"responses_to", "n_comments", "ghost_replies"})
_PING = re.compile("ping|track|пинг|трек|ピン|トラ|핑|트랙|פינג|بينغ|πινγκ")
_COMMENT = re.compile(
    "|".join(
        (
            *(
                "comment",
                "comentar",
                "koment",
                "kommen",
                "коммент",
                "комент",
                "камент",
                "yorum",
                "σχόλι",
                "تعليق",
                "تبصر",
                "نظر",
                "دیدگاه",
                "תגוב",
            ),
            *(
                "टिप्पणी",
                "মন্তব্য",
                "ความเห็น",
                "bình luận",
                "コメント",
                "フィードバック",
                "댓글",
                "评论",
                "評論",
                "回應",
                "hozzászólás",
            ),
            *("კომენტ", "коментар", "sylwad", "iruzkin", "cuidad"),
        )
    )
)
"""Comment counts with a title. `5 answers to …` and `Answering …` may be headlines, too.

They count only after the article, or with no prose below them.
"""
_NUMBER_LAST = frozenset(
    {"bn", "eu", "fi", "hi", "hu", "ja", "ka", "ko", "my", "si", "ta", "tr", "ug", "zh", "zh-Hant"}
)
"""Languages that may say the title first: `%s için %s yorum`."""
_UNSPACED = frozenset({"ja", "th", "zh", "my"})
_COMPOUND = 14  # letters of a word that has several in it: `Inläggsnavigering`
_ENOUGH = 4  # characters of a phrase in a script without spaces
_REGIONS = {"zh_TW": "zh-Hant", "zh_HK": "zh-Hant", "nn_NO": "nn"}
_FILES = {
    "WordPress": "wordpress",
    "composite": "wordpress",
    "MediaWiki": "mediawiki",
    "Ghost": "ghost",
}


def language(locale: str) -> str:
    """The BCP 47 code of a locale, as the folders are called."""
    return _REGIONS.get(locale, re.split("[_-]", locale)[0])


def alone(text: str, code: str) -> bool:
    """Whether a phrase has enough words to be boilerplate by itself."""
    words = [word for word in line_key(text.replace("%s", " ")).split() if word != "#"]
    if code.partition("-")[0] in _UNSPACED:
        return sum(map(len, words)) >= _ENOUGH
    return len(words) > 1 or max(map(len, words), default=0) >= _COMPOUND


def wordings(key: str, text: str, code: str) -> Iterator[str]:
    """The phrase or phrases that a translation makes."""
    text = " ".join(text.split())
    if key in _AFTER:
        yield f"{text.rstrip(' :：')}: %s"
        if alone(text, code):
            yield text
        return
    if key == "pages_colon":
        yield from (
            f"{text.rstrip(' :：')}: {numbers}" for numbers in ("%d %d", "%d %d %d")
        )  # one alone may be a book's
        return
    if key in _COUNTS and "%s" in text:
        pieces = text.split("%s")
        for number in range(1, len(pieces) if code in _NUMBER_LAST else 2):
            yield "%s".join(pieces[:number]) + "%d" + "%s".join(pieces[number:])
        return
    if key == "date_at_time" and text.count("%s") == 2:
        text = text[: text.rindex("%s")] + "%d" + text[text.rindex("%s") + 2 :]
    yield re.sub(r"\s*%s\s*$", " %s", text) if key == "required_fields_marked" else text


def uses(key: str, text: str, code: str, standalone: str) -> Iterator[Use]:
    """What a phrase is to the rules."""
    if text.startswith("%s") and is_prose(text.replace("%s", "Ana Mendes")):
        return  # a sentence that reads like running text is only known by its beginning
    for use in USES.get(key, ()):
        if key in ("leave_a_reply_to", "responses_to") and (use.role == "line") is not (
            _COMMENT.search(text.lower()) is not None
        ):
            continue
        counted = key in _COUNTS and ("%d" in text or any(map(str.isdigit, text)))
        if key == "pingback_colon" and not _PING.search(text.lower()):
            continue
        if (
            use.role == "count"
            or alone(text, code)
            or counted
            or key in _AFTER
            or key == "pages_colon"
        ):
            yield (
                use if standalone != "block" or use.role != "line" else use._replace(role="beside")
            )
        elif use.short:
            yield use._replace(role=use.short)


class Kind(NamedTuple):
    """What phrases have in common that stand in one group of a file."""

    rule: str
    role: str
    glued: bool
    bound: bool


def collect(data: dict[str, Any]) -> dict[tuple[str, str], dict[Kind, set[str]]]:
    """The phrases by language, file and group, for the languages that WordPress has."""
    wordpress = {
        language(locale)
        for entry in data.values()
        if file_of(entry) == "wordpress"
        for locale in entry["strings"]
    } - {"en"}
    files: dict[tuple[str, str], dict[Kind, set[str]]] = defaultdict(lambda: defaultdict(set))
    for key, entry in data.items():
        for locale, texts in entry["strings"].items():
            code, name = language(locale), file_of(entry)
            if name and code in wordpress:
                for wording in (wording for text in texts for wording in wordings(key, text, code)):
                    for kind in kinds(key, wording, code, entry["standalone"]):
                        files[code, name][kind].add(wording)
    return files


def file_of(entry: dict[str, Any]) -> str | None:
    """The name of the file that a key's phrases go to, if they go to any."""
    return next((name for start, name in _FILES.items() if entry["source"].startswith(start)), None)


def kinds(key: str, text: str, code: str, standalone: str) -> Iterator[Kind]:
    """The groups that a phrase belongs to; none if it cannot be recognised."""
    for use in uses(key, text, code, standalone):
        group = Group(use.rule, (text,), Role(use.role), code, bound=True)
        if _is_read(group) and next(check.of_phrase(text, group), None) is None:
            glued = use.glued and use.role in ("line", "beside")
            yield Kind(use.rule, use.role, glued, bool(check.ordinary_elsewhere(text, code)))


def _is_read(group: Group) -> bool:
    """Whether a rule reads phrases of the group's role."""
    return not rules.check_read(group, rules.marks(rules.RULES))


def once(groups: dict[Kind, set[str]], seen: set[tuple[Mark, str]]) -> dict[Kind, list[str]]:
    """The phrases that are not in `seen` yet (mark, normal form), each once; adds them to it.

    Of two that are the same, a bound one is kept.
    """
    left: dict[Kind, list[str]] = {}
    for kind, texts in sorted(
        groups.items(),
        key=lambda item: (item[0].rule, item[0].role, not item[0].bound, not item[0].glued),
    ):
        for text in sorted(texts):
            known = (Mark(kind.rule, Role(kind.role)), line_key(text))
            if known not in seen:
                seen.add(known)
                left.setdefault(kind, []).append(text)
    return left


def render(code: str, name: str, groups: dict[Kind, list[str]], entry: dict[str, Any]) -> str:
    """A phrase file."""
    platform = {"wordpress": "WordPress", "mediawiki": "MediaWiki", "ghost": "Ghost"}[name]
    head = (
        f"# {platform}'s own wordings, made by tests/tools/import_l10n.py. Do not edit: add what is"
        " missing to web.toml.\n\n[file]\n"
        f'language = "{code}"\nplatform = "{platform}"\n'
        f'source = "{entry["source"]}"\nlicence = "{entry["licence"]}"\n'
    )
    parts = [head]
    for kind, texts in sorted(groups.items()):
        flags = [f'rule = "{kind.rule}"']
        flags += [f'role = "{kind.role}"'] if kind.role != "line" else []
        flags += [f"{flag} = true" for flag in ("glued", "bound") if getattr(kind, flag)]
        rows = "".join(
            f"  {json.dumps(text, ensure_ascii=False)},\n" for text in sorted(texts, key=str.lower)
        )
        parts.append("\n[[phrases]]\n" + "\n".join(flags) + f"\ntext = [\n{rows}]\n")
    return "".join(parts)


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="folder of the labelled data, with l10n/phrases.json",
    )
    data = json.loads(
        (parser.parse_args().data / "l10n" / "phrases.json").read_text(encoding="utf-8")
    )
    entries = {
        file_of(entry): entry
        for entry in data.values()
        if not entry["source"].startswith("composite")
    }
    files = collect(data)
    for code in sorted({code for code, _ in files}):
        seen = {(mark, line_key(text)) for mark, text in hand_written(code)}
        for name in dict.fromkeys(_FILES.values()):
            path = folder(name) / code / f"{name}.toml"
            path.unlink(missing_ok=True)
            if left := once(files.get((code, name), {}), seen):
                path.parent.mkdir(exist_ok=True)
                path.write_text(render(code, name, left, entries[name]), encoding="utf-8")


def folder(name: str) -> Path:
    """The folder of a platform's files: GPL ones are in a package of their own."""
    return FOLDER if name == "ghost" else GPL


def hand_written(code: str) -> Iterator[tuple[Mark, str]]:
    """What the language's own file has already, by mark."""
    path = FOLDER / code / "web.toml"
    if path.is_file():
        yield from (
            (group.mark, text)
            for group in phrases.parse(path.read_text(encoding="utf-8"), path.name)
            for text in group.text
        )


if __name__ == "__main__":
    main()
