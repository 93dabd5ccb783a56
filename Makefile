# The two commands of a fresh machine are `make run` and `make test`; both need Python 3.11 to 3.13 and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-deps
SOURCES := copilot api evals tests
PORT ?= 8000

.PHONY: run test check evals lock clean

run: $(VENV)/.run
	@$(BIN)/csm serve --demo --port $(PORT)

test: $(VENV)/.test
	@$(BIN)/python -m pytest

check: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_architecture.py

# Every suite on the built-in model, held against the baseline.
evals: $(VENV)/.test
	$(BIN)/csm eval run
	$(BIN)/csm eval gate

# Both locks, for every platform and Python named in pyproject.toml.
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate -q --group weights
lock: $(VENV)/.made
	@test -x $(BIN)/uv || $(PIP) uv
	$(COMPILE) -o requirements.txt
	$(COMPILE) -c requirements.txt --group test -o requirements-test.txt

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The virtual environment. A stamp file says what is installed, so that the next run starts at once.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || { \
		echo "Python 3.11, 3.12 or 3.13 is needed, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1)."; \
		echo "Name another one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt pyproject.toml
	@echo "Installing the locked packages (once, and again when the lock changes) ..."
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-test.txt
	@echo "Installing the locked test tools (once, and again when the lock changes) ..."
	@$(PIP) --require-hashes -r requirements-test.txt
	@touch $@
