#!/bin/sh
# Resolves pyproject.toml into hashed requirements that name no download host.
set -eu
lock() {
    uv pip compile pyproject.toml --extra agent --extra core --extra local --group "$1" --generate-hashes \
        --no-emit-index-url --no-header --no-annotate --quiet --universal --python-version 3.11 --output-file "requirements/$2.txt"
}
lock build run
lock dev dev
