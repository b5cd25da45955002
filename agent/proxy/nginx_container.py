"""An NGINX that runs in a container of this machine's Docker engine, as its first process."""

from pathlib import Path

from agent.docker.engine import DockerEngine, DockerError
from agent.proxy.nginx_program import CHECK_SECONDS, OUTPUT_LIMIT_BYTES, NginxDownError, NginxError


class ContainerNginx:
    """Sees the folder of generations under the same path as the agent. Its image has `timeout`, as nearly all do."""

    def __init__(self, engine: DockerEngine, container: str, *, check_seconds: float = CHECK_SECONDS) -> None:
        self._engine = engine
        self._container = container
        self._check_seconds = check_seconds

    async def check(self, folder: Path, configuration: str = "nginx.conf") -> tuple[bool, str]:
        """See NginxProgram."""
        status, said = await self._run("nginx", "-t", "-p", str(folder), "-c", configuration)
        if status in {124, 137}:
            raise NginxError(f"nginx -t did not end within {self._check_seconds:g} s")
        return status == 0, said[:OUTPUT_LIMIT_BYTES]

    async def reload(self) -> None:
        """See NginxProgram."""
        await self._signal("HUP")

    async def reopen(self) -> None:
        """See NginxProgram."""
        await self._signal("USR1")

    async def _signal(self, name: str) -> None:
        try:
            if not await self._engine.is_running(self._container):
                raise NginxDownError(f"the container {self._container} does not run")
            await self._engine.signal(self._container, name)
        except DockerError as error:
            raise NginxError(str(error)) from error

    async def version(self) -> str:
        """See NginxProgram."""
        try:
            return (await self._run("nginx", "-v"))[1].strip()
        except NginxError:
            return ""

    async def _run(self, *command: str) -> tuple[int, str]:
        limited = ["timeout", "-s", "KILL", f"{self._check_seconds:.0f}", *command]
        try:
            return await self._engine.execute(self._container, limited, within=self._check_seconds + 10)
        except DockerError as error:
            raise NginxError(str(error)) from error
