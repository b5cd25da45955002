"""What the picture of an incident shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn. Rates are per second, `step_seconds` apart from `first_at` on; None is a gap.

    Instants are Unix seconds, shown as clocks in `zone` show them: `began_at` and `ended_at` (None while it goes on)
    of the incident, `decided_at` of its decisions. `title` and `note` are plain lines.
    """

    title: str
    note: str
    language: Literal["ru", "en"]
    zone: tzinfo
    first_at: int
    step_seconds: int
    served: Sequence[float | None]
    refused: Sequence[float | None]
    usual_low: Sequence[float | None]
    usual_high: Sequence[float | None]
    began_at: float
    ended_at: float | None
    decided_at: Sequence[float]
