import pandas as pd
import pyarrow as pa

from cleaner.integrations.arrow import ArrowCleaner

frame = pd.read_parquet("dump.parquet")
clean = ArrowCleaner(error_column="error")
frame = clean(pa.Table.from_pandas(frame)).to_pandas()
frame.to_parquet("clean.parquet")
