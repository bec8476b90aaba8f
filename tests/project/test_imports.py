"""What importing and cleaning may load: a hook on text files has to start fast."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "trafilatura",
    "lxml",
    "bs4",
    "numpy",
    "click",
    "pyarrow",
    "pandas",
    "jsonschema",
    "multiprocessing",
}
"""Packages for other inputs and other ends; cleaning an article needs none of them."""

PROGRAMS = {
    "import": "import cleaner",
    "clean": "import cleaner; assert cleaner.clean('Leave a Reply\\n', force=True).cuts",
    "every rule": "from cleaner import Cleaner; assert Cleaner(unsafe=True).rules",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_cleaning_an_article_loads_nothing_heavy(name: str) -> None:
    program = (
        f"{PROGRAMS[name]}\nimport json, sys\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout))
    assert "cleaner" in loaded
    assert loaded & HEAVY == set()
    assert done.stderr == ""
