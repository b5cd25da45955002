"""Manifests and contents for generations: those of the node, and from the core what it lacks."""

from collections.abc import Iterable
from typing import Final

from agent.client import CoreError
from agent.contract.proxy import Manifest
from agent.proxy.core_link import CoreLink
from agent.proxy.file_names import is_secret
from agent.proxy.generations import Generations

EMPTY: Final = Manifest()


class Stock:
    """What was fetched stays in the blobs until no generation has it."""

    def __init__(self, generations: Generations, core: CoreLink) -> None:
        self._generations = generations
        self._core = core

    async def manifest(self, digest: str, names: Iterable[str]) -> Manifest:
        """Return a manifest, from one of these generations where one was made of it.

        Raises:
            CoreError: it has to come from the core, and does not.
        """
        if digest == EMPTY.digest:
            return EMPTY
        here = (self._generations.find(name) for name in names if name)
        found = next((each for each in here if each and each.digest == digest), None)
        return Manifest(files=found.wanted) if found else await self._core.manifest(digest)

    async def fetch(self, manifest: Manifest) -> None:
        """Get the contents that are not here.

        Raises:
            CoreError: one does not come.
            OSError: one cannot be kept.
        """
        blobs = self._generations.blobs
        secret = {content for name, content in manifest.files.items() if is_secret(name)}
        lacking = {content for content in manifest.files.values() if not blobs.has(content)}
        await self._core.files(sorted(lacking), lambda content, data: blobs.put(data, secret=content in secret))

    async def fetch_what_comes(self, manifest: Manifest) -> list[str]:
        """Get the contents that are not here as far as the core has them; return the names of those that stay away.

        Raises:
            OSError: one cannot be kept.
        """
        try:
            await self.fetch(manifest)
        except CoreError:
            return [name for name, content in manifest.files.items() if not self._generations.blobs.has(content)]
        return []
