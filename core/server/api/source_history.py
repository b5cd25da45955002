"""A source that is not watched any more, from what PostgreSQL keeps of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agent.contract.address import pack_address
from core.server.api.decision_shapes import instant, shown
from core.server.api.schemas import AnomalousSource
from core.server.api.source_shapes import Held, active_decision
from core.server.db.database import DatabaseAway
from core.server.db.queries import load_queries

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from core.server.decisions.decision import Decision

_SQL: Final = load_queries(Path(__file__).with_name("source_history.sql"))
_REACHES_BACK_SECONDS: Final = 90 * 86400


async def remembered(
    parts: "Parts", value: str, services: list[str] | None, decisions: "list[Decision]", held: Held
) -> AnomalousSource | None:
    """Return what is known of a source that is not watched now, at these services or at all; None where nothing is."""
    now = parts.clock.now()
    row = await _stored(parts, value, services, int(now) - _REACHES_BACK_SECONDS)
    if row is None and not decisions:
        return None
    named = row["service"] if row else decisions[0].service
    seen = (row["first_t"], row["last_t"]) if row else (decisions[-1].decided_at, decisions[0].decided_at)
    packed, decision = pack_address(value), held.strongest(value, named)
    country, system = parts.places.one(packed)
    return AnomalousSource(
        source=value,
        scope="ip",
        country=country,
        asn=system,
        asn_name=parts.places.name(system),
        service=named,
        score=max([(row["score"] or 0.0) if row else 0.0, *(each.score for each in decisions)]),
        rps=0.0,
        traffic_share=0.0,
        requests=row["requests"] if row else 0,
        refused=row["refused"] if row else 0,
        first_seen_at=instant(seen[0]),
        last_seen_at=instant(seen[1]),
        reasons=shown(decisions[0], now).reasons if decisions else [],
        top_path="",
        spark=[None] * 60,
        decision=None if decision is None else active_decision(decision),
        allowed=parts.core.live.read(lambda live: live.context.allows(packed, now)),
    )


async def _stored(parts: "Parts", value: str, services: list[str] | None, since: int) -> Any:
    try:
        async with parts.database.connection() as connection:
            return await connection.fetchrow(_SQL["source"], value, services, since)
    except DatabaseAway:
        return None
