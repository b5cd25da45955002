"""From the bytes of a request to a report that later stages can trust."""

from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
import zstandard

from agent.contract.columns import AGENT, MAX_AGENTS, MAX_URLS, ROW, URL
from agent.contract.wire import Report
from core.server.errors import Invalid, TooLarge, UnsupportedBody
from models.batch import Batch, RecordError, read_batch
from models.record import Record

_msgpack = msgspec.msgpack.Decoder(Report)
_json = msgspec.json.Decoder(Report)
_TEXT: Final = 1024
_KNOWN: Final = frozenset(column.name for column in (*ROW, *URL, *AGENT))
_TIMES: Final = ("request_time_sum", "request_time_max", "upstream_time_sum")
UNNAMED_SERVICE: Final = "default"  # an empty name means "all services" in a decision


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one report may hold."""

    body_bytes: int = 32 * 2**20  # unpacked
    rows: int = 200_000
    services: int = 4096
    samples: int = 1000
    outcomes: int = 100_000


def unpack(body: bytes, content_encoding: str, most: int) -> bytes:
    """Undo the content encoding, never making more than `most` bytes.

    Raises:
        TooLarge: there would be more.
        UnsupportedBody: the encoding is unknown.
        Invalid: the body is not what its encoding says.
    """
    if content_encoding in ("", "identity"):
        plain = body
    elif content_encoding == "zstd":
        plain = _unzstd(body, most)
    else:
        raise UnsupportedBody(f"Content-Encoding {content_encoding!r}: zstd or none is understood")
    if len(plain) > most:
        raise TooLarge(f"more than {most} bytes")
    return plain


def _unzstd(body: bytes, most: int) -> bytes:
    try:
        announced = zstandard.frame_content_size(body)
        if announced > most:
            raise TooLarge(f"{announced} bytes when unpacked, at most {most}")
        if announced >= 0:  # in one go, which is twice as fast
            return zstandard.ZstdDecompressor().decompress(body)
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(body) as stream:
            return stream.read(most + 1)
    except zstandard.ZstdError as error:
        raise Invalid(f"not zstd: {error}") from None


def decode_report(plain: bytes, *, json: bool) -> Report:
    """Return the report in msgpack or JSON.

    Raises:
        Invalid: it is none; the message says where.
    """
    try:
        return _json.decode(plain) if json else _msgpack.decode(plain)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(f"not a report: {error}") from None


def check_report(report: Report, limits: Limits) -> None:
    """Refuse what later stages could not trust; drop columns that this core does not know; name unnamed services.

    Raises:
        TooLarge: more of something than one report may hold; the agent sends it in parts.
        Invalid: says which part contradicts.
    """
    _check_sizes(report, limits)
    try:
        batch = read_batch(Record(0, 0.0, "", report.aggregates))
    except RecordError as error:
        raise Invalid(f"aggregates: {error}") from None
    _check_values(batch)
    _check_samples(report)
    aggregates = report.aggregates
    aggregates.columns = {name: data for name, data in aggregates.columns.items() if name in _KNOWN}
    aggregates.services = [service or UNNAMED_SERVICE for service in aggregates.services]


def _check_sizes(report: Report, limits: Limits) -> None:
    if not 1 <= len(report.outbox) <= 64 or not 0 <= report.sequence < 2**63:
        raise Invalid("outbox: 1 to 64 characters; sequence: 0 to 2^63 - 1")
    sizes = {
        "rows": (report.aggregates.rows, limits.rows),
        "services": (len(report.aggregates.services), limits.services),
        "samples": (len(report.samples), limits.samples),
        "outcomes": (len(report.outcomes), limits.outcomes),
    }
    for name, (size, most) in sizes.items():
        if size > most:
            raise TooLarge(f"{size} {name}, at most {most} in one report")
    if any(len(service) > 253 for service in report.aggregates.services):
        raise Invalid("aggregates.services: a name has at most 253 characters")


def _check_values(batch: Batch) -> None:
    for name, most in (("url_count", MAX_URLS), ("agent_count", MAX_AGENTS)):
        if batch.rows and int(batch.row[name].max()) > most:
            raise Invalid(f"aggregates: {name} {batch.row[name].max()} in one row, at most {most}")
    for name in _TIMES:
        if not (np.isfinite(batch.row[name]).all() and (batch.row[name] >= 0).all()):
            raise Invalid(f"aggregates: {name} is not a number of seconds")


def _check_samples(report: Report) -> None:
    for sample in report.samples:
        if not 0 <= sample.row < report.aggregates.rows:
            raise Invalid(f"samples: row {sample.row} of {report.aggregates.rows}")
        for name in ("method", "path", "user_agent", "referrer", "request_id"):
            setattr(sample, name, getattr(sample, name)[:_TEXT])
