"""Brings a certificate to the nodes that serve it, and sees by a handshake with each whether they do."""

import asyncio
import base64
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography import x509

from agent.contract.proxy import Task
from core.server.errors import Conflict, Invalid
from core.server.proxy.certificates.attempt import Outcome
from core.server.proxy.certificates.certificate import Certificate, fingerprint_of, serial_of
from core.server.proxy.certificates.refused import RefusedCertificate
from core.server.proxy.certificates.wanted import handshake_arguments, nodes_with
from core.server.proxy.specs.node import NodeSpec

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.fleet.fleet import Fleet
    from core.server.proxy.certificates.shelf import Shelf
    from core.server.proxy.deploy.deployer import Deployer
    from core.server.proxy.deploy.deployment import Deployment

_PAUSE_SECONDS: Final = 0.2
_TURN_SECONDS: Final = 300.0
_DEPLOYMENT_SECONDS: Final = 300.0
_HANDSHAKE_SECONDS: Final = 15.0
_HANDSHAKES: Final = 5
_BETWEEN_SECONDS: Final = 1.0
_AWAY_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Served:
    """What a node answered to a handshake; without a fingerprint there was none, and `error` says why."""

    node: str
    asked_at: float
    fingerprint: str = ""
    serial: str = ""
    protocol: str = ""
    error: str = ""


class Bringing:
    """One deployment at a time. What is saved and not deployed stays so: a certificate is no reason to deploy it."""

    def __init__(self, shelf: "Shelf", deployer: "Deployer", fleet: "Fleet", clock: "Clock") -> None:
        self._shelf = shelf
        self._deployer = deployer
        self._fleet = fleet
        self._clock = clock
        self._turn = asyncio.Lock()
        self._served: dict[str, dict[str, Served]] = {}

    def served(self, name: str) -> list[Served]:
        """Return what nodes answered when they were last asked for a certificate."""
        return [each for _, each in sorted(self._served.get(name, {}).items())]

    def is_away(self, node_id: str) -> bool:
        """Return whether a node has said nothing of itself for a while."""
        return self._clock.now() - self._deployer.record(node_id).state_at > _AWAY_SECONDS

    def is_seen(self, certificate: Certificate) -> bool:
        """Return whether every node that was asked for a certificate served just this one."""
        return all(each.fingerprint == certificate.fingerprint for each in self.served(certificate.name))

    async def bring(self, certificate: Certificate, by: str) -> tuple[Outcome, str]:
        """Have the nodes serve a certificate; return what came of it and, in words, why.

        Where a node refuses it, or goes on with another one, it is not good: the last good one is brought again.
        """
        async with self._turn:
            try:
                deployment = await self._deployed(f"certificate {certificate.name}", by)
            except (Conflict, Invalid) as error:
                return "undeployed", str(error)
            if deployment is not None and deployment.phase != "done":
                return await self._not_run(certificate, deployment)
            return await self._verified(certificate, by)

    async def verify(self, name: str) -> list[Served]:
        """Ask each node that serves a certificate which one it serves."""
        _, state = self._deployer.deployed()
        asked = nodes_with(state, name)
        specs = {node: state.nodes.get(node, NodeSpec()) for node in asked}
        answers = await asyncio.gather(*(self._ask(node, specs[node], host) for node, host in asked.items()))
        self._served[name] = {each.node: each for each in answers}
        return list(answers)

    async def go_back(self, name: str, by: str) -> str:
        """Bring what is served instead of one that may not be; return what stood in the way."""
        async with self._turn:
            try:
                deployment = await self._deployed(f"certificate {name}: the last good one", by)
            except (Conflict, Invalid) as error:
                return str(error)
            await self.verify(name)
            return "" if deployment is None or deployment.phase == "done" else deployment.reason

    async def _not_run(self, certificate: Certificate, deployment: "Deployment") -> tuple[Outcome, str]:
        """Nodes go back by themselves. If one of them was there and said no, the certificate is not used again."""
        if not any(part.status == "failed" for part in deployment.nodes.values()):
            return "undeployed", deployment.reason
        await self._shelf.change(certificate, is_good=False)
        self._deployer.tell()
        return "reverted", deployment.reason

    async def _verified(self, certificate: Certificate, by: str) -> tuple[Outcome, str]:
        for _ in range(_HANDSHAKES):
            answers = await self.verify(certificate.name)
            wrong = [each for each in answers if each.fingerprint and each.fingerprint != certificate.fingerprint]
            if not wrong:
                break
            await asyncio.sleep(_BETWEEN_SECONDS)
        if wrong:
            await self._shelf.change(certificate, is_good=False)
            said = "; ".join(f"{each.node} serves serial {each.serial}, not {certificate.serial}" for each in wrong)
            try:
                await self._deployed(f"certificate {certificate.name}: the last good one", by)
            except (Conflict, Invalid) as error:
                said = f"{said}; {error}"
            return "reverted", said
        silent = [each for each in answers if each.error]
        if silent:
            return "unverified", "; ".join(f"{each.node}: {each.error}" for each in silent)
        nodes = ", ".join(each.node for each in answers)
        return "done", f"served by {nodes}" if nodes else "no node serves it yet"

    async def _deployed(self, note: str, by: str) -> "Deployment | None":
        """Deploy what nodes run already, with the certificates that there are now; None where nothing differs.

        Raises:
            Conflict: other deployments went on for too long.
            Invalid: a site of what nodes run cannot be rendered any more.
        """
        revision, state = self._deployer.deployed()
        if not revision:
            return None
        if not (await self._deployer.plan(state)).concerned:
            return None
        began = await self._begun(revision, note, by)
        async with asyncio.timeout(_DEPLOYMENT_SECONDS):
            while (result := await self._deployer.result(began.id)).is_running:  # noqa: ASYNC110 - it has no event
                await asyncio.sleep(_PAUSE_SECONDS)
        return result

    async def _begun(self, revision: int, note: str, by: str) -> "Deployment":
        for _ in range(int(_TURN_SECONDS / _PAUSE_SECONDS)):
            if self._deployer.running is None:
                return await self._deployer.deploy(by=by, note=note, revision=revision)
            await asyncio.sleep(_PAUSE_SECONDS)
        raise Conflict(RefusedCertificate.deployment_in_the_way())

    async def _ask(self, node: str, spec: NodeSpec, host: str) -> Served:
        found = next((each.id for each in self._fleet.all() if each.name.lower() == node), None)
        if found is None:
            return Served(node, self._clock.now(), error="there is no such node in the fleet")
        if self.is_away(found):
            return Served(node, self._clock.now(), error="the node is away")
        task = Task(id=secrets.token_hex(8), kind="handshake", arguments=handshake_arguments(spec, host))
        outcome = await self._deployer.orders.do(found, task, within_seconds=_HANDSHAKE_SECONDS)
        now = self._clock.now()
        if not outcome.ok:
            return Served(node, now, error=outcome.error[:500])
        try:
            leaf = x509.load_der_x509_certificate(base64.b64decode(outcome.results.get("certificate", "")))
        except ValueError:
            return Served(node, now, error="the node's answer cannot be read")
        protocol = outcome.results.get("protocol", "")[:20]
        return Served(node, now, fingerprint_of(leaf), serial_of(leaf), protocol)
