# `make` alone lists what there is.  Needs: Python 3.11 or newer with venv; for the tests against real services Java 17
# and Maven.  PYTHON=... chooses the Python, TESTS=... and ARGS=... go to pytest: make test TESTS=tests/filters ARGS=-x

PYTHONS = python3 python3.13 python3.12 python3.11
PYTHON ?= $(firstword $(foreach python,$(PYTHONS),$(shell \
	$(python) -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(python))))
VENV = .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed
TESTS ?= tests
ARGS ?=
MINUTES ?= 3
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options $(ARGS)

.PHONY: help install run test fuzz check bench services format lock clean
.DEFAULT_GOAL = help

help:  ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

install: $(INSTALLED)  ## Create .venv with all that is needed, of the versions in requirements-dev.txt

run: install  ## Show the whole pipeline on this machine, with an embedded broker and an embedded index
	@$(BIN)/pipeline demo $(ARGS)

test: install  ## Run all tests, those against a real Kafka and a real Elasticsearch too
	@$(BIN)/python -m pytest -n auto --maxprocesses 8 $(TESTS) $(ARGS)

fuzz: install  ## Try hostile configs and inputs, MINUTES=30 for longer; what is found becomes a case of `make test`
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-fuzz.txt
	@for property in config_text pipeline decoding; do \
	  nice -n 19 $(BIN)/python -m tests.fuzz $$property $$(($(MINUTES) * 20)) || exit 1; \
	done

check: install  ## Check format, lint and types
	@failed=0; \
	$(BIN)/ruff format --check . || failed=1; \
	$(BIN)/ruff check --output-format concise . || failed=1; \
	$(BIN)/mypy || failed=1; \
	exit $$failed

bench: install  ## Measure against hand-written loops; QUICK=1 takes a minute; ONLY=part BASE=revision JSON=file
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY)) $(if $(BASE),--base $(BASE)) \
		$(if $(JSON),--json $(JSON)) $(ARGS)

services: install  ## Start a real Kafka and a real Elasticsearch, until Ctrl-C
	@$(BIN)/python -m tests.services

format: install  ## Format the code, and mend what the linter can mend
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

lock: install  ## Choose the versions anew and write them to requirements*.txt; ARGS=--upgrade for newer ones
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-tools
	@$(COMPILE) --output-file requirements.txt pyproject.toml
	@$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	@echo atheris | $(COMPILE) --output-file requirements-fuzz.txt -

clean:  ## Remove .venv and all caches of this folder
	rm -rf $(VENV) .cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements-dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "make: Python 3.11 or newer with venv is needed; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
