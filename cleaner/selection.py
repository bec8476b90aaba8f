"""Which rules are used: `select`, `ignore`, and what they may name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cleaner import rules
from cleaner.core.rule import Rule
from cleaner.scorer.categories import RULE_IDS
from cleaner.suggest import did_you_mean

LEARNED = "learned"
"""The family of the rules that `cleaner learn` proposes."""


class UnknownRule(ValueError):
    """A rule id or prefix (`name`) that no rule has. The message suggests a similar one."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


def check_new(own: Iterable[Rule]) -> None:
    """Raise ValueError for a rule of the program's own whose id is taken."""
    taken = {rule.id for rule in rules.RULES}
    for rule in own:
        if rule.id in taken:
            raise ValueError(f"rules: there is a rule {rule.id!r} already; use another id.")
        taken.add(rule.id)


def _covers(prefix: str, rule_id: str) -> bool:
    """Tell whether a rule has an id or prefix; ids that were renamed count as the new ones."""
    prefix = rules.RENAMED.get(prefix, prefix)
    return rule_id == prefix or rule_id.startswith(prefix + ".")


def selected(rule_id: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    """Tell whether a rule is used. The longer of two prefixes wins; `ignore` wins a tie."""
    wanted = _longest(select, rule_id) if select else 0
    return wanted > _longest(ignore, rule_id)


def _longest(prefixes: Iterable[str], rule_id: str) -> int:
    """Return the length of the longest prefix that covers a rule; -1 if none does."""
    return max((len(prefix) for prefix in prefixes if _covers(prefix, rule_id)), default=-1)


def check_selected(select: Iterable[str], ids: Sequence[str]) -> None:
    """Raise UnknownRule if a rule of the learned scorer is selected, which is not there."""
    for prefix in select:
        if any(_covers(prefix, each) for each in RULE_IDS) and not any(
            _covers(prefix, each) for each in ids
        ):
            raise UnknownRule(prefix, f"{prefix!r} needs a max_loss (--max-loss) above 0.")


def check_known(prefixes: Iterable[str], known: Sequence[str]) -> None:
    """Raise UnknownRule unless each prefix begins the id of a rule."""
    for prefix in prefixes:
        if prefix.startswith(f"{LEARNED}."):
            continue  # a rule that is no longer among the learned ones
        if not any(_covers(prefix, each) for each in known):
            names = sorted({*known, *(each.partition(".")[0] for each in known)})
            hint = did_you_mean(prefix, names, "`cleaner rules` lists them.")
            raise UnknownRule(prefix, f"There is no rule {prefix!r}. {hint}")
