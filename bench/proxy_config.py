"""How quickly a thousand sites are read, checked, rendered and compared, and what a change of one of them costs.

Prints JSON, in seconds: medians of several runs.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from core.server.proxy.deploy.build import FileSources
from core.server.proxy.deploy.builds import Builds
from core.server.proxy.deploy.shown import file_differences
from core.server.proxy.documents.change import changed, differences, read_change, state_of
from core.server.proxy.documents.declared import declared_changes, exported, read_declared
from core.server.proxy.pages.rendering import page_files
from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.node import render_node, upstreams_of
from core.server.proxy.specs.references import check_references
from core.server.proxy.specs.state import DesiredState

SITES = 1_000
RUNS = 5


def site(number: int) -> dict[str, Any]:
    """Return a site as an operator would write it: a few names, a few locations."""
    return {
        "names": [f"site{number}.example", f"www.site{number}.example", f"*.apps{number}.example"],
        "service": f"service{number}",
        "nodes": ["one"],
        "limit": {"requests": 50, "burst": 100},
        "compression": {},
        "locations": [
            {"match": {"path": "/api/"}, "service": f"service{(number + 1) % SITES}", "read_seconds": 30},
            {"match": {"kind": "exact", "path": "/old"}, "redirect": {"to": "/new", "status": 301}},
            {"match": {"kind": "regex", "regex": r"\.(css|js|png)$"}, "cache": {"seconds": 600}},
        ],
    }


def state() -> DesiredState:
    """Return a thousand sites with a service each."""
    members = [{"name": name, "host": "10.0.0.5", "port": 8080} for name in ("a", "b")]
    specs: dict[Any, Any] = {("node", "one"): read_change("node", "one", {})}
    for number in range(SITES):
        name = f"service{number}"
        specs["service", name] = read_change("service", name, {"members": members})
        specs["domain", f"site{number}"] = read_change("domain", f"site{number}", site(number))
    return state_of(specs)


def seconds(work: Callable[[], object]) -> float:
    """Return the median of how long some work takes."""
    figures = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        figures.append(time.perf_counter() - start)
    return round(statistics.median(figures), 4)


async def change_of_one(before: DesiredState) -> float:
    """Return what stands between a PUT of one domain and its answer: checked twice, built, compared; not stored."""
    builds, around = Builds(FileSources(page_files=page_files, certificate_files=_none)), Surroundings()
    await builds.of(before, "one", around)
    figures = []
    for run in range(RUNS):
        start = time.perf_counter()
        spec = read_change("domain", "site7", {**site(7), "description": f"run {run}", "body_kib": run + 1})
        after = changed(before, {("domain", "site7"): spec})
        assert len(differences(before, after)) == 1
        for each in (before, after, after):
            check_references(each, nodes={"one"}, secrets=())
        was, becomes = await builds.of(before, "one", around), await builds.of(after, "one", around)
        contents = {**was.contents, **becomes.contents}
        files = list(file_differences(was.manifest, becomes.manifest, contents.get))
        assert [each.file for each in files] == ["sites/site7.conf"]
        figures.append(time.perf_counter() - start)
        before = after
    return round(statistics.median(figures), 4)


def _none(name: str) -> dict[str, bytes]:
    raise KeyError(name)


def measure() -> dict[str, Any]:
    """Return the figures."""
    made, around = state(), Surroundings()
    text = exported(made, 1)
    return {
        "sites": SITES,
        "text_bytes": len(text),
        "read_and_validate": seconds(lambda: read_declared(text)),
        "export": seconds(lambda: exported(made, 1)),
        "check_references": seconds(lambda: check_references(made, nodes={"one"}, secrets=())),
        "compare": seconds(lambda: differences(made, changed(made, declared_changes(made, {}, prune=False)))),
        "render": seconds(lambda: render_node(made, "one", around)),
        "members": seconds(lambda: upstreams_of(made, "one", around)),
        "change_of_one_site": asyncio.run(change_of_one(made)),
    }


if __name__ == "__main__":
    print(json.dumps(measure()))  # noqa: T201
