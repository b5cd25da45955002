"""The certificates' side of the core, put together: an inventory, and attempts of which several go on at once."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from core.server.db.database import DatabaseAway
from core.server.errors import Conflict, Invalid, NotFound, Unavailable
from core.server.proxy.certificates.attempt import Attempt, Kind
from core.server.proxy.certificates.bringing import Bringing
from core.server.proxy.certificates.budget import WEEK_SECONDS
from core.server.proxy.certificates.directories import url_of
from core.server.proxy.certificates.inventory import Item, item
from core.server.proxy.certificates.ordering import Ordering, Reason, Surrounding
from core.server.proxy.certificates.refused import RefusedCertificate
from core.server.proxy.certificates.wanted import issuer
from core.server.proxy.certificates.watching import Watching

if TYPE_CHECKING:
    from core.server.proxy.certificates.certificate import Certificate
    from core.server.proxy.certificates.preflight import Finding
    from core.server.proxy.certificates.shelf import Shelf
    from core.server.proxy.certificates.store import CertificateStore
    from core.server.proxy.deploy.deployer import Deployer

_log: Final = logging.getLogger(__name__)
_WORKERS: Final = 4
_WAITING: Final = 1000
_Work = Callable[[], Awaitable[Attempt]]


class Certificates:
    """What the application needs of certificates. Of each, one attempt at a time."""

    def __init__(self, store: "CertificateStore", shelf: "Shelf", deployer: "Deployer", around: Surrounding) -> None:
        self._store = store
        self._around = around
        self._running: dict[str, Attempt] = {}
        self._jobs: asyncio.Queue[tuple[Attempt, _Work]] = asyncio.Queue(_WAITING)
        self.shelf = shelf
        self.bringing = Bringing(shelf, deployer, around.fleet, around.clock)
        self._ordering = Ordering(shelf, store, self.bringing, around)
        self._watching = Watching(self, deployer, around.clock)

    async def load(self) -> None:
        """Read everything from the database.

        Raises:
            CannotOpen: the environment's key is not the one that they were sealed by.
            DatabaseAway: it cannot be read.
        """
        await self.shelf.load()
        await self._store.interrupt(self._around.clock.now())

    async def run(self) -> None:
        """Do what is to be done until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watching.run())
            for _ in range(_WORKERS):
                tasks.create_task(self._work())

    def items(self) -> list[Item]:
        """Return the inventory, by name."""
        return [self.item(name) for name in sorted(self._around.documents.state.certificates)]

    def item(self, name: str) -> Item:
        """Return what is known of a document.

        Raises:
            NotFound: there is none of this name.
        """
        state, current = self._around.documents.state, self.shelf.current(name)
        if name not in state.certificates:
            raise NotFound(RefusedCertificate.no_certificate(certificate=name))
        return item(
            state,
            name,
            certificates=self.shelf.of(name),
            current=current,
            served=self.bringing.served(name),
            running=self.running(name),
            advised_at=self._watching.advised_at(current.fingerprint) if current else None,
            now=self._around.clock.now(),
        )

    def running(self, name: str) -> Attempt | None:
        """Return the attempt that goes on at a document, if any."""
        return self._running.get(name)

    async def recent(self, since: float) -> list[Attempt]:
        """Return all attempts since an instant, in the order of time."""
        return await self._store.recent(since)

    async def lately(self) -> dict[str, list[Attempt]]:
        """Return the attempts of the last week by document, in the order of time; none while the database is away."""
        found: dict[str, list[Attempt]] = {}
        try:
            for each in await self.recent(self._around.clock.now() - WEEK_SECONDS):
                found.setdefault(each.name, []).append(each)
        except DatabaseAway:
            _log.info("attempts at certificates are not shown: the database is away")
        return found

    async def attempts(self, name: str, *, before: float, limit: int) -> list[Attempt]:
        """Return the attempts at a document, the newest first."""
        return await self._store.attempts(name, before=before, limit=limit)

    async def preflight(self, name: str) -> "list[Finding]":
        """Return what speaks for and against an order now. See Ordering."""
        return await self._ordering.preflight(name)

    async def begin(self, name: str, kind: Kind, *, by: str, force: bool = False) -> Attempt:
        """Begin to get a certificate; nothing is waited for. With `force` also what pre-flight would refuse.

        Raises:
            NotFound: there is none of this name.
            Invalid: it is one that people upload.
            Conflict: an attempt goes on at it.
            Unavailable: too much waits to be done.
        """
        if self.item(name).spec.source == "uploaded":
            raise Invalid(RefusedCertificate.certificate_uploaded(certificate=name))
        attempt = self._attempt(name, kind, by)
        return await self._take(attempt, lambda: self._ordering.order(attempt, force=force))

    async def bring_again(self, name: str) -> None:
        """Begin to bring what there is to nodes that serve something else.

        Raises:
            Conflict: an attempt goes on at it.
            Unavailable: too much waits to be done.
        """
        attempt = self._attempt(name, "bring", "dozor")
        await self._take(attempt, lambda: self._ordering.bring(attempt))

    async def upload(self, name: str, chain: bytes, key: bytes, *, by: str, dry_run: bool) -> "Certificate":
        """Take a certificate that a person hands over, and begin to bring it to the nodes.

        Raises:
            NotFound: there is none of this name.
            Invalid: it is of an authority, or it cannot be served; the text says why.
            Conflict: an attempt goes on at it.
        """
        if self.item(name).spec.source != "uploaded":
            raise Invalid(RefusedCertificate.certificate_not_uploaded(certificate=name))
        if self.running(name) and not dry_run:
            raise Conflict(RefusedCertificate.certificate_busy(certificate=name))
        certificate = await self._ordering.upload(name, chain, key, dry_run=dry_run)
        if not dry_run:
            attempt = self._attempt(name, "bring", by)
            await self._take(attempt, lambda: self._ordering.bring(attempt))
        return certificate

    async def revoke(self, name: str, certificate_id: str, reason: Reason, *, by: str) -> Attempt:
        """Begin to have a certificate revoked by its authority.

        Raises:
            NotFound: there is none.
            Invalid: it is not of an authority, or revoked already.
            Conflict: an attempt goes on at it.
        """
        certificate = self.shelf.by_id(certificate_id)
        if certificate.name != name:
            raise NotFound(RefusedCertificate.no_such_certificate())
        if certificate.source != "acme" or certificate.revoked_at or self.item(name).spec.acme is None:
            raise Invalid(RefusedCertificate.certificate_irrevocable())
        attempt = replace(self._attempt(name, "revoke", by), certificate=certificate_id)
        return await self._take(attempt, lambda: self._ordering.revoke(attempt, reason))

    def _attempt(self, name: str, kind: Kind, by: str) -> Attempt:
        state = self._around.documents.state
        spec = state.certificates[name]
        return Attempt(
            id=secrets.token_hex(8),
            name=name,
            kind=kind,
            names=spec.names,
            directory=url_of(spec.acme) if spec.acme else "",
            node=(issuer(state, name) or "") if spec.acme else "",
            by=by,
            started_at=self._around.clock.now(),
        )

    async def _take(self, attempt: Attempt, work: _Work) -> Attempt:
        if attempt.name in self._running:
            raise Conflict(RefusedCertificate.certificate_busy(certificate=attempt.name))
        if self._jobs.full():
            raise Unavailable(RefusedCertificate.certificates_wait())
        self._running[attempt.name] = attempt
        try:
            await self._store.begin(attempt)
        except BaseException:
            del self._running[attempt.name]
            raise
        self._jobs.put_nowait((attempt, work))
        return attempt

    async def _work(self) -> None:
        while True:
            attempt, work = await self._jobs.get()
            try:
                await self._end(await self._tried(attempt, work))
            finally:
                self._running.pop(attempt.name, None)

    async def _tried(self, attempt: Attempt, work: _Work) -> Attempt:
        try:
            return await work()
        except DatabaseAway:
            return replace(attempt, outcome="failed", detail="the database is away")
        except Exception:  # noqa: BLE001 - one certificate's trouble must not end the work at the others
            _log.exception("certificate %s: %s failed", attempt.name, attempt.kind)
            return replace(attempt, outcome="failed", detail="the core failed at it; its log says how")

    async def _end(self, attempt: Attempt) -> None:
        ended = replace(attempt, ended_at=self._around.clock.now(), detail=attempt.detail[:4000])
        said = (ended.name, ended.kind, ended.outcome, ended.detail)
        _log.log(logging.INFO if ended.outcome == "done" else logging.WARNING, "certificate %s: %s %s: %s", *said)
        try:
            await self._store.end(ended)
        except DatabaseAway:
            _log.warning("what came of certificate %s is not kept: the database is away", ended.name)
