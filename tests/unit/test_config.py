"""Configuration: what is read, where it is found, and what is refused with which words."""

from __future__ import annotations

import tomllib
from pathlib import Path

import jsonschema
import pytest

from cleaner.config import Config, ConfigError, find, load, schema
from cleaner.files import globs


def written(folder: Path, text: str, name: str = "cleaner.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key(tmp_path: Path) -> None:
    text = """
        select = ["share"]
        ignore = ["share.counter"]
        unsafe = true
        force = true
        allow = ["Leave a Reply"]
        allow-files = ["keep.txt"]
        phrases = ["own/phrases.toml"]
        exclude = ["raw/"]
        per-file-ignores = { "letters/" = ["wordpress"] }
        encoding = "latin-1"
        exit-zero = true
        findings-format = "sarif"
        text-format = "markdown"
        quiet = true
        color = "never"
        baseline = "accepted.json"
        extensions = [".TXT"]
        keep = ["title", "captions"]
        careful = true
        max-loss = 0.005
        extractor = "trafilatura"
        links = false
        images = false
        as = "html"
        models = "mine"
        jobs = 4
        text-column = "body"
        html-column = "page"
        id-column = "key"
        url-column = "address"
        output-column = "clean"
        timeout = 5
        max-document = 1000
        engine = "ray"
        address = "here:1"
        input-format = "jsonl"
        removed-text = false
        learn-min-documents = 5
        extend = []
        required-version = ">=0.1"
        host = { "a.example" = { ignore = ["share"], allow = ["x"] } }
    """
    config = load(written(tmp_path, text))
    assert config.select == ("share",)
    assert config.unsafe is True
    assert config.force is True
    assert config.allow == ("Leave a Reply",)
    assert config.allow_files == (str(tmp_path / "keep.txt"),)
    assert config.phrase_files == (str(tmp_path / "own/phrases.toml"),)
    assert config.baseline == str(tmp_path / "accepted.json")
    assert config.encoding == "latin-1"
    assert config.extensions == (".txt",)
    assert (config.keep, config.careful, config.extractor) == (
        ("title", "captions"),
        True,
        "trafilatura",
    )
    assert (config.links, config.images) == (False, False)
    assert config.max_loss == 0.005
    assert (config.kind, config.models) == ("html", str(tmp_path / "mine"))
    assert (config.jobs, config.timeout, config.text_column) == (4, 5, "body")
    assert {origin for _, _, origin in config.items()} == {str(tmp_path / "cleaner.toml")}


@pytest.mark.parametrize("wanted", ["0.1.0", "0.1", ">=0.1", ">=0.1,<1", " > 0 , != 0.2 ", "<=0.1"])
def test_this_version_is_in_range(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setattr("cleaner.__version__", "0.1.0rc1")
    assert load(written(tmp_path, f'required-version = "{wanted}"')).required_version == wanted


@pytest.mark.parametrize("wanted", ["0.2", ">0.1", "<0.1", ">=0.1,<0.1", "!=0.1.0"])
def test_a_file_for_other_versions_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    monkeypatch.setattr("cleaner.__version__", "0.1.0")
    path = written(tmp_path, f'key-of-a-later-version = 1\nrequired-version = "{wanted}"')
    with pytest.raises(ConfigError, match=r"this is 0\.1\.0.*pip install 'article-cleaner"):
        load(path)


@pytest.mark.parametrize("wanted", ['"~0.1"', '"new"', '""', '">=0.1;<1"', "1"])
def test_what_is_not_a_range_of_versions_is_refused(tmp_path: Path, wanted: str) -> None:
    with pytest.raises(ConfigError, match="required-version must be"):
        load(written(tmp_path, f"required-version = {wanted}"))


def test_a_file_to_extend_that_is_missing_is_named_with_the_file_that_names_it(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, 'extend = ["base.toml"]')
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value) == f"{path}: extend: there is no file {tmp_path / 'base.toml'}."
    written(tmp_path, 'ignore = ["share"]', "base.toml")
    assert load(path).ignore == ("share",)


# --- Schema --------------------------------------------------------------------------------------


SCHEMA = jsonschema.Draft7Validator(schema())


def test_the_schema_is_one() -> None:
    jsonschema.Draft7Validator.check_schema(schema())


def test_defaults_fit_the_schema() -> None:
    SCHEMA.validate(
        {
            key: list(value) if isinstance(value, tuple) else value
            for key, value, _ in Config().items()
            if value is not None
        }
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        'ignore = ["share"]\nunsafe = true\nmax-loss = 0.005\njobs = 4\nas = "html"',
        'keep = ["nothing"]\nextensions = [".txt"]\nper-file-ignores = { "a/" = ["share"] }',
        'required-version = ">=0.1, <1"\nhost = { "a.example" = { ignore = ["share"] } }',
    ],
)
def test_what_is_read_fits_the_schema(tmp_path: Path, text: str) -> None:
    load(written(tmp_path, text))
    SCHEMA.validate(tomllib.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        'ignor = ["share"]',
        'ignore = "share"',
        "ignore = [1]",
        "unsafe = 1",
        "jobs = 0",
        "jobs = 1.5",
        "max-loss = 2",
        'as = "text"',
        'keep = ["titel"]',
        'extensions = ["txt"]',
        'per-file-ignores = { "a/" = "share" }',
        'host = { "a.example" = { select = ["share"] } }',
        'required-version = "~0.1"',
        "encoding = 8",
    ],
)
def test_what_is_refused_does_not_fit_the_schema(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError):
        load(written(tmp_path, text))
    assert not SCHEMA.is_valid(tomllib.loads(text))


def test_what_is_not_set_keeps_its_default(tmp_path: Path) -> None:
    config = load(written(tmp_path, 'ignore = ["share"]'))
    assert (config.select, config.unsafe, config.encoding, config.baseline) == (
        (),
        False,
        "utf-8",
        None,
    )
    assert ("select", (), "default") in config.items()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('selekt = ["share"]', ["unknown key 'selekt'", "Did you mean 'select'"]),
        ("zzz = 1", ["unknown key 'zzz'", "Known are as, unsafe, select"]),
        ('select = "share"', ["select must be a list of strings, not 'share'"]),
        ("select = [1]", ["select must be a list of strings"]),
        ('unsafe = "yes"', ["unsafe must be true or false, not 'yes'"]),
        ("force = 1", ["force must be true or false"]),
        ('keep = ["titel"]', ["keep: unknown part 'titel'", "Did you mean 'title'"]),
        ('keep = ["nothing", "title"]', ["keep: unknown part 'nothing'"]),
        ('extractor = "magic"', ["extractor must be one of scorer, trafilatura, not 'magic'"]),
        ("encoding = 8", ["encoding must be a string"]),
        ('encoding = "utf-9"', ["encoding", "no text encoding 'utf-9'"]),
        ('encoding = "hex"', ["no text encoding 'hex'"]),
        ("baseline = true", ["baseline must be a path"]),
        ('extensions = ["txt"]', ["needs its dot", "'.txt'"]),
        ('exclude = ["#keep.txt"]', ["exclude: the glob '#keep.txt' matches nothing", "\\#"]),
        ('exclude = ["a\\\\"]', ["is not a valid glob"]),
        ('per-file-ignores = { "!a" = ["share"] }', ["negated patterns ('!a') are not supported"]),
        ('per-file-ignores = { "/" = ["share"] }', ["'/' matches nothing"]),
        ('per-file-ignores = ["a"]', ["must be a table of globs"]),
        ('per-file-ignores = { "a" = "b" }', ["'a' must be a list of strings"]),
        ("select = [", ["not valid TOML"]),
        ("[tool.cleaner]\nselect = []", ["[tool.cleaner]", "Remove that line"]),
        ("[tool.black]\nselect = []", ["unknown key 'tool'"]),
    ],
)
def test_refused(tmp_path: Path, text: str, words: list[str]) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert all(word in str(caught.value) for word in (str(path), *words)), str(caught.value)


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be read: No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "cleaner.toml").write_bytes(b"\xe9")
    with pytest.raises(ConfigError, match=r"not UTF-8 text"):
        load(tmp_path / "cleaner.toml")
    with pytest.raises(ConfigError, match=r"no \[tool.cleaner\] table"):
        load(written(tmp_path, "[tool.black]", "pyproject.toml"))
    with pytest.raises(ConfigError, match=r"tool.cleaner must be a table"):
        load(written(tmp_path, "[tool]\ncleaner = 1", "pyproject.toml"))


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    written(tmp_path, "unsafe = true")
    inner = written(tmp_path / "a", "[tool.cleaner]\nunsafe = false", "pyproject.toml")
    (tmp_path / "a/b").mkdir()
    assert find(tmp_path / "a/b") == inner


def test_cleaner_toml_wins_over_pyproject_beside_it(tmp_path: Path) -> None:
    written(tmp_path, "[tool.cleaner]", "pyproject.toml")
    path = written(tmp_path, "")
    assert find(tmp_path) == path


def test_pyproject_files_of_others_are_passed_by(tmp_path: Path) -> None:
    outer = written(tmp_path, "unsafe = true")
    written(tmp_path / "a", "[tool.ruff]\nline-length = 100", "pyproject.toml")
    assert find(tmp_path / "a") == outer


def test_override_keeps_what_is_not_given() -> None:
    config = Config(select=("share",), ignore=("pingback",)).override(
        "command line", {"ignore": ("print",)}
    )
    assert (config.select, config.ignore) == (("share",), ("print",))
    assert ("ignore", ("print",), "command line") in config.items()


def test_per_file_ignores_add_to_ignore(tmp_path: Path) -> None:
    config = Config(
        ignore=("share",), per_file_ignores={"letters/": ("wordpress",)}, root=str(tmp_path)
    )
    assert config.ignored_for(str(tmp_path / "letters/one.txt")) == ("share", "wordpress")
    assert config.ignored_for(str(tmp_path / "news/one.txt")) == ("share",)
    assert config.ignored_for("-") == ("share",)


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("a.txt", "*.txt"),
        ("x/a.txt", "*.txt"),
        ("x/a.txt", "x"),
        ("x/a.txt", "x/"),
        ("x/y/a.txt", "y/"),
        ("x/y/a.txt", "x/**"),
        ("x/y/z/a.txt", "x/**/a.txt"),
        ("x/a.txt", "x/**/a.txt"),
        ("x/y/a.txt", "**/y"),
        ("a.txt", "/a.txt"),
        ("x/y/a.txt", "x/*/a.txt"),
        ("a.txt", "**"),
        ("a.txt", "./a.txt"),
        ("a1.txt", "a[0-9].txt"),
        ("x/", "x/"),
        ("x/", "x"),
        ("y/x/", "x/"),
        ("x/", "x/**"),
        ("x/a.txt", "x/*"),
        ("#a.txt", r"\#a.txt"),
        ("!a.txt", r"\!a.txt"),
    ],
)
def test_glob_fits(path: str, pattern: str) -> None:
    assert globs.fits(path, pattern)


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("a.txt", "*.md"),
        ("x/a.txt", "/a.txt"),
        ("x/a.txt", "y/a.txt"),
        ("z/x/a.txt", "x/a.txt"),
        ("x", "x/"),
        ("x/y/a.txt", "x/*.txt"),
        ("A.txt", "a.txt"),
        ("a.txt.bak", "*.txt"),
        ("x/", "x/*.txt"),
        ("x/", "x/?"),
        ("x/", "x/*"),
        ("#a.txt", "#a.txt"),
        ("x/", "y/"),
        ("", ".*"),
        ("a.txt", ""),
        ("a.txt", "/"),
    ],
)
def test_glob_does_not_fit(path: str, pattern: str) -> None:
    assert not globs.fits(path, pattern)


def test_later_globs_take_back_what_earlier_ones_match(tmp_path: Path) -> None:
    config = load(written(tmp_path, 'exclude = ["*.txt", "!keep.txt", "/old/keep.txt"]'))
    excluded = [config.excludes(str(tmp_path / name)) for name in ("a.txt", "keep.txt", "a.md")]
    assert excluded == [True, False, False]
    assert config.excludes(str(tmp_path / "old/keep.txt"))
    assert not config.excludes(str(tmp_path / "new/keep.txt"))


def test_globs_do_not_reach_outside_the_root(tmp_path: Path) -> None:
    config = Config(exclude=(tmp_path.parent.name, "*.orig.txt"), root=str(tmp_path / "project"))
    assert not config.excludes(str(tmp_path / "elsewhere/a.txt"))
    assert config.excludes(str(tmp_path / "elsewhere/a.orig.txt"))


@pytest.mark.parametrize("text", ["[project", '[tool.black]\nline-length = "'])
def test_a_project_that_does_not_name_us_is_not_parsed(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert find(tmp_path) is None


def test_a_project_that_names_us_must_be_valid(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text("[tool.cleaner\nunsafe = true\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="is not valid TOML"):
        find(tmp_path)
    path.write_text("[tool.cleaner]\nunsafe = true\n", encoding="utf-8")
    assert find(tmp_path) == path
