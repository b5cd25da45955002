"""Where on this node NGINX's configuration, logs, cache and sockets are, and which NGINX it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

RESOLVER: Final = "127.0.0.1:5335"
ACME_IMAGE: Final = "neilpang/acme.sh:latest"


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the node's own part of the configuration depends on; paths are absolute.

    NGINX runs with `-p FOLDER/live -c nginx.conf`. It is the program `binary` on this machine, or the one in the
    container `container`, which has to see `folder` under the same path. `user` runs the workers where the master is
    root (empty: who runs the agent). `listen` is where the default server waits until the core says otherwise.
    The cache's folder and size, and the resolver that the agent itself is, stand in the frame. `acme_image` is run to
    get certificates. Logs longer than `log_bytes` are put aside. `authorities` are those by which members that speak
    TLS are known, as NGINX sees the file. `nameservers` (`ADDRESS:PORT`) know all other names.
    """

    folder: Path
    binary: str = "nginx"
    container: str = ""
    docker_socket: Path = Path("/var/run/docker.sock")
    acme_image: str = ACME_IMAGE
    user: str = ""
    listen: tuple[str, ...] = ("80",)
    resolver: str = RESOLVER
    cache: Path | None = None
    cache_size: str = "1g"
    pid: Path | None = None
    control: Path | None = None
    log: Path | None = None
    log_bytes: int = 256 * 1024**2
    authorities: Path = Path("/etc/ssl/certs/ca-certificates.crt")
    nameservers: tuple[str, ...] = ()

    @property
    def resolver_address(self) -> tuple[str, int]:
        """Host and port of the resolver."""
        host, _, port = self.resolver.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def live(self) -> Path:
        """The link to the generation that NGINX reads: its prefix."""
        return self.folder / "live"

    @property
    def control_socket(self) -> Path:
        """Where NGINX's workers answer the agent."""
        return self.control or self.folder / "run" / "control.sock"

    @property
    def pid_file(self) -> Path:
        """Where NGINX's master writes its process id."""
        return self.pid or self.folder / "run" / "nginx.pid"

    @property
    def words_socket(self) -> Path:
        """Where who runs NGINX for us is told to have it read its configuration or open its logs anew."""
        return self.folder / "run" / "master.sock"

    @property
    def access_log(self) -> Path:
        """What the agent reads, in the format `dozor`."""
        return self.log or self.folder / "logs" / "access.log"

    @property
    def error_log(self) -> Path:
        """Where NGINX says what it could not do."""
        return self.folder / "logs" / "error.log"

    @property
    def cache_folder(self) -> Path:
        """Where answers are cached."""
        return self.cache or self.folder / "cache"

    @property
    def acme_webroot(self) -> Path:
        """Where proofs for certificate authorities are served from."""
        return self.folder / "acme"
