# make demo   the worked dossier in ./idlib and its brief in ./idlib-brief.html
# make test   all tests but the slow ones        make check  style, types, layers
# make bench  the benchmarks                     make docs   the page of commands, and every page run
# make explore  the property tests on worlds that no run has seen; SEED=N repeats one
#
# Talk goes to stderr; the last line of `make demo` on stdout is the brief's path.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
CANDIDATES := python3.13 python3.12 python3.11 python3
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; \
	done)
WORKERS ?= auto

.PHONY: demo test check bench docs explore clean
.DEFAULT_GOAL := demo

demo: $(VENV)/.installed
	@$(BIN)/servanda demo idlib --brief idlib-brief.html

test: $(VENV)/.dev
	@$(BIN)/python -m pytest -n $(WORKERS) -m "not slow"

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict
	@$(BIN)/lint-imports

bench: $(VENV)/.dev
	@$(BIN)/python -m benchmarks

explore: $(VENV)/.dev
	@HYPOTHESIS_PROFILE=explore $(BIN)/python -m pytest -n $(WORKERS) tests/property $(if $(SEED),--hypothesis-seed=$(SEED))

docs: $(VENV)/.dev
	@$(BIN)/python docs/commands.py
	@$(BIN)/python -m pytest -q -n $(WORKERS) tests/unit -k docs

clean:
	@rm -rf $(VENV) build dist idlib idlib-brief.html .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or later is needed (looked for: $(CANDIDATES))" >&2; exit 2; fi
	@echo "Making $(VENV) with $(PYTHON)" >&2
	@$(PYTHON) -m venv $(VENV) 1>&2 || \
		{ rm -rf $(VENV); echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 2; }

# The stamps hang on pyproject.toml alone: the install is editable, so that changed sources need none.
$(VENV)/.installed: $(BIN)/python pyproject.toml
	@echo "Installing Servanda" >&2
	@$(PIP) install --editable . 1>&2
	@touch $@

$(VENV)/.dev: $(BIN)/python pyproject.toml
	@echo "Installing Servanda and its development tools" >&2
	@$(PIP) install --editable '.[dev]' 1>&2
	@touch $(VENV)/.installed $@
