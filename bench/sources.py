"""Who is here: what it costs to answer with 50,000 live sources, and to take them in.

Prints JSON. Goal: a page of the list below 100 ms of CPU, as people ask again every three seconds.

*Page*: the work of `GET /sources` from the live columns to the encoded answer: places of every source, decisions and
allowlist, a filter, groups, order, the page's hundred. *Take in*: reports of a thousand sources each, as the pipeline's
thread does it after each. Everything is in one process; HTTP and TLS are not in it.
"""

import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from core.server.api.source_filter import matching
from core.server.api.source_groups import Groups, sums_of
from core.server.api.source_schemas import GroupBy
from core.server.api.source_shapes import Held
from core.server.api.source_view import Standing, view_of
from core.server.pipeline.present import PresentSources
from core.server.places.places import Places, open_places
from core.server.series.rows import SourceRow

_SOURCES: Final = 50_000
_SERVICES: Final = 20
_AT_ONCE: Final = 1000
_ROUNDS: Final = 15
_NOW: Final = 1_800_000_600
_BUILT: Final = Path(__file__).resolve().parents[1] / "core" / "places" / "build"
_QUESTIONS: Final[dict[str, tuple[GroupBy, str]]] = {
    "addresses": ("address", ""),
    "addresses that match two tokens": ("address", "score>0.5 -state:banned"),
    "addresses that match a word": ("address", "8.1"),
    "networks": ("network", ""),
    "autonomous systems": ("asn", ""),
    "countries": ("country", ""),
}


def _rows(random: Random) -> list[SourceRow]:
    rows = []
    for i in range(_SOURCES):
        address = f"{random.randrange(11, 223)}.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}"
        requests, score = random.randrange(1, 60), random.random() ** 8
        rows.append(SourceRow(_NOW - 600 + i % 600, f"s{i % _SERVICES}", address, requests, 0, 0, 0, score))
    return rows


def _answer(present: PresentSources, places: Places, by: GroupBy, q: str) -> bytes:
    view = view_of(present.columns(_NOW), places, Standing([], [], []), lambda _name: True)
    view = view.of(matching(view, q))
    groups = Groups.of(view, by)
    shown = groups.shown(groups.ordered("score")[0][:100], Held({}))
    return b"".join(each.model_dump_json().encode() for each in (*shown, sums_of(view)))


def _milliseconds(work: Callable[[], object]) -> dict[str, float]:
    clock, processor = [], []
    for _ in range(_ROUNDS):
        began, cpu = time.perf_counter(), time.process_time()
        work()
        clock.append((time.perf_counter() - began) * 1000)
        processor.append((time.process_time() - cpu) * 1000)
    return {"median_ms": round(statistics.median(clock), 1), "median_cpu_ms": round(statistics.median(processor), 1)}


def measure() -> dict[str, Any]:
    """Return all figures."""
    random = Random(7)  # noqa: S311 - traffic, not secrets
    present, places, rows = PresentSources(), open_places(_BUILT, None, None), _rows(random)
    began = time.process_time()
    for i in range(0, _SOURCES, _AT_ONCE):
        present.recall(rows[i : i + _AT_ONCE])
    taken = time.process_time() - began
    addresses = np.frombuffer(random.randbytes(16 * _SOURCES), np.uint8).reshape(-1, 16)
    pages = {name: _milliseconds(partial(_answer, present, places, *asked)) for name, asked in _QUESTIONS.items()}
    return {
        "sources": len(present),
        "places": places.country is not None,
        "page": pages,
        "places of 50,000 addresses": _milliseconds(lambda: (places.countries(addresses), places.systems(addresses))),
        "taken in, sources per CPU-second": round(_SOURCES / taken),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))  # noqa: T201
