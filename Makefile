# The doors of the project. Everything else that a fresh machine needs, these obtain.
PYTHON ?= python3
VENV := .venv/bin/python
MANAGE := $(VENV) manage.py
# Where it is set (many images of containers do), every process compiles all of the source anew, each worker of the
# tests and each command that a test starts too.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test test-all check format messages permissions audit lock bundle

help:
	@echo "make run          starts the site, with demo data when the database is empty"
	@echo "make setup        makes the environment and the database ready, starts nothing"
	@echo "make test         runs the tests on SQLite, what sees a difference on PostgreSQL too, and the browser's"
	@echo "                  (make test ARGS=\"tests/core -x\" for a part, on both)"
	@echo "make test-all     runs everything on both, longer and at random, and counts the lines that are run"
	@echo "make check        lint, types, imports, migrations, catalogue, deployment"
	@echo "make format       puts code and templates in the one format"
	@echo "make messages     adds new sentences to the catalogue, to be translated"
	@echo "make permissions  writes docs/permissions.md (which role may open which page) and docs/input-rules.md"
	@echo "make audit        asks for known holes of the libraries (needs the internet)"
	@echo "make bundle       builds the archives from which an office without a network installs (needs the internet)"
	@echo "make lock         resolves requirements*.txt into the lock files"

setup:
	@$(PYTHON) deploy/install.py
	@$(MANAGE) prepare

run:
	@$(PYTHON) deploy/install.py
	@exec $(MANAGE) serve --prepare

test:
	@$(PYTHON) deploy/install.py --dev postgresql chromium qpdf poppler restic gettext
	@exec $(VENV) -m tests.run $(ARGS)

test-all:
	@$(PYTHON) deploy/install.py --dev postgresql chromium qpdf poppler restic gettext
	@exec $(VENV) -m tests.run --all

check:
	@$(PYTHON) deploy/install.py --dev gettext
	@exec $(VENV) deploy/check.py

format:
	@$(PYTHON) deploy/install.py --dev
	@$(VENV) -m ruff check --fix --quiet .
	@$(VENV) -m ruff format .
	@# A tag that moves can make room for another, so that one pass is not always the last.
	@for pass in 1 2 3 4; do $(VENV) -m djlint --reformat --quiet . && break; done

messages:
	@$(PYTHON) deploy/install.py gettext
	@$(VENV) deploy/catalogue.py update

permissions:
	@$(PYTHON) deploy/install.py
	@$(MANAGE) permissions_page
	@$(MANAGE) input_rules_page

# Known holes of what the site runs on, by the advisories of the Python Packaging Authority. Needs the internet.
audit:
	@$(PYTHON) deploy/install.py --dev
	@$(VENV) -m uv tool run --no-config pip-audit --strict --disable-pip --require-hashes --requirement requirements.lock

# Resolved for every supported Python at once, development within what the site itself runs on. The machine's own
# pip settings play no part, and no address of a package index gets into the files.
LOCK := env -u PIP_FIND_LINKS -u PIP_CONSTRAINT $(VENV) -m uv pip compile --quiet --no-config --universal \
	--python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --no-strip-extras \
	--custom-compile-command "make lock"
lock:
	@$(PYTHON) deploy/install.py --dev
	@$(LOCK) requirements.txt -o requirements.lock
	@$(LOCK) requirements-dev.txt -c requirements.lock -o requirements-dev.lock

# One archive a release of Debian, in dist/. Signed where SIGN_WITH names a key of gpg: make bundle SIGN_WITH=KEY
bundle:
	@$(PYTHON) deploy/make_bundle.py $(if $(SIGN_WITH),--sign-with $(SIGN_WITH))
