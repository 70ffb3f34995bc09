# SPDX-License-Identifier: EUPL-1.2
# Every command of a developer. Needs Python 3.11 or newer and make; everything else is fetched, hash-locked.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Processes start twice as fast from compiled modules, and the tests start many.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
VAR ?= $(CURDIR)/var
export PORT VAR

VENV := .venv
PYTHON := $(VENV)/bin/python
UV := $(VENV)/bin/uv
CLI := $(VENV)/bin/ugyfelkapu
ADDOPTS ?=
PROCESSES ?= 2
# Of the tests on PostgreSQL: transactions (what commits, races or starts processes), or whole.
SECOND ?= transactions
PYTEST = $(PYTHON) -m pytest -q -n $(PROCESSES) $(ADDOPTS)
POSTGRESQL = $(PYTHON) -m tests.postgresql

.PHONY: help setup run test check e2e proof bench fix letters messages docs look lock

help: ## list the commands
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{ printf "  make %-9s %s\n", $$1, $$2 }'

# ---------------------------------------------------------------- setting up

$(UV): requirements/uv.txt
	@deploy/venv.sh $(VENV)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.base: requirements/base.txt deploy/link.py | $(UV)
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/base.txt
	@$(PYTHON) deploy/link.py
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.base
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/test.txt
	@touch $@

setup: $(VENV)/.base ## fetch everything, migrate, make demo data
	@$(CLI) prepare

# ---------------------------------------------------------------- running

run: $(VENV)/.base ## serve on http://localhost:8000 with the worker beside (PORT=, VAR=)
	@exec $(CLI) run

# ---------------------------------------------------------------- checking

test: $(VENV)/.test ## all tests on SQLite, and on PostgreSQL, where found, those with real transactions
	@$(CLI) messages
	@echo "== SQLite" && $(PYTEST)
	@echo "== PostgreSQL" && $(POSTGRESQL) $(PYTEST) --second=$(SECOND) || test $$? -eq 77

check: $(VENV)/.test ## what CI runs: format, lint, types, contracts, translations, migrations, tests
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/djlint --lint --quiet ugyfelkapu
	$(VENV)/bin/codespell ugyfelkapu tests docs deploy *.md
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(CLI) messages
	$(PYTHON) manage.py check --fail-level WARNING
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m docs.generate --check
	@$(MAKE) test SECOND=whole

e2e: $(VENV)/.test ## browser tests in Chromium, and tests that need foreign programs
	@$(CLI) messages
	@$(PYTHON) -m pytest -q -m e2e -p no:randomly $(ADDOPTS) tests --ignore=tests/e2e
	@$(PYTHON) -m pytest -q -m e2e -p no:randomly $(ADDOPTS) tests/e2e

proof: $(VENV)/.test ## the long runs: kills and races at full length
	@$(PYTHON) -m pytest -q -m proof -p no:randomly $(ADDOPTS) tests || test $$? -eq 5
	@$(POSTGRESQL) $(PYTHON) -m pytest -q -m proof -p no:randomly --second=whole $(ADDOPTS) tests || test $$? -eq 77 -o $$? -eq 5

bench: $(VENV)/.test ## benchmarks
	@$(CLI) messages
	@$(PYTHON) -m benchmarks

# ---------------------------------------------------------------- keeping in order

fix: $(VENV)/.test ## format, and mend what can be mended by machine
	@$(VENV)/bin/ruff check --fix --quiet .; $(VENV)/bin/ruff format --quiet .

letters: $(VENV)/.test ## write the letters' stored snapshots anew
	@UGYFELKAPU_WRITE_LETTERS=1 $(PYTHON) -m pytest -q -k letter $(ADDOPTS) tests

messages: $(VENV)/.test ## merge and complete the catalogues, then compile them
	@$(PYTHON) -m tests.house.catalogue
	@$(CLI) messages

docs: $(VENV)/.test ## write the generated pages of docs/ anew
	@$(PYTHON) -m docs.generate

look: ## build the stylesheet anew from its sources (needs Node)
	@npm ci --silent --prefix ugyfelkapu/static_src && npm run --silent --prefix ugyfelkapu/static_src build

lock: $(VENV)/.base ## lock the dependencies anew (releases older than a week)
	@for part in uv base test; do $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --exclude-newer "7 days" --upgrade requirements/$$part.in -o requirements/$$part.txt; done
