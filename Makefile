# Every target sets up what it needs: a virtual environment holding the locked dependencies
# (constraints.txt, checked by hash) and this project, installed editable.

PYTHON ?= $(shell tools/find-python)
VENV ?= .venv

export PATH := $(abspath $(VENV))/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.NOTPARALLEL:
.PHONY: help setup demo test lint typecheck coverage adapters wheel matrix bench docs lock clean

help:
	@echo 'make demo       run the example suite, and see mistakes and a broken adapter found out'
	@echo 'make test       everything below up to wheel: the checks that a change must pass'
	@echo 'make lint       ruff: rules and format'
	@echo 'make typecheck  mypy and pyright, strict, and the completeness of the public types'
	@echo 'make coverage   the tests, on one Python, with every line and branch covered'
	@echo 'make adapters   the conformance suites of the adapters, on the real systems that are found'
	@echo 'make wheel      the tests against the built wheel, on the supported Pythons found here'
	@echo 'make matrix     run every conformance suite, with sabotage; writes docs/conformance/matrix.md'
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

test: lint typecheck coverage adapters wheel
	@echo
	@echo 'make test: passed (lint, types, tests with full coverage, adapters, wheel on the Pythons found)'

lint: setup
	ruff check
	ruff format --check

# The two checkers run side by side.
typecheck: setup
	{ mypy && mypy --python-version 3.11 src && (cd examples && mypy); } & mypy=$$!; \
	{ pyright && pyright --pythonversion 3.11 src && (cd examples && pyright) && \
		pyright --ignoreexternal --verifytypes doubles && \
		pyright --ignoreexternal --verifytypes fakes; } && wait $$mypy

# Coverage starts before pytest, because pytest imports our plugin before any other could start it.
# The guarantees that conformance.lock has must still be proved, by this target and the next.
coverage: setup build/conformance/conformance.lock
	@echo "Coverage is measured on $$(python --version)."
	python -m coverage erase
	python -m coverage run -m pytest -n 2 --ignore tests/adapters \
		--conformance-report build/conformance
	python -m coverage combine --quiet
	python -m coverage report

# What waits for real systems leaves a processor free for others.
adapters: setup build/conformance/conformance.lock
	python -m pytest -n 6 tests/adapters --conformance-report build/conformance

build/conformance/conformance.lock: docs/conformance/conformance.lock
	@mkdir -p $(@D)
	cp $< $@

wheel: setup
	python tools/check_wheel.py

# What is proved is kept in conformance.lock: the tests fail when it is proved no longer.
matrix: setup
	python -m pytest -n 4 tests/adapters $(wildcard tests/fakes/conformance/*/test_our_fake.py) \
		--sabotage --conformance-report docs/conformance --conformance-lock

bench: setup build/peers/installed
	python -m benchmarks

# Other libraries' suites stand in an environment of their own, with their pytest plugins.
build/peers/installed: benchmarks/peers.txt
	python -m venv build/peers
	build/peers/bin/python -m pip install --quiet --require-hashes --requirement benchmarks/peers.txt
	@touch $@

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
