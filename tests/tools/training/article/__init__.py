"""Trains the line scorer for articles' text: `python -m tests.tools.training.article`.

Needs the `train` extra and the labelled data. Nothing is held out by line: folds are of pages and
domains.

documents    labelled texts: lines, categories, and the fold of each document
renderings   pages with references, rendered as extractors do: weak labels to train on first
network      the network in PyTorch: two heads on one body
fitting      one training run: renderings first, then labelled texts
tiers        thresholds for the share of words lost and of documents harmed, on held-out folds
export       the arrays of the model file
__main__     cross-validation, thresholds, and the shipped model
"""
