#!/bin/sh
# lego's hook of a DNS provider: tells pebble-challtestsrv what to answer.
set -eu
case $1 in
present) wget -q -O - --post-data "{\"host\": \"$2\", \"value\": \"$3\"}" "$DNS_TEST_API/set-txt" ;;
cleanup) wget -q -O - --post-data "{\"host\": \"$2\"}" "$DNS_TEST_API/clear-txt" ;;
esac
