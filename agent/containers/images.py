"""When the images were made that containers run."""

import asyncio
from urllib.parse import quote

import msgspec

from agent.docker.engine import DockerError
from agent.docker.told import instant
from agent.docker.watch import Watch


class Image(msgspec.Struct, rename="pascal"):
    """What the engine tells of an image."""

    created: str = ""


class Images:
    """Keeps `created_at`, by the images' ids, for the images of all containers that are there."""

    def __init__(self, watch: Watch) -> None:
        self.created_at: dict[str, float] = {}
        self._watch = watch
        self._changed = asyncio.Event()
        watch.subscribe(self._changed.set)

    async def run(self) -> None:
        """Look at what is new until cancelled."""
        while True:
            self._changed.clear()
            used = {container.image for container in self._watch.containers.values()}
            for gone in self.created_at.keys() - used:
                del self.created_at[gone]
            for image in used - self.created_at.keys():
                await self._look(image)
            await self._changed.wait()

    async def _look(self, image: str) -> None:
        """An image may be gone while its containers run on; one that is not told of now is asked for again later."""
        try:
            found = await self._watch.engine.look(f"/images/{quote(image, safe='')}/json", Image)
        except DockerError as error:
            if error.status == 404:
                self.created_at[image] = 0.0
        else:
            self.created_at[image] = instant(found.created)
