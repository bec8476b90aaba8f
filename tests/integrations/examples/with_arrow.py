import pyarrow.parquet as pq

from cleaner.integrations.arrow import ArrowCleaner

clean = ArrowCleaner(record_column="removed", error_column="error")
dump = pq.ParquetFile("dump.parquet")
with pq.ParquetWriter("clean.parquet", clean(dump.schema_arrow.empty_table()).schema) as out:
    for batch in dump.iter_batches(batch_size=1000):
        out.write_batch(clean(batch))
