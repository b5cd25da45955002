"""Gets certificates: looks before, has a node order them, checks what came, brings it to the nodes."""

import asyncio
import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from agent.contract.proxy import Task
from core.server.errors import Conflict, DozorError, Invalid, NotFound
from core.server.proxy.certificates.attempt import Attempt, Outcome, orders
from core.server.proxy.certificates.budget import LIMITS, WEEK_SECONDS, Limits, spent
from core.server.proxy.certificates.bundle import read_bundle
from core.server.proxy.certificates.certificate import Certificate, Source, described
from core.server.proxy.certificates.directories import (
    CAA_NAMES,
    Directory,
    DirectoryAwayError,
    read_directory,
    url_of,
)
from core.server.proxy.certificates.looked import Looked
from core.server.proxy.certificates.preflight import Finding, Looker
from core.server.proxy.certificates.refused import RefusedCertificate
from core.server.proxy.certificates.self_signed import self_signed
from core.server.proxy.certificates.wanted import issuer, visited

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.fleet.fleet import Fleet
    from core.server.proxy.certificates.bringing import Bringing
    from core.server.proxy.certificates.shelf import Shelf
    from core.server.proxy.certificates.store import CertificateStore
    from core.server.proxy.deploy.orders import Orders
    from core.server.proxy.documents.documents import Documents
    from core.server.proxy.secrets.secrets import Secrets
    from core.server.proxy.specs.certificate import AcmeSpec, CertificateSpec

ORDER_SECONDS: Final = 620.0
Reason = Literal["unspecified", "key_compromise", "superseded", "cessation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrounding:
    """What ordering works with."""

    documents: "Documents"
    secrets: "Secrets"
    fleet: "Fleet"
    orders: "Orders"
    clock: "Clock"
    looker: Looker


class Ordering:
    """Each of its ways is one attempt, whose outcome it returns. An error of ours is an outcome too."""

    def __init__(self, shelf: "Shelf", store: "CertificateStore", bringing: "Bringing", around: Surrounding) -> None:
        self._shelf = shelf
        self._store = store
        self._bringing = bringing
        self._around = around

    async def preflight(self, name: str) -> list[Finding]:
        """Return what speaks for and against an order now.

        Raises:
            NotFound: there is no such certificate.
            Invalid: it is of no authority.
        """
        spec, acme = self._spec(name), self._acme(name)
        state, now = self._around.documents.state, self._around.clock.now()
        directory, findings = await _directory(acme)
        findings += self._node_findings(name, acme)
        hosts = [state.nodes[node].address or "" for node in visited(state, name) if node in state.nodes]
        by_http = acme.challenge == "http"
        findings += await self._around.looker.look(spec.names, filter(None, hosts), directory, by_http=by_http)
        made = orders(await self._store.recent(now - WEEK_SECONDS), url_of(acme))
        against = list(spent(spec.names, made, LIMITS.get(acme.directory, Limits()), now))
        findings += [Finding("budget", "", "refused", each) for each in against]
        if not against:
            findings.append(Finding("budget", "", "ok", Looked.budget_left(count=len(made))))
        return findings

    async def order(self, attempt: Attempt, *, force: bool) -> Attempt:
        """Get a certificate from its authority, or make it where it is to be self-signed, and bring it."""
        try:
            spec = self._spec(attempt.name)
            if spec.source == "self_signed":
                made = self_signed(spec.names, now=self._around.clock.now())
                return await self._taken(attempt, made.chain, made.key, "self_signed")
            refused = [each.message for each in await self.preflight(attempt.name) if each.verdict == "refused"]
            if refused and not force:
                return replace(attempt, outcome="refused", detail="; ".join(refused))
            node, chain, key = await self._ordered(attempt.name, spec)
            return await self._taken(replace(attempt, node=node), chain, key, "acme")
        except (NotFound, Invalid, Conflict) as error:
            return replace(attempt, outcome="failed", detail=error.detail)

    async def upload(self, name: str, chain: bytes, key: bytes, *, dry_run: bool) -> Certificate:
        """Check what a person handed over for a document, and keep it.

        Raises:
            NotFound: there is no such certificate.
            Invalid: it cannot be served.
        """
        certificate = self._read(name, chain, key, "uploaded")
        if not dry_run:
            await self._shelf.add(certificate)
        return certificate

    async def bring(self, attempt: Attempt) -> Attempt:
        """Bring what there is to the nodes."""
        certificate = self._shelf.current(attempt.name)
        if certificate is None:
            return replace(attempt, outcome="failed", detail="there is no certificate")
        return await self._brought(attempt, certificate)

    async def revoke(self, attempt: Attempt, reason: Reason) -> Attempt:
        """Have the authority take a certificate back; nodes then get the last one before it, or a placeholder."""
        try:
            certificate, acme = self._shelf.by_id(attempt.certificate), self._acme(attempt.name)
            arguments = _directory_arguments(acme) | {
                "names": " ".join(certificate.names),
                "key_type": certificate.key_type,
                "reason": reason,
                "chain": certificate.chain.decode(),
                "key": certificate.key.decode(),
            }
            node = issuer(self._around.documents.state, attempt.name)
            await self._done(node, "revoke", arguments)
        except DozorError as error:
            return replace(attempt, outcome="failed", detail=error.detail)
        await self._shelf.change(certificate, revoked_at=self._around.clock.now())
        hindrance = await self._bringing.go_back(attempt.name, attempt.by)
        outcome: Outcome = "undeployed" if hindrance else "done"
        return replace(attempt, node=node or "", outcome=outcome, detail=hindrance)

    async def _ordered(self, name: str, spec: "CertificateSpec") -> tuple[str, bytes, bytes]:
        acme, node = self._acme(name), issuer(self._around.documents.state, name)
        arguments = _directory_arguments(acme) | {"names": " ".join(spec.names), "key_type": acme.key_type}
        if acme.challenge == "dns":
            variables = self._around.secrets.credentials(acme.credentials) if acme.credentials else {}
            arguments |= {"dns_provider": acme.dns_provider or "", "variables": json.dumps(variables)}
            arguments |= {"alias": acme.challenge_alias or ""}
        results = await self._done(node, "issue", arguments)
        return node or "", results.get("chain", "").encode(), results.get("key", "").encode()

    async def _done(
        self, node: str | None, kind: Literal["issue", "revoke"], arguments: dict[str, str]
    ) -> dict[str, str]:
        found = next((each for each in self._around.fleet.all() if each.name.lower() == node), None)
        if found is None:
            raise Conflict(
                RefusedCertificate.issuer_missing(node=node) if node else RefusedCertificate.issuer_unnamed()
            )
        if self._bringing.is_away(found.id):
            raise Conflict(RefusedCertificate.issuer_away(node=found.name))
        task = Task(id=secrets.token_hex(8), kind=kind, arguments=arguments)
        outcome = await self._around.orders.do(found.id, task, within_seconds=ORDER_SECONDS)
        if not outcome.ok:
            raise Conflict(RefusedCertificate.issuer_said(node=found.name, text=outcome.error[:2000]))
        return outcome.results

    async def _taken(self, attempt: Attempt, chain: bytes, key: bytes, source: Source) -> Attempt:
        certificate = self._read(attempt.name, chain, key, source)
        await self._shelf.add(certificate)
        return await self._brought(attempt, certificate)

    async def _brought(self, attempt: Attempt, certificate: Certificate) -> Attempt:
        try:
            outcome, detail = await self._bringing.bring(certificate, attempt.by)
        except TimeoutError:
            outcome, detail = "undeployed", "the deployment did not end in time"
        return replace(attempt, outcome=outcome, detail=detail, certificate=certificate.id)

    def _read(self, name: str, chain: bytes, key: bytes, source: Source) -> Certificate:
        now = self._around.clock.now()
        bundle = read_bundle(chain, key, names=self._spec(name).names, now=now)
        return described(bundle, name=name, source=source, made_at=now, certificate_id=secrets.token_hex(8))

    def _node_findings(self, name: str, acme: "AcmeSpec") -> list[Finding]:
        state, node = self._around.documents.state, issuer(self._around.documents.state, name)
        known = {each.name.lower(): each.id for each in self._around.fleet.all()}
        if node is None or node not in known:
            return [Finding("node", "", "refused", Looked.node_missing(node=node) if node else Looked.node_unnamed())]
        if self._bringing.is_away(known[node]):
            return [Finding("node", "", "refused", Looked.node_away(node=node))]
        if acme.credentials and acme.credentials not in self._around.secrets.names:
            return [Finding("credentials", "", "refused", Looked.secret_missing(secret=acme.credentials))]
        others = set(visited(state, name)) - {node}
        if acme.challenge == "http" and others and (node not in state.nodes or state.nodes[node].address is None):
            told = Looked.node_unreached(others=", ".join(sorted(others)), node=node)
            return [Finding("node", "", "doubt", told)]
        return [Finding("node", "", "ok", Looked.node_orders(node=node))]

    def _spec(self, name: str) -> "CertificateSpec":
        found = self._around.documents.state.certificates.get(name)
        if found is None:
            raise NotFound(RefusedCertificate.no_certificate(certificate=name))
        return found

    def _acme(self, name: str) -> "AcmeSpec":
        acme = self._spec(name).acme
        if acme is None:
            raise Invalid(RefusedCertificate.certificate_of_nobody(certificate=name))
        return acme


async def _directory(acme: "AcmeSpec") -> tuple[Directory, list[Finding]]:
    try:
        async with asyncio.timeout(10):
            said = Finding("directory", "", "ok", Looked.directory_answers(url=url_of(acme)))
            return await read_directory(acme), [said]
    except (DirectoryAwayError, TimeoutError) as error:
        told = Looked.directory_silent(why=str(error) or "timeout")
        return Directory(CAA_NAMES.get(acme.directory, ())), [Finding("directory", "", "doubt", told)]


def _directory_arguments(acme: "AcmeSpec") -> dict[str, str]:
    return {"server": url_of(acme), "ca": acme.directory_ca or "", "email": acme.email or ""}
