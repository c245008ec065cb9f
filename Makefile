# make demo          install, read the example reports, print claims and holders, serve the map
# make demo SERVE=0  the same, stopping before serving
# make test          all tests, types, lint and documentation
# make model         train the weights that ship, where the data of ../shared is there
# make score         reader, places, picture and web against the labelled files of ../shared, beside what is asked (READER=name);
#                    score-reader, score-places, score-picture and score-web do one of them (about two hours together)
# What a step needs on a fresh Debian or Ubuntu machine it installs itself, apt packages too.

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
PORT ?= 8765
SHARED ?= ../shared
GOLD = $(SHARED)/gold
GEO = $(SHARED)/geo-gold
CONTROL = $(SHARED)/control
UKRAINE = $(CONTROL)/ukraine_settlements.csv.gz $(CONTROL)/ukraine_control_2022-04_2023-12.csv.gz
GOLD_FILES = $(GOLD)/docs.jsonl $(GOLD)/claims.jsonl $(GOLD)/score.py
BENCH = $(BIN)/python -m benchmarks
READER ?= $(shell $(BIN)/python -m benchmarks.readers)
# docs.jsonl, claims.jsonl and predictions.jsonl of a training that leaves out one conflict at a time.
LEFT_OUT ?= scores/left_out
HARD_CASES = tests/extract/test_extract_hard_cases.py tests/run/test_run_hard_cases.py

.PHONY: demo test score score-reader score-places score-picture score-web model docs clean

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
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
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

score: score-reader score-places score-picture score-web

score-reader: $(VENV)/.app
	@rm -f scores/claims.jsonl && mkdir -p scores
	WHOHOLDS_HOME=scores/home $(BIN)/whoholds read $(GOLD)/docs.jsonl --dry-run --out scores/claims.jsonl --reader $(READER)
	$(BENCH).reader_gold $(GOLD_FILES) --pred scores/claims.jsonl --reader $(READER) --figures scores/gold.json
	$(BENCH).reader_calibration $(GOLD_FILES) --pred scores/claims.jsonl --reader $(READER) --figures scores/calibration.json
	$(BENCH).reader_territory $(GOLD)/territory_sentences.jsonl $(GOLD)/score.py --reader $(READER) --figures scores/territory.json
	$(BENCH).reader_other_news $(SHARED)/treebanks/ewt-dev.conllu.xz $(SHARED)/treebanks/ewt-test.conllu.xz --reader $(READER) \
		--figures scores/other_news.json
	$(BENCH).reader_objects $(GOLD)/event_location.jsonl --reader $(READER) --figures scores/objects.json
	@if $(BIN)/python -c "import pytest" 2> /dev/null; then \
		$(BIN)/python -m pytest -q -p no:cacheprovider $(HARD_CASES) --junitxml=scores/hard_cases.xml > scores/hard_cases.txt; \
		$(BENCH).hard_cases scores/hard_cases.xml --figures scores/hard_cases.json; \
		else echo "hard cases: not counted, pytest is not installed (make test brings it)"; fi
	@if [ -f $(LEFT_OUT)/predictions.jsonl ]; then $(BENCH).reader_conflicts $(LEFT_OUT)/docs.jsonl $(LEFT_OUT)/claims.jsonl \
		$(GOLD)/score.py --pred $(LEFT_OUT)/predictions.jsonl --reader $(READER) --figures scores/conflicts.json; \
		else echo "leave-one-conflict-out: not scored, $(LEFT_OUT)/predictions.jsonl is not there"; fi
	$(BENCH).score_table scores benchmarks/asked.toml

score-places: $(VENV)/.app
	@mkdir -p scores
	$(BENCH).dates_train $(GOLD_FILES) --reader $(READER) --figures scores/dates.json
	$(BENCH).actors_resolved $(GOLD) --table $(SHARED)/control/idlib_2019_2020_claims.csv --figures scores/actors.json
	$(BENCH).geoparse_news $(GEO)/lgl.xml $(GEO)/TR-News.xml --patches $(GEO)/lgl_patches.tsv --figures scores/geoparse.json
	$(BENCH).places_claims $(GOLD_FILES) --reader $(READER) --figures scores/places_claims.json
	$(BENCH).places_villages $(GEO)/ged_syria_places.csv $(SHARED)/gazetteers/SY.tsv.xz --figures scores/places_villages.json
	$(BENCH).places_context $(GEO)/ged_syria_places.csv $(SHARED)/gazetteers/SY.tsv.xz --figures scores/places_context.json
	$(BENCH).places_variants $(foreach cc,SY IQ SD UA,$(SHARED)/gazetteers/$(cc).tsv.xz) --most 1000 \
		--figures scores/places_variants.json
	$(BENCH).gazetteer_compiled $(SHARED)/gazetteers/*.tsv.xz --figures scores/gazetteer.json
	$(BENCH).toponym_speed $(SHARED)/corpus/*.jsonl --gazetteer $(SHARED)/gazetteers/*.tsv.xz --folder scores/gazetteers \
		--figures scores/toponym_speed.json
	$(BENCH).places_speed $(GEO)/ged_syria_places.csv scores/gazetteers --figures scores/places_speed.json
	$(BENCH).places_abroad benchmarks/places_abroad.tsv scores/gazetteers --figures scores/places_abroad.json
	$(BENCH).places_named $(GOLD)/event_location.jsonl --figures scores/places_named.json
	$(BENCH).score_table scores benchmarks/asked_places.toml

score-picture: $(VENV)/.app
	@mkdir -p scores
	$(BENCH).picture_sides --figures scores/sides.json
	$(BENCH).picture_idlib $(CONTROL)/idlib_2019_2020_claims.csv $(SHARED)/samples/timeline.tsv --figures scores/idlib.json
	OMP_NUM_THREADS=1 $(BENCH).picture_speed $(UKRAINE) --figures scores/picture_speed.json
	$(BENCH).picture_fill $(UKRAINE) --figures scores/picture_fill.json
	$(BENCH).picture_days $(UKRAINE) $(CONTROL)/ukraine_days.txt $(CONTROL)/wiki_ua_events.csv $(SHARED)/gazetteers/UA.tsv.xz \
		--figures scores/picture_days.json
	$(BENCH).picture_history --figures scores/history.json
	$(BENCH).score_table scores benchmarks/asked_picture.toml

score-web: $(VENV)/.dev
	@mkdir -p scores
	$(BENCH).server_answers --figures scores/server.json
	$(BENCH).page_speed scores/made --figures scores/page_speed.json
	$(BENCH).score_table scores benchmarks/asked_server.toml benchmarks/asked_page.toml

model: $(VENV)/.dev
	$(BIN)/python -m training.parser.make_parser --treebanks $(SHARED)/treebanks
	@mkdir -p $(LEFT_OUT)
	$(BIN)/python -m training.slots.make_scorers --train $(GOLD)/train --corpus $(SHARED)/corpus --score $(GOLD)/score.py \
		--treebanks $(SHARED)/treebanks --news $(SHARED)/geo-gold/lgl.xml --predictions $(LEFT_OUT)
	$(BIN)/python -m training.dates.make_days --train $(GOLD)/train --corpus $(SHARED)/corpus --score $(GOLD)/score.py

clean:
	rm -rf $(VENV) build dist docs/_build scores
