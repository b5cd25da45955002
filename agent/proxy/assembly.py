"""Makes generations that NGINX runs: of a candidate whole or not at all, of what is confirmed as much as it takes."""

import asyncio
import logging
import os
import shutil
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from agent.contract.proxy import CheckResult, Manifest, Problem
from agent.proxy.changed_sites import CONFIGURATION, changed_sites, configuration_of
from agent.proxy.frame import frame
from agent.proxy.generations import Generation, Generations, frame_name
from agent.proxy.isolation import Files, Isolation, IsolationError
from agent.proxy.nginx_output import problems_of, reason
from agent.proxy.nginx_program import NginxError, NginxProgram
from agent.proxy.place import Place
from agent.proxy.stock import EMPTY

logger = logging.getLogger(__name__)


class Assembly:
    """Builds in threads, and tests with the node's NGINX."""

    def __init__(self, place: Place, generations: Generations, program: NginxProgram) -> None:
        self._generations = generations
        self._program = program
        self._frame = frame(place)
        self._live = str(place.live)

    def is_current(self, generation: Generation) -> bool:
        """Tell whether a generation has the node's own part as this agent writes it."""
        return generation.frame == frame_name(self._frame)

    def has(self, generation: Generation) -> bool:
        """Tell whether a generation of this agent's is still on the disk."""
        return self.is_current(generation) and self._generations.has(generation)

    async def check(
        self, manifest: Manifest, running: Generation | None = None
    ) -> tuple[CheckResult, Generation | None]:
        """Build a manifest whole and have tested what differs from what NGINX runs; return that with the generation.

        What failed is in the result, disk and NGINX included.
        """
        started, generation = time.monotonic(), None
        try:
            generation = await self.build(manifest)
            problems = [] if await self._passes_in_part(generation, running) else await self.test(generation)
        except (OSError, NginxError) as error:
            problems = [Problem(file="", line=0, message=str(error))]
        seconds = round(time.monotonic() - started, 3)
        return CheckResult(digest=manifest.digest, ok=not problems, problems=problems, seconds=seconds), generation

    async def build(self, manifest: Manifest) -> Generation:
        """Build a manifest whole.

        Raises:
            OSError: the disk is full, or a content is not here.
        """
        return await asyncio.to_thread(self._generations.build, manifest.digest, manifest.files, self._frame)

    async def again(self, generation: Generation) -> Generation:
        """Build what a generation holds once more, under another name.

        Raises:
            OSError: the disk is full, or a content is not here.
        """
        return await asyncio.to_thread(self._generations.again, generation, self._frame)

    async def as_much_as_runs(
        self, manifest: Manifest, older: Sequence[Mapping[str, str]], missing: Collection[str] = ()
    ) -> Generation:
        """Build a manifest, without the parts that NGINX does not take, or with them as they are in `older`.

        Raises:
            OSError: the disk is full.
            NginxError: NGINX cannot be asked.
            IsolationError: there is no such part.
        """
        left_out: dict[str, Problem] = {}
        tested: list[Generation] = []

        async def test(files: Files) -> list[Problem]:
            tested[:] = [await self._part(manifest, files, left_out)]
            return await self.test(tested[0])

        await Isolation(test, older, self._text, left_out).run(manifest.files, missing)
        return tested[0]

    async def test(self, generation: Generation) -> list[Problem]:
        """Return what `nginx -t` has against a generation.

        Raises:
            NginxError: it cannot be asked.
        """
        folder = self._generations.path(generation.name)
        passed, said = await self._program.check(folder)
        if passed:
            return []
        return problems_of(said, (str(folder), self._live)) or [
            Problem(file="nginx.conf", line=0, message=reason(said))
        ]

    async def _passes_in_part(self, generation: Generation, running: Generation | None) -> bool:
        """Tell whether `nginx -t` takes the few sites in which a generation differs; what it says is of no use."""
        sites = changed_sites(generation, running)
        if not sites:
            return False
        folder = self._generations.path(generation.name)
        (folder / CONFIGURATION).write_text(configuration_of(self._frame, sites))
        return (await self._program.check(folder, CONFIGURATION))[0]

    async def _part(self, manifest: Manifest, files: Files, left_out: Mapping[str, Problem]) -> Generation:
        return await asyncio.to_thread(
            self._generations.build,
            manifest.digest,
            manifest.files,
            self._frame,
            files=files,
            left_out=list(left_out.values()),
        )

    def _text(self, sha256: str) -> str:
        return self._generations.blobs.read(sha256).decode("utf-8", "replace")


async def ensure_first_generation(place: Place, program: NginxProgram) -> None:
    """See to it that NGINX can be started, whatever the node's folder holds: at first, or after an upgrade or damage.

    A link that leads to a generation which passes is left as it is, also where NGINX cannot be asked. Else as much as
    runs of what it held takes its place, and where there is nothing of it the node's own part alone.

    Raises:
        OSError: the folder cannot be written.
        NginxConfigError: a value of the settings is not safe to write.
    """
    make_folders(place)
    generations = Generations(place.folder)
    assembly = Assembly(place, generations, program)
    live = generations.live
    try:
        is_stale = live and not live.wanted and not assembly.is_current(live)  # settings changed before a deployment
        if live and not is_stale and not await assembly.test(live):
            return
        wanted = Manifest(files=live.wanted) if live else EMPTY
        generations.blobs.drop_damaged(wanted.files.values())
        missing = [name for name, content in wanted.files.items() if not generations.blobs.has(content)]
        generation = await assembly.as_much_as_runs(wanted, (), missing)
    except NginxError:
        if live:
            return
        generation = await assembly.build(EMPTY)
    except IsolationError as error:
        logger.warning("%s", error)
        generation = await assembly.build(EMPTY)
    generations.point(generation)


def make_folders(place: Place) -> None:
    """Make what the frame names. The control socket's folder is closed to others, as NGINX opens the socket to all."""
    for folder in (place.folder, place.access_log.parent, place.error_log.parent, place.cache_folder.parent):
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    for name in ("temp", "acme", "state"):
        (place.folder / name).mkdir(mode=0o755, exist_ok=True)
    place.control_socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(OSError):
        place.pid_file.parent.mkdir(parents=True, exist_ok=True)
    _give_to_workers(place.folder / "state", place.user)


def _give_to_workers(folder: Path, user: str) -> None:
    """Let workers write their bans. A user that only NGINX's container knows cannot be named here."""
    if not user or os.geteuid() != 0:
        return
    try:
        shutil.chown(folder, user)
    except LookupError:
        folder.chmod(0o1777)
