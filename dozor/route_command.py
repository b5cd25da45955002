"""`dozor route HOST PATH`: what would become of a request, and why."""

import json
import sys
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from dozor.explain import TIMEOUT_SECONDS, plain_text, token_file


def route(asked: dict[str, Any], *, data: Path, url: str, as_json: bool) -> int:
    """Print what becomes of a request by the desired state of the core on `data` (or at `url`).

    Args:
        asked: the parameters of `GET /proxy/explain`.
        data: the folder of `dozor up`, or of the core, with the running core's local token.
        url: where the core answers.
        as_json: print the API's answer as it is.

    Returns:
        The exit code: 0, 1 where no domain has the host, 2 where the core does not say.
    """
    try:
        routes = _asked(asked, data, url)
    except (OSError, httpx.HTTPError, LookupError) as error:
        Console(stderr=True).print(plain_text(f"dozor route: {error}"), soft_wrap=True)
        return 2
    if as_json:
        sys.stdout.write(json.dumps(routes) + "\n")
    else:
        for each in routes:
            _print(each, Console())
    return int(not any(each["domain"] for each in routes))


def _asked(asked: dict[str, Any], data: Path, url: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token_file(data).read_text().strip()}"}
    answer = httpx.get(f"{url}/api/v1/proxy/explain", params=asked, headers=headers, timeout=TIMEOUT_SECONDS)
    if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
        raise LookupError(answer.json()["detail"])
    answer.raise_for_status()
    routes: list[dict[str, Any]] = answer.json()
    return routes


def _print(found: dict[str, Any], console: Console) -> None:
    console.print(
        plain_text(f"{found['domain'] or 'no domain'} at {', '.join(found['nodes']) or 'no node'}"), style="bold"
    )
    for step in found["steps"]:
        console.print(plain_text(f"  {step}"), soft_wrap=True)
    if found["tried"]:
        table = Table("", "location", "why", box=None, header_style="dim")
        for each in found["tried"]:
            table.add_row(
                "->" if each["verdict"] == "chosen" else "", plain_text(each["match"]), plain_text(each["why"])
            )
        console.print(table)
    for service in found["services"]:
        head = f"service {service['name']}, {service['percent']:g} % ({service['why']}): {service['method']}"
        console.print(plain_text(head), soft_wrap=True)
        table = Table("node", "member", "place", "weight", "share", "", box=None, header_style="dim")
        for each in service["members"]:
            share = "" if each["share"] is None else f"{each['share']:.0%}"
            style = "" if each["may_answer"] else "dim"
            words = (each["node"], each["name"], each["place"], str(each["weight"]), share, each["why"])
            table.add_row(*(plain_text(word, style=style) for word in words))
        console.print(table)
    if found["status"]:
        console.print(plain_text(f"{found['status']}{' to ' + found['to'] if found['to'] else ''}"), style="bold")
