"""What decisions do: how many requests were refused since, and how many nodes carry them out."""

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.server.api.decision_shapes import instant
from core.server.api.reach import nodes_seen, services_seen
from core.server.api.schemas import DecisionEffect
from core.server.db.database import DatabaseAway
from core.server.db.queries import load_queries
from core.server.series.tiers import SOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from core.server.accounts.person import Person
    from core.server.api.parts import Parts
    from core.server.decisions.decision import Decision

_SQL: Final = load_queries(Path(__file__).with_name("decision_effects.sql"))


async def effects(parts: "Parts", person: "Person", decisions: "Sequence[Decision]") -> list[DecisionEffect]:
    """Return what each decision does. What sources did is known of single addresses, the busiest of a service."""
    counted = await _refused(parts, decisions, services_seen(parts, person))
    seen = {node.id for node in nodes_seen(parts, person)}
    return [_effect(parts, seen, each, counted.get(each.id)) for each in decisions]


async def _refused(parts: "Parts", decisions: "Sequence[Decision]", services: list[str] | None) -> "dict[str, Any]":
    by_step: dict[int, list[Decision]] = defaultdict(list)
    now = parts.clock.now()
    for decision in decisions:
        if decision.scope == "ip":
            by_step[_step(now - decision.decided_at)].append(decision)
    rows = []
    try:
        async with parts.database.connection() as connection:
            for step, group in by_step.items():
                columns = zip(
                    *((d.id, d.value, d.service, int(d.decided_at) // step * step) for d in group), strict=True
                )
                rows += await connection.fetch(_SQL["refused"], *map(list, columns), step, services)
    except DatabaseAway:
        return {}  # unknown for now
    return {row["id"]: row for row in rows}


def _step(age_seconds: float) -> int:
    """Return the step of the finest tier that reaches back so far."""
    return next((tier.step_seconds for tier in SOURCES if tier.keep_seconds > age_seconds), SOURCES[-1].step_seconds)


def _effect(parts: "Parts", seen: set[str], decision: "Decision", counted: "Any") -> DecisionEffect:
    states = [state for state in parts.core.decisions.states(decision.id) if state.node in seen]
    last_t = counted["last_t"] if counted is not None else None
    return DecisionEffect(
        id=decision.id,
        refused=counted["refused"] if counted is not None else None,
        last_refused_at=instant(last_t) if last_t is not None else None,
        nodes=len(states),
        applied=sum(state.state == "applied" for state in states),
        failed=sum(state.state == "failed" for state in states),
    )
