#!/bin/sh
# The whole suite, cheap checks first.
set -eu
step() { printf '\033[1m==> %s\033[0m\n' "$*"; }

step "format, lint, types, import contracts"
sh scripts/lint.sh

step "the app: lint, types, unit tests"
(cd core/app && sh ../../scripts/npm.sh run --silent lint && sh ../../scripts/npm.sh run --silent test)

step "agent, models, core, and the whole of it"
.venv/bin/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder
