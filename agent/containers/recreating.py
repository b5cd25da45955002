"""A container made anew from its image, in the old one's place, and the way back where the new one is not well.

The old container is put aside under another name and is not removed before the new one does well.
"""

import asyncio
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import msgspec

from agent.containers.making import Json, body_like, more_networks
from agent.contract.asking import IMAGE_BEFORE_LABEL
from agent.docker.engine import DockerEngine, DockerError, decoded
from agent.docker.frames import Lines
from agent.docker.told import Inspected

ASIDE: Final = ".dozor-before"
MADE_FROM_LABEL: Final = "dozor.made-from"
"""On the new container: the id of the one whose place it takes."""

IMAGE_NAME_LABEL: Final = "dozor.image-name"
"""On one that was made of an image by its id: the name to pull by when it is made anew again."""

PULL_SECONDS: Final = 600.0
PULL_SILENCE_SECONDS: Final = 60.0
STEADY_SECONDS: Final = 3.0
"""For so long a container without a check of its own has to run before it is taken to be well."""

WELL_WITHIN_SECONDS: Final = 120.0
LONGEST_WELL_SECONDS: Final = 900.0
_LOOK_SECONDS: Final = 0.25
_MORE_SECONDS: Final = 15.0


class UnwellError(DockerError):
    """The new container does not do well; the text says why."""


class PullProgress(msgspec.Struct):
    """A line of what the engine says while it pulls."""

    status: str = ""
    id: str = ""
    error: str = ""


class Recreation:
    """One such act; `say` is told each step. `trouble` is what was otherwise than it should be though it went well."""

    def __init__(self, engine: DockerEngine, say: Callable[[str], None]) -> None:
        self._engine = engine
        self._say = say
        self.trouble = ""

    async def carry_out(self, identity: str, *, stop_seconds: float, image: str = "") -> str:
        """Put a new container in the place of this one, and return its id. `image` is the one to go back to, by its id.

        Raises:
            DockerError: there is none; the old one is as it was, or the text says how it is.
        """
        old = await self._engine.json("GET", _path(identity, "/json"))
        name, running = str(old["Name"]).removeprefix("/"), bool(old["State"]["Running"])
        if (old.get("HostConfig") or {}).get("AutoRemove"):
            raise DockerError("this container is removed when it ends, so there would be no way back")
        body = await self._body(old, image)
        self._say("putting the old container aside")
        await self._rename(identity, f"{name}{ASIDE}-{identity[:12]}")
        new = ""
        try:
            self._say("making the new container")
            new = await self._make(name, body, more_networks(old))
            if running:
                await self._change(identity, new, stop_seconds, well_within(old))
        except BaseException as error:
            self._say(f"going back to the old container: {error}")
            try:
                await self.go_back(identity, new, name, start=running)
            except DockerError as failed:
                raise DockerError(f"{error}; the old container is {identity[:12]}, as {failed}") from error
            raise
        await self.finish(identity)
        return new

    async def finish(self, old: str) -> None:
        """Remove the old container.

        Raises:
            DockerError: it is there still.
        """
        self._say("removing the old container")
        await self._engine.ask("DELETE", _path(old, "?force=1"))

    async def go_back(self, old: str, new: str, name: str, *, start: bool) -> None:
        """Put the old container where it was.

        Raises:
            DockerError: that did not come to its end.
        """
        if new:
            await self._engine.ask("DELETE", _path(new, "?force=1"))
        await self._rename(old, name)
        if start:
            await self._start(old)

    async def _body(self, old: Json, back_to: str) -> Json:
        """Return what the new container is made by; labels say what it takes the place of."""
        labels = (old.get("Config") or {}).get("Labels") or {}
        named = str(labels.get(IMAGE_NAME_LABEL) or (old.get("Config") or {}).get("Image") or "")
        had = str(old.get("Image", ""))
        brought = await self._config_of(had) or {}
        if back_to:
            await self._check_before(labels, back_to)
        image = back_to or await self._image(named, had)
        body = body_like(old, brought, image)
        ours = {MADE_FROM_LABEL: str(old["Id"]), IMAGE_BEFORE_LABEL: had}
        if image != named:
            ours[IMAGE_NAME_LABEL] = named
        kept = {name: value for name, value in body["Labels"].items() if name != IMAGE_NAME_LABEL}
        return {**body, "Labels": {**kept, **ours}}

    async def _check_before(self, labels: Json, image: str) -> None:
        if labels.get(IMAGE_BEFORE_LABEL) != image:
            raise DockerError("the one before this container had another image, or there was none before it")
        if await self._config_of(image) is None:
            raise DockerError("the image to go back to is not on this node any more")

    async def _image(self, asked: str, had: str) -> str:
        """Return the image to make the new container of: the newest of its name, or the one that the old one has."""
        await self._pull(asked)
        if await self._config_of(asked) is None:
            self._say("the image is not there by its name any more: the same one is used")
            return had
        return asked

    async def _config_of(self, image: str) -> Json | None:
        try:
            found = await self._engine.json("GET", f"/images/{quote(image, safe='/:@')}/json")
        except DockerError as error:
            if error.status in {400, 404}:
                return None
            raise
        return dict(found.get("Config") or {})

    async def _pull(self, image: str) -> None:
        """Pull an image; where that cannot be done, the one that is there will do."""
        if not image or image.startswith("sha256:"):
            return
        self._say(f"pulling {image}")
        try:
            async with asyncio.timeout(PULL_SECONDS):
                await self._pull_to_end(image)
        except (DockerError, ValueError, TimeoutError) as error:
            self.trouble = f"the image cannot be pulled, what is here is used: {error or type(error).__name__}"
            self._say(self.trouble)

    async def _pull_to_end(self, image: str) -> None:
        name, colon, tag = image.rpartition(":")
        if not colon or "/" in tag or "@" in name:
            name, tag = image, "" if "@" in image else "latest"
        path = f"/images/create?fromImage={quote(name, safe='')}&tag={quote(tag)}"
        lines = Lines()
        async with self._engine.stream("POST", path, within=PULL_SILENCE_SECONDS) as stream:
            while data := await stream.read(within=PULL_SILENCE_SECONDS):
                for line in lines.feed(data):
                    said = decoded(line, PullProgress)
                    if said.error:
                        raise DockerError(said.error)
                    if not said.id or said.status in {"Pull complete", "Already exists"}:
                        self._say(" ".join(filter(None, (said.id, said.status))))

    async def _make(self, name: str, body: Json, networks: dict[str, Json]) -> str:
        made = await self._engine.json("POST", f"/containers/create?name={quote(name, safe='')}", body)
        new = str(made["Id"])
        try:
            for network, endpoint in networks.items():
                wish = {"Container": new, "EndpointConfig": endpoint}
                await self._engine.ask("POST", f"/networks/{quote(network, safe='')}/connect", wish)
        except BaseException:
            await self._engine.ask("DELETE", _path(new, "?force=1"))
            raise
        return new

    async def _change(self, old: str, new: str, stop_seconds: float, well_seconds: float) -> None:
        self._say("stopping the old container")
        await self._stop(old, stop_seconds)
        self._say("starting the new container")
        await self._engine.ask("POST", _path(new, "/start"))
        await self.wait_until_well(new, well_seconds)

    async def wait_until_well(self, new: str, seconds: float) -> None:
        """Wait until it is healthy by its own check, or runs on without one.

        Raises:
            UnwellError: it is not, in time.
            DockerError: the engine does not say.
        """
        self._say("waiting until it is well")
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            found = await self._engine.look(_path(new, "/json"), Inspected)
            state, passed = found.state, loop.time() - began
            health = state.health.status if state.health else ""
            if not state.running or found.restart_count or health == "unhealthy":
                why = state.error or ("unhealthy" if state.running else f"it ended with exit code {state.exit_code}")
                raise UnwellError(f"the new container does not do well: {why}")
            if health == "healthy" or (health in {"", "none"} and passed >= STEADY_SECONDS):
                return
            if passed >= seconds:
                raise UnwellError(f"the new container is not healthy after {seconds:.0f} s")
            await asyncio.sleep(_LOOK_SECONDS)

    async def _rename(self, identity: str, name: str) -> None:
        await self._engine.ask("POST", _path(identity, f"/rename?name={quote(name, safe='')}"))

    async def _stop(self, identity: str, seconds: float) -> None:
        await self._tolerant(_path(identity, f"/stop?t={seconds:.0f}"), within=seconds + _MORE_SECONDS)

    async def _start(self, identity: str) -> None:
        await self._tolerant(_path(identity, "/start"), within=_MORE_SECONDS)

    async def _tolerant(self, path: str, *, within: float) -> None:
        try:
            await self._engine.ask("POST", path, within=within)
        except DockerError as error:
            if error.status != 304:  # it is as it is wanted already
                raise


def well_within(inspected: Json) -> float:
    """Return how long a container may take until its own check has to say that it is healthy."""
    check = (inspected.get("Config") or {}).get("Healthcheck") or {}
    seconds = sum(float(check.get(name) or 0) / 1e9 for name in ("StartPeriod", "Interval", "Timeout"))
    return min(WELL_WITHIN_SECONDS + seconds, LONGEST_WELL_SECONDS)


def _path(identity: str, rest: str) -> str:
    return f"/containers/{quote(identity, safe='')}{rest}"
