"""Where agents report."""

from typing import Any, Final

import msgspec
import zstandard
from fastapi import APIRouter, Request, Response

from agent.contract.wire import MSGPACK, Reply
from core.server.api.caller import node_of
from core.server.api.parts import PartsDep
from core.server.errors import UnsupportedBody
from core.server.ingest.decode import decode_report, unpack

router = APIRouter(tags=["agent"])

_BINARY: Final[dict[str, Any]] = {
    MSGPACK: {"schema": {"type": "string", "format": "binary"}},
    "application/json": {"schema": {"type": "object"}},
}


@router.post(
    "/agent/reports",
    response_class=Response,
    openapi_extra={"requestBody": {"content": _BINARY, "required": True}},
    responses={200: {"content": _BINARY, "description": "The report is durable; what the agent is told"}},
)
async def accept_report(request: Request, parts: PartsDep) -> Response:
    """Accept a report (see agent.contract.wire). Authorization: Bearer NODE_ID.KEY."""
    node = node_of(request, parts)
    json = _is_json(request.headers.get("content-type", ""))
    encoding = request.headers.get("content-encoding", "").strip().lower()
    plain = unpack(await request.body(), encoding, parts.core.limits.body_bytes)
    report = decode_report(plain, json=json)
    now = parts.clock.now()
    reply = await parts.core.accept(node.id, report, now)
    parts.fleet.note(node.id, report, now, request.client.host if request.client else "")
    return _answer(reply, json=json, packed=encoding == "zstd")


def _is_json(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type not in _BINARY:
        raise UnsupportedBody(f"Content-Type {media_type!r}: {' or '.join(_BINARY)} is understood")
    return media_type == "application/json"


def _answer(reply: Reply, *, json: bool, packed: bool) -> Response:
    body = msgspec.json.encode(reply) if json else msgspec.msgpack.encode(reply)
    headers = {"Content-Encoding": "zstd"} if packed else {}
    content = zstandard.compress(body, 1) if packed else body
    return Response(content, media_type="application/json" if json else MSGPACK, headers=headers)
