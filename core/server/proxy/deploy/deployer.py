"""Drives deployments: builds what nodes are to run, tells them, listens, keeps what came of it."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.contract.proxy import NodeState, Order, Probe
from core.server.db.database import DatabaseAway
from core.server.errors import Conflict, Invalid
from core.server.proxy.deploy.build import FileSources
from core.server.proxy.deploy.builds import Builds
from core.server.proxy.deploy.deployment import Deployment, NodePart, advance, begin, cancel
from core.server.proxy.deploy.members_memory import MembersMemory
from core.server.proxy.deploy.orders import Orders
from core.server.proxy.deploy.plan import Plan
from core.server.proxy.deploy.planning import Planning
from core.server.proxy.deploy.readable import check_readable, check_readable_for
from core.server.proxy.deploy.refused import RefusedDeployment
from core.server.proxy.deploy.store import DeployStore, NodeRecord, Recorded
from core.server.proxy.deploy.teller import Teller
from core.server.proxy.deploy.telling import order_of
from core.server.proxy.render.context import Surroundings
from core.server.proxy.specs.domain import nodes_of
from core.server.proxy.specs.state import DesiredState

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.fleet.fleet import Fleet
    from core.server.proxy.documents.documents import Documents

_log: Final = logging.getLogger(__name__)
_TICK_SECONDS: Final = 1.0
_KEEP_STATE_SECONDS: Final = 10.0
_KEEP_MANIFESTS_SECONDS: Final = 7 * 86_400.0
"""What no node runs can be looked at in the history of deployments for so long."""


class Deployer:
    """The one that deploys. Nothing of it runs twice at a time.

    `surroundings` gives what besides documents changes a configuration, as it is now.
    """

    def __init__(
        self,
        *,
        documents: "Documents",
        fleet: "Fleet",
        store: DeployStore,
        clock: "Clock",
        sources: FileSources,
        surroundings: Callable[[DesiredState], Surroundings],
    ) -> None:
        self._documents = documents
        self._fleet = fleet
        self._store = store
        self._clock = clock
        self.builds = Builds(sources)
        self.surroundings = surroundings
        self._planning = Planning(self.builds, store, lambda node: self.record(node).confirmed)
        self._members = MembersMemory()
        self._lock = asyncio.Lock()
        self._nodes: dict[str, NodeRecord] = {}
        self._probes: dict[str, list[Probe]] = {}
        self._deployed: dict[int, DesiredState] = {}
        self.orders = Orders(clock, lambda node: self.record(node).state.tasks)
        self._teller = Teller(self.orders, fleet, self._wanted, self._order)
        self.running: Recorded | None = None
        self.last_done: Deployment | None = None
        self._is_loaded = False

    async def load(self) -> None:
        """Read what nodes are to run, and go on with a deployment that a restart interrupted.

        Raises:
            DatabaseAway: it cannot be read.
        """
        self._nodes = await self._store.nodes()
        done = await self._store.last_done()
        self.last_done = done.deployment if done else None
        revisions = {record.revision for record in self._nodes.values()} | {self.deployed()[0]}
        for revision in revisions - {0}:
            self._deployed[revision] = await self._documents.at(revision)
        self.running = await self._store.running()
        if self.running is not None:
            await self._builds_of(self.running.deployment.revision)
        self._is_loaded = True
        self.tell()

    async def run(self) -> None:
        """Follow time and changes of documents until cancelled."""
        await asyncio.gather(self._follow_documents(), self._follow_time())

    async def plan(self, state: DesiredState | None = None) -> Plan:
        """Return what deploying a state (the newest one where none is given) would do. Nothing is changed."""
        wanted_state = state or self._documents.state
        around, nodes = self.surroundings(wanted_state), self.proxies(wanted_state)
        return await self._planning.plan(self._documents.revision, wanted_state, around, nodes)

    def deployed(self) -> tuple[int, DesiredState]:
        """Return the revision that was deployed last, with its state; 0 and the empty one where none ever was."""
        revision = self.last_done.revision if self.last_done else 0
        return revision, self._deployed.get(revision, DesiredState())

    async def deploy(
        self,
        *,
        by: str,
        note: str,
        despite_problems: bool = False,
        revision: int | None = None,
        expected: int | None = None,
    ) -> Deployment:
        """Begin to bring the newest revision to the nodes, or once more the one that was deployed.

        `expected` is the revision that the person saw.

        Raises:
            Conflict: a deployment is going on, there is nothing to deploy, or somebody made another revision meanwhile.
            Invalid: some site cannot be rendered; with `despite_problems` it is left as it was and the rest deployed.
            NotReadable: some document cannot be read; without it its site would go from the nodes.
        """
        async with self._lock:
            if self.running is not None:
                raise Conflict(RefusedDeployment.deployment_going_on(deployment=self.running.deployment.id))
            number = self._documents.revision if revision is None else revision
            if expected not in {None, number}:
                raise Conflict(RefusedDeployment.revision_meanwhile(revision=str(number), meant=str(expected)))
            if revision not in {None, self.deployed()[0]}:
                newest = str(self.deployed()[0])
                raise Conflict(RefusedDeployment.deployed_meanwhile(revision=newest, meant=str(revision)))
            state = self._documents.state if revision is None else self.deployed()[1]
            check_readable(state)
            plan = replace(await self.plan(state), revision=number)
            if not plan.revision:
                raise Conflict(RefusedDeployment.deployment_of_nothing())
            if plan.problems and not despite_problems:
                raise Invalid("; ".join(f"{problem.file}: {problem.message}" for _, problem in plan.problems))
            now = self._clock.now()
            for node in plan.concerned:
                await self._store.keep(plan.builds[node], now)
            self._probes = await self._planning.probes(plan)
            self._deployed[plan.revision] = state
            parts = {node: self._part(node, plan.builds[node].manifest.digest) for node in plan.concerned}
            deployment = begin(secrets.token_hex(8), plan.revision, parts, now)
            await self._take(Recorded(deployment, by, note))
        return deployment

    async def cancel(self, by: str) -> Deployment:
        """End the deployment that is going on; nodes go back.

        Raises:
            Conflict: none is.
        """
        async with self._lock:
            if self.running is None:
                raise Conflict(RefusedDeployment.deployment_none())
            recorded = self.running
            over = cancel(recorded.deployment, by, self._clock.now())
            await self._take(Recorded(over, recorded.by, recorded.note))
            return over

    async def result(self, deployment: str) -> Deployment:
        """Return a deployment as it is, or as it ended.

        Raises:
            NotFound: there is none.
        """
        return (await self._store.deployment(deployment)).deployment

    async def order(self, node: str, *, known: int, wait_seconds: float) -> Order:
        """Return a node's order as soon as its version is another than `known`, else after the wait.

        Raises:
            DatabaseAway: nothing is known of the nodes yet, which must not look as if nothing were wanted of them.
            NotReadable: not all can be read that is wanted of this one: it goes on with what it has.
        """
        if not self._is_loaded:
            raise DatabaseAway
        if not self.orders.of(node).version:  # made since anybody was told anything
            self._teller.tell(())
        if self._documents.state.unreadable:
            await self._check_readable_for(node)
        return await self.orders.newer(node, known, wait_seconds)

    async def hear(self, node: str, state: NodeState) -> None:
        """Take in what a node says of itself."""
        if not self._is_loaded:
            raise DatabaseAway
        now, before = self._clock.now(), self.record(node)
        is_news = before.state.applied != state.applied or now - before.state_at > _KEEP_STATE_SECONDS
        self._nodes[node] = replace(before, state=state, state_at=now)
        await self._advance({node: state})
        if is_news:
            await self._store.save_state(node, state, now)

    def record(self, node: str) -> NodeRecord:
        """Return what is known of a node, by its id."""
        return self._nodes.get(node, NodeRecord())

    def proxies(self, state: DesiredState) -> dict[str, str]:
        """Return the names of the nodes that have a part in a state, and of those that had one, by their ids."""
        named = set(state.nodes).union(*(nodes_of(spec) for spec in state.domains.values()))
        return {
            node.id: node.name.lower()
            for node in self._fleet.all()
            if node.name.lower() in named or self.record(node.id).confirmed
        }

    @property
    def states(self) -> Collection[DesiredState]:
        """What is wanted, and what is deployed or being deployed somewhere."""
        return self._documents.state, *self._deployed.values()

    def tell(self) -> None:
        """Make every node's order what it is to be now."""
        self._teller.tell_all()

    def forget(self, node: str) -> None:
        """Forget a node that there is no more."""
        self._nodes.pop(node, None)
        self._members.forget(node)
        self.orders.forget(node)

    async def sweep(self) -> None:
        """Forget old manifests and files that no node is to run."""
        async with self._lock:
            needed = {record.confirmed for record in self._nodes.values()}
            for part in self.running.deployment.nodes.values() if self.running else ():
                needed |= {part.candidate, part.before}
            await self._store.sweep(older_than=self._clock.now() - _KEEP_MANIFESTS_SECONDS, needed=sorted(needed))

    async def _follow_documents(self) -> None:
        while True:
            await self._documents.changed.wait()
            self._documents.changed.clear()
            self._teller.tell_change()

    async def _follow_time(self) -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            try:
                await self._advance({})
            except DatabaseAway:
                _log.warning("a deployment waits for PostgreSQL")

    async def _check_readable_for(self, node: str) -> None:
        order = self.orders.of(node)
        runs = [await self._store.manifest(digest) for digest in (order.confirmed, order.candidate)]
        files = {name for each in runs for name in each.files}
        check_readable_for(self._fleet.get(node).name.lower(), files, self._documents.state)

    async def _advance(self, said: dict[str, NodeState]) -> None:
        async with self._lock:
            if (recorded := self.running) is None:
                return
            after = advance(recorded.deployment, said, self._clock.now())
            if after != recorded.deployment:
                await self._take(Recorded(after, recorded.by, recorded.note))

    async def _take(self, recorded: Recorded) -> None:
        """Keep how far a deployment is, then tell the nodes; where only somebody was heard, remember just that.

        What could not be kept did not happen: it comes about again with the next look.
        """
        before, each = self.running, recorded.deployment
        if before is None or before.deployment.timeline != each.timeline:
            await self._store.save(recorded)
            self._has_moved(recorded)
        else:
            self.running = recorded

    def _has_moved(self, recorded: Recorded) -> None:
        each = recorded.deployment
        self.running = recorded if each.is_running else None
        if each.phase == "done":
            self.last_done = each
            for node, part in each.nodes.items():
                old = self.record(node)
                self._nodes[node] = NodeRecord(part.candidate, each.revision, each.ended_at, old.state, old.state_at)
        needed = {record.revision for record in self._nodes.values()} | {self.deployed()[0], each.revision}
        self._deployed = {revision: state for revision, state in self._deployed.items() if revision in needed}
        self._teller.tell({part.name.lower() for part in each.nodes.values()})

    async def _builds_of(self, revision: int) -> None:
        self._deployed[revision] = await self._documents.at(revision)
        self._probes = await self._planning.probes(await self.plan(self._deployed[revision]))

    def _part(self, node: str, candidate: str) -> NodePart:
        return NodePart(name=self._fleet.get(node).name, candidate=candidate, before=self.record(node).confirmed)

    def _wanted(self) -> tuple[DesiredState, Surroundings]:
        return self._documents.state, self.surroundings(self._documents.state)

    def _order(self, node: str, name: str, state: DesiredState, around: Surroundings) -> Order:
        record, deployment = self.record(node), self.running.deployment if self.running else None
        revisions = [deployment.revision if deployment and node in deployment.nodes else 0, record.revision]
        members = self._members.of(node, name, [state, *map(self._deployed.get, revisions)], around)
        return order_of(node, record.confirmed, deployment, self._probes.get(node, []), members)
