"""Containers as an engine tells of them."""

import msgspec

from agent.docker.told import Inspected

OURS = {"dozor.service": "shop", "dozor.replica-of": "web", "dozor.replica": "2", "dozor.replica-spec": "ab"}
START = "2026-01-02T03:04:05.123456789Z"
AT = 1767323045.0


def container(name="/web-r2", labels=OURS, **state):
    told = {"Id": "1" * 64, "Name": name, "Config": {"Labels": labels}, "State": {"Status": "running", **state}}
    return msgspec.convert(told, Inspected)
