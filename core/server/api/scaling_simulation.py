"""What another policy would have done to what a service had."""

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from core.server.api.decision_shapes import instant
from core.server.api.long_questions import OneAtATime, span_of
from core.server.api.scaling_schemas import ReplicaIn, SimulatedRule, SimulationIn, SimulationOut
from core.server.errors import Invalid, NotFound
from core.server.lab.refused import RefusedLab
from core.server.scaling.refused import RefusedScaling
from core.server.scaling.simulating_apart import Question, RuleFigures, answer_apart
from core.server.series.read import Columns, read_traffic
from core.server.series.tiers import choose

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from models.scaling.policy import Policy

_LONGEST: Final = timedelta(days=3)
_LEAST: Final = timedelta(minutes=1)
_USUAL_LATENCY_SECONDS: Final = 0.4
_place: Final = OneAtATime(RefusedLab.policy_simulated())


async def simulated(parts: "Parts", body: SimulationIn) -> SimulationOut:
    """Return what came of it.

    Raises:
        Invalid: it cannot be simulated.
        NotFound: the service is not scaled, and no policy is given.
        Throttled: another one is being simulated.
    """
    policy = _policy(parts, body)
    columns = await _traffic(parts, body)
    counts = _filled([None if rps is None else rps * columns.step_seconds for rps in columns.rps])
    replica = body.replica or _replica(policy, columns)
    with _place.turn():
        found = await answer_apart(
            Question(
                policy=policy,
                started_at=float(columns.t[0]),
                counts=counts,
                every=columns.step_seconds,
                against=tuple(body.against),
                scenario=body.scenario,
                replica=tuple(replica.model_dump().values()),
            )
        )
    seconds = len(counts) * columns.step_seconds
    return SimulationOut(
        service=body.service,
        from_at=instant(columns.t[0]),
        to_at=instant(columns.t[0] + seconds),
        step_seconds=columns.step_seconds,
        requests=sum(counts),
        mean_rps=sum(counts) / seconds,
        replica=replica,
        rules=[_rule(each) for each in found],
    )


def _policy(parts: "Parts", body: SimulationIn) -> "Policy":
    spec = body.policy
    if spec is None:
        status = parts.scaling.service(body.service)
        if status is None:
            raise NotFound(RefusedScaling.policy_wanted(service=body.service))
        spec = status.spec
    if spec.target.kind == "custom":
        raise Invalid(RefusedScaling.policy_custom())
    return spec.policy()


async def _traffic(parts: "Parts", body: SimulationIn) -> Columns:
    since, until = span_of(body.from_at, body.to_at, least=_LEAST, longest=_LONGEST)
    now = parts.clock.now()
    from_at, to_at = int(since), min(int(until), int(now))
    async with parts.database.connection() as connection:
        columns = await read_traffic(connection, choose(from_at, to_at, int(now)), [body.service], from_at, to_at)
    if not any(columns.rps):
        raise Invalid(RefusedScaling.traffic_unknown(service=body.service))
    return columns


def _filled(counts: list[float | None]) -> list[float]:
    """Return counts with gaps as what was there before them, or came first."""
    last = next(each for each in counts if each is not None)
    return [last := last if each is None else each for each in counts]


def _replica(policy: "Policy", columns: Columns) -> ReplicaIn:
    """Return what a replica is by its target: so many requests in flight, or a second, of the usual length."""
    lengths = [each for each in columns.latency_mean_ms if each is not None and math.isfinite(each)]
    seconds = min(max(sum(lengths) / len(lengths) / 1000 if lengths else _USUAL_LATENCY_SECONDS, 0.001), 60.0)
    rates = {"concurrency": policy.target.value / seconds, "rps": policy.target.value}
    rps = min(max(rates.get(policy.target.kind, 1 / seconds), 0.01), 1e6)
    return ReplicaIn(requests_per_second=rps, service_seconds=seconds, start_seconds=policy.start_seconds)


def _rule(figures: RuleFigures) -> SimulatedRule:
    return SimulatedRule.model_validate({name: getattr(figures, name) for name in SimulatedRule.model_fields})
