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
            control_socket=nginx / "run" / "control.sock",
        )

    def create(self) -> None:
        """Make the folders, readable by their owner alone."""
        for folder in (self.root, self.core, self.agent, self.nginx, self.logs):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def use_nginx_port(self, port: int) -> None:
        """Let NGINX start on its own part alone where it listened on another port, which somebody else has by now."""
        last = self.root / "nginx-port"
        if last.exists() and last.read_text() != str(port):
            (self.nginx / "live").unlink(missing_ok=True)
        last.write_text(str(port))


@dataclass(frozen=True, slots=True)
class Ports:
    """Ports on 127.0.0.1: the core with its application, the NGINX before the services, the services, the resolver."""

    core: int
    nginx: int
    nginx_tls: int
    services: int
    resolver: int


def choose_ports(core: int, nginx: int) -> Ports:
    """Return the wished ports and others beside them, each moved up to the next free one where it is taken."""
    taken: set[int] = set()
    wished = {"core": core, "nginx": nginx, "nginx_tls": nginx + 5, "services": nginx + 10, "resolver": nginx + 15}
    return Ports(**{name: _free_from(port, taken) for name, port in wished.items()})


def _free_from(port: int, taken: set[int]) -> int:
    for candidate in range(port, port + 200):
        if candidate not in taken and _is_free(candidate):
            taken.add(candidate)
            return candidate
    message = f"no free port on 127.0.0.1 from {port} to {port + 199}"
    raise OSError(message)


def _is_free(port: int) -> bool:
    """Tell whether nobody listens there, neither for streams nor for datagrams."""
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(type=kind) as probe:
                if kind == socket.SOCK_STREAM:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True
