#!/bin/sh
# Resolves pyproject.toml into hashed requirements that name no download host.
set -eu
lock() {
    file=$1
    shift
    uv pip compile pyproject.toml --extra agent --extra core --extra local "$@" --generate-hashes \
        --no-emit-index-url --no-header --no-annotate --quiet --universal --python-version 3.11 --output-file "requirements/$file.txt"
}
lock run --group build
lock dev --group dev --extra notebooks
uv pip compile --group machines --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --universal \
    --python-version 3.11 --output-file requirements/machines.txt
