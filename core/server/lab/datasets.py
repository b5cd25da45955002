"""What data the installation holds, by data set: its columns, how long it is kept, and where it comes from."""

from typing import Final, Literal

import msgspec

from core.server.metrics.ladder import LADDER
from core.server.series.tiers import SOURCES, TRAFFIC, Tier
from models.ensemble import HEADS
from models.features import NAMES

Kind = Literal["instant", "integer", "number", "text", "flag", "object"]
DAY_SECONDS: Final = 86_400
MOST_ROWS: Final = 1_000_000  # of one download
MOST_RECORDS: Final = 50_000  # of kept rows, in one download


class Column(msgspec.Struct, frozen=True):
    """A column of a data set. `unit` is empty where there is none."""

    name: str
    kind: Kind
    unit: str = ""


class Dataset(msgspec.Struct, frozen=True, kw_only=True):
    """A data set. `keep` names the setting that says how long it is kept; of one in `tiers`, each has its own time.

    `made_from` are the data sets, or sources of data, that it is made from; `table` holds it.
    """

    name: str
    table: str
    columns: tuple[Column, ...]
    keep: Literal["feature_days", "history_days", ""]
    tiers: tuple[Tier, ...] = ()
    made_from: tuple[str, ...]


def _columns(kind: Kind, *names: str, unit: str = "") -> tuple[Column, ...]:
    return tuple(Column(name, kind, unit) for name in names)


_AT: Final = _columns("instant", "at")
_TIER: Final = (*_AT, *_columns("text", "service"))
_STEP: Final = _columns("integer", "step_seconds", unit="s")

DATASETS: Final = {
    each.name: each
    for each in (
        Dataset(
            name="features",
            table="feature_rows",
            columns=(
                *_AT,
                *_columns("text", "service", "source"),
                *_columns("integer", "requests", "refused"),
                *_columns("number", "rps", unit="1/s"),
                *_columns("number", "score", "p_value"),
                *_columns("flag", "sampled"),
                *_columns("number", *NAMES),
                *_columns("number", *(f"head_{name}" for name in HEADS), unit="-log10 p"),
            ),
            keep="feature_days",
            made_from=("reports", "detectors"),
        ),
        Dataset(
            name="traffic",
            table="traffic",
            columns=(
                *_TIER,
                *_STEP,
                *_columns("integer", "requests", "requests_max", "refused"),
                *_columns("integer", "bytes", unit="B"),
                *_columns("integer", "status_2xx", "status_3xx", "status_4xx", "status_5xx"),
                *_columns("number", "request_seconds", "request_seconds_max", unit="s"),
                *_columns("number", "score"),
                *_columns("number", "expected_low", "expected_high", unit="1/s"),
            ),
            keep="",
            tiers=TRAFFIC,
            made_from=("reports", "detectors"),
        ),
        Dataset(
            name="sources",
            table="source_traffic",
            columns=(
                *_TIER,
                *_columns("text", "source"),
                *_STEP,
                *_columns("integer", "requests", "refused"),
                *_columns("integer", "bytes", unit="B"),
                *_columns("integer", "errors"),
                *_columns("number", "score"),
            ),
            keep="",
            tiers=SOURCES,
            made_from=("reports", "detectors"),
        ),
        Dataset(
            name="decisions",
            table="decision",
            columns=(
                *_AT,
                *_columns("text", "id", "type", "scope", "source", "service", "kind"),
                *_columns("instant", "until_at", "lifted_at"),
                *_columns("text", "origin", "decided_by"),
                *_columns("flag", "simulated"),
                *_columns("number", "score"),
                *_columns("text", "incident_id"),
                *_columns("object", "reasons", "evidence"),
            ),
            keep="history_days",
            made_from=("detectors", "people"),
        ),
        Dataset(
            name="incidents",
            table="incident",
            columns=(
                *_AT,
                *_columns("text", "id", "kind", "severity", "service"),
                *_columns("instant", "detected_at", "ended_at"),
                *_columns("integer", "sources", "decisions", "refused"),
                *_columns("number", "peak_score"),
                *_columns("number", "peak_rps", unit="1/s"),
                *_columns("text", "verdict", "verdict_by", "verdict_reason"),
                *_columns("instant", "verdict_at"),
                *_columns("object", "timeline"),
            ),
            keep="history_days",
            made_from=("decisions", "people"),
        ),
        Dataset(
            name="labels",
            table="label",
            columns=(
                *_AT,
                *_columns("text", "service", "source", "label", "incident_id", "said_by", "reason"),
                *_columns("instant", "seen_at"),
                *_columns("object", "features"),
            ),
            keep="history_days",
            made_from=("people", "features", "incidents"),
        ),
        Dataset(
            name="metrics",
            table="metric_block",
            columns=(
                *_AT,
                *_columns("text", "node", "kind", "entity", "metric", "unit"),
                *_STEP,
                *_columns("number", "avg", "min", "max"),
            ),
            keep="",
            tiers=LADDER,
            made_from=("reports",),
        ),
    )
}
