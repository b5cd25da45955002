"""Manifests, files, deployments and what nodes run, in PostgreSQL."""

import json
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import asyncpg
import msgspec

from agent.contract.proxy import Manifest, NodeState
from core.server.db.queries import load_queries
from core.server.errors import Conflict, NotFound
from core.server.proxy.deploy.build import NodeBuild, is_secret
from core.server.proxy.deploy.deployment import Deployment
from core.server.proxy.deploy.refused import RefusedDeployment
from core.server.proxy.refused import RefusedLook

if TYPE_CHECKING:
    from core.server.db.database import Database
    from core.server.seal import Seal

_SQL: Final = load_queries(Path(__file__).with_name("store.sql"))
_MANIFESTS_KEPT: Final = 64  # a node that fetches its files asks for each by itself


@dataclass(frozen=True, slots=True)
class Recorded:
    """A deployment with who asked for it and why."""

    deployment: Deployment
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """What a node is to run when nothing is deployed, and what it last said. Instants are Unix seconds, 0 for never."""

    confirmed: str = ""
    revision: int = 0
    confirmed_at: float = 0.0
    state: NodeState = field(default_factory=NodeState)
    state_at: float = 0.0


class DeployStore:
    """All that deployments keep. Files of manifests lie under their content's name; secret ones sealed."""

    def __init__(self, database: "Database", seal: "Seal") -> None:
        self._database = database
        self._seal = seal
        self._manifests: OrderedDict[str, Manifest] = OrderedDict()
        self._kept = ""
        self._unsure: set[str] = set()

    async def keep(self, built: NodeBuild, now: float) -> None:
        """Keep a manifest and the files that are not there yet."""
        secret = {digest for name, digest in built.manifest.files.items() if is_secret(name)}
        async with self._database.transaction() as connection:
            rows = await connection.fetch(_SQL["known_files"], list(built.contents))
            new = sorted(set(built.contents) - {row["sha256"] for row in rows})
            contents = [self._sealed(each, built.contents[each], each in secret) for each in new]
            await connection.execute(_SQL["add_files"], new, contents, [each in secret for each in new], now)
            files = json.dumps(built.manifest.files)
            await connection.execute(_SQL["add_manifest"], built.manifest.digest, files, now)

    async def manifest(self, digest: str) -> Manifest:
        """Return a manifest; the empty text names the empty one.

        Raises:
            NotFound: there is none of this digest.
        """
        if not digest:
            return Manifest()
        if digest in self._manifests:
            self._manifests.move_to_end(digest)
            return self._manifests[digest]
        async with self._database.connection() as connection:
            files = await connection.fetchval(_SQL["manifest"], digest)
        if files is None:
            raise NotFound(RefusedLook.no_manifest())
        found = self._manifests[digest] = Manifest(files=json.loads(files))
        if len(self._manifests) > _MANIFESTS_KEPT:
            self._manifests.popitem(last=False)
        return found

    async def file(self, sha256: str) -> bytes:
        """Return a file's content.

        Raises:
            NotFound: there is none of this name.
            CannotOpen: it is sealed by a key that is not here.
        """
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["file"], sha256)
        if row is None:
            raise NotFound(RefusedLook.no_file())
        return self._seal.open(row["content"], f"file {sha256}") if row["is_sealed"] else bytes(row["content"])

    async def open_files(self, digests: Iterable[str]) -> dict[str, bytes]:
        """Return the contents of files; none of those that are sealed."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["open_files"], list(digests))
        return {row["sha256"]: bytes(row["content"]) for row in rows}

    async def save(self, recorded: Recorded) -> None:
        """Keep how far a deployment is; one that is done changes what its nodes are to run, in the same transaction.

        Nodes that were deleted meanwhile are passed over. A deployment whose first keeping was never acknowledged was
        told to nobody: if it was kept after all, it goes when the next one is.

        Raises:
            Conflict: another one is going on, which this core does not know of.
            DatabaseAway: nothing was kept.
        """
        each = recorded.deployment
        state = msgspec.json.encode(each).decode()
        row = (
            each.id,
            each.revision,
            each.started_at,
            recorded.by,
            recorded.note,
            each.phase,
            each.ended_at or None,
            state,
        )
        never_began = sorted(self._unsure - {each.id})
        if each.id != self._kept:
            self._unsure.add(each.id)
        async with self._database.transaction() as connection:
            await connection.execute(_SQL["never_began"], never_began)
            try:
                await connection.execute(_SQL["save_deployment"], *row)
            except asyncpg.UniqueViolationError as error:
                raise Conflict(RefusedDeployment.deployment_elsewhere()) from error
            if each.phase == "done":
                rows = [(node, part.candidate, each.revision, each.ended_at) for node, part in each.nodes.items()]
                await connection.executemany(_SQL["confirm"], rows)
        self._kept = each.id
        self._unsure.clear()

    async def running(self) -> Recorded | None:
        """Return the deployment that was going on when the core ended, if any."""
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["running_deployment"])
        found = _recorded(row) if row else None
        self._kept = found.deployment.id if found else self._kept
        return found

    async def last_done(self) -> Recorded | None:
        """Return the last deployment that was done, if any ever was."""
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["last_done"])
        return _recorded(row) if row else None

    async def deployments(self, *, before: float, limit: int) -> list[Recorded]:
        """Return deployments that started before an instant, the newest first."""
        async with self._database.connection() as connection:
            return [_recorded(row) for row in await connection.fetch(_SQL["deployments"], before, limit)]

    async def deployment(self, deployment_id: str) -> Recorded:
        """Return one.

        Raises:
            NotFound: there is none.
        """
        async with self._database.connection() as connection:
            row = await connection.fetchrow(_SQL["deployment"], deployment_id)
        if row is None:
            raise NotFound(RefusedDeployment.no_deployment())
        return _recorded(row)

    async def nodes(self) -> dict[str, NodeRecord]:
        """Return what is kept of each node, by its id."""
        async with self._database.connection() as connection:
            return {row["node_id"]: _node(row) for row in await connection.fetch(_SQL["nodes"])}

    async def save_state(self, node: str, state: NodeState, now: float) -> None:
        """Keep what a node said of itself."""
        text = msgspec.json.encode(state).decode()
        async with self._database.connection() as connection:
            await connection.execute(_SQL["save_state"], node, text, now)

    async def sweep(self, *, older_than: float, needed: list[str]) -> None:
        """Forget manifests that are old and not needed, and files that no manifest names."""
        async with self._database.transaction() as connection:
            await connection.execute(_SQL["sweep_manifests"], older_than, needed)
            await connection.execute(_SQL["sweep_files"], older_than)

    async def forget(self, *, before: float) -> None:
        """Forget deployments that ended before an instant, but the last one that was done."""
        async with self._database.connection() as connection:
            await connection.execute(_SQL["forget_deployments"], before)

    def _sealed(self, sha256: str, content: bytes, is_to_be_sealed: bool) -> bytes:  # noqa: FBT001 - one of a pair
        return self._seal.seal(content, f"file {sha256}") if is_to_be_sealed else content


def _recorded(row: Any) -> Recorded:
    return Recorded(msgspec.json.decode(row["state"], type=Deployment), row["started_by"], row["note"])


def _node(row: Any) -> NodeRecord:
    return NodeRecord(
        confirmed=row["confirmed"],
        revision=row["confirmed_revision"] or 0,
        confirmed_at=row["confirmed_at"].timestamp() if row["confirmed_at"] else 0.0,
        state=msgspec.json.decode(row["state"], type=NodeState),
        state_at=row["state_at"].timestamp() if row["state_at"] else 0.0,
    )
