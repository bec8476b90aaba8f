"""Trains the line scorer for pages: `make train`.

Needs the `train` extra (PyTorch, resiliparse) and the labelled pages.

labels     the role of each line of a page whose main content is known
examples   pages with references → lines with roles and features
folds      which pages are held out together
network    the network in PyTorch, and its export to the arrays that `cleaner.scorer` reads
fitting    one training run
measure    word F1, and means with intervals
report     the scores of a cross-validation, through the public functions
card       the model card
__main__   the shipped models, the cross-validation, and the card
"""
