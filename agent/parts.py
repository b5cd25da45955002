"""Makes the parts of the agent that its settings ask for, and tells each whom it serves.

Each is imported where it is made: what is not asked for costs no memory.
"""
# ruff: noqa: PLC0415

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from agent.asked.talk import Talk
from agent.contract.asking import ActOnContainer, CountLogs, CountRequests, ListProcesses, ReadLogs
from agent.metrics.sheet import Sheet
from agent.parse.format import LineFormat
from agent.settings import Settings, SettingsError

if TYPE_CHECKING:
    from agent.containers.containers import Containers
    from agent.proxy.proxy import Proxy


class Part(Protocol):
    """Something that works beside the reports for as long as the agent runs."""

    async def run(self) -> None:
        """Work until cancelled."""
        ...

    def close(self) -> None:
        """Let everything go."""
        ...


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """Whom the parts serve: what is measured, what is told and asked, and `clock` (Unix seconds).

    `lines` is how many lines of access logs were read, `formats` what these are written in, by name.
    """

    settings: Settings
    formats: Mapping[str, LineFormat]
    sheet: Sheet
    talk: Talk
    lines: Callable[[], int]
    clock: Callable[[], float]

    def parts(self) -> Iterator[Part]:
        """Make all, in the order in which they are measured.

        Raises:
            SettingsError: one cannot work with what it was told.
        """
        self._see_machine()
        proxy = self._keep_nginx()
        containers = self._see_containers(proxy)
        self._list_processes(containers)
        self._see_machines()
        if proxy:
            yield proxy
            yield self._keep_replicas(proxy, containers)
        yield from self._measure_nginx()
        yield containers
        yield from self._hear_services()
        yield from self._keep_logs(containers)
        yield self.talk

    def _see_machine(self) -> None:
        from agent.host.machine import Machine

        self.talk.tell("host", Machine(self.settings.roots, self.sheet).inventory)

    def _list_processes(self, containers: "Containers") -> None:
        from agent.host.processes import list_processes

        roots, name_of = self.settings.roots, containers.name_of
        self.talk.answer(ListProcesses, lambda question: list_processes(roots, question, name_of=name_of))

    def _keep_nginx(self) -> "Proxy | None":
        if self.settings.place is None:
            return None
        from agent.nginx.text import NginxConfigError
        from agent.proxy.core_link import CoreLink
        from agent.proxy.proxy import Proxy

        settings, place = self.settings, self.settings.place
        link = CoreLink(settings.core, node_id=settings.node_id, node_key=settings.node_key)
        try:
            return Proxy(place, link, settings.state_folder, clock=self.clock, chance=random.random)
        except (OSError, NginxConfigError) as error:
            raise SettingsError(f"DOZOR_NGINX_FOLDER: {error}") from error

    def _see_containers(self, proxy: "Proxy | None") -> "Containers":
        from agent.containers.containers import Containers
        from agent.containers.own import own_container
        from agent.host.roots import text

        containers = Containers(
            self.settings.docker_socket,
            self.settings.roots,
            steady=time.monotonic,
            chance=random.random,
            service_of=proxy.service_of if proxy else lambda _name: "",
            acts=self.settings.docker_acts,
            own=own_container(text("/proc/self/mountinfo")),
        )
        self.sheet.add("containers", containers)
        self.talk.tell("containers", containers.inventory)
        self.talk.answer(ActOnContainer, containers.act)
        return containers

    def _keep_replicas(self, proxy: "Proxy", containers: "Containers") -> Part:
        from agent.containers.replicas.keeper import ReplicaKeeper

        replicas = ReplicaKeeper(
            containers.watch,
            self.settings.roots,
            self.settings.state_folder / "replicas",
            join=proxy.members.join,
            states=proxy.members.states,
            clock=self.clock,
            steady=time.monotonic,
            most=self.settings.most_replicas,
            permitted=self.settings.docker_acts,
        )
        proxy.subscribe(replicas.obey)
        self.talk.tell("replicas", replicas.inventory)
        return replicas

    def _keep_logs(self, containers: "Containers") -> Iterator[Part]:
        if self.settings.keeping is None:
            return
        from agent.logbook.logbook import Logbook
        from agent.logbook.requests.access_logs import AccessSources

        settings = self.settings
        folder, root = settings.state_folder / "logs", Path(settings.roots.root)
        access = AccessSources(logs=settings.logs, formats=self.formats, trusted=settings.trusted_networks)
        logbook = Logbook(folder, self.settings.keeping, containers.watch, self.clock, root=root, access=access)
        self.talk.tell("logs", logbook.inventory)
        self.talk.answer(ReadLogs, logbook.read)
        self.talk.answer(CountLogs, logbook.count)
        self.talk.answer(CountRequests, logbook.count_requests)
        yield logbook

    def _see_machines(self) -> None:
        from agent.machines.machines import MachinesGauge

        machines = MachinesGauge(self.settings.libvirt)
        self.sheet.add("machines", machines)
        self.talk.tell("machines", machines.inventory)

    def _hear_services(self) -> Iterator[Part]:
        if self.settings.custom is None:
            return
        from agent.custom.custom import CustomMetrics

        custom = CustomMetrics(self.settings.custom, chance=random.random)
        self.sheet.add("custom", custom)
        self.talk.tell("custom", custom.inventory)
        yield custom

    def _measure_nginx(self) -> Iterator[Part]:
        place, roots, control = self.settings.place, self.settings.roots, self.settings.nginx_control
        if place:
            from agent.host.nginx_workers import NginxWorkersGauge, Whose

            self.sheet.add("nginx workers", NginxWorkersGauge(roots, Whose(str(place.live), place.pid_file)))
        if control:
            from agent.host.nginx import NginxGauge

            live = place.live if place and not place.container else None  # a container may have a network of its own
            gauge = NginxGauge(control, roots, live=live, lines=self.lines)
            self.sheet.add("nginx", gauge)
            yield gauge
