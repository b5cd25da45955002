"""What `dozor alarms` does."""

import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from dozor.asking_core import DIFFERS, DONE, Asking, asked, print_answer
from dozor.core_client import CoreClient
from dozor.explain import plain_text

_PROGRAM = "dozor alarms"
_STYLES = {"critical": "red", "high": "red", "medium": "yellow"}


def list_alarms(asking: Asking, *, history: bool) -> int:
    """Print what fires, or also what is over."""

    def run(core: CoreClient) -> int:
        names = {each["id"]: each["name"] for each in core.call("GET", "nodes")}
        answer = core.call("GET", "alarms/history" if history else "alarms")
        found = answer["items" if history else "alarms"]
        print_answer(asking, found, lambda console: _print_alarms(found, names, console))
        return DONE

    return asked(asking, run, program=_PROGRAM)


def say(asking: Asking, alarm: str, what: str, body: dict[str, Any]) -> int:
    """Acknowledge or silence an alarm."""

    def run(core: CoreClient) -> int:
        core.call("POST", f"alarms/{alarm}/{what}", body=body)
        return DONE

    return asked(asking, run, program=_PROGRAM)


def export_rules(asking: Asking) -> int:
    """Print people's rules as YAML."""

    def run(core: CoreClient) -> int:
        sys.stdout.write(core.call("GET", "alarm-rules/export"))
        return DONE

    return asked(asking, run, program=_PROGRAM)


def apply_rules(asking: Asking, file: Path, *, prune: bool, dry_run: bool) -> int:
    """Bring the rules to what a file says, and print what that changes; 3 where a dry run finds something."""

    def run(core: CoreClient) -> int:
        body = {"text": file.read_text(encoding="utf-8"), "prune": prune, "dry_run": dry_run}
        changes = core.call("POST", "alarm-rules/apply", body=body)["changes"]
        print_answer(asking, changes, lambda console: _print_changes(changes, console))
        return DIFFERS if dry_run and changes else DONE

    return asked(asking, run, program=_PROGRAM)


def _print_alarms(alarms: list[dict[str, Any]], names: dict[str, str], console: Console) -> None:
    table = Table("id", "severity", "since", "rule", "node", "entity", "value", "state", box=None)
    for each in alarms:
        style = "" if each["cleared_at"] else _STYLES.get(each["severity"], "")
        value = "" if each["value"] is None else f"{each['value']:.4g}"
        where = (names.get(each["node_id"], each["node_id"]), each["entity"], value, _state(each))
        cells = (each["id"], each["severity"], each["since_at"][:19], each["rule"], *where)
        table.add_row(*(plain_text(cell, style) for cell in cells))
    console.print(table)


def _state(alarm: dict[str, Any]) -> str:
    if alarm["cleared_at"]:
        return f"over since {alarm['cleared_at'][:19]}"
    said = [f"{word} by {alarm[word]['by']}" for word in ("acknowledged", "silenced") if alarm[word]]
    return ", ".join(said) or "fires"


def _print_changes(changes: list[dict[str, Any]], console: Console) -> None:
    for each in changes:
        console.print(plain_text(f"{each['what']} {each['name']}"), soft_wrap=True)
    if not changes:
        console.print("Nothing differs.")
