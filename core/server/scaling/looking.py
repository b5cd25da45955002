"""Gathers what is known of the services that are scaled: loads, inventories, checks, metrics, incidents."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.server.scaling.observing import Told, attacked, observe
from core.server.scaling.placing import BUSY_SHARE, Room
from core.server.scaling.situation import NodeSituation, situation_of
from core.server.scaling.starts import Starts
from core.server.scaling.values import Values
from core.server.scaling.watched import Scaled
from models.scaling.observed import Observed
from models.scaling.reasons import Reason

if TYPE_CHECKING:
    from core.server.decisions.incident import Incident
    from core.server.inventory.inventories import Inventories
    from core.server.pipeline.core import Core
    from core.server.proxy.proxy import Proxy

_LATELY_SECONDS: Final = 60
_LEAST_BYTES: Final = 64 * 2**20  # that a replica is taken to need
_SPARE_BYTES: Final = 128 * 2**20  # of a node's memory that no replica gets
_MOST_FIT: Final = 1000
_INVENTORY_SECONDS: Final = 90.0  # of a node that told what it has each 30 s: what is older says nothing of now


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is known of a service in a second."""

    scaled: Scaled
    situations: tuple[NodeSituation, ...]
    observed: Observed
    rooms: Mapping[str, Room]

    def no_room(self, replicas: int) -> Reason:
        """Say why there is no place for so many more."""
        if self.rooms:
            return Reason("no_memory", {"replicas": replicas})
        return Reason("no_template", {"replicas": replicas, "container": self.scaled.container})


class Looking:
    """Looks at everything once a second."""

    def __init__(self, core: "Core", proxy: "Proxy", inventories: "Inventories") -> None:
        self._core, self._proxy, self._inventories = core, proxy, inventories
        self._values = Values()
        self.starts = Starts()

    def look(
        self, services: Iterable[Scaled], orders: Mapping[str, Mapping[str, int]], now: float, second: int
    ) -> list[Look]:
        """Return what is known of services in a second; `orders` are the replicas ordered, by service and node."""
        services = list(services)
        nodes = {node for scaled in services for node in scaled.nodes}
        longest = max((scaled.policy.stale_seconds for scaled in services), default=0.0)
        self._values.take(self._core.metrics.newest() if nodes else (), nodes, now - longest)
        for node in nodes:
            self.starts.look(node, self._inventories.of(node).inventory)
        incidents = self._core.live.read(lambda live: list(live.incidents.values()))
        return [self._look(each, orders[each.name], incidents, now, second) for each in services]

    def _look(
        self, scaled: Scaled, orders: Mapping[str, int], incidents: Iterable["Incident"], now: float, second: int
    ) -> Look:
        told = {node: self._told(scaled, node, second) for node in scaled.nodes}
        during = attacked(scaled.name, incidents, sum(each.lately.requests for each in told.values()))
        silent = {
            node
            for node in scaled.nodes
            if now - told[node].heard_at > scaled.policy.stale_seconds
            or now - self._inventories.of(node).at > _INVENTORY_SECONDS
        }
        situations = tuple(self._situation(scaled, node, orders, node in silent) for node in scaled.nodes)
        seconds = self.starts.of(scaled.name)
        there = [each for each in situations if each.node in scaled.placed and each.has_template and not each.silent]
        rooms = {each.node: self._room(scaled, each, told[each.node]) for each in there}
        return Look(
            scaled=scaled,
            situations=situations,
            observed=observe(situations, told, during, now=now, start_seconds=seconds),
            rooms=rooms,
        )

    def _told(self, scaled: Scaled, node: str, second: int) -> Told:
        loads, kind = self._core.loads, scaled.policy.target.kind
        custom = math.nan
        if kind == "custom":
            custom = self._values.of(node, "service", scaled.name, scaled.policy.target.metric)
        return Told(
            heard_at=loads.heard(node),
            load=loads.at(scaled.name, node, second),
            lately=loads.lately(scaled.name, node, second, _LATELY_SECONDS),
            cpu=self._cpu(scaled, node) if kind == "cpu" else math.nan,
            custom=custom,
        )

    def _situation(self, scaled: Scaled, node: str, orders: Mapping[str, int], silent: bool) -> NodeSituation:  # noqa: FBT001
        inventory, checks = self._inventories.of(node).inventory, self._proxy.deployer.record(node).state.members
        return situation_of(scaled, node, inventory, checks, ordered=orders.get(node, 0), silent=silent)

    def _cpu(self, scaled: Scaled, node: str) -> float:
        """Return the sum over containers that answer of what each uses of what it may; without a limit, of a core."""
        used = [
            limited if not math.isnan(limited) else self._values.of(node, "container", name, "cpu_share")
            for name in self._containers(scaled, node)
            for limited in (self._values.of(node, "container", name, "cpu_limit_share"),)
        ]
        known = [value for value in used if not math.isnan(value)]
        return sum(known) * len(used) / len(known) if known else math.nan

    def _containers(self, scaled: Scaled, node: str) -> list[str]:
        members = {each.container for each in scaled.spec.members if each.container}
        return [
            each.name
            for each in self._inventories.of(node).inventory.containers
            if each.state == "running"
            and (each.name in members or (each.replica_of, each.service) == (scaled.container, scaled.name))
        ]

    def _room(self, scaled: Scaled, situation: NodeSituation, told: Told) -> Room:
        node, host = situation.node, self._inventories.of(situation.node).inventory.host
        free = self._values.of(node, "host", "", "memory_available_bytes")
        busy = self._values.of(node, "host", "", "cpu_busy_share")
        idle = max(host.cores, 1) * (1 - busy if math.isfinite(busy) else 1.0)
        fits = (free - _SPARE_BYTES) // self._needed_bytes(scaled, node) - situation.starting
        return Room(
            weight=max(idle, 0.01) if node in scaled.entered else told.lately.requests,
            fits=max(int(fits), 0) if math.isfinite(fits) else _MOST_FIT,
            is_busy=busy >= BUSY_SHARE,
            others=situation.containers,
            free_bytes=free if math.isfinite(free) else 0.0,
        )

    def _needed_bytes(self, scaled: Scaled, node: str) -> float:
        """Return the memory that a replica is taken to need: the template's limit, or what the others use."""
        containers = self._inventories.of(node).inventory.containers
        limits = [each.limits.get("memory_bytes", 0.0) for each in containers if each.name == scaled.container]
        used = list(self._values.known(node, "container", self._containers(scaled, node), "memory_used_bytes"))
        return max(_LEAST_BYTES, sum(used) / max(len(used), 1), *limits)
