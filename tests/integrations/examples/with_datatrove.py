from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import ParquetReader
from datatrove.pipeline.writers import ParquetWriter

from cleaner.integrations.datatrove import ArticleCleaner

LocalPipelineExecutor(
    [
        ParquetReader(".", glob_pattern="dump.parquet"),
        ArticleCleaner(record_key="removed"),
        ParquetWriter("clean.parquet"),
    ],
    logging_dir="logs",
).run()
