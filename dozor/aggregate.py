"""`dozor aggregate`: a finished log as aggregates, one JSON object per second, service and source."""

import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from agent.aggregate.aggregator import Aggregator, Limits, new_aggregator
from agent.contract.wire import Counters
from agent.parse.format import FormatError, LineFormat
from agent.parse.formats import named_format
from dozor.log_files import open_log

_CHUNK_BYTES: Final = 1 << 18
_LIMITS: Final = Limits(rows=200_000)
_WAITING: Final = 60_000  # rows beyond which the oldest are written: as many as a processor's cache holds
_KEPT: Final = 40_000

Write = Callable[[bytes], object]


def aggregate(
    logs: Annotated[
        list[str], typer.Argument(metavar="LOG...", help="Access logs: plain, .gz, or - for standard input.")
    ],
    *,
    format_name: Annotated[
        str, typer.Option("--format", help="combined, dozor, json, or a file that holds a log_format.")
    ] = "combined",
    service: Annotated[str, typer.Option(help="The service of all lines, where the log does not name it.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, the only form there is.")] = True,  # noqa: ARG001 - says what comes
) -> None:
    """Print what each source asked of each service, second by second."""
    line_format = _load_format(format_name)
    try:
        whole = aggregate_logs(logs, line_format, service, sys.stdout.buffer.write)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        sys.stderr.close()  # the reader has had enough; Python would complain of it at exit
        raise typer.Exit(1) from None
    if not whole:
        raise typer.Exit(1)


def main() -> None:
    """Run the command by itself."""
    typer.run(aggregate)


def aggregate_logs(logs: Sequence[str], line_format: LineFormat, service: str, write: Write) -> bool:
    """Write the aggregates of logs through `write`; return whether every log could be read to its end.

    A second, service and source stand in one object, unless a line comes so late that its second was written already
    (see `Aggregator.settle_json`). What could not be read is told on standard error.
    """
    aggregator = new_aggregator(line_format, service=service, limits=_LIMITS)
    total = Counters()
    whole = True
    for log in logs:
        try:
            for _ in _feed(log, aggregator):
                if aggregator.rows > _WAITING:
                    aggregator.settle_json(write, _KEPT)
        except (OSError, EOFError, zlib.error) as error:
            _tell(f"{log}: {getattr(error, 'strerror', None) or error}")
            whole = False
    _add(total, aggregator.drain_json(write))
    if total.malformed:
        _tell(f"{total.malformed:,} of {total.lines:,} lines could not be read, such as {total.malformed_samples[:1]}")
    return whole


def _load_format(name: str) -> LineFormat:
    try:
        return named_format(name)
    except (FormatError, OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{name}: {error}", param_hint="--format") from error


def _feed(log: str, aggregator: Aggregator) -> Iterator[None]:
    """Feed a log through one buffer that is used again and again; yields after each chunk."""
    buffer = bytearray(_CHUNK_BYTES)
    kept = 0
    with open_log(Path(log)) as file:
        while read := file.readinto(memoryview(buffer)[kept:]):  # type: ignore[attr-defined]
            end = kept + read
            with memoryview(buffer)[:end] as filled:
                consumed = aggregator.feed(filled)
            kept = end - consumed
            buffer[:kept] = buffer[consumed:end]
            yield
    if kept:
        aggregator.feed(bytes(buffer[:kept]) + b"\n")


def _add(total: Counters, counters: Counters) -> None:
    total.lines += counters.lines
    total.malformed += counters.malformed
    total.malformed_samples += counters.malformed_samples


def _tell(text: str) -> None:
    sys.stderr.write(f"dozor: {text}\n")
