# Two commands do everything: `make demo` and `make test`. Nothing but Python 3.11+, pip and make is needed.
PYTHON ?= python3
BIN := .venv/bin
# The tests start the bot some hundred times: without its bytecode each start would compile it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install install-dev demo playground test matrix bench soak fuzz screens reference lint format lock clean

install: .venv/.installed
install-dev: .venv/.installed-dev

.venv/.installed: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Debrief needs Python 3.11 or newer: make PYTHON=python3.11")'
	@echo "Installing into .venv; this takes about half a minute."
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	touch $@

demo: install
	$(BIN)/python -m bot demo

playground: install
	$(BIN)/python -m bot playground

test: install-dev
	$(BIN)/python -m pytest -n 3 --dist worksteal

# All of the whole app's tests on both databases, and the bot killed at every single point: about twenty minutes.
matrix: install-dev
	EVERYWHERE=1 $(BIN)/python -m pytest -n 2 --dist worksteal tests/acceptance

# Figures as lines `name value unit`: about ten minutes.
bench: install-dev
	$(BIN)/python -m tests.benchmarks

# Ten minutes of events with every fault and random kills, then an audit; other lengths by `python -m tests.soak --minutes N`.
soak: install-dev
	$(BIN)/python -m tests.soak

# 100,000 random and damaged payloads, exports and settings: about ten minutes; again the same by `python -m tests.fuzz --seed N`.
fuzz: install-dev
	$(BIN)/python -m tests.fuzz

# The README's pictures, taken in a Chromium of this machine.
screens: install-dev
	$(BIN)/python -m tests.browser.screens

# docs/reference, written from the code.
reference: install-dev
	$(BIN)/python docs/generate_reference.py

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: install-dev
	for each in requirements requirements-dev; do $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o $$each.lock $$each.in; done

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
