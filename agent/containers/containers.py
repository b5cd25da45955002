"""The containers of the node as a whole: watched, measured, told, and acted on."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from agent.containers.acts import Acts
from agent.containers.gauge import ContainersGauge
from agent.containers.images import Images
from agent.containers.measuring import MOST_MEASURED, Measuring
from agent.containers.telling import container_of
from agent.contract.asking import ActOnContainer, Answer
from agent.contract.inventory import Container, Inventory
from agent.docker.watch import Watch
from agent.host.roots import Roots
from agent.metrics.gauge import Reading

if TYPE_CHECKING:
    from agent.docker.told import Inspected


class Containers:
    """Put together here. Without an engine there is nothing, and that is no trouble.

    `service_of` says for which service a container of this name answers, empty where nobody knows. Where `acts` are not
    permitted, containers are watched alone; `own` is the id of the agent's own, which is not stopped.
    """

    def __init__(
        self,
        socket: Path,
        roots: Roots,
        *,
        steady: Callable[[], float],
        chance: Callable[[], float],
        service_of: Callable[[str], str] = lambda _name: "",
        acts: bool = True,
        own: str = "",
    ) -> None:
        self.watch = Watch(socket, chance)
        self._measuring = Measuring(self.watch, roots, steady=steady, chance=chance)
        self._images = Images(self.watch)
        self._gauge = ContainersGauge(self.watch, self._measuring)
        self._acts = Acts(self.watch, permitted=acts, own=own)
        self._service_of = service_of
        self._told: dict[str, tuple[Inspected, str, float, Container]] = {}

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for part in (self.watch, self._measuring, self._images, self._acts):
                tasks.create_task(part.run())

    def close(self) -> None:
        """There is nothing to let go: each request has a connection of its own."""

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        return self._gauge.read(now)

    def act(self, what: ActOnContainer) -> AsyncGenerator[Answer, None]:
        """See Acts."""
        return self._acts.act(what)

    def name_of(self, identity: str) -> str:
        """Return the name of the container of an id, empty where it is not known."""
        found = self.watch.containers.get(identity)
        return found.plain_name if found else ""

    def inventory(self) -> Inventory:
        """Return what there is."""
        told, self._told = self._told, {}
        for identity, each in self.watch.containers.items():
            service = self._service_of(each.plain_name)
            created_at = self._images.created_at.get(each.image, 0.0)
            known = told.get(identity)
            if known is None or known[0] is not each or known[1:3] != (service, created_at):
                known = each, service, created_at, container_of(each, service=service, image_created_at=created_at)
            self._told[identity] = known
        return Inventory(
            parts=["containers"] if self.watch.there else [],
            containers=[container for *_, container in self._told.values()],
            events=list(self.watch.events),
            troubles={"containers": trouble} if (trouble := self._trouble()) else {},
        )

    def _trouble(self) -> str:
        if self.watch.trouble:
            return self.watch.trouble
        if unseen := self.watch.unseen:
            identity, why = next(iter(unseen.items()))
            more = f", and {len(unseen) - 1} more" if len(unseen) > 1 else ""
            return f"the container {identity[:12]} cannot be looked at: {why}{more}"
        left_out = self._measuring.left_out
        return f"{left_out} containers are not measured: more than {MOST_MEASURED} run" if left_out else ""
