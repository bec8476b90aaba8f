"""`python -m tests.tools.bench.unseen`: the labelled texts that nobody read while writing rules.

Of the texts in `tests/tools/training/residue`, those of one half of the pages were read to improve
the rules. Of the other half, this writes the articles of domains that no text is of which was read.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import click

from tests.tools.training.article.documents import CHOSEN, MORE, OTHER, Labelled, labelled


def was_read(document: Labelled) -> bool:
    """Tell whether a text may have been read by somebody who writes rules.

    Those of `hosts` share their sites with texts that were.
    """
    source, page, *_ = document.id.split("/")
    half = zlib.crc32(page.encode()) % 2 == 0
    return document.set not in (MORE, OTHER, CHOSEN) or half or source == "hosts"


@click.command(context_settings={"show_default": True})
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The labelled data.")
@click.option(
    "--more",
    type=click.Path(path_type=Path),
    required=True,
    help="Labelled texts, as `tests.tools.training.article.texts` makes them.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The file.")
def main(data: Path, more: Path, output: Path) -> None:
    """Write the texts as JSON lines, for `--labelled` of the benchmark."""
    documents = labelled(data, more)
    known = {document.domain for document in documents if was_read(document)}
    chosen = [one for one in documents if one.set == MORE and one.domain not in known]
    with output.open("w", encoding="utf-8") as out:
        for one in chosen:
            row = {"id": one.id, "kind": "article", "lang": one.language, "text": one.text}
            out.write(json.dumps(row | {"labels": one.labels}, ensure_ascii=False) + "\n")
    click.echo(f"{len(chosen)} texts", err=True)


if __name__ == "__main__":
    main()
