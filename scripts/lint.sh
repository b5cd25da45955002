#!/bin/sh
# Format, lint, types and import contracts: seconds, no services.
set -eu
bin=.venv/bin
"$bin/ruff" format --check --quiet .
"$bin/ruff" check --quiet .
"$bin/mypy"
"$bin/lint-imports" --no-cache
