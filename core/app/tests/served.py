"""What tests put on the real NGINX for a while, and what its visitors are answered."""

import http.client
from contextlib import closing
from typing import NamedTuple

from dozor.tests.running import Running, wait_until

NAME = "made.example"


class Answered(NamedTuple):
    """What a visitor got; headers by their names in lowercase."""

    status: int
    headers: dict[str, str]
    body: str


def answered(dozor: Running, host: str, path: str = "/") -> Answered:
    """Ask the real NGINX as a visitor does."""
    with closing(http.client.HTTPConnection("127.0.0.1", dozor.nginx_port, timeout=60)) as connection:
        connection.request("GET", path, headers={"Host": host, "User-Agent": "Mozilla/5.0"})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answered(response.status, headers, response.read().decode())


def deploy(dozor: Running) -> None:
    """Bring what is configured to every node, and wait for the end of it."""
    made = dozor.api("POST", "deployments", {})["deployment"]["id"]
    wait_until(lambda: dozor.api("GET", f"deployments/{made}")["phase"] in {"done", "failed", "cancelled"})


def forget(dozor: Running, *names: str) -> None:
    """Take domains and services of these names away again, where they are."""
    for kind, field in (("domain", "domains"), ("service", "services")):
        for name in dozor.api("GET", "config")[field].keys() & set(names):
            dozor.api("DELETE", f"config/{kind}/{name}")
    deploy(dozor)
