import ray

from cleaner.integrations.ray import clean_dataset

ray.init(num_cpus=2)  # or the address of your cluster
dump = ray.data.read_parquet("dump.parquet")
clean_dataset(dump, concurrency=1, record_column="removed", error_column="error").write_parquet(
    "clean.parquet"
)
