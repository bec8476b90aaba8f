"""Decisions about removals, as a configuration file that people can read and review."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass
class Decisions:
    """Rules that are not used, and lines that are never removed; both everywhere or on a host."""

    ignore: set[str] = field(default_factory=set)
    allow: set[str] = field(default_factory=set)
    hosts: dict[str, dict[str, set[str]]] = field(default_factory=dict)

    def ignore_on(self, host: str, rule: str) -> None:
        """Do not use a rule on a host."""
        self.hosts.setdefault(host, {}).setdefault("ignore", set()).add(rule)

    def covers(self, rule: str, host: str) -> bool:
        """Whether a rule is not used on a host by these decisions."""
        own = self.hosts.get(host, {}).get("ignore", set())
        prefixes = self.ignore | own
        return any(rule == prefix or rule.startswith(prefix + ".") for prefix in prefixes)

    def merge(
        self,
        ignore: Iterable[str],
        allow: Iterable[str],
        hosts: Mapping[str, Mapping[str, Iterable[str]]],
    ) -> None:
        """Add the decisions of an earlier review."""
        self.ignore.update(ignore)
        self.allow.update(allow)
        for host, table in hosts.items():
            own = self.hosts.setdefault(host, {})
            for key, values in table.items():
                own.setdefault(key, set()).update(values)

    def __len__(self) -> int:
        tables = (values for table in self.hosts.values() for values in table.values())
        return len(self.ignore) + len(self.allow) + sum(map(len, tables))

    def to_toml(self) -> str:
        """Return the configuration file, sorted, with one value a line."""
        return "".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield "# Decisions of `cleaner review`. Your configuration names this file under extend.\n"
        yield from _list("ignore", self.ignore)
        yield from _list("allow", self.allow)
        for host, table in sorted(self.hosts.items()):
            if any(table.values()):
                yield f"\n[host.{_quoted(host)}]\n"
                for key, values in sorted(table.items()):
                    yield from _list(key, values)


def _list(key: str, values: Iterable[str]) -> Iterator[str]:
    rows = sorted(values)
    if rows:
        yield f"{key} = [\n" + "".join(f"  {_quoted(value)},\n" for value in rows) + "]\n"


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's, except for DEL and lone surrogates."""
    plain = text.encode("utf-8", "replace").decode()
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
