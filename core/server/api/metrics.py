"""Metrics of nodes, containers, machines and services: over time, now, and what changed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from core.server.accounts.person import Person
from core.server.alarms.scores import read_scores
from core.server.api import metrics_schemas as schemas
from core.server.api.decision_shapes import instant
from core.server.api.metrics_view import answer, changes_out, columns_out, names_out, values_out
from core.server.api.parts import Parts, PartsDep
from core.server.api.permissions import NarrowedReader
from core.server.api.reach import nodes_seen
from core.server.api.refused import RefusedQuestionTime
from core.server.errors import Invalid
from core.server.metrics import query
from core.server.metrics.changes import read_changes
from core.server.metrics.read import read_newest_names, read_series

router = APIRouter(tags=["metrics"])
_ANOMALY: Final = "anomaly"
_USUAL_SECONDS: Final = 900
_STORED_AFTER_SECONDS: Final = 2  # a second's values come, are processed and stored within
_MOST_VALUES: Final = 20_000
_LEAST_COMPARED_SECONDS: Final = 10

Instant = Annotated[int | None, Query(ge=0, lt=2**40)]
From = Annotated[int | None, Query(alias="from", ge=0, lt=2**40)]
Nodes = Annotated[Sequence[Annotated[str, Query(max_length=64)]], Query(alias="node", max_length=1000)]
Metrics = Annotated[Sequence[Annotated[str, Query(max_length=200)]], Query(alias="metric", max_length=32)]
Entities = Annotated[Sequence[Annotated[str, Query(max_length=256)]], Query(alias="entity", max_length=1000)]
Stats = Annotated[str, Query(pattern="^(avg|min|max|last|anomaly)(,(avg|min|max|last|anomaly))*$", max_length=40)]


@router.get("/series", responses={200: {"model": schemas.MetricColumns}}, response_class=Response)
async def metric_series(  # noqa: PLR0917 - a route's arguments are its query
    request: Request,
    parts: PartsDep,
    person: NarrowedReader,
    metric: Metrics,
    node: Nodes = (),
    entity: Entities = (),
    from_: From = None,
    to: Instant = None,
    since: Instant = None,
    step: Annotated[int, Query(ge=1, le=86400)] = 1,
    stats: Stats = "avg",
) -> Response:
    """Show metrics, each as KIND.METRIC, between two instants (Unix seconds): at most 3,600 points of a series.

    Without `node`, of all nodes, and without `entity`, of all entities. `stats`: of avg, min, max, last, anomaly, with
    commas; anomaly is the greatest surprise (see docs/detection.md), null where none stood out or nobody scores it.
    Of many series, or of several statistics, fewer points are told. `since`: only points from there on.
    """
    from_at, to_at = _span(parts, from_, to)
    asked = query.Query(
        nodes=_nodes(parts, person, node),
        metrics=frozenset(map(_metric, metric)),
        entities=frozenset(entity) or None,
        from_at=from_at,
        to_at=to_at,
        now=int(parts.clock.now()),
        since=since,
        step_seconds=step,
    )
    async with parts.database.connection() as connection:
        told = tuple(dict.fromkeys(stats.split(",")))
        values = tuple(stat for stat in told if stat != _ANOMALY)
        columns = await read_series(connection, parts.core.names_read, asked, values or ("avg",))
        if _ANOMALY in told:
            scores = {_ANOMALY: await read_scores(connection, columns)}
            columns = replace(columns, stats=(columns.stats | scores) if values else scores)
    return answer(request, columns_out(columns, instant(parts.clock.now())))


@router.get("/metrics", responses={200: {"model": schemas.MetricList}}, response_class=Response)
async def list_metrics(request: Request, parts: PartsDep, person: NarrowedReader, node: Nodes = ()) -> Response:
    """Show which series there are, by node: those that it told of last."""
    nodes = set(_nodes(parts, person, node))
    newest = [each for each in parts.core.metrics.newest() if each.node in nodes]
    silent = nodes - {each.node for each in newest}
    if silent:
        async with parts.database.connection() as connection:
            newest += await read_newest_names(connection, parts.core.names_read, silent)
    return answer(request, names_out(newest, instant(parts.clock.now())))


@router.get("/metrics/latest", responses={200: {"model": schemas.MetricValues}}, response_class=Response)
async def latest_metrics(  # noqa: PLR0917 - a route's arguments are its query
    request: Request, parts: PartsDep, person: NarrowedReader, metric: Metrics, node: Nodes = (), entity: Entities = ()
) -> Response:
    """Show the newest values of metrics, each as KIND.METRIC, of nodes that told of any within the last hour.

    How old a value is says `at`: a node that is away tells nothing newer.
    """
    nodes, metrics = set(_nodes(parts, person, node)), set(map(_metric, metric))
    newest = [each for each in parts.core.metrics.newest() if each.node in nodes]
    values = values_out(
        newest, lambda name: (name.kind, name.metric) in metrics and (not entity or name.entity in entity)
    )
    if len(values) > _MOST_VALUES:
        raise Invalid(f"{len(values)} values: at most {_MOST_VALUES} in one answer; name nodes, entities or metrics")
    return answer(request, {"as_of": instant(parts.clock.now()), "values": values})


@router.get("/metrics/changes", responses={200: {"model": schemas.MetricChanges}}, response_class=Response)
async def metric_changes(  # noqa: PLR0917 - a route's arguments are its query
    request: Request,
    parts: PartsDep,
    person: NarrowedReader,
    from_: Annotated[int, Query(alias="from", ge=0, lt=2**40)],
    to: Annotated[int, Query(ge=0, lt=2**40)],
    node: Nodes = (),
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Response:
    """Show what changed: the series of nodes whose values in [from, to) are most unlike those as long before."""
    from_at, to_at = _span(parts, from_, to)
    if to_at - from_at < _LEAST_COMPARED_SECONDS:
        raise Invalid(f"at least {_LEAST_COMPARED_SECONDS} s are compared")
    asked = query.Query(
        nodes=_nodes(parts, person, node),
        metrics=None,
        entities=None,
        from_at=from_at,
        to_at=to_at,
        now=int(parts.clock.now()),
    )
    async with parts.database.connection() as connection:
        changes, compared = await read_changes(connection, parts.core.names_read, asked, limit)
    return answer(request, changes_out(changes, compared, instant(parts.clock.now())))


def _span(parts: Parts, from_: int | None, to: int | None) -> tuple[int, int]:
    """Return what is asked for, up to what is stored by now."""
    newest = int(parts.clock.now()) - _STORED_AFTER_SECONDS
    to_at = newest if to is None else min(newest, to)
    from_at = to_at - _USUAL_SECONDS if from_ is None else from_
    if to is not None and from_at > to:
        raise Invalid(RefusedQuestionTime.span_reversed())
    return min(from_at, to_at), to_at


def _nodes(parts: Parts, person: Person, asked: Sequence[str]) -> tuple[str, ...]:
    """Return the nodes that are asked for; those that are none, or not to be seen, have nothing to tell."""
    known = [node.id for node in nodes_seen(parts, person)]
    return tuple(node for node in known if not asked or node in asked)


def _metric(text: str) -> tuple[str, str]:
    kind, _, metric = text.partition(".")
    if not kind or not metric:
        raise Invalid("`metric` is KIND.METRIC, as in host.load_1m")
    return kind, metric
