"""`dozor record`: what an agent would have reported of a scenario or of finished logs, in a file for the notebooks."""

import sys
from collections.abc import Sequence
from pathlib import Path

from agent.parse.format import FormatError
from agent.parse.formats import named_format
from dozor.log_records import LogError, LogReader
from dozor.scenario_records import records
from models.evaluation.background import SyntheticBackground
from models.evaluation.recording import Recording
from models.evaluation.scenario import scenario


def record_scenario(file: Path, *, seed: int, scale: float, minutes: float) -> int:
    """Write the last minutes of a scenario in which nothing is refused, with the truth about it; return 0."""
    made = scenario(seed, background=SyntheticBackground(), scale=scale).last(60 * minutes)
    return _write(file, Recording(list(records(made)), made.truth, made.verified | made.own))


def record_logs(file: Path, logs: Sequence[Path], *, log_format: str, service: str) -> int:
    """Write the records of logs, whose truth nobody knows; return the exit code."""
    try:
        read = list(LogReader(named_format(log_format), service).read(logs))
    except (FormatError, LogError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"dozor: {error}\n")
        return 2
    return _write(file, Recording(read))


def _write(file: Path, recording: Recording) -> int:
    file.parent.mkdir(parents=True, exist_ok=True)
    data = recording.to_bytes()
    file.write_bytes(data)
    rows = sum(record.aggregates.rows for record in recording.records)
    sys.stderr.write(f"{file}: {len(recording.records):,} records, {rows:,} rows, {len(data):,} bytes\n")
    return 0
