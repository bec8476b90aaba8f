import polars as pl

from cleaner.integrations.arrow import ArrowCleaner

frame = pl.read_parquet("dump.parquet")
frame = pl.DataFrame(ArrowCleaner()(frame.to_arrow()))
frame.write_parquet("clean.parquet")
