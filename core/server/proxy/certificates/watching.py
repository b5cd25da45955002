"""Follows time: orders what is due, asks authorities for advice and nodes for what they serve, and warns."""

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from core.server.db.database import DatabaseAway
from core.server.errors import Conflict, Invalid, NotFound, Unavailable
from core.server.proxy.certificates.advice import advised_at
from core.server.proxy.certificates.budget import WEEK_SECONDS
from core.server.proxy.certificates.directories import DirectoryAwayError
from core.server.proxy.certificates.due import due_at, may_try
from core.server.proxy.certificates.inventory import warning_of
from core.server.proxy.certificates.wanted import domains_with

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.proxy.certificates.certificate import Certificate
    from core.server.proxy.certificates.certificates import Certificates
    from core.server.proxy.deploy.deployer import Deployer
    from core.server.proxy.specs.certificate import CertificateSpec

_log: Final = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 2.0
_AGAIN_SECONDS: Final = 6 * 3600.0
_SOON_SECONDS: Final = 300.0
_LEFT: Final = (
    "",
    "a third of its lifetime is left",
    "a sixth of its lifetime is left",
    "a twelfth of its lifetime is left",
)


class Watching:
    """Nothing of it is kept: after a restart everything is looked at again."""

    def __init__(self, certificates: "Certificates", deployer: "Deployer", clock: "Clock") -> None:
        self._certificates = certificates
        self._deployer = deployer
        self._clock = clock
        self._advice: dict[str, float | None] = {}
        self._advice_at: dict[str, float] = {}
        self._verified_at: dict[str, float] = {}
        self._warned: dict[str, int] = {}

    def advised_at(self, fingerprint: str) -> float | None:
        """Return when an authority wants a certificate renewed, where it said so."""
        return self._advice.get(fingerprint)

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            try:
                await self.look()
            except DatabaseAway:
                _log.warning("certificates wait for PostgreSQL")
            await asyncio.sleep(_LOOK_SECONDS)

    async def look(self) -> None:
        """See to every certificate that what runs on the nodes uses."""
        shelf, now = self._certificates.shelf, self._clock.now()
        await shelf.save()
        _, state = self._deployer.deployed()
        used = {name: spec for name, spec in sorted(state.certificates.items()) if any(domains_with(state, name))}
        for name, spec in used.items():
            self._warn(name, now)
            await self._ask(name, spec, now)
        due = [name for name, spec in used.items() if self._is_due(name, spec, now)]
        recent = await self._certificates.recent(now - WEEK_SECONDS) if due else []
        for name in due:
            if may_try([each for each in recent if each.name == name], now):
                await self._order(name)

    def _warn(self, name: str, now: float) -> None:
        current = self._certificates.shelf.current(name)
        level = warning_of(current, now)
        if current is not None and level > self._warned.get(current.id, 0):
            self._warned[current.id] = level
            said = _LEFT[level] if level < len(_LEFT) else "it is over"
            _log.warning("certificate %s (%s): %s", name, ", ".join(current.names[:5]), said)

    async def _ask(self, name: str, spec: "CertificateSpec", now: float) -> None:
        """Ask nodes what they serve, and the authority when to renew; each now and then."""
        current = self._certificates.shelf.current(name)
        if current is not None and not self._certificates.running(name):
            await self._verify(name, current, now)
        if current is None or current.source != "acme" or spec.acme is None:
            return
        if now - self._advice_at.get(current.fingerprint, 0.0) > _AGAIN_SECONDS:
            self._advice_at[current.fingerprint] = now
            try:
                self._advice[current.fingerprint] = await advised_at(current, spec.acme)
            except DirectoryAwayError as error:
                _log.info("no advice about certificate %s: %s", name, error)

    async def _verify(self, name: str, current: "Certificate", now: float) -> None:
        """Ask nodes what they serve; where it is not what they should (they were away, say), bring it once more."""
        bringing = self._certificates.bringing
        pause = _AGAIN_SECONDS if bringing.is_seen(current) else _SOON_SECONDS
        if now - self._verified_at.get(name, 0.0) < pause:
            return
        self._verified_at[name] = now
        answers = await bringing.verify(name)
        if any(each.fingerprint and each.fingerprint != current.fingerprint for each in answers):
            try:
                await self._certificates.bring_again(name)
            except (Conflict, Unavailable) as error:
                _log.info("certificate %s is not brought: %s", name, error)

    def _is_due(self, name: str, spec: "CertificateSpec", now: float) -> bool:
        current = self._certificates.shelf.current(name)
        due = due_at(current, spec, self.advised_at(current.fingerprint) if current else None)
        return due is not None and now >= due and not self._certificates.running(name)

    async def _order(self, name: str) -> None:
        current = self._certificates.shelf.current(name)
        is_first = current is None or current.source == "placeholder"
        try:
            await self._certificates.begin(name, "issue" if is_first else "renew", by="dozor")
        except (NotFound, Conflict, Invalid, Unavailable) as error:
            _log.info("certificate %s is not ordered: %s", name, error)
