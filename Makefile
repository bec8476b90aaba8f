# Everything runs in .venv, which is made here from pyproject.toml. It needs Python 3.11 or newer.
#
#   make demo        clean the two sample texts in seeds/ and show what was removed, and why
#   make check       lint, types and the fast tests, in about 15 seconds: run it while you work
#   make test        all tests, in parallel; ARGS="tests/cli -k restore" runs some of them
#   make lint        ruff and the strict type check
#   make format      format the code
#   make phrases     check the phrase data and compile them
#   make snapshots   rewrite the pinned outputs (read the diff before you commit it)
#   make docs        build the documentation into site/; make docs-serve shows it while you write
#   make release     build wheels and sdists into dist/ twice, compare and check them
#   make bench       quality and speed on articles, beside other line rules; DATA=labelled data
#   make bench-html  main content from HTML, beside other extractors; DATA=labelled data
#   make bench-dumps throughput, memory and crashes on dumps; TEXTS=JSON lines with texts
#   make train       train and cross-validate the line scorer; DATA=labelled data
#   make train-article  the same for the scorer of article text; MORE=further labelled texts
#   make clean       remove .venv and all caches

VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
SCORE ?= $(DATA)/../bench/score.py
ARGS ?=
TEXTS ?= texts.jsonl
# Two processes more than there are cores: many tests wait for processes that they start.
JOBS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 2)
# The files of tests are many, and written with fsync: where memory has 8 GB for them, they go there.
export PYTEST_DEBUG_TEMPROOT ?= $(shell df -Pk /dev/shm 2>/dev/null \
	| awk 'NR == 2 && $$4 > 8000000 { print "/dev/shm" }')

# The first Python on the path that is new enough and can make a virtual environment.
FIND_PYTHON = \
	for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		$$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
			2>/dev/null && { echo $$python; exit 0; }; \
	done; \
	echo "No Python 3.11 or newer with the venv module was found." >&2; \
	echo "Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1

PIP_INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

# Tests that share something expensive (a hook's environment, a Ray cluster) run in one process.
PARALLEL = -n $(JOBS) --dist loadgroup

# What `make check` runs: the tests that find most mistakes for their time. More processes would take
# longer to start than these tests take.
FAST = tests/unit tests/cases tests/report -m "not slow" --hypothesis-profile=fast

.PHONY: help demo check test lint format phrases snapshots docs docs-serve release
.PHONY: bench bench-dumps bench-html train train-article clean

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

$(VENV)/dev.stamp: $(VENV)/run.stamp $(VENV)/accelerator.stamp phrases-wordpress/pyproject.toml
	@echo "Installing the development tools"
	@$(PIP_INSTALL) --editable '.[dev]' --editable ./phrases-wordpress
	@touch $@

# Optional: without a C compiler its tests are skipped. A module of an older source must not stay.
$(VENV)/accelerator.stamp: $(VENV)/python.stamp $(wildcard accelerator/*.* accelerator/*/*.py*)
	@echo "Compiling the accelerator"
	@$(PIP_INSTALL) --force-reinstall ./accelerator || { \
		$(BIN)/python -m pip uninstall --quiet --yes article-cleaner-accelerator; \
		echo "It was not built; see above."; }
	@touch $@

$(VENV)/docs.stamp: $(VENV)/dev.stamp
	@echo "Installing what the documentation is built with"
	@$(PIP_INSTALL) --editable '.[docs]'
	@touch $@

$(VENV)/release.stamp: $(VENV)/dev.stamp
	@echo "Installing what releases are built with"
	@$(PIP_INSTALL) --editable '.[release]'
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	@echo "Installing what the benchmark compares with"
	@$(PIP_INSTALL) --editable '.[bench]'
	@touch $@

# pip 23.2 fails on requirements that name one extra in two ways (lxml[html_clean],
# lxml[html-clean]).
$(VENV)/bench-html.stamp: $(VENV)/dev.stamp
	@echo "Installing what the HTML benchmark compares with"
	@$(PIP_INSTALL) --upgrade 'pip>=24'
	@$(PIP_INSTALL) --editable '.[bench-html]'
	@touch $@

# PyPI's torch for Linux carries gigabytes for GPUs. For the CPU build:
# TORCH="torch --index-url https://download.pytorch.org/whl/cpu"
TORCH ?= torch
$(VENV)/train.stamp: $(VENV)/run.stamp
	@echo "Installing what training needs"
	@$(PIP_INSTALL) $(TORCH)
	@$(PIP_INSTALL) --editable '.[train]'
	@touch $@

demo: $(VENV)/run.stamp
	@for text in seeds/*.txt; do \
		printf '\n\n$$ cleaner clean --show %s\n\n' $$text; \
		$(BIN)/cleaner clean --show $$text || exit 1; \
	done
	@printf '\n\n$$ cleaner check --exit-zero --statistics seeds/\n\n'
	@$(BIN)/cleaner check --exit-zero --statistics seeds/

check: lint
	@$(BIN)/python -m pytest --quiet $(FAST)

test: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/dev.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

phrases: $(VENV)/dev.stamp
	@$(BIN)/python -m cleaner.phrases
	@$(BIN)/python -m cleaner.phrases phrases-wordpress/cleaner_phrases_wordpress/data

# pytest-snapshot makes the run that writes a snapshot fail. The second run must pass.
snapshots: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest --quiet --snapshot-update -m snapshot || true
	@$(BIN)/python -m pytest --quiet -m snapshot

docs: $(VENV)/docs.stamp
	@$(BIN)/python -m tests.tools.docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The documentation is in site/index.html"

docs-serve: $(VENV)/docs.stamp
	@$(BIN)/python -m tests.tools.docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

release: $(VENV)/release.stamp
	@$(BIN)/python -m tests.tools.release

bench: $(VENV)/bench.stamp
	@$(BIN)/python -m tests.tools.bench --data $(DATA) --score $(SCORE) $(ARGS)

bench-dumps: $(VENV)/bench.stamp
	@$(BIN)/python -m tests.tools.bench_dumps --texts $(TEXTS) $(ARGS)

bench-html: $(VENV)/bench-html.stamp
	@$(BIN)/python -m tests.tools.bench_html --data $(DATA) --score $(SCORE) $(ARGS)

train: $(VENV)/train.stamp
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.tools.training \
		--data $(DATA) --folds folds $(ARGS)

train-article: $(VENV)/train.stamp
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.tools.training.article \
		--data $(DATA) $(if $(MORE),--more $(MORE)) $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis dist site
