# make run: plan Helsingør · make app: the app · make test: every test · make check: lint, types, import contracts
PYTHON ?= python3
BIN := .venv/bin
SCENARIO ?= scenarios/helsingor/base.yaml
.DEFAULT_GOAL := run
.PHONY: run app test check bench lock clean

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up .venv with the pinned packages (a minute or two, once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

run: .venv/ready
	@mkdir -p out
	$(BIN)/planner plan $(SCENARIO) --excel out/$(notdir $(patsubst %/,%,$(dir $(SCENARIO))))-$(basename $(notdir $(SCENARIO))).xlsx

app: .venv/ready
	$(BIN)/planner app

test: .venv/ready
	$(BIN)/python -m pytest -n auto --dist loadfile

check: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready
	$(BIN)/python -m tests.bench

lock:
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o requirements.lock

clean:
	rm -rf .venv out
