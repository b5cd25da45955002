"""What `dozor config` does: asks the core, prints what it says, and tells by its exit code what came of it."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from dozor.asking_core import DIFFERS, DONE, REFUSED, Asking, asked, print_answer
from dozor.config_print import (
    print_change,
    print_end,
    print_files,
    print_findings,
    print_line,
    print_nodes,
    print_revisions,
)
from dozor.core_client import CoreClient

_RUNNING: Final = frozenset({"checking", "trying", "widening", "spreading"})
_POLL_SECONDS: Final = 0.3


@dataclass(frozen=True, slots=True)
class Changing:
    """How a change is to be made."""

    note: str = ""
    dry_run: bool = False
    deploys: bool = False


def export(asking: Asking, file: Path | None) -> int:
    """Write all documents as YAML to a file, or print them."""

    def run(core: CoreClient) -> int:
        text = core.call("GET", "config/export")
        if file is None:
            sys.stdout.write(text)
        else:
            file.write_text(text)
        return DONE

    return _asked(asking, run)


def plan(asking: Asking, file: str, *, prune: bool) -> int:
    """Say what declaring a state would do."""

    def run(core: CoreClient) -> int:
        change = core.call("POST", "config/plan", body={"text": _read(file), "prune": prune})
        return _shown(asking, change)

    return _asked(asking, run)


def apply(asking: Asking, file: str, how: Changing, *, prune: bool) -> int:
    """Make documents what a text declares; deploy them where asked."""

    def run(core: CoreClient) -> int:
        body = {"text": _read(file), "prune": prune}
        return _changed(asking, core, "config/apply", body, how)

    return _asked(asking, run)


def restore(asking: Asking, revision: int, how: Changing) -> int:
    """Make a new revision that says what an old one said."""
    return _asked(asking, lambda core: _changed(asking, core, f"config/revisions/{revision}/restore", None, how))


def deploy(asking: Asking, how: Changing, *, despite_problems: bool, waits: bool) -> int:
    """Bring the newest revision to the nodes, and follow it there."""

    def run(core: CoreClient) -> int:
        body = {"note": how.note, "despite_problems": despite_problems}
        made = core.call("POST", "deployments", body=body, params={"dry_run": how.dry_run})
        if how.dry_run:
            print_answer(asking, made, lambda console: print_files(made["nodes"], console))
            return DIFFERS if made["nodes"] else DONE
        return _followed(asking, core, made["deployment"], waits=waits)

    return _asked(asking, run)


def status(asking: Asking) -> int:
    """Show what nodes run; the exit code tells whether all run what they are to."""

    def run(core: CoreClient) -> int:
        nodes, findings = core.call("GET", "proxy/nodes"), core.call("GET", "config")["findings"]

        def people(console: Console) -> None:
            print_nodes(nodes, console)
            print_findings(findings, console)

        print_answer(asking, {"nodes": nodes, "findings": findings}, people)
        return DONE if all(node["in_sync"] for node in nodes) else REFUSED

    return _asked(asking, run)


def history(asking: Asking, limit: int) -> int:
    """Show who changed what when."""

    def run(core: CoreClient) -> int:
        revisions = core.call("GET", "config/revisions", params={"limit": limit})
        print_answer(asking, revisions, lambda console: print_revisions(revisions, console))
        return DONE

    return _asked(asking, run)


def _asked(asking: Asking, run: Callable[[CoreClient], int]) -> int:
    return asked(asking, run, program="dozor config")


def _changed(asking: Asking, core: CoreClient, path: str, body: Any, how: Changing) -> int:
    params = {"dry_run": how.dry_run, "note": how.note}
    change = core.call("POST", path, body=body, params=params)
    if how.dry_run:
        return _shown(asking, change)
    if not (how.deploys and asking.as_json):
        _shown(asking, change)
    if not how.deploys:
        return DONE
    made = core.call("POST", "deployments", body={"note": how.note, "expected_revision": change["revision"]})
    return _followed(asking, core, made["deployment"], waits=True)


def _shown(asking: Asking, change: dict[str, Any]) -> int:
    print_answer(asking, change, lambda console: print_change(change, console))
    if change["refusals"]:
        return REFUSED
    return DIFFERS if change["differences"] else DONE


def _followed(asking: Asking, core: CoreClient, deployment: dict[str, Any], *, waits: bool) -> int:
    """Print a deployment's timeline as it grows, until it ends."""
    console, told = Console(), 0
    while True:
        if not asking.as_json:
            for line in deployment["timeline"][told:]:
                print_line(line, console)
            told = len(deployment["timeline"])
        if deployment["phase"] not in _RUNNING or not waits:
            break
        time.sleep(_POLL_SECONDS)
        deployment = core.call("GET", f"deployments/{deployment['id']}")
    last = deployment
    print_answer(asking, last, lambda console: print_end(last, console))
    return REFUSED if last["phase"] in {"failed", "cancelled"} else DONE


def _read(file: str) -> str:
    return sys.stdin.read() if file == "-" else Path(file).read_text()
