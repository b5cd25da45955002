"""The Docker Engine API over the engine's unix socket: questions, streams, and commands run in containers."""

import contextlib
import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import quote

import msgspec

from agent.connection import Connection, Response, Target, UnreachableError
from agent.docker.frames import streams
from agent.streaming import AnswerStream, open_answer

OLDEST_API: Final = (1, 41)
NEWEST_API: Final = (1, 44)
"""Engines from 20.10 on speak the oldest, those from 29 on nothing older than the newest; newer is better."""

DOCKER_SOCKET: Final = Path("/var/run/docker.sock")
WITHIN_SECONDS: Final = 15.0
_SAID_LIMIT: Final = 300
_T = TypeVar("_T")


class DockerError(Exception):
    """The engine did not do what it was asked; the text says why, `status` is that of its answer (0: there is none)."""

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class DockerEngine:
    """One engine. Each request has a connection of its own, as the engine keeps some for itself."""

    def __init__(self, socket: Path) -> None:
        self._target = Target(socket_path=str(socket))
        self._version = ""

    async def is_running(self, container: str) -> bool:
        """Tell whether a container runs.

        Raises:
            DockerError: the engine does not answer, or knows no such container.
        """
        found = await self.json("GET", f"/containers/{quote(container, safe='')}/json")
        return bool(found.get("State", {}).get("Running"))

    async def signal(self, container: str, name: str) -> None:
        """Send a signal to a container's first process.

        Raises:
            DockerError: it was not sent.
        """
        await self.ask("POST", f"/containers/{quote(container, safe='')}/kill?signal={name}")

    async def execute(self, container: str, command: list[str], *, within: float) -> tuple[int, str]:
        """Run a command in a container; return its exit status and what it said.

        Raises:
            DockerError: it was not run, or did not end within so many seconds.
        """
        wish = {"AttachStdout": True, "AttachStderr": True, "Cmd": command}
        made = await self.json("POST", f"/containers/{quote(container, safe='')}/exec", wish)
        path = f"/exec/{quote(str(made['Id']), safe='')}"
        ran = await self.ask("POST", f"{path}/start", {"Detach": False, "Tty": False}, within=within)
        state = await self.json("GET", f"{path}/json")
        return int(state.get("ExitCode") or 0), streams(ran.body).decode("utf-8", "replace")

    async def json(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, within: float = WITHIN_SECONDS
    ) -> Any:
        """Ask something, and return what the answer says.

        Raises:
            DockerError: it was not done, or the answer cannot be read.
        """
        return decoded((await self.ask(method, path, body, within=within)).body, Any)

    async def look(self, path: str, kind: type[_T], *, within: float = WITHIN_SECONDS) -> _T:
        """Return what there is at a path, which has to be of this kind.

        Raises:
            DockerError: the engine does not tell, or something else.
        """
        return decoded((await self.ask("GET", path, within=within)).body, kind)

    async def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | bytes | None = None,
        *,
        within: float = WITHIN_SECONDS,
    ) -> Response:
        """Ask something; a body of bytes is a tar.

        Raises:
            DockerError: it was not done.
        """
        place = await self._versioned(path)
        connection = Connection(self._target)
        try:
            headers, data = _written(body)
            response = await connection.request(method, place, headers=headers, body=data, within=within)
        except UnreachableError as error:
            raise self._away(error) from error
        finally:
            connection.close()
        if response.status >= 300:
            raise _refusal(response.status, response.body)
        return response

    @contextlib.asynccontextmanager
    async def stream(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        *,
        within: float = WITHIN_SECONDS,
    ) -> AsyncIterator[AnswerStream]:
        """Ask something whose answer is read as it comes; it is to begin within so many seconds.

        Raises:
            DockerError: it was not done, or the answer was broken off while it was read.
        """
        place = await self._versioned(path)
        headers, data = _written(body)
        try:
            async with open_answer(self._target, method, place, headers=headers, body=data, within=within) as answer:
                if answer.status >= 300:
                    raise _refusal(answer.status, await answer.read(within=within))
                yield answer
        except UnreachableError as error:
            raise self._away(error) from error

    async def _versioned(self, path: str) -> str:
        self._version = self._version or await self._agreed()
        return f"/v{self._version}{path}"

    async def _agreed(self) -> str:
        """Return the newest version of the API that both sides know."""
        connection = Connection(self._target)
        try:
            response = await connection.request("GET", "/_ping", within=WITHIN_SECONDS)
        except UnreachableError as error:
            raise self._away(error) from error
        finally:
            connection.close()
        found = re.fullmatch(r"(\d{1,4})\.(\d{1,4})", response.headers.get("api-version", ""))
        spoken = (int(found[1]), int(found[2])) if found else OLDEST_API
        return "{}.{}".format(*max(OLDEST_API, min(spoken, NEWEST_API)))

    def _away(self, error: UnreachableError) -> DockerError:
        self._version = ""  # another one may come back
        return DockerError(f"the Docker engine: {error}")


def decoded(data: bytes, kind: type[_T]) -> _T:
    """Return what the engine's JSON says.

    Raises:
        DockerError: it is none, or not of this kind.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise DockerError(f"the Docker engine's answer cannot be read: {error}") from error


def _written(body: Mapping[str, object] | bytes | None) -> tuple[dict[str, str], bytes]:
    if isinstance(body, bytes):
        return {"Content-Type": "application/x-tar"}, body
    return {"Content-Type": "application/json"}, b"" if body is None else msgspec.json.encode(body)


def _refusal(status: int, body: bytes) -> DockerError:
    said = body[:_SAID_LIMIT].decode("utf-8", "replace").strip()
    return DockerError(f"the Docker engine answers {status}: {said}", status=status)
