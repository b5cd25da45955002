"""Where agents learn what they are asked, answer it, and say what there is on their node (see agent.contract)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import msgspec
import zstandard
from fastapi import APIRouter, Query, Request, Response
from starlette.requests import ClientDisconnect

from agent.contract.inventory import Inventory
from core.server.api.caller import node_of
from core.server.api.ndjson import NDJSON
from core.server.api.parts import PartsDep
from core.server.errors import Invalid
from core.server.ingest.decode import unpack
from core.server.inventory.bounded import bounded

router = APIRouter(prefix="/agent", tags=["agent"])

_MSGPACK: Final = "application/vnd.dozor.asking+msgpack"
_INVENTORY_BYTES: Final = 8 << 20
_WAIT_SECONDS: Final = 30.0
_BINARY: Final[dict[str, Any]] = {_MSGPACK: {"schema": {"type": "string", "format": "binary"}}}
_LINES: Final[dict[str, Any]] = {NDJSON: {"schema": {"type": "string"}}}


@router.get(
    "/questions",
    response_class=Response,
    responses={200: {"content": _BINARY, "description": "msgpack; zstd-compressed where accepted"}},
)
async def read_questions(
    request: Request, parts: PartsDep, wait: Annotated[float, Query(ge=0, le=_WAIT_SECONDS)] = 0.0
) -> Response:
    """Return what this node is asked: at once where something is, else what comes within `wait` seconds."""
    node = node_of(request, parts)
    questions = await parts.asking.questions(node.id, wait)
    node_of(request, parts)  # its key may have been revoked meanwhile
    content = msgspec.msgpack.encode(questions)
    headers = {"Cache-Control": "no-store"}
    if "zstd" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = zstandard.compress(content, 3), "zstd"
    return Response(content, media_type=_MSGPACK, headers=headers)


@router.post(
    "/questions/{question_id}/answer",
    status_code=204,
    openapi_extra={"requestBody": {"content": _LINES, "required": True}},
)
async def accept_answer(question_id: str, request: Request, parts: PartsDep) -> None:
    """Take an answer in, as fast as who asked reads it. The connection is closed where nobody does any more."""
    node = node_of(request, parts)
    await parts.asking.hear(node.id, question_id, _chunks(request))


@router.post("/inventory", status_code=204, openapi_extra={"requestBody": {"content": _BINARY, "required": True}})
async def accept_inventory(request: Request, parts: PartsDep) -> None:
    """Take in what there is on this node."""
    node = node_of(request, parts)
    encoding = request.headers.get("content-encoding", "").strip().lower()
    body = await request.body()
    with parts.inventories.hearing(node.id):
        parts.inventories.hear(node.id, await asyncio.to_thread(_inventory, body, encoding))


def _inventory(body: bytes, encoding: str) -> Inventory:
    """Return what a body says, bounded; of thousands of containers that takes the better part of a second.

    Raises:
        Invalid: it says nothing that can be read.
    """
    plain = unpack(body, encoding, _INVENTORY_BYTES)
    try:
        return bounded(msgspec.msgpack.decode(plain, type=Inventory))
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Invalid(f"This is no inventory: {error}") from error


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """Yield a body as it comes; one that is broken off ends."""
    try:
        async for chunk in request.stream():
            yield chunk
    except ClientDisconnect:
        return
