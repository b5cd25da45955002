"""What a node may fetch: the manifests that its order names, and the files in them. Nothing of another node's."""

from typing import TYPE_CHECKING

from agent.contract.proxy import Manifest
from core.server.db.database import DatabaseAway
from core.server.errors import NotFound
from core.server.proxy.refused import RefusedLook

if TYPE_CHECKING:
    from core.server.proxy.deploy.orders import Orders
    from core.server.proxy.deploy.store import DeployStore


class NodeFiles:
    """Manifests and files, for the node that proved who it is."""

    def __init__(self, orders: "Orders", store: "DeployStore") -> None:
        self._orders = orders
        self._store = store

    async def manifest(self, node: str, digest: str) -> Manifest:
        """Return a manifest that a node may ask for: the one it runs, one that it is to try or to test.

        Raises:
            NotFound: it is none of this node's.
            DatabaseAway: nothing is known of the nodes yet, which must not look as if it were gone.
        """
        if digest not in self._permitted(node):
            raise NotFound(RefusedLook.no_manifest())
        return await self._store.manifest(digest)

    async def file(self, node: str, sha256: str) -> bytes:
        """Return a file of a node's manifests.

        Raises:
            NotFound: none of them names it.
            DatabaseAway: nothing is known of the nodes yet.
        """
        for digest in self._permitted(node):
            if sha256 in (await self._store.manifest(digest)).files.values():
                return await self._store.file(sha256)
        raise NotFound(RefusedLook.no_file())

    def _permitted(self, node: str) -> set[str]:
        order = self._orders.of(node)
        if not order.version:
            raise DatabaseAway
        tested = {task.arguments.get("digest", "") for task in order.tasks if task.kind == "test"}
        return {order.confirmed, order.candidate, *tested} - {""}
