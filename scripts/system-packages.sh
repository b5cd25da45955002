#!/bin/sh
# What the tests need beside Python and npm packages: a browser, and a compiler with sanitizers for the fuzzer.
# Missing ones are installed where that can be done, and named where it cannot.
set -eu
missing=
command -v chromium >/dev/null || missing="$missing chromium"
command -v clang >/dev/null || missing="$missing clang"
[ -n "$(find / -xdev -name 'libclang_rt.fuzzer-*.a' -print -quit 2>/dev/null)" ] || missing="$missing libclang-rt-14-dev"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    printf '\033[1m==> installing%s\033[0m\n' "$missing"
    apt-get update -qq
    # shellcheck disable=SC2086 # one word a package
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null
else
    echo "The tests need these packages of your system (Debian's names):$missing" >&2
    exit 1
fi
