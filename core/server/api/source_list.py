"""Everybody who is here or was: listed or grouped, exported, on a map, and what a decision about a group would do."""

import base64
import binascii
import csv
import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
import numpy as np
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from core.server.api.decision_shapes import instant
from core.server.api.harmless import harmless
from core.server.api.source_asked import Asked, places_known
from core.server.api.source_groups import Groups, sums_of
from core.server.api.source_impact import impact_of
from core.server.api.source_map import map_of
from core.server.api.source_profile import profile_of
from core.server.api.source_schemas import GroupBy, Impact, SourceMap, SourcePage, SourceProfile, SourceSort
from core.server.api.source_subject import subject_of
from core.server.errors import Invalid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.server.api.source_schemas import SourceGroup
    from core.server.api.source_shapes import Held
    from core.server.api.source_view import SourceView

router = APIRouter(tags=["sources"])
_EXPORTED_AT_ONCE: Final = 500
_HEADER: Final = (
    *("key", "name", "country", "asn", "asn_name", "sources", "anomalous", "held", "requests", "refused", "errors"),
    *("load_rps", "score", "first_seen_at", "last_seen_at", "services", "decision", "allowed"),
)
Exported = Literal["csv", "ndjson"]
By = Annotated[GroupBy, Query()]
_TYPES: Final[dict[Exported, str]] = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}


class _Place(msgspec.Struct, array_like=True):
    """The last group of a page: what it was sorted by, and its number."""

    sort: str
    number: float
    key: int


@router.get("/sources")
async def list_sources(
    asked: Asked,
    group_by: By = "address",
    sort: SourceSort = "score",
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> SourcePage:
    """List who is here, or with `from` and `to` (Unix seconds) who was, as groups.

    Without them it is everybody of the last hour. `q`: words and tokens as `score>0.8 country:CN -state:banned`.
    """

    def make(view: "SourceView", held: "Held") -> SourcePage:
        groups = Groups.of(view, group_by)
        order, number = groups.ordered(sort)
        begin = _after(cursor, sort, groups, order, number) if cursor else 0
        chosen = order[begin : begin + limit]
        is_last = begin + limit >= len(order)
        return SourcePage(
            items=groups.shown(chosen, held),
            next_cursor=None if is_last else _cursor(sort, number[chosen[-1]], groups.key[chosen[-1]]),
            total=len(groups),
            as_of=instant(asked.now),
            sums=sums_of(view, asked.now),
            places=places_known(asked.parts),
        )

    return await asked.read(make)


@router.get(
    "/sources/export",
    response_class=StreamingResponse,
    responses={200: {"content": {each: {"schema": {"type": "string"}} for each in _TYPES.values()}}},
)
async def export_source_list(
    asked: Asked,
    group_by: By = "address",
    sort: SourceSort = "score",
    format: Exported = "csv",  # noqa: A002 - as it is said
) -> StreamingResponse:
    """Stream exactly what the list finds, all of its pages, as CSV or as lines of JSON."""
    groups, order, held = await asked.read(
        lambda view, held: ((groups := Groups.of(view, group_by)), groups.ordered(sort)[0], held)
    )
    headers = {"Content-Disposition": f'attachment; filename="sources.{format}"'}
    return StreamingResponse(_exported(groups, order, held, format), media_type=_TYPES[format], headers=headers)


@router.get("/sources/map")
async def source_map(asked: Asked) -> SourceMap:
    """Tell where traffic comes from now: by country, and from which autonomous systems what is anomalous comes."""
    return await asked.read(lambda view, held: map_of(view, held, instant(asked.now), places_known(asked.parts)))


@router.get("/sources/impact")
async def source_impact(asked: Asked, group_by: By, key: Annotated[str, Query(max_length=64)]) -> Impact:
    """Tell whom a decision about a group would hit, before it is made: who of it is here, and how many do no harm."""
    return await asked.read_all(lambda view, _held: impact_of(view, group_by, key, asked.q))


@router.get("/sources/profile")
async def source_profile(asked: Asked, of: Annotated[str, Query(min_length=2, max_length=64)]) -> SourceProfile:
    """Tell who somebody is: an address, a network in CIDR form, `AS15169` or a country's code. `from`, `to`: the chart.

    Of one that never came, that is what it says: a decision about it can be made ahead.
    """
    return await profile_of(asked, subject_of(of))


def _cursor(sort: SourceSort, number: float, key: int) -> str:
    packed = msgspec.msgpack.encode(_Place(sort, float(number), int(key)))
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _after(
    cursor: str, sort: SourceSort, groups: Groups, order: "NDArray[np.int64]", number: "NDArray[np.float64]"
) -> int:
    """Return where the next page begins: behind the group that ended the last one, or behind its place."""
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        place = msgspec.msgpack.decode(packed, type=_Place)
    except (ValueError, binascii.Error) as error:
        raise Invalid("This cursor is none of ours.") from error
    if place.sort != sort:
        raise Invalid("This cursor belongs to another order.")
    here = np.flatnonzero(groups.key[order] == np.uint64(place.key % 2**64))
    return int(here[0]) + 1 if len(here) else int(np.searchsorted(-number[order], -place.number, side="right"))


def _exported(groups: Groups, order: "NDArray[np.int64]", held: "Held", kind: Exported) -> Iterator[str]:
    if kind == "csv":
        yield _line(_HEADER)
    for begin in range(0, len(order), _EXPORTED_AT_ONCE):
        shown = groups.shown(order[begin : begin + _EXPORTED_AT_ONCE], held)
        yield "".join(_line(_values(each)) if kind == "csv" else f"{each.model_dump_json()}\n" for each in shown)


def _values(group: "SourceGroup") -> tuple[object, ...]:
    system = group.system
    return (
        *(harmless(group.key), harmless(group.name), group.country),
        *((f"AS{system.number}", harmless(system.name)) if system else ("", "")),
        *(group.sources, group.anomalous, group.held, group.requests, group.refused, group.errors),
        *(f"{group.load_rps:.3f}", "" if group.score is None else f"{group.score:.3f}"),
        *(group.first_seen_at.isoformat(), group.last_seen_at.isoformat(), harmless(" ".join(group.services))),
        *(group.decision.type if group.decision else "", "yes" if group.allowed else ""),
    )


def _line(values: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(values)
    return text.getvalue()
