# Each target sets up what it needs: a .venv from the lock file, and, as root on Debian, packages.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v $$p && break; done)
V := .venv/bin
SHELL := /bin/sh

.PHONY: setup demo test torture lint bench record clean

setup: .venv/.from-lock

.venv/.from-lock: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is not on the PATH"; exit 1; }
	@echo "setting up .venv from requirements.lock"
	@$(PYTHON) -m venv .venv || { echo "python venv is missing: apt-get install python3-venv"; exit 1; }
	@$(V)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

demo: setup
	@$(V)/python -m tests.lab.demo $(PRODUCT)

test: setup
	@$(V)/python -m tests.run

torture: setup
	@ALL_FAULTS=1 KILLS=$${KILLS:-100} $(V)/python -m tests.run tests/changes/test_torture.py \
		tests/end_to_end/test_upgrade.py tests/domain/test_states.py tests/changes/axway
	@LAB_DOMAIN=rolling $(V)/python -m tests.run tests/changes/rolling

lint: setup
	@$(V)/ruff check --quiet .
	@$(V)/ruff format --check --quiet .
	@$(V)/mypy --no-error-summary

bench: setup
	@$(V)/python -m tests.bench $(if $(GOSS),--goss=$(GOSS))

record: setup
	@$(V)/python -m tests.lab.record $(PRODUCT)

clean:
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache
