"""From the bytes of a request to a report that later stages can trust."""

import math
from dataclasses import dataclass
from typing import Final

import msgspec
import zstandard

from agent.contract.columns import AGENT, MAX_AGENTS, MAX_URLS, ROW, URL
from agent.contract.metrics import Metrics
from agent.contract.wire import Host, Report
from core.server.errors import Invalid, TooLarge, UnsupportedBody
from models.batch import Batch, RecordError, read_batch
from models.record import Record

_msgpack = msgspec.msgpack.Decoder(Report)
_json = msgspec.json.Decoder(Report)
_TEXT: Final = 1024
_LOGS: Final = 200
_KNOWN: Final = frozenset(column.name for column in (*ROW, *URL, *AGENT))
_TIMES: Final = ("request_time_sum", "request_time_max", "upstream_time_sum")
_MOST_SECONDS: Final = 1e12  # of one row: more could add up to what is no number, and services remember sums
_UNREADABLE: Final = Metrics(at=math.nan)
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
    """Return the report in msgpack or JSON. Metrics that are none become such as `metrics.admission` refuses.

    Raises:
        Invalid: it is none; the message says where.
    """
    try:
        return _json.decode(plain) if json else _msgpack.decode(plain)
    except msgspec.ValidationError as error:
        if "$.metrics" not in str(error):
            raise Invalid(f"not a report: {error}") from None
        return _without_metrics(plain, json=json)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(f"not a report: {error}") from None


def _without_metrics(plain: bytes, *, json: bool) -> Report:
    """Return a report but for its metrics, which are of another kind than ours."""
    try:
        fields = msgspec.json.decode(plain) if json else msgspec.msgpack.decode(plain)
        fields.pop("metrics")
        report = msgspec.convert(fields, Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Invalid(f"not a report: {error}") from None
    report.metrics = _UNREADABLE
    return report


def check_report(report: Report, limits: Limits) -> None:
    """Refuse what later stages could not trust; drop columns that this core does not know; name unnamed services.

    Metrics are for `metrics.admission` to judge: they are no reason to lose the rest.

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
    if not math.isfinite(report.made_at):
        raise Invalid("made_at is no instant")
    if report.host:
        _tidy_host(report.host)
    aggregates = report.aggregates
    aggregates.columns = {name: data for name, data in aggregates.columns.items() if name in _KNOWN}
    aggregates.services = [_storable(service) or UNNAMED_SERVICE for service in aggregates.services]


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
        if not ((batch.row[name] >= 0) & (batch.row[name] <= _MOST_SECONDS)).all():
            raise Invalid(f"aggregates: {name} is not a number of seconds")


def _storable(name: str) -> str:
    """Return a name as PostgreSQL takes it: no text of it holds NUL."""
    return name.replace("\0", "\ufffd")


def _tidy_host(host: Host) -> None:
    """Have a host be what can be kept and read again: JSON has no NaN. What measures nonsense is unknown, no more."""
    for name in ("cpu_share", "load_1m", "disk_used_share", "uptime_seconds", "agent_cpu_share"):
        if not math.isfinite(getattr(host, name)):
            setattr(host, name, -1.0)
    host.hostname, host.nginx_version = host.hostname[:_TEXT], host.nginx_version[:_TEXT]
    host.logs = [log[:_TEXT] for log in host.logs[:_LOGS]]


def _check_samples(report: Report) -> None:
    for sample in report.samples:
        if not 0 <= sample.row < report.aggregates.rows:
            raise Invalid(f"samples: row {sample.row} of {report.aggregates.rows}")
        for name in ("method", "path", "user_agent", "referrer", "request_id"):
            setattr(sample, name, getattr(sample, name)[:_TEXT])
