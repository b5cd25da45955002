"""What one frame of the ingest log holds."""

from typing import Literal

import msgspec
import zstandard

from agent.contract.wire import Report
from core.server.ingest.commands import Command


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """A report or a command. `at` is when the core received it (Unix seconds); `body` is zstd over msgpack.

    For commands `node` and `outbox` are empty and `sequence` is 0. `systems` and `countries` are of each row of a
    report, as `models.record.Record` has them.
    """

    kind: Literal["report", "command"]
    at: float
    node: str
    outbox: str
    sequence: int
    body: bytes
    systems: bytes = b""
    countries: bytes = b""


_encoder = msgspec.msgpack.Encoder()
_entries = msgspec.msgpack.Decoder(Entry)
_reports = msgspec.msgpack.Decoder(Report)
_commands: msgspec.msgpack.Decoder[Command] = msgspec.msgpack.Decoder(Command)


def encode_report(node: str, report: Report, received_at: float, systems: bytes = b"", countries: bytes = b"") -> bytes:
    """Return the frame of a report."""
    body = zstandard.compress(_encoder.encode(report), 1)
    return _encoder.encode(Entry("report", received_at, node, report.outbox, report.sequence, body, systems, countries))


def encode_command(command: Command) -> bytes:
    """Return the frame of a command."""
    body = zstandard.compress(_encoder.encode(command), 1)
    return _encoder.encode(Entry("command", command.at, "", "", 0, body))


def decode_entry(payload: bytes) -> Entry:
    """Return a frame's entry, its body still packed."""
    return _entries.decode(payload)


def report_of(entry: Entry) -> Report:
    """Return the report of an entry."""
    return _reports.decode(zstandard.decompress(entry.body))


def command_of(entry: Entry) -> Command:
    """Return the command of an entry."""
    return _commands.decode(zstandard.decompress(entry.body))
