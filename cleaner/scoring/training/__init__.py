"""Training the line scorer: `make train`. Needs the `train` extra (PyTorch, resiliparse) and the labelled pages.

examples   pages with references → lines with roles, features and a domain
network    the network in PyTorch, and how it becomes the arrays that `cleaner.scoring.model` reads
fitting    one training run
measure    cut-offs and scores of predictions
__main__   cross-validation, the shipped models, and the report
"""
