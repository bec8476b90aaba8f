"""datatrove's local executor over a folder of JSON lines: `python -m tests.bench_dumps.trove copy|c4 FOLDER OUTPUT`."""

from __future__ import annotations

import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter


def main() -> None:
    what, folder, output = sys.argv[1:]
    # What would drop whole documents is off, as in `tests.bench`: the sentence count needs spaCy, and would make it slower still.
    rules = C4QualityFilter(remove_citations=False, min_num_sentences=-1, filter_lorem_ipsum=False, filter_curly_bracket=False)
    filters = [rules] if what == "c4" else []
    shards = len(list(Path(folder).iterdir()))
    LocalPipelineExecutor(
        pipeline=[JsonlReader(folder), *filters, JsonlWriter(output, compression=None)],
        tasks=shards,
        workers=2,
        logging_dir=f"{output}/logs",
        skip_completed=False,
    ).run()


if __name__ == "__main__":
    main()
