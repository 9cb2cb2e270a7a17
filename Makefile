# Every target sets itself up: a virtual environment, the install, and for the tests a browser where apt is at hand.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
INSTALL ?= editable
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
STAMPS := $(VENV)/stamps
MODULES := files blocks architectures viz
PACKAGES := convatlas.files convatlas.blocks convatlas.architectures convatlas.viz
TOLD := $(PYTHON) tests/versions.py
TURNS ?= oldest middle
CONTRACTS := contract-torch contract-jax
export TF_CPP_MIN_LOG_LEVEL ?= 3

.PHONY: demo test sweep fuzz check versions backends hosts coverage docs translations bench dist clean
.SECONDARY:

demo: $(STAMPS)/base-$(INSTALL)
	$(BIN)/convatlas demo build/demo

test: $(STAMPS)/test-$(INSTALL) browser node_modules
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow and not sweep and not hosts" $(PYTEST)

# The long tests and those that go over every network there is, which `make test` leaves out to stay short.
sweep: $(STAMPS)/test-$(INSTALL) browser node_modules/mermaid
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "slow or sweep" $(PYTEST)

# Changed files of every kind, read by a seed; a finding leaves its file in build/fuzz.
FUZZ_SECONDS ?= 600
FUZZ_SEED ?= 1
fuzz: $(STAMPS)/test-$(INSTALL)
	PYTHONPATH=tests:tests/viz/material $(BIN)/python -m fuzz.running $(FUZZ_SECONDS) $(FUZZ_SEED)

check: $(STAMPS)/check-$(INSTALL) build/types/convatlas node_modules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	MYPYPATH=build/types $(BIN)/mypy $(addprefix -p ,$(PACKAGES))
	@if [ -d node_modules ]; then npx --no-install eslint viz/pictures/explorer tests/viz/pictures/explorer; fi
	$(BIN)/python -m pytest -q tests/test_imports.py

# The oldest and the middle Keras of tests/versions.toml, or those in TURNS, each in an environment of its own.
versions: $(TURNS:%=versions-%)

versions-%: build/versions/%/ready
	build/versions/$*/bin/python -m pytest -n 2 -m "not slow and not sweep" $$($(TOLD) tests) $(PYTEST)

# What is marked for PyTorch, JAX and ONNX, where nothing may be skipped, and of the blocks' contract the telling part.
backends: build/backends/ready $(CONTRACTS)
	build/backends/bin/python -m pytest -n 2 --no-skips --timeout 900 -m "$$($(TOLD) marks)" $$($(TOLD) marked) $(PYTEST)

contract-%: build/backends/ready
	KERAS_BACKEND=$* build/backends/bin/python -m pytest -n 2 tests/blocks/test_contract.py -k "$$($(TOLD) contract)" $(PYTEST)

# What is ours in the pages of others, as a browser paints it: notebooks, books, sites.
hosts: build/hosts/ready browser node_modules
	build/hosts/bin/python -m pytest --no-skips --timeout 600 -m hosts tests/hosts $(PYTEST)

coverage: $(STAMPS)/test-editable browser node_modules
	$(BIN)/python -m pytest -n 2 -m "not hosts" $(addprefix --cov=,$(MODULES)) $(PYTEST)

docs: $(STAMPS)/docs-$(INSTALL)
	$(BIN)/python -m sphinx -W --keep-going -q -j 2 docs build/docs
	$(BIN)/python -m sphinx -W --keep-going -q -j 2 -t translation -D language=ko docs build/docs/ko
	@echo open build/docs/index.html

# The texts of the translated pages, brought up to date: then translate what is new in docs/locale.
translations: $(STAMPS)/docs-$(INSTALL)
	$(BIN)/python -m sphinx -q -E -b gettext docs build/gettext
	mkdir -p build/translated/families
	cp build/gettext/index.pot build/gettext/install.pot build/gettext/compose.pot build/translated
	cp build/gettext/families/*.pot build/translated/families
	$(BIN)/sphinx-intl update --no-obsolete -p build/translated -d docs/locale -l ko

bench: $(STAMPS)/test-$(INSTALL)
	for script in benchmarks/[a-z]*.py; do $(BIN)/python $$script || exit 1; done

# What is published: built, checked, and installed from the source in a bare environment, where it is tried.
dist: $(STAMPS)/dist-$(INSTALL)
	rm -rf dist build/lib build/bare
	$(BIN)/python -m build --quiet --outdir dist
	$(BIN)/python -m twine check --strict dist/*
	$(BIN)/check-wheel-contents dist
	mkdir -p build/bare/source && tar xzf dist/*.tar.gz -C build/bare/source --strip-components 1
	$(PYTHON) -m venv build/bare/venv
	build/bare/venv/bin/python -m pip install --quiet --disable-pip-version-check dist/*.tar.gz pytest pytest-timeout
	cd build/bare/source && ../venv/bin/python -m pytest -q --noconftest tests/test_packaging.py
	cd build/bare && venv/bin/convatlas demo demo

clean:
	rm -rf build dist *.egg-info

build/types/convatlas:
	mkdir -p build/types && ln -sfn ../.. $@

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip setuptools

$(STAMPS)/base-editable: setup.cfg pyproject.toml | $(BIN)/python
	PYTHONWARNINGS="ignore:Editable installation" $(PIP) install --editable .
	mkdir -p $(STAMPS) && touch $@

build/wheel/made: $(shell find $(MODULES) -type f -not -name '*.pyc') setup.cfg pyproject.toml | $(BIN)/python
	rm -rf build/lib build/wheel
	$(PIP) wheel --no-deps --wheel-dir build/wheel .
	touch $@

$(STAMPS)/base-wheel: build/wheel/made
	$(PIP) install --upgrade --force-reinstall --no-deps build/wheel/*.whl
	$(PIP) install build/wheel/*.whl
	mkdir -p $(STAMPS) && touch $@

# Environments of their own, from the same wheel; bytecode is compiled when it is first needed, most of it never.
LAY = $(PYTHON) -m venv --clear $(@D) && $(@D)/bin/python -m pip --quiet --disable-pip-version-check install --no-compile

build/versions/%/ready: build/wheel/made tests/versions.toml
	$(LAY) build/wheel/*.whl $$($(TOLD) pins $*) $$($(TOLD) needs)
	touch $@

build/backends/ready: build/wheel/made tests/versions.toml
	$(LAY) build/wheel/*.whl $$($(TOLD) pins newest) $$($(TOLD) needs) $$($(TOLD) backends) $(call extras,recipes)
	touch $@

build/hosts/ready: build/wheel/made tests/hosts/requirements.txt
	$(LAY) build/wheel/*.whl -r tests/hosts/requirements.txt
	touch $@

$(STAMPS)/test-%: $(STAMPS)/base-% setup.cfg
	$(PIP) install $(call extras,test)
	touch $@

$(STAMPS)/check-%: $(STAMPS)/base-% setup.cfg
	$(PIP) install $(call extras,check test)
	touch $@

$(STAMPS)/dist-%: $(STAMPS)/base-% setup.cfg
	$(PIP) install $(call extras,dist)
	touch $@

$(STAMPS)/docs-%: $(STAMPS)/base-% setup.cfg
	$(PIP) install $(call extras,docs)
	touch $@

# The packages of an extra, read from setup.cfg, so that neither kind of install is replaced by the other.
extras = $$($(BIN)/python tests/extras.py $(1))

.PHONY: browser
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } || \
	  echo "no chromium: the browser tests will be skipped"

# Mermaid itself, which judges our diagrams in the long tests alone, for its size.
node_modules/mermaid: node_modules
	@if command -v npm >/dev/null; then npm install --no-save --silent --no-audit --no-fund mermaid@11; fi

node_modules: package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund && touch $@; \
	else echo "no npm: the tests of the explorer that need it will be skipped"; fi
