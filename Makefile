# A newcomer needs two commands: `make run` and `make test`. The others are for those who change the code.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
WORKERS ?= 2
ARGS ?=
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --generate-hashes --no-header --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)
EXTRACT = mkdir -p build && $(BIN)/pybabel --quiet extract --mapping-file babel.cfg --no-location --omit-header --sort-output \
	--keyword _l --keyword lazy_gettext --keyword lazy_ngettext:1,2 --output build/messages.pot survey_app
STEP = @printf '\n== %s\n' "$@"

.NOTPARALLEL:
.PHONY: help run test check bench coverage office static format lint types imports templates translations \
	migrations fix i18n migration screenshots lock field setup system catalogues

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- the two commands -------------------------------------------------------------------------

run: ## set everything up and serve on http://127.0.0.1:8000 (PORT overrides) until stopped
	@exec scripts/run.sh

test: setup system catalogues ## set everything up and run all tests (ARGS="-k word" narrows)
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not office and not bench" $(ARGS)

# --- is it good enough to hand in? ------------------------------------------------------------

check: static test ## format, lint, types, imports, templates, translations, migrations, then all tests

static: setup catalogues format lint types imports templates translations migrations ## `make check` without the tests

format:
	$(STEP)
	@$(BIN)/ruff format --check .

lint:
	$(STEP)
	@$(BIN)/ruff check .

types:
	$(STEP)
	@$(BIN)/mypy

imports:
	$(STEP)
	@$(BIN)/lint-imports --no-logo

templates:
	$(STEP)
	@$(BIN)/djlint survey_app --lint --quiet

translations:
	$(STEP)
	@$(EXTRACT)
	@$(BIN)/python scripts/translations.py check build/messages.pot

migrations:
	$(STEP)
	@scripts/check-migrations.sh

office: setup catalogues ## open what we write with LibreOffice (installed when root)
	@scripts/system-packages.sh office
	$(BIN)/pytest -m office tests/office $(ARGS)

coverage: setup system catalogues ## run all tests and list the lines none of them reaches
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not office and not bench" --cov --cov-report=term $(ARGS)

bench: setup system catalogues ## run the benchmark suite; writes bench/results.md
	$(BIN)/python -m bench $(ARGS)

# --- while changing the code ------------------------------------------------------------------

fix: setup ## let the tools repair format and lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

i18n: setup ## bring new messages from the code into both catalogues
	$(EXTRACT)
	$(BIN)/python scripts/translations.py update build/messages.pot

migration: setup ## write a migration from the models: make migration m="add visits"
	$(BIN)/flask db revision "$(or $(m),$(error say what it does: make migration m="add visits"))"

screenshots: setup system catalogues ## walk through the console and keep its pages as pictures in docs/img/console
	mkdir -p docs/img/console
	SCREENSHOTS=docs/img/console $(BIN)/pytest -q tests/browser/test_console.py

lock: setup ## compile the locks from pyproject.toml (UPGRADE=1 takes the newest versions)
	$(LOCK) --extra redis --output-file requirements.txt
	$(LOCK) --extra redis --group dev --constraint requirements.txt --output-file requirements-dev.txt

field: ## build the tablet's application from survey_app/field/client (needs Node 20 and npm)
	cd survey_app/field/client && npm ci --ignore-scripts --no-audit --no-fund && npm run build

# --- what the targets above ask for themselves ------------------------------------------------

setup: ## make .venv with the packages of the tests
	@scripts/setup.sh test

system: ## install the system packages of the tests (when root; otherwise name them)
	@scripts/system-packages.sh test

catalogues: $(CATALOGUES)

%.mo: %.po
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
