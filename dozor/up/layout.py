"""Where `dozor up` keeps its data, and which ports it takes."""

import socket
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Layout:
    """The data folder and what lies in it: a folder for each program, their logs, and what they meet at."""

    root: Path
    core: Path
    agent: Path
    nginx: Path
    logs: Path
    access_log: Path
    control_socket: Path

    @classmethod
    def at(cls, root: Path) -> "Layout":
        """Return the layout of a data folder, without touching the disk."""
        root = root.resolve()
        nginx = root / "nginx"
        return cls(
            root=root,
            core=root / "core",
            agent=root / "agent",
            nginx=nginx,
            logs=root / "logs",
            access_log=nginx / "logs" / "access.log",
            control_socket=nginx / "control.sock",
        )

    def create(self) -> None:
        """Make the folders, readable by their owner alone."""
        for folder in (self.root, self.core, self.agent, self.nginx, self.nginx / "logs", self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports on 127.0.0.1: the core with its application, the NGINX in front of the services, the services."""

    core: int
    nginx: int
    services: int


def choose_ports(core: int, nginx: int, services: int) -> Ports:
    """Return the wished ports, each moved up to the next free one where it is taken."""
    taken: set[int] = set()
    return Ports(*(_free_from(port, taken) for port in (core, nginx, services)))


def _free_from(port: int, taken: set[int]) -> int:
    for candidate in range(port, port + 200):
        if candidate not in taken and _is_free(candidate):
            taken.add(candidate)
            return candidate
    message = f"no free port on 127.0.0.1 from {port} to {port + 199}"
    raise OSError(message)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
