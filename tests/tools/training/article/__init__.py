"""Trains the line scorer for articles' text: `python -m tests.tools.training.article`.

Needs the `train` extra and the labelled data. Nothing is held out by line: folds are of pages and
domains.

documents    labelled texts: lines, categories, and the fold of each document
texts        makes the texts again that `tests/tools/training/residue` has the labels of
network      the network in PyTorch, and the arrays of the model file
fitting      training
second       training of the second look, on what networks say of documents they have not seen
tiers        thresholds for the share of words lost and of documents harmed, on held-out folds
measure      what rules and scorer remove and lose, through the engine
curve        the picture of what `max_loss` chooses from
card         the model card
__main__     cross-validation, thresholds, the shipped model, its card and the curve
"""
