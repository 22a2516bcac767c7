.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON3 ?= python3
PYTHON := .venv/bin/python
RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-annotate --no-header pyproject.toml

.PHONY: help demo test proofs lint lint-format lint-code lint-templates lint-imports lint-types format bench coverage audit messages docs lock assets clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## The portal with the demo on 127.0.0.1:$PORT (8000); Ctrl-C ends it
	@exec $(PYTHON) deploy/run_demo.py

test: $(DEVELOPMENT) ## All tests that can run here; what cannot is named at the end
	$(PYTHON) -m tests

proofs: $(DEVELOPMENT) ## The slow proofs at full size, on PostgreSQL, Redis and Chromium
	PROOFS=1 REQUIRE_SERVICES=1 $(PYTHON) -m tests

lint: lint-format lint-code lint-templates lint-imports lint-types ## Format, lint, templates, types, import contracts

lint-format: $(DEVELOPMENT)
	.venv/bin/ruff format --check .

lint-code: $(DEVELOPMENT)
	.venv/bin/ruff check .

lint-templates: $(DEVELOPMENT)
	.venv/bin/djlint templates --lint --quiet

lint-imports: $(DEVELOPMENT)
	.venv/bin/lint-imports

lint-types: $(DEVELOPMENT)
	SECRET_KEY=lint DEBUG=1 .venv/bin/mypy .

format: $(DEVELOPMENT) ## Put Python files into the house's format
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

bench: $(DEVELOPMENT) ## The benchmarks, with their report in bench/
	$(PYTHON) -m bench

coverage: $(DEVELOPMENT) ## Which lines and branches of the rooms no test reaches
	$(PYTHON) -m pytest -n 2 -q --cov --cov-report=term

audit: $(DEVELOPMENT) ## Known weaknesses of the locked packages (asks the network)
	.venv/bin/pip-audit --requirement requirements.txt --require-hashes --disable-pip

messages: $(DEVELOPMENT) ## Collect interface texts and compile the translations (needs gettext)
	SECRET_KEY=messages $(PYTHON) manage.py makemessages --all --no-location --no-wrap --ignore .venv --ignore var
	SECRET_KEY=messages $(PYTHON) manage.py compilemessages --ignore .venv --ignore var

docs: $(DEVELOPMENT) ## Write docs/workflows.md from the tables of moves
	SECRET_KEY=docs DEBUG=1 $(PYTHON) manage.py workflows --write

lock: ## Renew the lock files (needs uv)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --output-file requirements-dev.txt

assets: ## Renew the vendored test assets (needs npm)
	cd tests/assets && npm ci --silent && $(PYTHON3) vendor.py

clean: ## Remove the environment, the demo's data and all caches
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv:
	@$(PYTHON3) -m venv .venv || { rm -rf .venv; echo "Python's venv module is needed (on Debian: apt-get install python3-venv)."; exit 1; }

$(RUNTIME): requirements.txt | .venv
	$(INSTALL) --requirement requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt | .venv
	$(INSTALL) --requirement requirements-dev.txt
	@touch $@ $(RUNTIME)
