"""Flagged sources as the API shows them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.contract.address import pack_address
from core.server.api.decision_shapes import instant
from core.server.api.schemas import ActiveDecision, AnomalousSource, ReasonOut
from core.server.decisions.decision import RANK
from core.server.decisions.range_of import range_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.server.decisions.context import Context
    from core.server.decisions.decision import Decision
    from core.server.pipeline.live_source import LiveSource
    from core.server.places.places import Places


@dataclass(frozen=True, slots=True)
class Held:
    """The decisions that hold, by source."""

    by_value: "dict[str, list[Decision]]"

    @classmethod
    def of(cls, decisions: "Iterable[Decision]") -> "Held":
        """Return the decisions, sorted by source."""
        by_value: dict[str, list[Decision]] = {}
        for decision in decisions:
            by_value.setdefault(decision.value, []).append(decision)
        return cls(by_value)

    def strongest(self, source: str, service: str) -> "Decision | None":
        """Return the decision that counts for a source at a service: what is carried out before what is simulated."""
        about = (*self.by_value.get(source, ()), *self.by_value.get(range_of(source), ()))
        held = [d for d in about if d.service in {"", service}]
        return max(held, key=lambda d: (not d.simulated, RANK[d.type], d.decided_at), default=None)


def shown_source(
    source: "LiveSource", now: float, total_rps: float, held: Held, *, context: "Context", places: "Places"
) -> AnomalousSource:
    """Return a source for the table; its share is of `total_rps`, what the services watched get in all."""
    second, decision = int(now), held.strongest(source.source, source.service)
    rps, packed = source.rps(second), pack_address(source.source)
    country, system = places.one(packed)
    return AnomalousSource(
        source=source.source,
        scope="ip",
        country=country,
        asn=system,
        asn_name=places.name(system),
        service=source.service,
        score=source.score,
        rps=rps,
        traffic_share=min(rps / total_rps, 1.0) if total_rps > 0 else 0.0,
        requests=source.requests,
        refused=source.refused,
        first_seen_at=instant(source.first_seen),
        last_seen_at=instant(source.last_seen),
        reasons=[
            ReasonOut(feature=r.feature, value=r.value, typical=r.typical, share=r.share, one_in=r.one_in)
            for r in source.reasons
        ],
        top_path=source.top_path,
        spark=source.spark(second),
        decision=None if decision is None else active_decision(decision),
        allowed=context.allows(packed, now),
    )


def active_decision(decision: "Decision") -> ActiveDecision:
    """Return a decision that holds, in short."""
    return ActiveDecision(
        id=decision.id,
        type=decision.type,
        until_at=instant(decision.until_at),
        simulated=decision.simulated,
        origin=decision.origin,
    )
