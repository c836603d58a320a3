# Every target sets up what it needs in `.venv/`, given git, make and Python 3.11 or newer.
#
# Two things are laid there besides the packages:
#   .venv/source/assay   a link to this checkout. The root of the repository is the package
#                        `assay`, whatever the folder of the clone is called; mypy finds it
#                        under its name through this link (`mypy_path` in pyproject.toml).
#                        Python itself finds it through the editable installation.
#   .venv/*.stamp        what is installed, so that the next run starts at once.

PYTHON ?= python3
PYTEST_ARGS ?=

VENV := .venv
RUN := $(VENV)/bin/python
# A file of tests stays in one process: what its tests share (the wheel, say) is built once.
PYTEST := $(RUN) -m pytest --numprocesses=auto --dist=loadfile
PIP := $(RUN) -m pip --quiet --quiet --disable-pip-version-check
CONSTRAINTS := requirements/constraints.txt
PACKAGE := $(VENV)/package.stamp
DEV := $(VENV)/dev.stamp
BENCH := $(VENV)/bench.stamp
BROWSER := $(VENV)/browser.stamp

BENCHMARKS := startup check_growth lint_growth format_growth rate_one possible_ratings \
	aggregates columns columns_small columns_tables columns_files columns_ways rivals growth

FRAMEWORK := frameworks/enterprise_sales_director.rules
PEOPLE := examples/directors.csv

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check lint types imports browser bench bench-docs format schemas lock clean FORCE

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(PACKAGE) ## rate the people in examples/ and explain one rating
	$(VENV)/bin/assay rate $(FRAMEWORK) $(PEOPLE) --period 2026-Q1
	@echo
	$(VENV)/bin/assay explain $(FRAMEWORK) $(PEOPLE) --period 2026-Q1 --person director-01

test: $(DEV) ## run the tests (PYTEST_ARGS='-k name' passes options on)
	$(PYTEST) $(PYTEST_ARGS)

check: lint types imports demo $(DEV) ## lint, types, import rules, the demo, the installed wheel
	$(PYTEST) tests/packaging

lint: $(DEV)
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

types: $(DEV)
	$(RUN) -m mypy

imports: $(DEV)
	$(VENV)/bin/lint-imports --no-logo

browser: $(BROWSER) ## look at handbooks in Chromium, which must be installed
	$(RUN) -m pytest -m browser tests/engine/handbook

bench: $(BENCH) ## measure start-up, growth and speed against limits and rivals
	@exceeded=0; for benchmark in $(BENCHMARKS); do \
		$(RUN) benchmarks/$$benchmark.py || exceeded=1; echo; \
	done; exit $$exceeded

bench-docs: $(BENCH) ## write docs/benchmarks.md from what make bench measured
	$(RUN) benchmarks/report.py --write

format: $(DEV) ## put the code into its one form
	$(RUN) -m ruff check --fix-only .
	$(RUN) -m ruff format .

schemas: $(DEV) ## write the published schemas anew from their models
	$(RUN) -m assay.engine.publish_schemas

lock: ## pin the newest versions in requirements/constraints.txt
	$(PYTHON) -m venv --clear build/lock
	build/lock/bin/python -m pip --quiet install --upgrade setuptools -e . \
		-r requirements/dev.txt -r requirements/bench.txt -r requirements/browser.txt
	{ echo "# Every version that make installs. Written by make lock."; \
	  build/lock/bin/python -m pip freeze --all --exclude-editable --exclude pip; } > $(CONSTRAINTS)

clean: ## remove what make laid and tools left
	rm -rf $(VENV) build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache \
		.pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment knows the folder it was made in: a copied or moved checkout makes its own.
ifneq ($(shell cat $(VENV)/folder.stamp 2>/dev/null),$(CURDIR))
$(VENV)/folder.stamp: FORCE
endif
FORCE:

$(VENV)/folder.stamp:
	@command -v $(PYTHON) >/dev/null || { \
		echo "assay needs Python 3.11 or newer: found no \`$(PYTHON)\`" \
			"(make PYTHON=/path/to/python3.11)" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "assay needs Python 3.11 or newer: \`$(PYTHON)\` is $$($(PYTHON) --version 2>&1)" \
			"(make PYTHON=/path/to/python3.11)" >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV)
	@mkdir $(VENV)/source && ln -s ../.. $(VENV)/source/assay
	@echo "$(CURDIR)" > $@

$(PACKAGE): pyproject.toml $(CONSTRAINTS) $(VENV)/folder.stamp
	@echo "Installing assay and what it needs"
	@$(PIP) install -c $(CONSTRAINTS) setuptools
	@$(PIP) install -c $(CONSTRAINTS) --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(PACKAGE)
	@echo "Installing the tools for tests and checks"
	@$(PIP) install -c $(CONSTRAINTS) -r requirements/dev.txt
	@touch $@

$(BENCH): requirements/bench.txt $(DEV)
	@echo "Installing what the benchmarks compare with"
	@$(PIP) install -c $(CONSTRAINTS) -r requirements/bench.txt
	@touch $@

$(BROWSER): requirements/browser.txt $(DEV)
	@echo "Installing what looks at pages in Chromium"
	@$(PIP) install -c $(CONSTRAINTS) -r requirements/browser.txt
	@touch $@
