"""What the core pays for a report: decoded and merged, made durable, and through the whole pipeline.

Prints JSON: sources per second of the process's CPU, medians of interleaved runs. Goal: 1 M decoded and merged.
A report here is one second of 1,000 or 10,000 sources, two rows each, with the entries of URLs and User-Agents that
the agent sends. Its bytes are msgpack in zstd; "unpacked" leaves the zstd out, as PERFORMANCE's figures do.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import zstandard

from agent.contract.columns import AGENT, ROW, URL
from agent.contract.wire import Aggregates, Report
from core.server.actions.book import ActionBook
from core.server.ingest.decode import Limits, check_report, decode_report, unpack
from core.server.ingest.entry import decode_entry, encode_report
from core.server.ingest.journal import Journal
from core.server.ingest.merge import merge_sources
from core.server.pipeline.process import process_entry
from core.server.pipeline.state import PipelineState
from models.batch import read_batch
from models.record import Record

_NOW: Final = 1_800_000_000
_ROWS_PER_SOURCE: Final = 2
_RUNS: Final = 15
_VISITORS: Final = 50  # times as many as come in one second
_DIFFERENT: Final = 40  # pages and User-Agents that visitors share
_DTYPES: Final = {"B": "<u1", "H": "<u2", "I": "<u4", "Q": "<u8", "f": "<f4", "d": "<f8"}


def make_report(
    sources: int,
    sequence: int,
    *,
    among: int | None = None,
    rows_per_source: int = _ROWS_PER_SOURCE,
    first: int | None = None,
) -> Report:
    """Return a report of ordinary visitors, drawn among so many, or those from the `first` on."""
    random = np.random.default_rng(sequence)
    rows = sources * rows_per_source
    drawn = random.choice(among or _VISITORS * sources, sources, replace=False)
    visitors = 0x0A000000 + (drawn if first is None else np.arange(first, first + sources))
    numbers = np.tile(visitors.astype(">u4"), rows_per_source)
    mapped = np.frombuffer(bytes(10) + b"\xff\xff", np.uint8)
    addresses = np.concatenate([np.tile(mapped, (rows, 1)), numbers.view(np.uint8).reshape(rows, 4)], axis=1)
    columns = {column.name: np.zeros(rows, _DTYPES[column.typecode]) for column in ROW}
    requests = random.integers(1, 4, rows)
    columns["assets"][:] = requests // 2
    for name in ("requests", "status_2xx", "gets", "distinct_paths"):
        columns[name][:] = requests
    columns["second"][:] = np.repeat(np.arange(rows_per_source), sources) + _NOW + sequence
    columns["service"][:] = numbers % 8
    columns["bytes"][:] = requests * 4000
    columns["request_time_sum"][:] = random.random(rows)
    columns["request_time_max"][:] = columns["request_time_sum"] / requests
    columns["url_count"][:] = 2
    columns["agent_count"][:] = 1
    for column in (*URL, *AGENT):
        count = rows * (2 if column in URL else 1)
        most = min(2 ** (8 * np.dtype(_DTYPES[column.typecode]).itemsize), 2**31)
        columns[column.name] = random.integers(0, min(most, _DIFFERENT), count).astype(_DTYPES[column.typecode])
    columns["url_flags"] = (columns["path"] % 2).astype("<u1")  # the half are assets
    aggregates = Aggregates(
        rows=rows,
        services=[f"service-{i}.example" for i in range(8)],
        addresses=addresses.tobytes(),
        columns={name: values.tobytes() for name, values in columns.items()},
    )
    return Report(outbox="bench", sequence=sequence, made_at=_NOW + sequence, aggregates=aggregates)


def decode_and_merge(body: bytes, encoding: str) -> None:
    """Do what the core does with a body until there is one row for each source."""
    limits = Limits()
    report = decode_report(unpack(body, encoding, limits.body_bytes), json=False)
    check_report(report, limits)
    merge_sources(read_batch(Record(0, _NOW, "bench", report.aggregates)))


def cpu_seconds(work: Callable[[], None], times: int) -> float:
    """Return the CPU time of one call."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times


def main() -> None:
    """Print the figures."""
    figures = {f"sources_{sources}": measure(sources) for sources in (1_000, 10_000)}
    goal = {"decoded_and_merged_per_cpu_second": 1_000_000}
    print(json.dumps({"goal": goal} | figures, indent=2))  # noqa: T201


def measure(sources: int) -> dict[str, float]:
    """Return the figures for reports of so many sources."""
    plain = msgspec.msgpack.encode(make_report(sources, 0))
    body = zstandard.compress(plain, 3)
    times = max(1, 20_000 // sources)
    samples: dict[str, list[float]] = {"decoded_and_merged": [], "unpacked": [], "logged": [], "processed": []}
    state = PipelineState(ActionBook(), 0)
    with tempfile.TemporaryDirectory() as folder, closing(Journal(Path(folder))) as journal:
        for run in range(_RUNS):
            samples["decoded_and_merged"].append(cpu_seconds(lambda: decode_and_merge(body, "zstd"), times))
            samples["unpacked"].append(cpu_seconds(lambda: decode_and_merge(plain, ""), times))
            report = make_report(sources, run)
            frame = encode_report("bench", report, _NOW + run)
            samples["logged"].append(
                cpu_seconds(lambda r=report, at=run: journal.append_durably([encode_report("n", r, _NOW + at)]), 1)
            )
            samples["processed"].append(cpu_seconds(lambda f=frame, p=run: process_entry(p, decode_entry(f), state), 1))
    rates = {f"{name}_per_cpu_second": round(sources / statistics.median(each)) for name, each in samples.items()}
    return rates | {"bytes_per_source": round(len(body) / sources, 1)}


if __name__ == "__main__":
    main()
