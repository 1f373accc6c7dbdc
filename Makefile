# Two commands and nothing before them: `make demo` opens arcall on a sample book, `make test` runs the tests.
PYTHON ?= python3
VENV := .venv
# Processes that run the tests: a third one on two cores costs more to start than the waiting of the others leaves it.
WORKERS ?= 2
BIN := $(VENV)/bin
# Where Python may not keep what it compiled, each start of arcall compiles it anew: half a start's time.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test deep check coverage bench clean

# Installed again only when what is to be installed changes.
$(VENV)/.user: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "arcall needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	$(BIN)/python -m compileall -q src
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "arcall needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m compileall -q src
	touch $@ $(VENV)/.user

demo: $(VENV)/.user
	$(BIN)/arcall demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# What is tried at random, thirty-two times as often and anew with each run: an hour, before a release or after a change of the rules.
deep: $(VENV)/.dev
	ARCALL_DEEP=1 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --timeout 1800

# Twice the time of the tests alone; a test that fails is told, and the figure all the same. What was covered is written to htmlcov/.
coverage: $(VENV)/.dev
	rm -f .coverage .coverage.*
	-$(BIN)/coverage run -m pytest -n $(WORKERS) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage html --quiet
	$(BIN)/coverage report --skip-covered

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev
	$(BIN)/python tests/benchmarks/run.py

clean:
	rm -rf $(VENV) build dist *.egg-info .coverage* htmlcov
