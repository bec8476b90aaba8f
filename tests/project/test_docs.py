"""The documentation, the Makefile and the package agree."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

import cleaner
from cleaner import record
from cleaner.config import Config
from cleaner.core.rule import Rule
from cleaner.page import extract
from cleaner.phrases import compiled, parse
from cleaner.report import FORMATS
from cleaner.rules import RULES
from tests.support import docs
from tests.support.cli import run
from tests.support.docs import PAGES, Block, Sandbox
from tests.support.documents import built_in
from tests.support.paths import ROOT
from tests.tools import diagram, picture
from tests.tools import docs as generated

COMMANDS = (
    *("clean", "check", "sample", "learn", "report", "review"),
    *("rules", "rule", "restore", "config", "completion"),
)
EXAMPLES = ROOT / "tests" / "integrations" / "examples"
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
RUN = [page for page in PAGES if any(block.language == "console" for block in docs.blocks(page))]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the generated pages and the picture."""
    folder = tmp_path_factory.mktemp("docs")
    generated.generate(folder)
    return folder


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(language: str, *, titled: bool | None = None) -> list[Block]:
    """The blocks of all pages in a language; with a title, or without, if that is asked for."""
    found = [block for page in PAGES for block in docs.blocks(page) if block.language == language]
    return [block for block in found if titled is None or bool(block.title) is titled]


def project() -> dict[str, Any]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert isinstance(table, dict)
    return table


# --- Examples ------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", RUN, ids=named)
def test_the_commands_of_a_page_print_what_it_shows(page: Path, tmp_path: Path) -> None:
    sandbox = Sandbox.make(tmp_path)
    for block in docs.blocks(page):
        if block.title:
            sandbox.put(block)
        elif block.language == "console":
            for step in docs.steps(block):
                done = sandbox.run(step)
                assert done.returncode in step.exit_codes, done.stdout
                assert docs.matches(step.output, done.stdout), f"$ {step.command}\n{done.stdout}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_the_python_of_a_page_runs(page: Path) -> None:
    assert docs.run_doctests(page) == 0


def test_other_python_is_from_programs_that_are_tested() -> None:
    programs = [path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.py")]
    snippets = [block.body for block in blocks("python", titled=False) if ">>>" not in block.body]
    assert len(snippets) > 5
    for text in snippets:
        assert any({*text.splitlines()} <= {*program.splitlines()} for program in programs), text


def test_python_of_the_package_is_shown_as_it_is() -> None:
    """A Python block whose title is a file of the repository is a part of that file."""
    ours = [block for block in blocks("python", titled=True) if (ROOT / str(block.title)).exists()]
    assert ours
    for block in ours:
        assert block.body in (ROOT / str(block.title)).read_text(encoding="utf-8")


def test_the_rule_in_the_pages_is_a_rule() -> None:
    (block,) = [each for each in blocks("python") if each.title == "cleaner/rules/quiz.py"]
    names: dict[str, object] = {}
    exec(compile(block.body, str(block.title), "exec", dont_inherit=True), names)
    (rule,) = cast(tuple[Rule, ...], names["RULES"])
    assert (rule.id, rule.safe, len(rule.removes), len(rule.keeps)) == ("quiz.box", True, 1, 1)


def test_phrases_in_the_pages_are_taken() -> None:
    found = [block.body for block in blocks("toml") if "[[phrases]]" in block.body]
    assert len(found) > 1
    for text in found:
        assert parse(text, "a page")


def test_the_case_in_the_pages_is_a_case(tmp_path: Path) -> None:
    from tests.support.cases import read

    (block,) = [block for block in blocks("text") if block.title == "weiterlesen.txt"]
    path = tmp_path / "weiterlesen.txt"
    path.write_text(block.body, encoding="utf-8")
    case = read(path)
    result = cleaner.clean(case.text)
    assert case.cut
    assert (result.text, [cut.rule for cut in result.cuts]) == (case.cleaned, ["related.link"])


def test_the_record_in_the_pages_has_the_fields_of_one() -> None:
    cuts = (cleaner.Cut(0, 2, "ad.label", "label of an advertisement", "a\n"),)
    result = cleaner.Result("a\nb", cuts)
    written = json.loads(record.line("a.txt", result, "utf-8", cleaner.__version__))
    (shown,) = [json.loads(block.body) for block in blocks("json", titled=False)]
    assert list(shown) == list(written)
    assert [type(part) for part in shown["removed"][0]] == [
        type(part) for part in written["removed"][0]
    ]
    assert list(shown["attributes"]) == list(written["attributes"])


# --- Names ---------------------------------------------------------------------------------------


def test_the_version_is_the_same_everywhere() -> None:
    assert project()["version"] == cleaner.__version__
    assert f"## {cleaner.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_hooks_in_the_pages_exist() -> None:
    manifest = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    hooks = {hook["id"] for hook in yaml.safe_load(manifest)}
    (block,) = blocks("yaml", titled=False)
    (repository,) = yaml.safe_load(block.body)["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= hooks
    assert hooks == set(re.findall(r"^\| `(cleaner(?:-[a-z]+)*)` \|", TEXT, re.MULTILINE))
    assert repository["rev"] == f"v{cleaner.__version__}"


def test_jobs_in_the_pages_install_this_version_and_run_commands_that_exist() -> None:
    jobs = blocks("yaml", titled=True)
    assert len(jobs) == 2
    for job in jobs:
        assert yaml.safe_load(job.body)
        assert f"@v{cleaner.__version__}" in job.body
        command = re.search(r"cleaner (\w+) --output-format (\w+)", job.body)
        assert command
        assert command[1] in COMMANDS
        assert command[2] in FORMATS


def test_options_in_the_pages_exist() -> None:
    helps = "".join(run(name, "--help").output for name in COMMANDS) + run("--help").output
    theirs = {"--editable", "--flag", "--write"}  # of other programs
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT))
    assert len(shown) > 20
    assert shown - theirs <= set(re.findall(r"--[a-z][a-z-]+", helps))


def test_rules_in_the_pages_exist() -> None:
    families = {rule.family for rule in RULES}
    words = set(re.findall(r"`([a-z]+\.[a-z]+(?:-[a-z]+)*)`", TEXT))
    shown = {name for name in words if name.partition(".")[0] in families}
    assert shown
    assert shown <= {rule.id for rule in RULES}


def test_every_role_is_documented() -> None:
    page = (ROOT / "docs" / "howto" / "add-a-phrase.md").read_text(encoding="utf-8")
    first = re.findall(r"^\| ((?:`[a-z]+`(?:, )?)+)", page, re.MULTILINE)
    shown = {role for cell in first for role in re.findall(r"`([a-z]+)`", cell)}
    assert shown == {group.role for group in built_in()}


def test_every_language_is_named_and_counted() -> None:
    page = (ROOT / "docs" / "guides" / "languages.md").read_text(encoding="utf-8")
    languages = compiled.data().languages.values()
    names = {language.name.rpartition(" ")[2] for language in languages}  # of "simplified Chinese"
    assert sorted(name for name in names if name not in page) == []
    assert {*re.findall(r"\b(\d+) languages", TEXT)} == {str(len(languages))}


def test_make_targets_in_the_pages_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"\bmake ([a-z]+(?:-[a-z]+)*)\b", "\n".join(_code())))
    assert {"check", "test", "demo"} <= targets
    assert targets <= set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_commands_in_the_pages_exist() -> None:
    shown = set(re.findall(r"\bcleaner ([a-z]+)\b", "\n".join(_code())))
    assert {"clean", "check", "restore"} <= shown
    assert shown <= set(re.findall(r"^  ([a-z]+) ", run("--help").output, re.MULTILINE))


def test_extras_in_the_pages_exist() -> None:
    shown = set(re.findall(r"(?:article-cleaner|\.)\[([a-z-]+)\]", TEXT))
    assert "html" in shown
    assert shown <= set(project()["optional-dependencies"])


def test_every_key_of_the_configuration_is_documented(made: Path) -> None:
    page = (made / generated.SETTINGS_PAGE).read_text(encoding="utf-8")
    assert {*re.findall(r"^\| `([a-z-]+)`", page, re.MULTILINE)} == {
        key for key, _, _ in Config().items()
    }


def _code() -> list[str]:
    """What the pages show as code: in blocks, and between backticks."""
    fenced = [block.body for page in PAGES for block in docs.blocks(page)]
    return fenced + re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))


# --- Links ---------------------------------------------------------------------------------------


def test_links_lead_somewhere(made: Path) -> None:
    new = {ROOT / "docs" / path.relative_to(made): path for path in made.rglob("*.*")}
    broken = []
    for page in PAGES:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for link in re.findall(r"\]\(([^)]+)\)", text):
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            file = new.get(target, target)
            if link.startswith("https://"):
                continue
            if not file.exists() or (anchor and anchor not in anchors(file)):
                broken.append(f"{named(page)}: {link}")
    assert broken == []


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and MkDocs make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_files_in_the_pages_exist() -> None:
    tops = "cleaner|docs|fixtures|phrases-wordpress|tests"
    shown = set(re.findall(rf"`((?:{tops})/[\w./<>-]*)`", TEXT))
    assert len(shown) > 20
    found = {name: [*ROOT.glob(re.sub("<[a-z]+>", "*", name))] for name in shown}
    assert sorted(name for name, paths in found.items() if not paths) == []


def test_the_steps_of_a_page_are_documented_in_their_order() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \d+ \| `(\w+)` \|", text, re.MULTILINE)
    assert listed == [step.__name__ for step in extract.BY_SCORER]


def test_every_page_is_in_the_navigation() -> None:
    configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    listed = set(re.findall(r"[\w/-]+\.md", json.dumps(yaml.safe_load(configuration)["nav"])))
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in PAGES if "docs" in page.parts}
    assert listed == pages | {*docs.GENERATED}


def test_generated_pages_have_every_rule_and_command(made: Path) -> None:
    rules = (made / generated.RULES_PAGE).read_text(encoding="utf-8")
    commands = (made / generated.COMMAND_PAGE).read_text(encoding="utf-8")
    assert all(f"\n### {rule.id}\n\n{rule.reason}\n" in rules for rule in RULES)
    assert all(f"\n## cleaner {name}\n" in commands for name in COMMANDS)


def test_the_picture_shows_what_the_command_prints(made: Path) -> None:
    """If not, `python -m tests.tools.docs` makes a new one."""
    shown = (ROOT / "docs" / picture.PAGE).read_text(encoding="utf-8")
    assert (made / picture.PAGE).read_text(encoding="utf-8") == shown


def test_the_diagram_is_made_from_its_boxes_and_arrows(made: Path) -> None:
    shown = (ROOT / "docs" / diagram.PAGE).read_text(encoding="utf-8")
    assert (made / diagram.PAGE).read_text(encoding="utf-8") == shown
    assert all(f">{box.text}</text>" in shown for box in diagram.BOXES.values())


def test_no_page_needs_the_network_to_be_read() -> None:
    assert "```mermaid" not in TEXT
    assert not re.search(r"!\[[^]]*\]\(https?:", TEXT)


# --- The package ---------------------------------------------------------------------------------


def test_the_package_is_typed() -> None:
    assert (Path(cleaner.__file__).parent / "py.typed").is_file()
