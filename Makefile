# Goldsmith's workshop. Plain `make` lists the targets.

PYTHON ?= python3
JOBS ?= auto
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/pytest -n $(JOBS) --dist worksteal
DEV := $(VENV)/.dev
NODE_MODULES := web/node_modules/.goldsmith-lock
PAGES := src/goldsmith/_web/index.html
WEB_SOURCES := $(shell find web/src web/index.html web/vite.config.ts web/tsconfig.json -type f 2>/dev/null)
SOURCES := $(shell find src -type f -not -path '*/_web/*' -not -path '*/__pycache__/*' 2>/dev/null)

export PATH := $(CURDIR)/$(BIN):$(PATH)

.NOTPARALLEL:
.PHONY: help demo test check format web gen clean dev chromium lint unit web-lint web-unit e2e

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# ── use ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

# An environment made for development stays one; otherwise Goldsmith is installed as its users install it.
ifneq ($(wildcard $(DEV)),)
demo: $(DEV) $(PAGES) ## start the demo project; needs only Python 3.11 or newer
else
demo: $(VENV)/.demo
endif
	$(BIN)/goldsmith demo

$(VENV)/.demo: pyproject.toml hatch_build.py web/package-lock.json $(SOURCES) $(WEB_SOURCES) | $(BIN)/python
	$(BIN)/python -m pip install --quiet .
	@touch $@

# ── check ────────────────────────────────────────────────────────────────────────────────────────────────────────────

test: $(DEV) $(NODE_MODULES) chromium lint unit web-lint web-unit $(PAGES) e2e ## run every check there is

check: $(DEV) $(NODE_MODULES) lint web-lint web-unit ## run the quick checks: all but slow and browser tests
	$(PYTEST) --ignore=tests/e2e -m 'not slow'

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit:
	$(PYTEST) --ignore=tests/e2e

web-lint:
	cd web && npm run lint && npm run gen -- --check && npm run types

web-unit:
	cd web && npm test

e2e:
	$(PYTEST) tests/e2e

# ── change ───────────────────────────────────────────────────────────────────────────────────────────────────────────

dev: $(DEV) $(NODE_MODULES) ## set up .venv and web/node_modules for development

format: $(DEV) $(NODE_MODULES) ## format Python and TypeScript, and mend what can be mended
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .
	cd web && npm run format

web: $(PAGES) ## build the pages into the package

gen: $(DEV) $(NODE_MODULES) ## write web/openapi.json, the Python client and the TypeScript types from the models
	$(BIN)/python -m goldsmith.web.openapi > web/openapi.json.new
	mv web/openapi.json.new web/openapi.json
	$(BIN)/python -m goldsmith.web.clientgen src/goldsmith
	cd web && npm run gen

clean: ## remove everything that was built or installed
	rm -rf $(VENV) web/node_modules src/goldsmith/_web dist .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache .hypothesis test-results
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# ── what they need ───────────────────────────────────────────────────────────────────────────────────────────────────

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Goldsmith needs Python 3.11 or newer, and $(PYTHON) is not. Try: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(DEV): pyproject.toml hatch_build.py | $(BIN)/python
	GOLDSMITH_SKIP_WEB=1 $(BIN)/python -m pip install --quiet -e '.[dev]'
	@touch $@

# The mark is the build hook's: what is installed here need not be installed again by `pip install .`.
$(NODE_MODULES): web/package-lock.json web/package.json web/.npmrc | $(DEV)
	cd web && npm ci
	@$(BIN)/python -c "import hashlib, pathlib; \
		lock = pathlib.Path('web/package-lock.json').read_bytes(); \
		pathlib.Path('$@').write_text(hashlib.sha256(lock).hexdigest())"

$(PAGES): $(WEB_SOURCES) $(NODE_MODULES) | $(DEV)
	cd web && npm run build

chromium:
	@if [ -n "$$CHROMIUM" ]; then \
		[ -x "$$CHROMIUM" ] || { echo "CHROMIUM names $$CHROMIUM, which cannot be run." >&2; exit 1; }; \
	elif command -v chromium || command -v chromium-browser || command -v google-chrome; then :; \
	elif command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then \
		as_root=$$([ "$$(id -u)" = 0 ] || echo "sudo -n"); \
		$$as_root apt-get update -qq && \
		$$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
			chromium fonts-dejavu-core >/dev/null; \
	else \
		echo "The browser tests need Chromium. Install it, or name one: make test CHROMIUM=/path/to/chromium" >&2; \
		exit 1; \
	fi
