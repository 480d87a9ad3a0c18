# The whole developer surface. `make` alone lists it.
PY := .venv/bin/python
PORT ?= 8000
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help setup demo demo-reset test check crash fuzz bench bench-scale golden services format screenshots clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: var/.ready ## make .venv from the lock and collect the browser libraries

var/.ready: uv.lock pyproject.toml core/pyproject.toml web/pyproject.toml web/package-lock.json tools/bootstrap.py tools/collect_static.py
	python3 tools/bootstrap.py
	@mkdir -p var && touch var/.ready

demo: setup ## read, adopt and track the sample plans, then serve them (PORT=8000)
	@PORT=$(PORT) .venv/bin/namro-web demo

demo-reset: setup ## throw the demonstration's data away and start over
	@PORT=$(PORT) .venv/bin/namro-web demo --reset

test: setup ## run every test this machine allows; say which it could not run and why
	@$(PY) tools/run_tests.py

check: setup ## format, lint, types, import contracts, migrations, templates
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy core/namro web/namro_web
	.venv/bin/lint-imports
	.venv/bin/namro-web makemigrations --check --dry-run
	git ls-files -z '*.html' | grep -z '/templates/' | xargs -0 -r .venv/bin/djade --check --target-version 5.2

format: setup ## rewrite the code as `check` wants it
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	git ls-files -z '*.html' | grep -z '/templates/' | xargs -0 -r .venv/bin/djade --target-version 5.2

crash: setup ## kill the site and its worker 200 times under load on SQLite and on PostgreSQL; print what was lost
	cd web && ../$(PY) -m tests.crash.killing --kills $(or $(KILLS),200)

fuzz: setup ## try every API operation with many made-up requests, as several people (minutes)
	NAMRO_FUZZ_EXAMPLES=$${NAMRO_FUZZ_EXAMPLES:-50} .venv/bin/pytest -q -n 2 web/tests/matrix/test_schema.py web/tests/matrix/test_garbage.py

bench: setup ## measure the promised speeds beside their peers; writes bench/results.json
	$(PY) bench/run.py
	$(PY) bench/at_scale.py --seconds 5

bench-scale: setup ## only the part with 100 000 tasks and 83 000 accounts, longer, beside Redmine where it is installed
	$(PY) bench/at_scale.py

golden: setup ## read the sample plans again and rewrite their expected results
	$(PY) tools/golden.py

services: ## start PostgreSQL for the tests, where it is installed
	@python3 tools/services.py start

screenshots: setup ## walk the user guide in a fresh demonstration and draw its pictures
	$(PY) tools/screenshots.py

clean: ## remove what was built (the demonstration's data stays)
	rm -rf .venv node_modules web/node_modules web/namro_web/ui/static/vendor var/.ready
