# `make site` and `make test` each set everything up; all they need is Python >= 3.11 and make.

PYTHON ?= python3
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never

.PHONY: help site test check format reference messages bench lock clean

help:
	@echo 'make site       build content/ into public/          ARGS="--strict" is passed on'
	@echo 'make test       run the tests                        ARGS="-k dates" is passed on'
	@echo 'make check      format, lint and types, as CI runs them'
	@echo 'make format     put the code in the form that make check wants'
	@echo 'make reference  bring docs/reference.md up to the code'
	@echo 'make messages   bring the catalogues of the tool up to the code; lists what waits for a translation'
	@echo 'make bench      compare the speed with other generators   ARGS="--posts 1000" is passed on'
	@echo 'make lock       bring requirements.lock up to pyproject.toml; ARGS=--upgrade takes the newest of everything'
	@echo 'make clean      remove what was built; the environment stays'

site: .venv/.ok
	$(BIN)/plcsite build $(ARGS)

test: .venv/.ok
	$(BIN)/pytest $(ARGS)

check: .venv/.ok
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

format: .venv/.ok
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

reference: .venv/.ok
	$(BIN)/python scripts/write_reference.py

messages: .venv/.ok
	$(BIN)/python scripts/write_messages.py

# The stamp is written last: an installation that was cut short is taken up again.
# A Debian without python3-venv has no ensurepip; there the interpreter's own pip fills the environment.
.venv/.ok: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo 'plcsite needs Python 3.11 or newer, and "$(PYTHON)" is not; try: make PYTHON=python3.12' >&2; exit 1; }
	@$(call fill,.venv,requirements.lock)
	@$(call pip,.venv) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

# The peers have an environment and a lock of their own, so that they don't choose our versions.
.venv-bench/.ok: benchmarks/requirements.lock
	@$(call fill,.venv-bench,$<)
	@touch $@

# Without npm the comparison does without Eleventy, and says so.
ELEVENTY := benchmarks/peers/eleventy
$(ELEVENTY)/node_modules/.ok: $(ELEVENTY)/package.json $(ELEVENTY)/package-lock.json
	@! command -v npm >/dev/null || (cd $(ELEVENTY) && npm ci --silent && touch node_modules/.ok)

bench: .venv/.ok .venv-bench/.ok $(ELEVENTY)/node_modules/.ok
	$(BIN)/python -m benchmarks $(ARGS)

COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11.0 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links $(ARGS)

lock: .venv/.ok
	$(COMPILE) --extra dev pyproject.toml --output-file requirements.lock
	$(COMPILE) --extra bench pyproject.toml --output-file benchmarks/requirements.lock
	@$(MAKE) --no-print-directory .venv/.ok

clean:
	rm -rf public .plcsite build dist .pytest_cache .mypy_cache .ruff_cache

# $(call pip,ENVIRONMENT) is the pip that installs into it.
pip = $$($(1)/bin/python -m pip --version >/dev/null 2>&1 && echo $(1)/bin/python -m pip || \
	echo $(PYTHON) -m pip --python $(1)/bin/python)

# $(call fill,ENVIRONMENT,LOCK) makes the environment if need be and installs the lock.
define fill
echo 'Installing $(2) into $(1) …' >&2; \
test -x $(1)/bin/python || $(PYTHON) -m venv $(1) >/dev/null 2>&1 || $(PYTHON) -m venv --without-pip $(1); \
$(call pip,$(1)) install -qq --disable-pip-version-check --require-hashes -r $(2)
endef
