"""A datatrove pipeline over a folder of JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.logging import logger

from cleaner import UnknownRule, record
from cleaner.integrations.datatrove import ArticleCleaner
from tests.support.texts import AD, ARTICLE, BODY, FORM, PAGE, TIDY


def run(step: ArticleCleaner, *texts: str, **metadata: Any) -> list[Document]:
    return list(
        step.run(
            Document(text, f"d{number}", metadata=dict(metadata))
            for number, text in enumerate(texts)
        )
    )


def total(step: ArticleCleaner) -> dict[str, float]:
    return {name: stat.total for name, stat in step.stats.stats.items()}


def written(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text().splitlines()
    ]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_folder_of_json_lines(tmp_path: Path, workers: int) -> None:
    for name, texts in {"a": [AD, TIDY], "b": [FORM]}.items():
        rows = [
            {"id": f"{name}{number}", "text": text, "language": "en"}
            for number, text in enumerate(texts)
        ]
        path = tmp_path / "raw" / f"{name}.jsonl"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    pipeline = [
        JsonlReader(str(tmp_path / "raw")),
        ArticleCleaner(record_key="record"),
        JsonlWriter(str(tmp_path / "clean"), compression=None),
    ]
    LocalPipelineExecutor(
        pipeline, tasks=2, workers=workers, logging_dir=str(tmp_path / "logs")
    ).run()
    cleaned = written(tmp_path / "clean")
    assert [(row["id"], row["text"], row["metadata"]["language"]) for row in cleaned] == [
        ("a0", TIDY, "en"),
        ("a1", TIDY, "en"),
        ("b0", BODY, "en"),
    ]
    entry = next(record.read(cleaned[0]["metadata"]["record"].encode(), "record"))
    assert (entry.id, record.restore(entry, TIDY.encode(), "a0").decode()) == ("a0", AD)
    stats = json.loads((tmp_path / "logs" / "stats.json").read_text())
    [found] = [step["stats"] for step in stats if step["name"].endswith("article-cleaner")]
    assert (found["total"], found["changed"]) == (3, 2)
    assert found["characters_removed"]["total"] == len(AD) + len(FORM) - len(TIDY) - len(BODY)


def test_pages_become_their_articles() -> None:
    step = ArticleCleaner(kind="html", error_key="error")
    [document] = run(step, PAGE, url="https://herald.example/river")
    assert document.text == ARTICLE
    assert document.metadata == {"url": "https://herald.example/river", "error": None}


def test_pages_as_markdown() -> None:
    [document] = run(ArticleCleaner(kind="html", output="markdown"), PAGE)
    assert document.text.startswith("# The river rose\n")


def test_a_document_that_cannot_be_cleaned_goes_on_as_it_is() -> None:
    told: list[str] = []
    sink = logger.add(told.append, format="{level}: {message}")
    try:
        step = ArticleCleaner(max_document=200, record_key="record", error_key="error")
        long, short = run(step, FORM, AD)
    finally:
        logger.remove(sink)
    reason = f"it has {len(FORM)} characters, and the limit is 200 (max_document)"
    assert (long.text, long.metadata["error"]) == (FORM, reason)
    assert json.loads(long.metadata["record"]) == {
        "id": "d0",
        "at": 1,
        "source": "cleaner",
        "attributes": {},
        "error": reason,
    }
    assert (short.text, short.metadata["error"]) == (TIDY, None)
    assert told == [f"WARNING: Document d0 was passed through unchanged: {reason}\n"]
    assert total(step) == {
        "total": 2,
        "failed": 1,
        "changed": 1,
        "characters_removed": len(AD) - len(TIDY),
    }


def test_tidy_documents_are_left_alone() -> None:
    step = ArticleCleaner()
    before = [
        Document(TIDY, "a", metadata={"tags": ["flood"]}),
        Document("", "b"),
        Document(BODY, "c"),
    ]
    after = list(step.run(iter(before)))
    assert after == [
        Document(TIDY, "a", metadata={"tags": ["flood"]}),
        Document("", "b"),
        Document(BODY, "c"),
    ]
    assert total(step) == {"total": 3, "characters_removed": 0}


def test_a_text_that_would_lose_too_much_is_left_alone() -> None:
    step = ArticleCleaner()
    text = (
        "Leave a Reply\n\nYour email address will not be published. Required fields are marked *\n"
    )
    assert [document.text for document in run(step, text)] == [text]
    assert total(step)["refused"] == 1


def test_documents_are_taken_one_at_a_time() -> None:
    taken: list[str] = []

    def documents() -> Iterable[Document]:
        for name in "abc":
            taken.append(name)
            yield Document(AD, name)

    assert next(ArticleCleaner().run(documents())).text == TIDY
    assert taken == ["a"]


def test_options() -> None:
    assert [document.text for document in run(ArticleCleaner(ignore=["ad"]), AD)] == [AD]
    with pytest.raises(UnknownRule, match=r"ad\.lable"):
        ArticleCleaner(ignore=["ad.lable"])
    with pytest.raises(
        ValueError, match=r"kind must be one of .*, not 'htm'\. Did you mean 'html'"
    ):
        ArticleCleaner(kind="htm")  # type: ignore[arg-type]
