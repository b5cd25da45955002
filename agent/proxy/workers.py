"""Asks NGINX's workers which generation they run: nobody believes a file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.connection import Connection, Target, UnreachableError

WITHIN_SECONDS: Final = 2.0


@dataclass(frozen=True)
class Running:
    """A generation's name and its manifest's digest, as a worker answers; both empty where none does."""

    name: str = ""
    digest: str = ""


class Workers:
    """The workers behind the control socket. Each question is a connection, as only that meets any worker."""

    def __init__(self, control_socket: Path) -> None:
        self._target = Target(socket_path=str(control_socket))

    async def running(self) -> Running:
        """Return what the worker runs that took the question."""
        connection = Connection(self._target)
        try:
            response = await connection.request("GET", "/generation", within=WITHIN_SECONDS)
        except UnreachableError:
            return Running()
        finally:
            connection.close()
        name, _, digest = response.body.decode("latin-1").partition(" ")
        return Running(name, digest.strip()) if response.status == 200 else Running()
