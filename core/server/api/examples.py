"""Writes what the app's tests take for answers, made by the models of the API: `python -m core.server.api.examples`."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.server.api.schemas import AnomalousSource, Incident, ReasonOut

if TYPE_CHECKING:
    from pydantic import BaseModel

FIXTURES: Final = Path(__file__).resolve().parents[2] / "app" / "src" / "testing" / "fixtures.json"
_BEGAN: Final = datetime(2026, 11, 22, 18, tzinfo=UTC)


def examples() -> "dict[str, BaseModel]":
    """Return one of each thing that tests of the app are about."""
    reason = ReasonOut(feature="requests_10s", value=460, typical=10, share=0.7, one_in=100_000)
    other = ReasonOut(feature="not_found_paths_600s", value=40, typical=1, share=0.3, one_in=100_000)
    source = AnomalousSource(
        source="203.0.113.7",
        scope="ip",
        country="NL",
        asn=64500,
        asn_name="Example Net",
        service="shop.example",
        score=0.93,
        rps=120,
        traffic_share=0.4,
        requests=1200,
        refused=0,
        first_seen_at=_BEGAN,
        last_seen_at=_BEGAN + timedelta(minutes=5),
        reasons=[reason, other],
        top_path="/api/cart",
        spark=[1, 2, None, 4],
        decision=None,
        allowed=False,
    )
    incident = Incident(
        id="e1",
        kind="flood",
        severity="critical",
        service="shop.example",
        started_at=_BEGAN,
        detected_at=_BEGAN + timedelta(seconds=2),
        ended_at=None,
        sources=1,
        decisions=1,
        refused=0,
        peak_score=0.97,
        peak_rps=120,
        verdict="open",
        verdict_by="",
        verdict_reason="",
        verdict_at=None,
    )
    return {"reason": reason, "source": source, "incident": incident}


def render() -> str:
    """Return the examples as they are to stand in the file."""
    made = {name: each.model_dump(mode="json") for name, each in examples().items()}
    return json.dumps(made, indent=2) + "\n"


if __name__ == "__main__":
    FIXTURES.write_text(render(), encoding="utf-8")
