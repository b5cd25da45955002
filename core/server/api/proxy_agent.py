"""Where agents learn what their NGINX is to run, and say what it runs (see agent.contract.proxy)."""

from typing import Annotated, Any, Final, TypeVar

import msgspec
import zstandard
from fastapi import APIRouter, Path, Query, Request, Response

from agent.contract.proxy import NodeState, TaskOutcome
from core.server.api.caller import node_of
from core.server.api.parts import PartsDep
from core.server.errors import Invalid
from core.server.ingest.decode import unpack

router = APIRouter(prefix="/agent/proxy", tags=["agent"])

MSGPACK: Final = "application/vnd.dozor.proxy+msgpack"
_BODY_BYTES: Final = 1 << 20
_WAIT_SECONDS: Final = 30.0
_BINARY: Final[dict[str, Any]] = {MSGPACK: {"schema": {"type": "string", "format": "binary"}}}
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {200: {"content": _BINARY, "description": "msgpack, zstd-compressed"}}
_BODY: Final = {"requestBody": {"content": _BINARY, "required": True}}
_T = TypeVar("_T")
Digest = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@router.get("/order", response_class=Response, responses=_ANSWER)
async def read_order(
    request: Request,
    parts: PartsDep,
    known: Annotated[int, Query(ge=0)] = 0,
    wait: Annotated[float, Query(ge=0, le=_WAIT_SECONDS)] = 0.0,
) -> Response:
    """Return this node's order: at once where its version is another than `known`, else after `wait` seconds."""
    node = node_of(request, parts)
    order = await parts.proxy.deployer.order(node.id, known=known, wait_seconds=wait)
    node_of(request, parts)  # its key may have been revoked meanwhile
    return _answer(order)


@router.get("/manifests/{digest}", response_class=Response, responses=_ANSWER)
async def read_manifest(digest: Digest, request: Request, parts: PartsDep) -> Response:
    """Return a manifest that this node's order names."""
    node = node_of(request, parts)
    return _answer(await parts.proxy.node_files.manifest(node.id, digest))


@router.get("/files/{sha256}", response_class=Response, responses=_ANSWER)
async def read_file(sha256: Digest, request: Request, parts: PartsDep) -> Response:
    """Return a file of a manifest that this node's order names. Private keys travel so, to nodes of their names."""
    node = node_of(request, parts)
    return _packed(await parts.proxy.node_files.file(node.id, sha256))


@router.post("/state", status_code=204, openapi_extra=_BODY)
async def accept_state(request: Request, parts: PartsDep) -> None:
    """Take in what this node runs."""
    node = node_of(request, parts)
    await parts.proxy.hear(node.id, await _body(request, NodeState))


@router.post("/outcomes", status_code=204, openapi_extra=_BODY)
async def accept_outcomes(request: Request, parts: PartsDep) -> None:
    """Take in what came of this node's tasks."""
    node = node_of(request, parts)
    for outcome in await _body(request, list[TaskOutcome]):
        parts.proxy.deployer.orders.hear(node.id, outcome)


async def _body(request: Request, kind: type[_T]) -> _T:
    encoding = request.headers.get("content-encoding", "").strip().lower()
    plain = unpack(await request.body(), encoding, 8 * _BODY_BYTES)
    try:
        return msgspec.msgpack.decode(plain, type=kind)
    except msgspec.MsgspecError as error:
        raise Invalid(f"This is no {kind}: {error}") from error


def _answer(value: Any) -> Response:
    return _packed(msgspec.msgpack.encode(value))


def _packed(content: bytes) -> Response:
    headers = {"Content-Encoding": "zstd", "Cache-Control": "no-store"}
    return Response(zstandard.compress(content, 3), media_type=MSGPACK, headers=headers)
