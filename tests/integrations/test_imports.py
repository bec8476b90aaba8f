"""What the integrations import: their own tool only; without it, a message says how to install."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

TOOLS = {"pyarrow", "ray", "scrapy", "datatrove", "pandas", "polars", "datasets"}
OWN = {
    "cleaner.integrations": set(),
    "cleaner.integrations.options": set(),
    "cleaner.integrations.arrow": {"pyarrow"},
    "cleaner.integrations.scrapy": {"scrapy"},
    "cleaner.integrations.datatrove": {"datatrove"},
    "cleaner.integrations.ray": {"pyarrow", "ray"},
}


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("module", OWN)
def test_a_module_imports_its_own_tool_only(module: str) -> None:
    done = run(
        f"import {module}, json, sys, types; "
        "own = [value for name in list(sys.modules) if name.startswith('cleaner')"
        " for value in vars(sys.modules[name]).values()]\n"
        "tools = {(value.__name__ if isinstance(value, types.ModuleType)"
        " else getattr(value, '__module__', None) or '') for value in own}\n"
        "print(json.dumps([sorted({str(tool).partition('.')[0] for tool in tools}),"
        " sorted(sys.modules)]))"
    )
    assert done.returncode == 0, done.stderr
    used, loaded = json.loads(done.stdout)
    assert set(used) & TOOLS == OWN[module]
    if module != "cleaner.integrations.ray":  # Ray Data brings pandas
        assert {name.partition(".")[0] for name in loaded} & TOOLS == OWN[module]


@pytest.mark.parametrize(
    ("module", "missing", "message"),
    [
        (
            "arrow",
            "pyarrow",
            "cleaner.integrations.arrow needs pyarrow: pip install 'article-cleaner[dumps]'.",
        ),
        (
            "ray",
            "ray",
            "cleaner.integrations.ray needs Ray Data: pip install 'article-cleaner[ray]'.",
        ),
        (
            "ray",
            "pyarrow",
            "cleaner.integrations.ray needs Ray Data: pip install 'article-cleaner[ray]'.",
        ),
        (
            "scrapy",
            "scrapy",
            "cleaner.integrations.scrapy needs Scrapy: pip install 'article-cleaner[scrapy]'.",
        ),
        (
            "datatrove",
            "datatrove",
            "cleaner.integrations.datatrove needs datatrove: pip install datatrove.",
        ),
    ],
)
def test_without_the_tool(module: str, missing: str, message: str) -> None:
    done = run(f"import sys; sys.modules[{missing!r}] = None; import cleaner.integrations.{module}")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"ImportError: {message}"


def test_without_the_packages_for_pages_scrapy_does_not_begin() -> None:
    done = run(
        "import sys; from scrapy.settings import Settings;"
        " from cleaner.integrations.scrapy import CleanerPipeline\n"
        "sys.modules['bs4'] = None; CleanerPipeline(Settings({'CLEANER_HTML_FIELD': 'html'}))"
    )
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: Pages need packages that are not installed (")
    assert last.endswith("): pip install 'article-cleaner[html]'.")


def test_texts_need_no_packages_for_pages() -> None:
    done = run(
        "import sys; from scrapy.settings import Settings;"
        " from cleaner.integrations.scrapy import CleanerPipeline\n"
        "sys.modules.update(bs4=None, numpy=None, trafilatura=None)\n"
        "pipeline = CleanerPipeline(Settings({'CLEANER_TEXT_FIELD': 'text'}));"
        " pipeline.process_item({'text': 'The river rose.'})"
    )
    assert done.returncode == 0, done.stderr
