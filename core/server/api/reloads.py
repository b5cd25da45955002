"""Having NGINX on one node after the other read anew what it runs, and watching it."""

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request

from core.server.api.caller import caller_of, changes_nothing
from core.server.api.config_shapes import shown_problems
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedOperator, NarrowedReader
from core.server.api.reach import check_node, nodes_seen
from core.server.api.reloads_schemas import ReloadIn, ReloadOut, ReloadTurn, ReloadWhy
from core.server.api.told_schemas import told_fields
from core.server.errors import NotFound
from core.server.proxy.reloads.refused import RefusedReload
from core.server.proxy.reloads.reload import Reload, Turn
from core.server.proxy.reloads.store import Recorded

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.api.parts import Parts

router = APIRouter(prefix="/reloads", tags=["nodes"])


@router.post("", status_code=201)
async def reload_nodes(
    body: ReloadIn,
    request: Request,
    parts: PartsDep,
    person: NarrowedOperator,
    *,
    dry_run: Annotated[bool, Query(description="Change nothing, and say which nodes would be left out")] = False,
) -> ReloadOut:
    """Begin to reload NGINX on nodes, one after the other: tested, taken by new workers, as well as before.

    It ends with the first node that fails. Nodes that cannot be asked are left out, with the reason.
    """
    nodes = list(dict.fromkeys(body.nodes))
    for each in nodes:
        check_node(parts, person, each)
    known, reloader = [parts.fleet.get(each) for each in nodes], parts.proxy.reloader
    if dry_run:
        await changes_nothing(request)
        would_be = Reload(id="", started_at=parts.clock.now(), turns=reloader.turns(known))
        return _shown(parts, person, Recorded(would_be, person.login))
    made = await reloader.begin(known, person.login)
    parts.audit.note(
        caller_of(request, person), "reload_nodes", made.reload.id, after={"nodes": [each.name for each in known]}
    )
    return _shown(parts, person, made)


@router.get("")
async def list_reloads(
    parts: PartsDep, person: NarrowedReader, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[ReloadOut]:
    """List reloads, the newest first; of each only the nodes that one may see."""
    newest = [_newest(parts, each) for each in await parts.proxy.reload_store.newest(limit)]
    shown = [_shown(parts, person, each) for each in newest]
    return [each for each in shown if each.nodes]


@router.get("/{reload_id}")
async def read_reload(reload_id: str, parts: PartsDep, person: NarrowedReader) -> ReloadOut:
    """Show how far a reload is on each node that one may see."""
    shown = _shown(parts, person, _newest(parts, await parts.proxy.reload_store.one(reload_id)))
    if not shown.nodes:
        raise NotFound(RefusedReload.no_reload())
    return shown


@router.post("/{reload_id}/stop")
async def stop_reload(reload_id: str, request: Request, parts: PartsDep, person: NarrowedOperator) -> ReloadOut:
    """Let no other node follow the one whose turn it is."""
    recorded = _newest(parts, await parts.proxy.reload_store.one(reload_id))
    for each in recorded.reload.turns:
        check_node(parts, person, each.node)
    over = await parts.proxy.reloader.stop(reload_id, person.login)
    waiting = [each.name for each in over.reload.turns if each.status == "waiting"]
    parts.audit.note(caller_of(request, person), "stop_reload", reload_id, after={"not_reloaded": waiting})
    return _shown(parts, person, over)


def _newest(parts: "Parts", recorded: Recorded) -> Recorded:
    running = parts.proxy.reloader.running
    return running if running is not None and running.reload.id == recorded.reload.id else recorded


def _shown(parts: "Parts", person: "Person", recorded: Recorded) -> ReloadOut:
    each, seen = recorded.reload, {node.id for node in nodes_seen(parts, person)}
    return ReloadOut(
        id=each.id,
        phase=each.phase,
        started_by=recorded.by,
        started_at=instant(each.started_at),
        ended_at=instant(each.ended_at) if each.ended_at else None,
        stopped_by=each.stopped_by,
        nodes=[_turn(turn) for turn in each.turns if turn.node in seen or not person.scope.limited],
    )


def _turn(turn: Turn) -> ReloadTurn:
    return ReloadTurn(
        id=turn.node,
        name=turn.name,
        status=turn.status,
        why=ReloadWhy(**told_fields(turn.told)) if turn.told else None,
        problems=shown_problems(turn.problems),
        seconds=turn.seconds,
    )
