"""What processing one log entry brought, as it waits for PostgreSQL."""

import msgspec

from core.server.decisions.decision import Decision
from core.server.decisions.evidence import PartRecord
from core.server.decisions.incident import Incident
from core.server.decisions.verdicts import Labels
from core.server.lab.lessons import SourceLabel
from core.server.metrics.rows import MetricRow
from core.server.series.rows import SourceRow, TrafficRow


class LiftRecord(msgspec.Struct, array_like=True):
    """A decision that was ended before its time."""

    decision_id: str
    lifted_at: float


class Output(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Everything that is to be stored of the entry at `position`. `rows` are packed `lab.feature_rows`, or empty."""

    position: int
    as_of: float
    traffic: list[TrafficRow] = []
    sources: list[SourceRow] = []
    decisions: list[Decision] = []
    lifts: list[LiftRecord] = []
    incidents: list[Incident] = []
    parts: list[PartRecord] = []
    labels: list[Labels] = []
    source_labels: list[SourceLabel] = []
    rows: bytes = b""
    metrics: MetricRow | None = None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Output)


def encode_output(output: Output) -> bytes:
    """Return the frame of an output."""
    return _encoder.encode(output)


def decode_output(payload: bytes) -> Output:
    """Return the output of a frame."""
    return _decoder.decode(payload)
