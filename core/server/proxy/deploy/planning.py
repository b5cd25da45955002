"""Works out what deploying a state would do to the nodes."""

from collections.abc import Callable, Mapping

from agent.contract.proxy import Probe
from core.server.proxy.deploy.build import NodeBuild
from core.server.proxy.deploy.builds import Builds
from core.server.proxy.deploy.plan import Plan, as_they_were, sites_kept
from core.server.proxy.deploy.probing import probes_of
from core.server.proxy.deploy.store import DeployStore
from core.server.proxy.render.context import Surroundings
from core.server.proxy.specs.state import DesiredState


class Planning:
    """Plans and their probes. `confirmed` gives the digest of what a node (by its id) runs before them."""

    def __init__(self, builds: Builds, store: DeployStore, confirmed: Callable[[str], str]) -> None:
        self._builds = builds
        self._store = store
        self._confirmed = confirmed

    async def plan(self, revision: int, state: DesiredState, around: Surroundings, nodes: Mapping[str, str]) -> Plan:
        """Return what deploying a state would do to nodes (names by ids)."""
        builds = {}
        for node, name in nodes.items():
            built = await self._builds.of(state, name, around)
            builds[node] = await self._mended(built, self._confirmed(node)) if built.problems else built
        concerned = {node for node, built in builds.items() if built.manifest.digest != self._confirmed(node)}
        problems = tuple((node, problem) for node, built in builds.items() for problem in built.problems)
        return Plan(revision, builds, frozenset(concerned), problems)

    async def _mended(self, built: NodeBuild, confirmed: str) -> NodeBuild:
        before = await self._store.manifest(confirmed)
        contents = await self._store.open_files(sites_kept(built, before).values())
        return as_they_were(built, before, [each.decode() for each in contents.values()])

    async def probes(self, plan: Plan) -> dict[str, list[Probe]]:
        """Return by which requests a plan is judged on the nodes that it concerns."""
        return {
            node: probes_of(plan.builds[node], await self._store.manifest(self._confirmed(node)))
            for node in plan.concerned
        }
