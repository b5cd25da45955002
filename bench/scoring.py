"""From a received body to decisions, with 100,000 live sources: what a source costs in time and in memory.

Prints JSON: sources per second of the process's CPU, medians, and bytes of memory by source. Goals: 200,000 sources per
second and core through all heads, 1 kB of memory each. "ingest to decision" is a report's body unpacked, decoded and
checked, then its scoring and decisions, "scores" without the latter; "pipeline" begins at the ingest log and adds
merging, incidents, traffic figures and what becomes of them. A source here has one row with two URLs and one User-Agent
a report, and one in a hundred scans; all of 100,000 came before it is measured.
"""

import gc
import json
import statistics
import time
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np
import zstandard

from agent.contract.columns import UrlFlag
from agent.contract.wire import Report
from bench.ingest import make_report
from core.server.actions.book import ActionBook
from core.server.decisions.policy import DecisionStage
from core.server.ingest.decode import Limits, check_report, decode_report, unpack
from core.server.ingest.entry import decode_entry, encode_report
from core.server.pipeline.process import process_entry
from core.server.pipeline.state import PipelineState
from models.kernels import KERNELS
from models.record import Record
from models.stage import ScoringStage
from models.state import ScoringState

LIVE: Final = 100_000
_NOW: Final = 1_800_000_000
_RUNS: Final = 15
_AT_ONCE: Final = 10_000
_WARM_UP: Final = 16  # reports
_PAGE_BYTES: Final = 4096
_scoring, _policy = ScoringStage(), DecisionStage()


def main() -> None:
    """Measure, and print the figures."""
    state, memory = live_state()
    figures: dict[str, Any] = {
        "kernels": KERNELS,
        "goal": {"sources_per_cpu_second": 200_000, "bytes_per_source": 1000},
        "live_sources": len(state.scoring.table),
        "bytes_per_source": {
            "resident": memory,
            "table": table_bytes(state.scoring) // state.scoring.table.config.slots,
        },
        "checkpoint": checkpoint(state.scoring),
    }
    for sources in (1_000, 10_000):
        figures[f"sources_{sources}"] = measure(state, sources)
    print(json.dumps(figures, indent=2))  # noqa: T201


def live_state() -> tuple[PipelineState, int]:
    """Return a state that knows LIVE sources, and by how many bytes each made the process grow."""
    state = PipelineState(ActionBook(), 0)
    for sequence in range(_WARM_UP):  # what is paid once, whatever the number of sources: the detectors' first fits too
        process(state, body_of(report_of(_AT_ONCE, sequence, LIVE, first=0)), sequence)
    gc.collect()
    before = _resident()
    for first in range(_AT_ONCE, LIVE, _AT_ONCE):
        sequence += 1
        process(state, body_of(report_of(_AT_ONCE, sequence, LIVE, first=first)), sequence)
    gc.collect()
    return state, (_resident() - before) // (len(state.scoring.table) - _AT_ONCE)


def report_of(sources: int, sequence: int, among: int, first: int | None = None) -> Report:
    """Return a report of sources drawn among so many, or of those from the `first` on.

    Each asks for one of 500 pages, most for the same few, and for an asset of it, always with the same User-Agent.
    One in a hundred scans: 20 requests for what is not there.
    """
    report = make_report(sources, sequence, among=among, rows_per_source=1, first=first)
    random = np.random.default_rng(sequence)
    addresses = np.frombuffer(report.aggregates.addresses, ">u4").reshape(-1, 4).copy()
    host = addresses[:, 3].copy()
    page = (random.pareto(1, sources) * 5 % 500).astype("<u4")
    scans = host % 100 == 0
    addresses[scans, 3] += host[scans] % 65_521 * 256  # each in a network of its own, far from the visitors'
    requests = np.where(scans, 20, 2).astype("<u4")
    url = np.stack([np.where(scans, random.integers(1000, 2**31, sources), page), page + 500], axis=1).astype("<u4")
    flags = np.stack([np.where(scans, UrlFlag.NOT_FOUND, UrlFlag.ANSWERED), np.where(scans, 0, UrlFlag.ASSET)], axis=1)
    columns = {
        "requests": requests,
        "gets": requests,
        "status_2xx": np.where(scans, 0, 2).astype("<u4"),
        "status_4xx": np.where(scans, 20, 0).astype("<u4"),
        "not_found": np.where(scans, 20, 0).astype("<u4"),
        "assets": np.where(scans, 0, 1).astype("<u4"),
        **{name: url.ravel() for name in ("url", "path", "template")},
        "url_flags": flags.astype("u1").ravel(),
        "url_requests": np.stack([requests - 1, np.ones(sources)], axis=1).astype("<u2").ravel(),
        "agent": (host % 37).astype("<u4"),
    }
    aggregates = msgspec.structs.replace(
        report.aggregates,
        addresses=addresses.tobytes(),
        columns=report.aggregates.columns | {name: values.tobytes() for name, values in columns.items()},
    )
    return msgspec.structs.replace(report, aggregates=aggregates)


def body_of(report: Report) -> bytes:
    """Return what comes over the wire."""
    return zstandard.compress(msgspec.msgpack.encode(report), 3)


def process(state: PipelineState, body: bytes, sequence: int) -> float:
    """Do what the core does with a body until there are decisions; return the CPU-seconds until there were scores."""
    began = time.process_time()
    limits = Limits()
    report = decode_report(unpack(body, "zstd", limits.body_bytes), json=False)
    check_report(report, limits)
    record = Record(sequence, float(_NOW + sequence), "bench", report.aggregates)
    (scores,) = _scoring.process([record], state.scoring)
    scored = time.process_time()
    _policy.process(scores, report.samples, state.context, state.decisions)
    return scored - began


def measure(state: PipelineState, sources: int) -> dict[str, int]:
    """Return sources per CPU-second for reports of so many."""
    taken: dict[str, list[float]] = {"ingest_to_scores": [], "ingest_to_decision": [], "pipeline": []}
    times = max(1, 10_000 // sources)
    sequence = state.scoring.table.last.max() - _NOW
    for _ in range(_RUNS):
        sequences = range(int(sequence) + 1, int(sequence) + 1 + 2 * times)
        sequence = sequences[-1]
        reports = [report_of(sources, at, LIVE) for at in sequences]
        bodies = [body_of(report) for report in reports[:times]]
        frames = [
            encode_report("bench", report, float(_NOW + at))
            for at, report in zip(sequences[times:], reports[times:], strict=True)
        ]
        began = time.process_time()
        taken["ingest_to_scores"].append(
            sum(process(state, body, at) for at, body in zip(sequences, bodies, strict=False))
        )
        between = time.process_time()
        for at, frame in zip(sequences[times:], frames, strict=True):
            process_entry(at, decode_entry(frame), state)
        taken["ingest_to_decision"].append(between - began)
        taken["pipeline"].append(time.process_time() - between)
    return {f"{name}_per_cpu_second": round(sources * times / statistics.median(each)) for name, each in taken.items()}


def table_bytes(scoring: ScoringState) -> int:
    """Return the bytes of the columns by slot."""
    return sum(value.nbytes for value in vars(scoring.table).values() if hasattr(value, "nbytes"))


def checkpoint(scoring: ScoringState) -> dict[str, float]:
    """Return what it takes to write the state and to read it, in milliseconds of CPU, and its size."""
    saved: list[float] = []
    for _ in range(5):
        began = time.process_time()
        data = scoring.to_bytes()
        saved.append(time.process_time() - began)
    began = time.process_time()
    ScoringState.from_bytes(data)
    read = time.process_time() - began
    return {
        "write_ms": round(1000 * statistics.median(saved), 1),
        "read_ms": round(1000 * read, 1),
        "megabytes": round(len(data) / 1e6, 1),
    }


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES


if __name__ == "__main__":
    main()
