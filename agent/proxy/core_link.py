"""The node's side of what core and agent say about NGINX's configuration: orders in, states and outcomes out."""

import asyncio
import hashlib
from collections.abc import Callable, Collection, Sequence
from typing import Final, TypeVar

import msgspec
import zstandard

from agent.client import RefusedError, RetryError
from agent.connection import Connection, Response, Target, UnreachableError
from agent.contract.proxy import Manifest, NodeState, Order, TaskOutcome
from agent.contract.wire import MSGPACK
from agent.proxy.file_names import ManifestError, check_names

PATH: Final = "/api/v1/agent/proxy"
WAIT_SECONDS: Final = 25.0
WITHIN_SECONDS: Final = 15.0
FILE_LIMIT_BYTES: Final = 16 * 1024**2
MANIFEST_LIMIT_BYTES: Final = 16 * 1024**2
FETCHERS: Final = 4

_T = TypeVar("_T")


class CoreLink:
    """One node's way to its core: a connection that waits for orders, one that tells, and some that fetch.

    So of waiting, telling and fetching each may go on in a task of its own.
    """

    def __init__(self, target: Target, *, node_id: str, node_key: str) -> None:
        self._orders = Connection(target)
        self._tells = Connection(target)
        self._fetches = [Connection(target) for _ in range(FETCHERS)]
        self._headers = {
            "Authorization": f"Bearer {node_id}.{node_key}",
            "Accept": f"{MSGPACK}, application/octet-stream",
            "Accept-Encoding": "zstd",
        }

    async def order(self, known: int, *, wait_seconds: float = WAIT_SECONDS) -> Order:
        """Return the order that is newer than `known`, or after the wait the one that still holds.

        Raises:
            RetryError: the core is away or does not answer as agreed.
            RefusedError: it knows nothing of orders.
        """
        path = f"{PATH}/order?known={known}&wait={wait_seconds:g}"
        response = await self._ask(self._orders, "GET", path, within=wait_seconds + WITHIN_SECONDS)
        return _decode(response, Order, MANIFEST_LIMIT_BYTES)

    async def manifest(self, digest: str) -> Manifest:
        """Return the manifest of this digest.

        Raises:
            RetryError: it did not come, or is another one.
            RefusedError: the core does not have it, or it names what no manifest may.
        """
        response = await self._ask(self._fetches[0], "GET", f"{PATH}/manifests/{digest}")
        manifest = _decode(response, Manifest, MANIFEST_LIMIT_BYTES)
        if manifest.digest != digest:
            raise RetryError("the core's manifest is not the one that was asked for")
        try:
            check_names(manifest)
        except ManifestError as error:
            raise RefusedError(f"the core's manifest cannot be built: {error}") from error
        return manifest

    async def files(self, sha256s: Collection[str], keep: Callable[[str, bytes], object]) -> None:
        """Fetch files, several at a time, and give each to `keep`, which may block.

        Raises:
            RetryError: one did not come whole; those before it are kept.
            RefusedError: the core does not have one.
            OSError: one could not be kept.
        """
        waiting = iter(sha256s)

        async def fetch(connection: Connection) -> None:
            for sha256 in waiting:
                await asyncio.to_thread(keep, sha256, await self._file(connection, sha256))

        try:
            async with asyncio.TaskGroup() as tasks:
                for connection in self._fetches:
                    tasks.create_task(fetch(connection))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors

    async def tell_state(self, state: NodeState) -> None:
        """Tell what runs on the node.

        Raises:
            RetryError: the core did not take it.
            RefusedError: it never will.
        """
        await self._tell("state", state)

    async def tell_outcomes(self, outcomes: Sequence[TaskOutcome]) -> None:
        """Tell what came of tasks.

        Raises:
            RetryError: the core did not take it.
            RefusedError: it never will.
        """
        await self._tell("outcomes", outcomes)

    def close(self) -> None:
        """Let the connections go."""
        for connection in (self._orders, self._tells, *self._fetches):
            connection.close()

    async def _file(self, connection: Connection, sha256: str) -> bytes:
        response = await self._ask(connection, "GET", f"{PATH}/files/{sha256}")
        data = _body(response, FILE_LIMIT_BYTES)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise RetryError("a file from the core is not the one that was asked for")
        return data

    async def _tell(self, name: str, what: object) -> None:
        body = zstandard.ZstdCompressor(level=3).compress(msgspec.msgpack.encode(what))
        headers = {"Content-Type": MSGPACK, "Content-Encoding": "zstd"}
        await self._ask(self._tells, "POST", f"{PATH}/{name}", headers=headers, body=body)

    async def _ask(
        self,
        connection: Connection,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        within: float = WITHIN_SECONDS,
    ) -> Response:
        try:
            response = await connection.request(
                method, path, headers=self._headers | (headers or {}), body=body, within=within
            )
        except UnreachableError as error:
            raise RetryError(f"the core cannot be reached: {error}") from error
        if response.status in {200, 204}:
            return response
        said = response.body[:300].decode("utf-8", "replace")
        if response.status in {404, 410, 422}:
            raise RefusedError(f"the core has no {path.partition('?')[0]} ({response.status}): {said}")
        raise RetryError(f"the core answers {response.status}: {said}")


def _decode(response: Response, kind: type[_T], limit: int) -> _T:
    try:
        return msgspec.msgpack.decode(_body(response, limit), type=kind)
    except msgspec.MsgspecError as error:
        raise RetryError(f"the core's answer cannot be read: {error}") from error


def _body(response: Response, limit: int) -> bytes:
    body = response.body
    try:
        if response.headers.get("content-encoding") == "zstd":
            body = zstandard.ZstdDecompressor().stream_reader(body).read(limit + 1)
    except zstandard.ZstdError as error:
        raise RetryError(f"the core's answer cannot be read: {error}") from error
    if len(body) > limit:
        raise RetryError(f"the core's answer is larger than {limit} bytes")
    return body
