"""`dozor logs SOURCE...`: what containers and services of the fleet write, live and back in time."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from dozor.asking_core import DONE, REFUSED, Asking, asked, print_answer
from dozor.core_client import CoreClient, RefusedError
from dozor.explain import plain_text

_COLOURS: Final = ("cyan", "magenta", "green", "yellow", "blue")
_LEVELS: Final = {"fatal": "bold red", "error": "red", "warning": "yellow", "debug": "dim", "trace": "dim"}
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines. `since` and `until` are instants or ages (`15m`), empty: not bounded."""

    follow: bool = False
    since: str = ""
    until: str = ""
    tail: int = 0
    search: str = ""
    regex: str = ""
    ignore_case: bool = False
    fields: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    streams: tuple[str, ...] = ()
    context: int = 0

    def parameters(self, now: datetime) -> list[tuple[str, Any]]:
        """Return what the API is asked with.

        Raises:
            ValueError: an instant is none.
        """
        single = {
            "since": instant(self.since, now),
            "until": instant(self.until, now),
            "search": self.search,
            "regex": self.regex,
            "tail": self.tail or ("" if self.since else 100),
            "limit": 1_000_000,
            "context": self.context or "",
            "ignore_case": "true" if self.ignore_case else "",
            "follow": "true" if self.follow else "",
        }
        several = {"field": self.fields, "level": self.levels, "stream": self.streams}
        pairs = [(name, value) for name, value in single.items() if value]
        return pairs + [(name, value) for name, values in several.items() for value in values]


def instant(text: str, now: datetime) -> str:
    """Return an instant for the API: of an age such as `90s`, `15m`, `2h` or `3d`, or of an instant with its zone.

    Raises:
        ValueError: it is neither.
    """
    if not text:
        return ""
    if text[-1] in _UNITS and text[:-1].replace(".", "", 1).isdecimal():
        return (now - timedelta(seconds=float(text[:-1]) * _UNITS[text[-1]])).isoformat()
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.astimezone()).isoformat()


def logs(asking: Asking, sources: list[str], wanted: Wanted) -> int:
    """Print lines of sources as they come, or without any list what there is. 1 where something is missing."""

    def run(core: CoreClient) -> int:
        known = core.call("GET", "logs/sources")
        if not sources:
            return _list(asking, known)
        found = [("source", each) for source in sources for each in meant(source, known)]
        now = datetime.now(UTC)  # noqa: TID251 - the program's clock
        try:
            parameters = wanted.parameters(now)
        except (ValueError, OverflowError) as error:
            raise RefusedError(str(error), []) from error
        lines = core.stream("GET", "logs", params=found + parameters)
        return _print_lines(asking, lines)

    return asked(asking, run, program="dozor logs")


def meant(source: str, known: list[dict[str, Any]]) -> list[str]:
    """Return the sources that a name stands for: `NODE/KIND:NAME`, or as much of its end as is enough.

    Raises:
        RefusedError: it stands for none.
    """
    found = [each["source"] for each in known if source in _names(each)]
    if not found and "/" in source and ":" in source:
        return [source]
    if not found:
        raise RefusedError(f"Nothing called {source} has logs; `dozor logs` lists what has.", [])
    return found


def _names(source: dict[str, Any]) -> set[str]:
    node, kind, name = source["node_name"], source["kind"], source["name"]
    return {f"{node}/{kind}:{name}", f"{node}/{name}", f"{kind}:{name}", name}


def _list(asking: Asking, known: list[dict[str, Any]]) -> int:
    table = Table("source", "from", "to", "MB", "", box=None, header_style="dim")
    for each in known:
        state, megabytes = "" if each["present"] else "gone", f"{each['bytes'] / 1e6:.1f}"
        words = (each["source"], each["first_at"], each["last_at"], megabytes, state)
        table.add_row(*(plain_text(str(word or "")) for word in words))
    print_answer(asking, known, lambda console: console.print(table))
    return DONE


def _print_lines(asking: Asking, lines: Iterator[dict[str, Any]]) -> int:
    console, errors, colours = Console(highlight=False), Console(stderr=True), cycle(_COLOURS)
    by_source: dict[str, str] = {}
    end: dict[str, Any] = {"ok": False, "error": "the answer was broken off"}
    for line in lines:
        if line["type"] == "end":
            end = line
        if asking.as_json:
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        elif line["type"] == "line":
            colour = by_source.setdefault(line["source"], next(colours))
            console.print(_shown(line, colour), soft_wrap=True)
        elif line["type"] == "skipped":
            missing = f"{line['lines']} lines are not here: " if line["lines"] else ""
            said = f"{line['source']}: {missing}{line['why']}"
            errors.print(plain_text(said), soft_wrap=True)
    if end["error"]:
        errors.print(plain_text(f"dozor logs: {end['error']}"), soft_wrap=True)
    return DONE if end["ok"] else REFUSED


def _shown(line: dict[str, Any], colour: str) -> Text:
    at = datetime.fromtimestamp(line["at"], UTC).astimezone().strftime("%m-%d %H:%M:%S.%f")[:-3]
    style = "" if line["matched"] else "dim"
    text = Text.from_ansi(line["text"], style=_LEVELS.get(line["level"], style))
    return Text.assemble((f"{at} ", "dim"), (f"{plain_text(line['source'])} ", colour), text)
