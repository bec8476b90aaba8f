"""Check the phrase data, and compile them: `python -m cleaner.phrases [FOLDER]`."""

from __future__ import annotations

import sys
from pathlib import Path

from cleaner import phrases
from cleaner.phrases import checking, compiled


def main(arguments: list[str]) -> int:
    """Prints what is wrong; 1 if anything is, else the compiled file is written."""
    folder = Path(arguments[0]).resolve() if arguments else phrases.FOLDER
    if not folder.is_relative_to(phrases.FOLDER) or not folder.is_dir():
        print(f"{folder} is no folder of {phrases.FOLDER}.", file=sys.stderr)
        return 2
    found = list(checking.problems(folder))
    print("\n".join(found) if found else "The phrases are in order.")
    if found:
        return 1
    if not arguments:
        compiled.write()
        print(f"Written: {compiled.FILE}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
