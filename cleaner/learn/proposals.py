"""Proposals as a phrase file that people can read, edit and review."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import NamedTuple

from cleaner.core.normalise import line_key
from cleaner.files.printable import printable

Where = tuple[str, ...]
"""Zones in which a phrase is removed (`head`, `body`, `tail`); with `to-end` all below it, too."""

_NOT_IN_AN_ID = re.compile(r"[^a-z0-9.]+")


class Proposal(NamedTuple):
    """Lines of a host that are probably boilerplate: one line, or a block of several."""

    host: str
    text: tuple[str, ...]
    where: Where
    documents: int
    host_documents: int
    examples: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The id of its rule: `learned.example.org.3f9a1c`.

        It is made from the host and the first line, so that decisions hold when a site is learned
        again.
        """
        key = line_key(self.text[0]).encode("utf-8", "replace")
        return f"learned.{id_of(self.host)}.{blake2b(key, digest_size=3).hexdigest()}"

    @property
    def reason(self) -> str:
        """Why the lines are removed."""
        host = printable(self.host) or "the corpus"
        rest = " and ends the article" if "to-end" in self.where else ""
        return (
            f"repeated in {self.documents:,} of {self.host_documents:,} documents of {host}{rest}"
        )


def id_of(host: str) -> str:
    """Return a host as part of a rule id: lower case letters, digits, dots and hyphens.

    >>> id_of("Blog.Example.org:8080"), id_of("")
    ('blog.example.org-8080', 'corpus')
    """
    ascii_host = host if host.isascii() else host.encode("punycode", "replace").decode()
    parts = (_NOT_IN_AN_ID.sub("-", part).strip("-") for part in ascii_host.lower().split("."))
    return ".".join(part for part in parts if part) or "corpus"


def host_of(address: str) -> str:
    """Return the host of a URL, or of a bare host name, without `www.`; empty if there is none.

    >>> host_of("https://www.Example.org/a?b"), host_of("example.org"), host_of("")
    ('example.org', 'example.org', '')
    """
    rest = address.partition("://")[2] or address
    host = re.split(r"[/?#]", rest.strip(), maxsplit=1)[0].rpartition("@")[2].lower()
    return host.removeprefix("www.")


def to_toml(proposals: Iterable[Proposal], source: str) -> Iterator[str]:
    """Yield a phrase file with the proposals; `source` names the corpus."""
    yield f"# Learned from {_comment(source)}. Delete what you want to keep in your texts.\n"
    for each in proposals:
        yield "\n[[phrases]]\n"
        yield f"rule = {_quoted(each.rule)}\n"
        if each.host:
            yield f"host = {_quoted(each.host)}\n"
        yield f"where = [{', '.join(map(_quoted, each.where))}]\n"
        yield f"reason = {_quoted(each.reason)}\n"
        if each.examples:
            yield f"# for example in {_comment(', '.join(each.examples))}\n"
        if len(each.text) == 1:
            yield f"text = [{_quoted(each.text[0])}]\n"
        else:
            yield "text = [\n" + "".join(f"  {_quoted(line)},\n" for line in each.text) + "]\n"


def _quoted(text: str) -> str:
    """Return a TOML string; JSON's escapes are TOML's but for DEL and lone surrogates."""
    plain = text.encode("utf-8", "replace").decode()
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)
