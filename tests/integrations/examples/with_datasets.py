from datasets import load_dataset

from cleaner.integrations.arrow import ArrowCleaner

dump = load_dataset("parquet", data_files="dump.parquet", split="train")
clean = dump.with_format("arrow").map(ArrowCleaner(), batched=True).with_format(None)
clean.to_parquet("clean.parquet")
