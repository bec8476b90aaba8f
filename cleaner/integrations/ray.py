"""Ray Data: clean a data set that is spread over many processes or machines."""

from __future__ import annotations

from dataclasses import dataclass

try:
    import pyarrow as pa
    import ray.data
except ModuleNotFoundError as error:
    raise ImportError(
        "cleaner.integrations.ray needs Ray Data: pip install 'article-cleaner[ray]'."
    ) from error

from cleaner.integrations.arrow import ArrowCleaner, ArrowOptions
from cleaner.settings import Number, keywords_of, setting, settings_of


@dataclass(frozen=True, kw_only=True)
class RayOptions(ArrowOptions):
    """The settings of `clean_dataset`."""

    concurrency: int | tuple[int, int] | None = None
    batch_size: int = setting(256, Number(1), "Rows that an actor cleans at a time.")


@keywords_of(RayOptions)
def clean_dataset(dataset: ray.data.Dataset, options: RayOptions) -> ray.data.Dataset:
    """Return the data set with its texts cleaned; Ray computes it when it is consumed.

    The texts are the same as those of `ArrowCleaner` on one machine, whose settings these are.

    Each actor has one cleaner, uses one CPU, and holds a few blocks and `batch_size` rows; Ray
    streams the rest. Blocks have up to 128 MB, of which Ray writes some to disk if the object store
    is small; `ray.data.DataContext.get_current().target_max_block_size` makes them smaller.

    `concurrency` is the number of actors, or the least and the most of them; by default Ray starts
    as many as have work. Reading needs a CPU as well, and Ray waits for actors for which there is
    no room: set at most the CPUs of the cluster less one.

    If you name neither `text_column` nor `html_column`, the columns are guessed here, once for the
    whole data set, for which Ray may have to read its first rows. A document that cannot be cleaned
    is passed through (`error_column` tells why). If a worker dies, Ray repeats its blocks without
    limit: with a document that kills its worker every time the run never ends, and there is no time
    limit for a document.

    The order of rows is Ray's: kept if
    `ray.data.DataContext.get_current().execution_options.preserve_order` is true. `phrase_files`
    and `models` must be on every machine, under the same paths.

    Raises what `ArrowCleaner` raises, `cleaner.dumps.errors.DumpError` if no column or several
    may be the text, and ValueError for a `concurrency` or `batch_size` below 1.
    """
    return dataset.map_batches(
        _Actor,
        fn_constructor_kwargs={"cleaner": _cleaner(dataset, options)},
        batch_format="pyarrow",
        batch_size=options.batch_size,
        compute=_compute(options.concurrency),
        num_cpus=1,
        udf_modifying_row_count=False,  # lets Ray take the first rows without cleaning the others
    )


class _Actor:
    """Keeps one cleaner for all batches of an actor."""

    def __init__(self, cleaner: ArrowCleaner) -> None:
        self._cleaner = cleaner

    def __call__(self, batch: pa.Table) -> pa.Table:
        return self._cleaner(batch)


def _cleaner(dataset: ray.data.Dataset, options: RayOptions) -> ArrowCleaner:
    """Return a cleaner that names its columns, so that a mistake is raised before the run."""
    settings = {name: getattr(options, name) for name in settings_of(ArrowOptions)}
    cleaner = ArrowCleaner(**settings)
    guessing = options.text_column is None and options.html_column is None
    schema = dataset.schema(fetch_if_missing=guessing)
    return cleaner if schema is None else cleaner.for_schema(_arrow(schema))


def _arrow(schema: ray.data.Schema) -> pa.Schema:
    """Return the columns of a data set as an Arrow schema.

    Blocks of pandas may hold texts as objects, which may be anything.
    """
    typed = zip(schema.names, schema.types, strict=True)
    columns = [(name, pa.string() if kind is object else kind) for name, kind in typed]
    return pa.schema([(name, kind) for name, kind in columns if isinstance(kind, pa.DataType)])


def _compute(concurrency: int | tuple[int, int] | None) -> ray.data.ActorPoolStrategy:
    least: int
    most: int | None
    if isinstance(concurrency, tuple):
        least, most = concurrency
    else:
        least, most = concurrency or 1, concurrency
    if concurrency == 0 or least < 1 or (most is not None and most < least):
        raise ValueError(
            "concurrency must be a number of actors (at least 1), or the least and the most of"
            f" them, not {concurrency!r}."
        )
    return ray.data.ActorPoolStrategy(min_size=least, max_size=most)
