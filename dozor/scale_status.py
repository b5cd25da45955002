"""What `dozor scale status`, `history`, `pause` and `resume` do."""

from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from dozor.asking_core import DONE, Asking, asked, print_answer
from dozor.core_client import CoreClient
from dozor.explain import plain_text

_PROGRAM: Final = "dozor scale"


def show_status(asking: Asking) -> int:
    """Print how each service is scaled."""

    def run(core: CoreClient) -> int:
        found = core.call("GET", "scaling")
        print_answer(asking, found, lambda console: _print_services(found["services"], console))
        return DONE

    return asked(asking, run, program=_PROGRAM)


def show_history(asking: Asking, service: str, *, hours: float) -> int:
    """Print what was ordered for a service in the last hours."""

    def run(core: CoreClient) -> int:
        path = f"scaling/{quote(service, safe='')}/history"
        until = datetime.fromisoformat(core.call("GET", "scaling")["as_of"])
        begin = int((until - timedelta(hours=hours)).timestamp())
        found = core.call("GET", path, params={"from": begin})
        print_answer(asking, found, lambda console: _print_events(found["events"], console))
        return DONE

    return asked(asking, run, program=_PROGRAM)


def pause(asking: Asking, service: str, what: str, direction: str) -> int:
    """Pause or resume a service, and print how it is scaled now."""

    def run(core: CoreClient) -> int:
        path = f"scaling/{quote(service, safe='')}/{what}"
        found = core.call("POST", path, body={"direction": direction})
        print_answer(asking, found, lambda console: _print_services([found], console))
        return DONE

    return asked(asking, run, program=_PROGRAM)


def _print_services(found: list[dict[str, Any]], console: Console) -> None:
    table = Table("service", "bounds", "desired", "current", "ready", "load", "why", box=None, header_style="dim")
    for each in found:
        counts = (each["desired"], each["current"], each["ready"])
        load = "" if each["load"] is None else f"{each['load']:.1f}"
        words = [
            *(f"TROUBLE {one['text']}" for one in each["troubles"]),
            *_marks(each),
            *(one["text"] for one in each["reasons"]),
        ]
        told = ("-" if count is None else str(count) for count in counts)
        bounds = f"{each['min']}-{each['max']}"
        table.add_row(*map(plain_text, (each["service"], bounds, *told, load, "; ".join(words))))
    console.print(table)


def _marks(each: dict[str, Any]) -> list[str]:
    marks = {"paused_in": "shrinking paused", "paused_out": "growth paused", "dry_run": "dry run"}
    return [word for name, word in marks.items() if each[name]]


def _print_events(events: list[dict[str, Any]], console: Console) -> None:
    for each in events:
        change = f"{each['before']} -> {each['after']}" if each["before"] != each["after"] else str(each["after"])
        told = "; ".join(one["text"] for one in each["reasons"])
        by = f" by {each['by']}" if each["by"] else ""
        console.print(plain_text(f"{each['at']}  {each['kind']}{by}  {change}  {told}"), soft_wrap=True)
