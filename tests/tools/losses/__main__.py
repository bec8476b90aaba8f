"""What is lost by operators' mistakes, damage, kills and hostile files.

    python -m tests.tools.losses [operator|damage|journal|kills|memory]...

Prints a line for each kind. Without arguments everything is measured, in some 20 minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from tests.tools.losses import damage, kills, memory, mistakes

PARTS: Mapping[str, Callable[[], None]] = {
    "operator": mistakes.measure,
    "damage": damage.measure,
    "journal": damage.measure_journals,
    "kills": kills.measure,
    "memory": memory.measure,
}


def main(names: list[str]) -> None:
    """Measure the parts with these names; all if there are none."""
    for name in names or PARTS:
        print(f"# {name}", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
