"""The README, the Makefile and the package say the same."""

from __future__ import annotations

import doctest
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import cleaner
from cleaner import record
from cleaner.phrases import parse
from cleaner.rules import RULES
from tests.support.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = ("clean", "check", "rules", "rule", "restore", "config")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def test_version_is_said_once_more_alike() -> None:
    assert project()["version"] == cleaner.__version__
    assert f"## {cleaner.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_examples_of_the_readme_run() -> None:
    names: dict[str, object] = {}  # later blocks use what earlier ones made
    for number, text in enumerate(text for text in blocks("python") if ">>>" in text):
        test = doctest.DocTestParser().get_doctest(text, names, f"README block {number}", "README.md", 0)
        test.globs = names
        assert test.examples
        assert doctest.DocTestRunner().run(test, clear_globs=False).failed == 0


def test_the_other_snippets_of_the_readme_are_from_programs_that_are_tested() -> None:
    programs = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "integrations" / "examples").glob("*.py")]
    snippets = [text for text in blocks("python") if ">>>" not in text]
    assert len(snippets) > 5
    for text in snippets:
        assert any({*text.splitlines()} <= {*program.splitlines()} for program in programs), text


def test_the_configuration_of_the_readme_is_taken(tmp_path: Path) -> None:
    (tmp_path / "cleaner.toml").write_text(blocks("toml")[0], encoding="utf-8")
    done = subprocess.run([sys.executable, "-m", "cleaner", "config"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0
    assert '"share.counter"' in done.stdout


def test_the_phrases_of_the_readme_are_taken() -> None:
    (group,) = parse(blocks("toml")[1], "README.md")
    assert group.rule == "mine.slogan"


def test_the_phrases_of_the_readme_work(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(blocks("toml")[1], encoding="utf-8")
    prose = "The river rose by a metre in the night, and the mill had to be cleared.\n"
    result = cleaner.Cleaner(phrase_files=[tmp_path / "own.toml"]).clean(f"{prose}\n» The daily flood since 1890.\n")
    assert (result.text, [cut.rule for cut in result.cuts]) == (prose, ["mine.slogan"])


def test_the_record_of_the_readme_has_the_fields_of_one() -> None:
    cuts = (cleaner.Cut(0, 2, "ad.label", "the label of an advertisement", "a\n"),)
    written = json.loads(record.line("a.txt", cleaner.Result("a\nb", cuts), "utf-8", cleaner.__version__))
    shown = json.loads(blocks("json")[0])
    assert list(shown) == list(written)
    assert [type(part) for part in shown["removed"][0]] == [type(part) for part in written["removed"][0]]
    assert list(shown["attributes"]) == list(written["attributes"])


def test_the_hooks_of_the_readme_are_there() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    (repository,) = yaml.safe_load(blocks("yaml")[0])["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= hooks
    assert hooks == set(re.findall(r"^\| `(cleaner[a-z-]*)` \|", README, re.MULTILINE))
    assert repository["rev"] == f"v{cleaner.__version__}"


def test_options_of_the_readme_exist() -> None:
    helps = [
        subprocess.run([sys.executable, "-m", "cleaner", name, "--help"], capture_output=True, text=True, check=True).stdout
        for name in COMMANDS
    ]
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) <= set(re.findall(r"--[a-z][a-z-]+", " ".join(helps)))


def test_the_readme_names_rules_that_exist() -> None:
    families = {rule.family for rule in RULES}
    named = {name for name in re.findall(r"\b[a-z]+\.[a-z]+(?:-[a-z]+)*\b", README) if name.partition(".")[0] in families}
    assert named
    assert named <= {rule.id for rule in RULES}


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z]+)", README))))
def test_the_makefile_has_what_the_readme_tells(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_readme_names_commands_that_exist() -> None:
    named = set(re.findall(r"^    cleaner ([a-z]+)", README, re.MULTILINE))
    done = subprocess.run([sys.executable, "-m", "cleaner", "--help"], capture_output=True, text=True, check=True)
    assert named
    assert named <= set(re.findall(r"^  ([a-z]+)  ", done.stdout, re.MULTILINE))


def test_the_package_is_typed() -> None:
    assert (Path(cleaner.__file__).parent / "py.typed").is_file()
