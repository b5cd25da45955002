# Two commands: `make run` shows Dozor at work, `make test` proves it. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/.stamps
SAY := @printf '\033[1m==> %s\033[0m\n'

.PHONY: help run test setup bench lint lock screenshots clean
.DEFAULT_GOAL := help

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## start everything with demo traffic and attacks, until Ctrl-C
	@$(BIN)/dozor up --demo

test: $(STAMPS)/machines $(STAMPS)/dozor $(STAMPS)/app ## check everything, exactly as CI does
	@sh scripts/system-packages.sh
	@sh scripts/check.sh

setup: $(STAMPS)/run $(STAMPS)/dozor $(STAMPS)/app $(STAMPS)/places ## prepare what `run` needs

bench: $(STAMPS)/dev $(STAMPS)/dozor ## print the figures, peers beside them
	@$(BIN)/python -m bench

lint: $(STAMPS)/dev ## the quick checks alone: format, lint, types, import contracts
	@sh scripts/lint.sh

screenshots: $(STAMPS)/dev $(STAMPS)/dozor $(STAMPS)/app ## take the README's pictures of a running demo
	@PYTHONPATH=. $(BIN)/python scripts/screenshots.py

lock: ## resolve the requirements anew (needs uv)
	@sh scripts/lock.sh

clean: ## remove the environment and what was built; data in .dozor stays
	rm -rf .venv build *.egg-info core/app/dist core/app/node_modules core/places/build core/places/node_modules
	find agent models -name '*.so' -delete

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Dozor needs Python 3.11 or newer: set PYTHON=/path/to/python3.11'; exit 1; }
	$(SAY) 'making the environment in .venv'
	@$(PYTHON) -m venv .venv || { echo 'Python has no venv module: install your system'"'"'s python3-venv'; exit 1; }

$(STAMPS)/run: requirements/run.txt | $(BIN)/python
	$(SAY) 'installing what it runs on (about a minute)'
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --progress-bar on -r $<
	@mkdir -p $(@D) && touch $@

$(STAMPS)/dev: requirements/dev.txt | $(BIN)/python
	$(SAY) 'installing what it runs on and is tested with (about a minute)'
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --progress-bar on -r $<
	@mkdir -p $(@D) && touch $@ $(STAMPS)/run

$(STAMPS)/machines: requirements/machines.txt | $(STAMPS)/dev
	@sh scripts/system-packages.sh
	@$(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-build-isolation --quiet -r $<
	@touch $@

$(STAMPS)/dozor: setup.py pyproject.toml $(wildcard agent/aggregate/*.c agent/aggregate/*.h agent/aggregate/*.pyx agent/logbook/*.c agent/logbook/*.h agent/logbook/*.pyx models/kernels/*.c models/kernels/*.h models/kernels/*.pyx) | $(STAMPS)/run
	$(SAY) 'building Dozor and its kernels'
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@mkdir -p $(@D) && touch $@

$(STAMPS)/app: core/app/package-lock.json core/app/index.html $(shell find core/app/src core/app/public -type f 2>/dev/null) | $(STAMPS)/run
	$(SAY) 'building the user interface'
	@cd core/app && sh ../../scripts/npm.sh install --no-audit --no-fund --loglevel=error && sh ../../scripts/npm.sh run --silent build
	@mkdir -p $(@D) && touch $@

$(STAMPS)/places: core/places/package-lock.json core/server/places/compiling.py | $(STAMPS)/dozor
	$(SAY) 'fetching countries and networks of addresses'
	@{ cd core/places && sh ../../scripts/npm.sh install --loglevel=error && \
	  ../../$(BIN)/python -m core.server.places.compiling node_modules/@ip-location-db build && rm -rf node_modules && \
	  cd ../.. && mkdir -p $(@D) && touch $@; } || echo 'without them: sources have no country and no network name until the next try'
