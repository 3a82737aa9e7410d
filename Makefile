# Everything here works from a clean clone with Python 3.11+, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CHECK_PYTHON := import sys; sys.exit(sys.version_info < (3, 11) and "newsarchive needs Python 3.11 or newer; name one with make PYTHON=python3.12 …")

# Python keeps what it compiles: four test processes and some two hundred crawls would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint types docs docs-serve tables unit soak bench sample pictures lock clean

$(VENV)/.ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -c '$(CHECK_PYTHON)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

# The demo needs none of the extras: an environment of its own is set up in seconds.
.venv-demo/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c '$(CHECK_PYTHON)'
	$(PYTHON) -m venv .venv-demo
	.venv-demo/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	.venv-demo/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

demo: .venv-demo/.ready  ## Crawl the demo newspaper into data/ and show what came out
	.venv-demo/bin/newsarchive demo

# The types take one processor for half a minute, in which the tests are compiled and begin on the other.
# The documentation is built by tests/test_docs_site.py, with --strict as `make docs` does.
test: $(VENV)/.ready  ## Lint, types, documentation and tests
	$(MAKE) --no-print-directory --jobs 2 lint types unit

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready
	$(BIN)/mypy

# Material announces the end of MkDocs 1 at every build; CONTRIBUTING.md says what we do about it.
docs: $(VENV)/.ready  ## Build the documentation site into site/; a broken link fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

docs-serve: $(VENV)/.ready  ## Show the documentation at http://127.0.0.1:8000/ while you write
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve

tables: $(VENV)/.ready  ## Write the generated tables into the pages of docs/
	$(BIN)/python docs/site_hooks.py

# pytest compiles the tests in its own way, and four new processes would each compile all of them at the same time.
$(VENV)/.compiled: $(VENV)/.ready $(wildcard tests/*.py)
	$(BIN)/python -m compileall -q newsarchive
	$(BIN)/pytest --collect-only -qq >/dev/null || true  # `make unit` shows what is wrong
	touch $@

unit: $(VENV)/.ready $(VENV)/.compiled
	@# Four processes also on two cores: much of the time goes into pauses, retries and servers that start.
	@# In the order of tests/conftest.py: the files with the fewest tests are the longest, and would be left for the end.
	$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder -m "not soak"

soak: $(VENV)/.ready  ## The long runs: kills and fuzzing at full size
	$(BIN)/pytest -m soak --timeout=7200

# The peers' pins quarrel with ours and with each other, so they live apart and are installed as locked.
.venv-bench/.ready: benchmarks/requirements-peers.lock pyproject.toml
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --requirement benchmarks/requirements-peers.lock
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

bench: .venv-bench/.ready  ## Quality and speed beside the peers: make bench ARGS="--data FOLDER"
	.venv-bench/bin/python -m benchmarks $(ARGS)

sample: $(VENV)/.ready  ## Write data/sample anew from data/sample.toml
	$(BIN)/python data/make_sample.py

pictures: $(VENV)/.ready  ## Take the pictures of docs/browse.md anew, in Chromium
	$(BIN)/python docs/images/make.py

lock: $(VENV)/.ready  ## Renew requirements.lock and requirements-dev.lock
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --all-extras --group dev --no-emit-package newsarchive pyproject.toml --output-file requirements-dev.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-header --no-emit-package newsarchive --constraint requirements-dev.lock pyproject.toml --output-file requirements.lock

clean:
	rm -rf $(VENV) .venv-demo .mypy_cache .pytest_cache .ruff_cache
