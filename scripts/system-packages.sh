#!/bin/sh
# What the tests need beside Python and npm packages: a browser, a compiler with sanitizers for the fuzzer, and for
# certificates an authority that speaks ACME, a client of it, a Docker engine for the client's container, libvirt,
# whose test driver is the virtual machines, and wrk for load.
# Missing ones are installed where that can be done, and named where it cannot.
set -eu
missing=
command -v chromium >/dev/null || missing="$missing chromium"
command -v clang >/dev/null || missing="$missing clang"
[ -n "$(find / -xdev -name 'libclang_rt.fuzzer-*.a' -print -quit 2>/dev/null)" ] || missing="$missing libclang-rt-14-dev"
command -v pebble >/dev/null || missing="$missing pebble"
command -v lego >/dev/null || missing="$missing lego"
command -v dockerd >/dev/null || missing="$missing docker.io"
command -v busybox >/dev/null || missing="$missing busybox-static"
command -v wrk >/dev/null || missing="$missing wrk"
command -v pkg-config >/dev/null || missing="$missing pkg-config"
pkg-config --exists libvirt 2>/dev/null || missing="$missing libvirt-dev"
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
