# Every target sets up what it needs: a virtual environment holding the locked dependencies
# (constraints.txt, checked by hash) and this project, installed editable.

PYTHON ?= $(shell tools/find-python)
VENV ?= .venv

export PATH := $(abspath $(VENV))/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.NOTPARALLEL:
.PHONY: help setup demo test lint typecheck coverage wheel bench docs lock clean

help:
	@echo 'make demo       run the example suite, and three mistakes that doubles names'
	@echo 'make test       everything below up to wheel: the checks that a change must pass'
	@echo 'make lint       ruff: rules and format'
	@echo 'make typecheck  mypy and pyright, strict, and the completeness of the public types'
	@echo 'make coverage   the tests, on one Python, with every line and branch covered'
	@echo 'make wheel      the tests against the built wheel, on every supported Python found here'
	@echo 'make bench      compare the speed with that of other libraries; writes benchmarks/RESULTS.md'
	@echo 'make docs       check the documentation and build it into build/site'
	@echo 'make lock       write constraints.txt anew, with the newest versions'
	@echo 'make clean      remove what the other targets made, except the environment'
	@echo
	@echo 'PYTHON=...      the interpreter to use; by default the newest one found of 3.11 to 3.13'
	@echo 'VENV=...        where the environment is; by default .venv'

setup: $(VENV)/.project-installed

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo 'No Python 3.11, 3.12 or 3.13 with venv was found.' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.dependencies-installed: constraints.txt | $(VENV)/bin/python
	python -m pip install --quiet --require-hashes --requirement constraints.txt
	@touch $@

$(VENV)/.project-installed: pyproject.toml $(VENV)/.dependencies-installed
	python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	python examples/demo.py

test: lint typecheck coverage wheel
	@echo
	@echo 'make test: passed (lint, types, tests with full coverage, wheel on every Python found)'

lint: setup
	ruff check
	ruff format --check

typecheck: setup
	mypy
	mypy --python-version 3.11 src
	pyright
	pyright --pythonversion 3.11 src
	pyright --ignoreexternal --verifytypes doubles
	pyright --ignoreexternal --verifytypes fakes
	cd examples && mypy && pyright

# Coverage starts before pytest, because pytest imports our plugin before any other could start it.
coverage: setup
	@echo "Coverage is measured on $$(python --version)."
	python -m coverage erase
	python -m coverage run -m pytest -n 2
	python -m coverage combine --quiet
	python -m coverage report

wheel: setup
	python tools/check_wheel.py

bench: setup
	python -m benchmarks

docs: setup
	mkdocs build --strict --quiet
	python -m pytest tests/docs

lock:
	tools/lock

clean:
	rm -rf build dist .coverage .coverage.*
	find . -path ./$(VENV) -prune -o -type d \
		\( -name __pycache__ -o -name .hypothesis -o -name .mypy_cache -o -name .pytest_cache -o -name .ruff_cache \) \
		-exec rm -rf {} +
