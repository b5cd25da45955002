"""The processes of a node. Their command lines may hold secrets, so only operators see them."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
from fastapi import APIRouter, Query

from agent.contract.asking import ListProcesses, Process
from core.server.api.inventory_schemas import ProcessOut
from core.server.api.inventory_shapes import instant_or_none
from core.server.api.nodes import check_there
from core.server.api.parts import PartsDep
from core.server.api.permissions import NodeOperator
from core.server.errors import NodeSilent

if TYPE_CHECKING:
    from core.server.api.parts import Parts
    from core.server.fleet.node import Node

router = APIRouter(tags=["inventory"])
_BEGIN_SECONDS: Final = 10.0
_WITHIN_SECONDS: Final = 15.0
_LAST_INSTANT: Final = 1e11


@router.get("/nodes/{node_id}/processes")
async def list_processes(
    node_id: str,
    parts: PartsDep,
    _person: NodeOperator,
    count: Annotated[int, Query(ge=1, le=500)] = 20,
    order: Annotated[Literal["cpu", "memory", "io"], Query(description="What they are to use most")] = "cpu",
) -> list[ProcessOut]:
    """Ask a node for the processes that use most."""
    node = parts.fleet.get(node_id)
    check_there(node, parts.clock.now())
    try:
        async with asyncio.timeout(_WITHIN_SECONDS):
            found = await _asked(parts, node, ListProcesses(count=count, order=order))
    except TimeoutError as error:
        raise NodeSilent(f"{node.name}: it did not come to an end") from error
    return [_shown(each) for each in found]


async def _asked(parts: "Parts", node: "Node", what: ListProcesses) -> list[Process]:
    found: list[Process] = []
    with parts.asking.ask(node.id, what, within_seconds=_BEGIN_SECONDS) as channel:
        while answers := await channel.batch():
            found += [each for each in answers if isinstance(each, Process)]
            if len(found) >= what.count:
                break
        if channel.end is not None and not channel.end.ok:
            raise NodeSilent(f"{node.name}: {channel.end.error}")
    return found[: what.count]


def _shown(process: Process) -> ProcessOut:
    plain = msgspec.structs.asdict(process)
    started = process.started_at if 0 < process.started_at < _LAST_INSTANT else 0.0
    return ProcessOut(**{**plain, "started_at": instant_or_none(started)})
