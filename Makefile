# What there is to do. `make run` is all that a newcomer needs; every target sets up what it needs itself.
.DEFAULT_GOAL := help
.PHONY: help install run test check bench extension pictures lock clean
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
NODE ?= node
NODE_BIN := node_modules/.bin

help: ## Say what there is to do
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

install: .venv/.run ## Set up .venv with the pinned dependencies

run: .venv/.run ## Set up, train a model if there is none, and serve
	@$(BIN)/cuifa serve $(ARGS)

test: .venv/.dev node_modules/.ready ## Set up, with browsers and PostgreSQL, and run every test
	@sh tests/browser/install.sh
	@sh tests/install-postgres.sh
	$(NODE) --test --test-reporter=spec tests/extension/*.test.js tests/review/*.test.js
	$(BIN)/python -m pytest $(ARGS)

check: .venv/.dev node_modules/.ready ## Lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(NODE_BIN)/eslint --max-warnings 0 .

bench: .venv/.dev ## Measure, and print the tables
	@for file in benchmarks/bench_*.py; do $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

extension: .venv/bin/python ## Write the extension's zips for Chromium and Firefox into dist/
	@rm -f dist/cuifa-*.zip
	@$(BIN)/python -m tools.make_extension

pictures: .venv/.dev ## Make the icons and screenshots anew
	@sh tests/browser/install.sh
	$(BIN)/python -m tools.make_pictures

lock: ## Pin the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade -q --extra server --extra build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade -q --all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Remove what was set up
	rm -rf .venv node_modules build dist .mypy_cache .ruff_cache

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "cuifa needs Python 3.11 or newer with its venv module; install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python) and run make again" >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.run: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Setting up .venv (once) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@echo "Setting up what the tests need (once) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

node_modules/.ready: package.json package-lock.json .npmrc
	@$(NODE) -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null || \
		{ echo "the extension's tests and lint need Node 20.19 or newer with npm (running cuifa does not); install it (Debian 13: apt install nodejs npm; macOS: brew install node) and run make again" >&2; exit 1; }
	@echo "Setting up what checks the extension (once) …"
	@npm ci --loglevel=error >/dev/null
	@touch $@
