"""What `dozor containers` and `dozor processes` do."""

import json
import sys
from typing import Any, Final, NamedTuple

from rich.console import Console
from rich.table import Table

from dozor.asking_core import DIFFERS, DONE, REFUSED, Asking, asked, print_answer
from dozor.core_client import CoreClient, RefusedError
from dozor.explain import plain_text

_PAGE: Final = 500
_ID_DIGITS: Final = 64
_BEFORE: Final = "before"
_STATES: Final = {"running": "green", "exited": "yellow", "restarting": "red", "dead": "red"}


def list_containers(asking: Asking, wanted: dict[str, str]) -> int:
    """Print the containers of the fleet that are meant."""

    def run(core: CoreClient) -> int:
        found = _all(core, wanted)
        print_answer(asking, found, lambda console: _print_containers(found, console))
        return DONE

    return asked(asking, run, program="dozor containers")


class Acting(NamedTuple):
    """What is to be done, and how. `image` is the one to recreate with: its id, `before`, or "" for what is newest."""

    what: str
    node: str
    timeout_seconds: float
    dry_run: bool
    image: str = ""


def act(asking: Asking, name: str, how: Acting) -> int:
    """Do something to the one container of a name (or id), and print how it goes. 1 where it fails."""

    def run(core: CoreClient) -> int:
        found = _one(core, name, how.node)
        path = f"containers/{found['node']}/{found['id']}/{how.what}"
        params: dict[str, Any] = {"timeout_seconds": how.timeout_seconds, "dry_run": how.dry_run}
        if how.image:
            params["image"] = _image(found, how.image)
        end: dict[str, Any] = {"ok": False, "error": "the answer was broken off"}
        for line in core.stream("POST", path, params=params):
            if line["type"] == "end":
                end = line
            _print_step(asking, line)
        if not end["ok"]:
            Console(stderr=True).print(plain_text(f"{name}: {end['error']}", "red"), soft_wrap=True)
            return REFUSED
        return DIFFERS if how.dry_run else DONE

    return asked(asking, run, program="dozor containers")


def list_processes(asking: Asking, node: str, *, count: int, order: str) -> int:
    """Print the processes of a node that use most."""

    def run(core: CoreClient) -> int:
        nodes = [each["id"] for each in core.call("GET", "nodes") if node in {each["id"], each["name"]}]
        if not nodes:
            raise RefusedError(f"There is no node {node}.", [])
        found = core.call("GET", f"nodes/{nodes[0]}/processes", params={"count": count, "order": order})
        print_answer(asking, found, lambda console: _print_processes(found, console))
        return DONE

    return asked(asking, run, program="dozor processes")


def _all(core: CoreClient, wanted: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = core.call("GET", "containers", params={**wanted, "limit": _PAGE, "cursor": cursor})
        found += page["items"]
        cursor = page["next_cursor"]
    return found


def _one(core: CoreClient, name: str, node: str) -> dict[str, Any]:
    """Return the container that is meant: none or several are refused, as something is done to it."""
    listed = _all(core, {"node": node, "text": name})
    found = [each for each in listed if name in {each["name"], each["id"], each["id"][:12]}]
    if len(found) != 1:
        where = ", ".join(f"{each['node_name']} ({each['id'][:12]})" for each in found)
        raise RefusedError(
            f"{name} is on {where}: say which by --node or id." if found else f"No container {name}.", []
        )
    return found[0]


def _image(container: dict[str, Any], asked: str) -> str:
    if asked == _BEFORE and not container["image_before"]:
        raise RefusedError(f"There is no other image before {container['name']}.", [])
    return str(container["image_before"]) if asked == _BEFORE else asked


def _print_step(asking: Asking, line: dict[str, Any]) -> None:
    if asking.as_json:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    elif line["type"] == "step":
        Console().print(plain_text(line["text"]), soft_wrap=True)


def _print_containers(found: list[dict[str, Any]], console: Console) -> None:
    table = Table("node", "container", "state", "health", "service", "project", "image", "id", box=None)
    for each in found:
        state = plain_text(f"{each['state']}{' (oom)' if each['oom_killed'] else ''}", _STATES.get(each["state"], ""))
        words = (each["health"], each["service"], each["project"], each["image"], each["id"][:12])
        table.add_row(plain_text(each["node_name"]), plain_text(each["name"]), state, *map(plain_text, words))
    console.print(table)


def _print_processes(found: list[dict[str, Any]], console: Console) -> None:
    table = Table("pid", "user", "cpu", "MB", "container", "command", box=None, header_style="dim")
    for each in found:
        usage = (f"{each['cpu_share']:.0%}", f"{each['memory_bytes'] / 1e6:.0f}")
        container = each["container"] if len(each["container"]) != _ID_DIGITS else each["container"][:12]
        words = (str(each["pid"]), each["user"], *usage, container, each["command"] or each["name"])
        table.add_row(*map(plain_text, words))
    console.print(table)
