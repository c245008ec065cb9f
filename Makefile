# make demo          install, read the example reports, print claims and holders, serve the map
# make demo SERVE=0  the same, stopping before serving
# make test          all tests, types, lint and documentation
# make model         train the weights that ship, where the data of ../shared is there
# make score         the reader against the labelled reports of ../shared
# What a step needs on a fresh Debian or Ubuntu machine it installs itself, apt packages too.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
PORT ?= 8765
SHARED ?= ../shared

.PHONY: demo test score model docs clean

$(VENV)/.made:
	@scripts/need-apt.sh $(PYTHON) python3-venv
	@scripts/need-apt.sh npm nodejs npm
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.app: $(VENV)/.made pyproject.toml build_hook.py package.json package-lock.json
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.made pyproject.toml build_hook.py package.json package-lock.json
	@scripts/need-apt.sh chromium chromium
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ $(VENV)/.app

demo: $(VENV)/.app
	SERVE=$(SERVE) PORT=$(PORT) $(BIN)/whoholds demo $(if $(filter 0,$(SERVE)),--no-serve,) --port $(PORT)

test: $(VENV)/.dev docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

docs: $(VENV)/.dev
	$(BIN)/python -m sphinx --fail-on-warning --keep-going -q -b html docs docs/_build/html

score: $(VENV)/.app
	@mkdir -p scores
	$(BIN)/whoholds read $(SHARED)/gold/docs.jsonl --dry-run --out scores/claims.jsonl
	$(BIN)/python $(SHARED)/gold/score.py --gold $(SHARED)/gold/claims.jsonl --docs $(SHARED)/gold/docs.jsonl --pred scores/claims.jsonl

model: $(VENV)/.app
	$(BIN)/python -m training.parser.make_parser --treebanks $(SHARED)/treebanks

clean:
	rm -rf $(VENV) build dist docs/_build scores
