"""datatrove's local executor over a folder of JSON lines.

Run it with `python -m tests.tools.bench_dumps.trove copy|c4|c4-lines FOLDER OUTPUT`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter


def main() -> None:
    what, folder, output = sys.argv[1:]
    # The second as in `tests.tools.bench`: without what would drop whole documents, above all the
    # count of sentences by spaCy.
    line_rules = C4QualityFilter(
        remove_citations=False,
        min_num_sentences=-1,
        filter_lorem_ipsum=False,
        filter_curly_bracket=False,
    )
    filters = {"copy": [], "c4": [C4QualityFilter()], "c4-lines": [line_rules]}[what]
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
