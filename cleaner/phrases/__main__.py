"""Check the phrase data: `python -m cleaner.phrases [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from cleaner.phrases import check, compiled


def main(arguments: list[str]) -> int:
    """Print the faults; return 1 if there are any, else compile the data and return 0.

    Return 2 if they cannot be checked.
    """
    folder = Path(arguments[0]).resolve() if arguments else compiled.FOLDER
    if not folder.is_dir():
        print(f"{folder} is not a folder.", file=sys.stderr)
        return 2
    if sentence := check.not_ready():
        print(sentence, file=sys.stderr)
        return 2
    found = list(check.problems(folder))
    print("\n".join(found) if found else "No faults found.")
    if not found:
        compiled.data()
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
