# Every target sets itself up: python3 (3.11 to 3.14, with venv and pip), make and a package index suffice.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := .tools
READY := $(VENV)/.ready
UV := $(shell command -v uv 2>/dev/null || echo $(TOOLS)/bin/uv)

.PHONY: help setup demo test test-slow check format bench docs catalogs exam track-record golden lock clean

help:            ## show this list
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

setup: $(READY)  ## make .venv with exactly the versions in requirements-dev.txt

$(READY): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(not (3, 11) <= v <= (3, 14) and "error: milieu needs Python 3.11 to 3.14, this is %d.%d. Name another: make PYTHON=python3.12 ..." % v)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if command -v $(UV) >/dev/null 2>&1; then \
	   $(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt && \
	   $(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .; \
	 else \
	   $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt && \
	   $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .; \
	 fi
	@touch $@

demo: setup      ## build and serve the built-in study
	$(BIN)/milieu demo

test: setup      ## run the tests (about 5 minutes)
	$(BIN)/python -m pytest -n 2

test-slow: setup ## run the long proofs too: many seeds, storms of faults
	$(BIN)/python -m pytest -n 2 -m "slow or not slow"

check: setup     ## format, lint, types
	$(BIN)/ruff format --check src tests benchmarks exams
	$(BIN)/ruff check src tests benchmarks exams
	$(BIN)/mypy

format: setup    ## format and mend what can be mended
	$(BIN)/ruff format src tests benchmarks exams
	$(BIN)/ruff check --fix src tests benchmarks exams

bench: setup     ## run the benchmarks and write benchmarks/results.md
	$(BIN)/python -m benchmarks

docs: setup      ## build docs/manual.md from the code and docs/oracles.md from the published numbers
	$(BIN)/python -m milieu.cli.manual docs
	$(BIN)/python -m tests.oracles docs
	$(BIN)/python -m milieu.report.model_document docs/model.md

catalogs: setup  ## find the texts for readers, bring the translations up to date, say what they lack
	$(BIN)/python -m milieu.languages

exam: setup      ## sit the twin's exam with a fresh seed and record it (half an hour)
	$(BIN)/milieu exam --record

track-record: setup  ## run the exams with a fresh seed and write docs/track-record.md (an hour)
	$(BIN)/python -m exams

golden: setup    ## record the golden files again; say so in CHANGELOG.md
	$(BIN)/python -m pytest -n 0 --record-golden -k golden

lock: $(TOOLS)/bin/uv  ## compile the requirements files again, newest versions that fit
	$(TOOLS)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	$(TOOLS)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" pyproject.toml --group dev -o requirements-dev.txt

$(TOOLS)/bin/uv:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check uv

clean:           ## delete what was made
	rm -rf $(VENV) $(TOOLS) .pytest_cache .mypy_cache .ruff_cache
