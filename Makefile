# Everything runs in .venv, which is made here from pyproject.toml and needs nothing but Python 3.11 or newer.
#
#   make demo        see both seeds cleaned, and what went and why
#   make test        the test suite
#   make lint        ruff and the strict type check
#   make format      lay out the code
#   make phrases     check the phrase data, say what is wrong with them, and compile them
#   make snapshots   write the pinned outputs anew (read the diff before you commit it)
#   make bench       quality and speed beside C4's and RefinedWeb's line rules; DATA=folder of the labelled data
#   make train       train the line scorer and cross-validate it: models and model card; DATA=folder of the labelled data
#   make bench-dumps throughput, memory and kills of dumps, beside datatrove; TEXTS=JSON lines with texts of articles
#   make bench-html  main content from HTML beside trafilatura and others, and bench-html.png; DATA as above, ARGS="--help" for more

VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
SCORE ?= $(DATA)/../bench/score.py
ARGS ?=
TEXTS ?= texts.jsonl

# The first Python on the path that is new enough and can make a virtual environment.
FIND_PYTHON = for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; exit 0; }; done; \
	echo "No Python 3.11 or newer with the venv module was found; install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1

PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: demo test lint format phrases snapshots bench bench-dumps bench-html train clean help

help:
	@sed -n 's/^#   make/make/p' Makefile

$(VENV)/python.stamp:
	@python="$(PYTHON)"; [ -n "$$python" ] || python=$$($(FIND_PYTHON)) || exit 1; \
	echo "Making $(VENV) with $$($$python --version)"; $$python -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/python.stamp pyproject.toml
	@echo "Installing cleaner"
	@$(PIP_INSTALL) --editable '.[html]'
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	@echo "Installing the development tools"
	@$(PIP_INSTALL) --editable '.[dev]'
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	@echo "Installing what the benchmark compares with"
	@$(PIP_INSTALL) --editable '.[bench]'
	@touch $@

# pip 23.2 fails on requirements that name one extra in two ways (lxml[html_clean], lxml[html-clean]).
$(VENV)/bench-html.stamp: $(VENV)/dev.stamp
	@echo "Installing what the HTML benchmark compares with"
	@$(PIP_INSTALL) --upgrade 'pip>=24'
	@$(PIP_INSTALL) --editable '.[bench-html]'
	@touch $@

# The CPU build of torch, where it is to be had (TORCH="torch --index-url https://download.pytorch.org/whl/cpu"): PyPI's for Linux has
# gigabytes for GPUs with it.
TORCH ?= torch
$(VENV)/train.stamp: $(VENV)/run.stamp
	@echo "Installing what training needs"
	@$(PIP_INSTALL) $(TORCH)
	@$(PIP_INSTALL) --editable '.[train]'
	@touch $@

demo: $(VENV)/run.stamp
	@for text in seeds/*.txt; do printf '\n\n$$ cleaner clean --show %s\n\n' $$text; $(BIN)/cleaner clean --show $$text || exit 1; done
	@printf '\n\n$$ cleaner check --exit-zero --statistics seeds/\n\n'
	@$(BIN)/cleaner check --exit-zero --statistics seeds/

test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

phrases: $(VENV)/dev.stamp
	@$(BIN)/python -m cleaner.phrases

format: $(VENV)/dev.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The run that writes snapshots fails where it wrote one, by pytest-snapshot's design; the second run must pass.
snapshots: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest --quiet --snapshot-update -m snapshot || true
	@$(BIN)/python -m pytest --quiet -m snapshot

train: $(VENV)/train.stamp
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.tools.training --data $(DATA) --folds folds $(ARGS)

bench: $(VENV)/bench.stamp
	@$(BIN)/python -m tests.bench --data $(DATA) --score $(SCORE) $(ARGS)

bench-dumps: $(VENV)/bench.stamp
	@$(BIN)/python -m tests.bench_dumps --texts $(TEXTS) $(ARGS)

bench-html: $(VENV)/bench-html.stamp
	@$(BIN)/python -m tests.bench_html --data $(DATA) --score $(SCORE) $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
