# setup: .venv with gendan in it, from the lock file with hashes.  demo, test: what the README promises.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.locked
CHROMIUM := $(shell command -v chromium chromium-browser google-chrome 2>/dev/null | head -n 1)
SAMPLED = $(shell grep -rl "tests.faults.scale" tests --include='test_*.py')
# Of the list of what must hold, what is small enough to be tested whole each time.
WHOLE = tests/acceptance tests/integration/test_backup.py tests/unit/test_worktime.py
BENCH ?=

# The tests start the bot as a process dozens of times: compiled once, not each time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test lint format docs pictures bench faults lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup
	$(BIN)/gendan demo

# Three on two cores: a bot waits now and then, for calls to gather and for its disk.
test: setup
	@test -n "$(CHROMIUM)" || echo "No Chromium on this machine: the browser tests are skipped (on Debian: apt-get install chromium)."
	$(BIN)/python -m pytest -n 3 --dist worksteal

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The generated parts of the README; `make test` fails while they are stale.
docs: setup
	$(BIN)/python -m tests.docs --write

# Every crash, kill, race, fuzz and state machine at its full count, kept in docs/faults.md: hours. `make test` runs a
# sample of each. One of them: make faults FAULTS=tests/faults/test_kill.py.
faults: setup
	GENDAN_FULL=1 $(BIN)/python -m pytest -p tests.faults.record $(if $(FAULTS),$(FAULTS),$(sort $(wildcard tests/faults/test_*.py) $(SAMPLED) $(WHOLE))) -n 2 --dist load --timeout 7200

# The README's pictures, taken by the tests of the page.
pictures: setup
	GENDAN_PICTURES=1 $(BIN)/python -m pytest -q tests/browser -k card_appears

# About five minutes. More by name: make bench BENCH="group", make bench BENCH="growth --orders 1000000".
bench: setup
	$(BIN)/python -m tests.bench.run $(BENCH)

# The lock carries hashes and no addresses; it serves Debian and macOS, Python 3.11 and newer. deploy/ has the same
# versions without what only developers need, and what builds the package.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --all-extras --custom-compile-command 'make lock' pyproject.toml -o requirements.lock
	sed 's/ \\$$//; /--hash/d; /^#/d' requirements.lock > build.pins
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --constraint build.pins --custom-compile-command 'make lock' pyproject.toml -o deploy/requirements.lock
	echo hatchling | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --constraint build.pins --custom-compile-command 'make lock' - -o deploy/build.lock
	rm build.pins

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
