# Needs make and Python 3.12 or newer; everything else is fetched into this folder.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

BIN := .venv/bin
PIP_COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command 'make lock' --python-version 3.12 pyproject.toml
PAGE_SOURCES := $(shell find services/portal/frontend services/portal/templates services/portal/locale \
	-name node_modules -prune -o -type f -not -name '*.mo' -print 2>/dev/null)

# Trust what the machine trusts, also behind an inspecting proxy.
export UV_SYSTEM_CERTS := 1
# Ends with make, even when make is killed.
BOUND := $(shell command -v setpriv >/dev/null && echo setpriv --pdeathsig TERM)

# Both are tried rather than looked up: version switchers put programs on the path that then refuse to run.
PYTHON := $(shell for python in python3.12 python3 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && echo $$python && break; done)
UV := $(shell uv --version >/dev/null 2>&1 && echo uv || echo .uv/bin/uv)

# Tests beside one another, a file at a time, in the order of `tests/conftest.py`; `.venv/bin/pytest` runs them one by one.
WORKERS ?= logical
BESIDE := --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: help up demo test check lint types bench doctor lock install browser uv

help: ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

up: install ## Start everything here: servers, services, workers and pages
	@$(BOUND) $(BIN)/songjiao up

doctor: install ## Say of each part whether it is well, and what to do if not
	@$(BIN)/songjiao doctor

test: install browser ## Run all tests, browser included
	@$(BIN)/pytest $(BESIDE)

check: lint types test ## Run all that CI runs

bench: install ## Measure the product against an app of the same work, on one stack
	@$(BIN)/python -m tests.bench

lint: install
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint services/portal/templates

types: install
	@$(BIN)/mypy

lock: $(UV) ## Pin every dependency anew, by hash
	@$(PIP_COMPILE) --output-file requirements/runtime.txt
	@$(PIP_COMPILE) --extra embedded --group dev --output-file requirements/dev.txt

install: .venv/.installed

.venv/.installed: .venv/.synced pyproject.toml hatch_build.py $(PAGE_SOURCES)
	@echo 'Installing songjiao, building the page assets'
	@NODE_OPTIONS=--use-system-ca $(UV) pip install --python $(BIN)/python --quiet --no-deps --editable .
	@touch $@

.venv/.synced: requirements/dev.txt | $(UV) .venv
	@echo 'Installing dependencies'
	@$(UV) pip sync --python $(BIN)/python --quiet --compile-bytecode --require-hashes requirements/dev.txt
	@touch $@

.venv: | $(UV)
	@$(UV) venv --quiet --python '$(call required,$(PYTHON))' .venv

uv: ;

.uv/bin/uv:
	@echo 'Installing uv'
	@$(call required,$(PYTHON)) -m venv .uv
	@.uv/bin/pip install --quiet --disable-pip-version-check uv

required = $(or $1,$(error Python 3.12 or newer is needed; none was found on the path))

browser: install
	@for name in chromium-headless-shell chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo 'Installing Chromium' && apt-get -qq update && \
		apt-get -qq install -y --no-install-recommends chromium-headless-shell fonts-noto-cjk >/dev/null; \
	else \
		NODE_OPTIONS=--use-system-ca $(BIN)/playwright install chromium; \
	fi
