"""Ray Data: cleaning a data set that is spread over many processes or machines."""

from __future__ import annotations

from typing import Unpack

try:
    import pyarrow as pa
    import ray.data
except ModuleNotFoundError as error:
    raise ImportError("cleaner.integrations.ray needs Ray Data: pip install 'article-cleaner[ray]'.") from error

from cleaner.integrations.arrow import ArrowCleaner, ArrowOptions


def clean_dataset(
    dataset: ray.data.Dataset,
    *,
    concurrency: int | tuple[int, int] | None = None,
    batch_size: int = 256,
    **options: Unpack[ArrowOptions],
) -> ray.data.Dataset:
    """The data set with its texts cleaned, as Ray works it out when it is consumed; the same texts as `ArrowCleaner` makes on one machine.

    Each actor has one Cleaner, takes one CPU, and has no more than a few blocks and `batch_size` rows at hand; Ray streams the rest.
    Blocks have up to 128 MB, of which Ray writes some to disk where the object store is small; smaller ones are had with
    `ray.data.DataContext.get_current().target_max_block_size`.

    `concurrency` is the number of actors, or the least and the most of them; without, Ray starts as many as have work. Reading needs
    a CPU as well, and Ray waits for actors that there is no room for: name no more than the cluster's CPUs less one.

    `options` are those of `ArrowCleaner`. With neither `text_column` nor `html_column` the columns are guessed here, once for the
    whole data set, for which Ray may have to read its first rows. A document that cannot be cleaned is passed through (`error_column`
    says why). If a worker dies, Ray does its blocks again, as often as it takes: with a document that kills its worker every
    time the run never comes to an end, and there is no time limit for one document.

    The order of rows is Ray's: kept if `ray.data.DataContext.get_current().execution_options.preserve_order` is true. `phrase_files` and
    `models` must be on every machine, under the same paths.

    Raises what `ArrowCleaner` raises, `cleaner.dumps.errors.DumpError` if there is no telling which column is the text, and
    ValueError for a `concurrency` or `batch_size` that is none.
    """
    compute = _compute(concurrency)
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}: a batch needs a row at least.")
    return dataset.map_batches(
        _Actor,
        fn_constructor_kwargs={"cleaner": _cleaner(dataset, options)},
        batch_format="pyarrow",
        batch_size=batch_size,
        compute=compute,
        num_cpus=1,
        udf_modifying_row_count=False,  # so that Ray can take the first ten rows without cleaning the others
    )


class _Actor:
    """What an actor keeps from batch to batch."""

    def __init__(self, cleaner: ArrowCleaner) -> None:
        self._cleaner = cleaner

    def __call__(self, batch: pa.Table) -> pa.Table:
        return self._cleaner(batch)


def _cleaner(dataset: ray.data.Dataset, options: ArrowOptions) -> ArrowCleaner:
    """A cleaner with all columns named that can be known by now: a mistake is told here, not by an actor in the middle of a run."""
    cleaner = ArrowCleaner(**options)
    guessing = options.get("text_column") is None and options.get("html_column") is None
    schema = dataset.schema(fetch_if_missing=guessing)
    return cleaner if schema is None else cleaner.for_schema(_arrow(schema))


def _arrow(schema: ray.data.Schema) -> pa.Schema:
    """The columns of any data set as Arrow has them. Blocks of pandas may hold texts as objects, which may be anything."""
    kinds = {name: pa.string() if kind is object else kind for name, kind in zip(schema.names, schema.types, strict=True)}
    return pa.schema([(name, kind) for name, kind in kinds.items() if isinstance(kind, pa.DataType)])


def _compute(concurrency: int | tuple[int, int] | None) -> ray.data.ActorPoolStrategy:
    least, most = concurrency if isinstance(concurrency, tuple) else (concurrency or 1, concurrency)
    if concurrency == 0 or least < 1 or (most is not None and most < least):
        raise ValueError(f"concurrency is {concurrency!r}: it must be a number of actors from 1, or the least and the most of them.")
    return ray.data.ActorPoolStrategy(min_size=least, max_size=most)
