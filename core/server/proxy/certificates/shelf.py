"""The certificates that there are, in memory: which one is served, and its files for the nodes."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from core.server.errors import NotFound
from core.server.proxy.certificates.certificate import Certificate, described
from core.server.proxy.certificates.refused import RefusedCertificate
from core.server.proxy.certificates.self_signed import self_signed

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.proxy.certificates.store import CertificateStore
    from core.server.proxy.specs.state import DesiredState


class Shelf:
    """Certificates by document, in the order of time. The newest usable one is served; a placeholder at worst.

    `is_wanted` tells whether a document of this name and with these names of domains is more than thought of.
    """

    def __init__(
        self, store: "CertificateStore", clock: "Clock", is_wanted: Callable[[str, tuple[str, ...]], bool]
    ) -> None:
        self._store = store
        self._clock = clock
        self._is_wanted = is_wanted
        self._all: dict[str, list[Certificate]] = defaultdict(list)
        self._unsaved: list[Certificate] = []

    async def load(self) -> None:
        """Read them.

        Raises:
            CannotOpen: the environment's key is not the one that they were sealed by.
            DatabaseAway: they cannot be read.
        """
        self._all.clear()
        for each in await self._store.certificates():
            self._all[each.name].append(each)

    def of(self, name: str) -> list[Certificate]:
        """Return the certificates of a document, the newest first."""
        return self._all.get(name, [])[::-1]

    def current(self, name: str) -> Certificate | None:
        """Return the one that is to be served, if there is one."""
        usable = [each for each in self._all.get(name, []) if each.is_usable]
        return max(usable, key=lambda each: (each.source != "placeholder", each.made_at), default=None)

    def by_id(self, certificate_id: str) -> Certificate:
        """Return one.

        Raises:
            NotFound: there is none.
        """
        for each in (each for all_of_name in self._all.values() for each in all_of_name):
            if each.id == certificate_id:
                return each
        raise NotFound(RefusedCertificate.no_such_certificate())

    def files(self, name: str) -> Mapping[str, bytes]:
        """Return what nodes get of a document's certificate, by path.

        Raises:
            NotFound: there is none.
        """
        found = self.current(name)
        if found is None:
            raise NotFound(RefusedCertificate.no_certificate_yet(certificate=name))
        return {f"certificates/{name}/fullchain.pem": found.chain, f"certificates/{name}/key.pem": found.key}

    def known(self, state: "DesiredState") -> dict[str, bool]:
        """Return which of a state's certificates there are, with whether OCSP can be stapled.

        Where an authority's is waited for a placeholder is made: the site can be deployed, and so answer challenges.
        """
        found = {}
        for name, spec in state.certificates.items():
            current = self.current(name)
            if current is None and spec.source != "uploaded":
                current = self._self_made(name, spec.names, is_wanted=spec.source == "self_signed")
            if current is not None:
                found[name] = current.has_ocsp
        return found

    async def add(self, certificate: Certificate) -> None:
        """Take in a new one; it is kept before it is used."""
        await self._store.add(certificate)
        self._all[certificate.name].append(certificate)

    async def change(self, certificate: Certificate, *, is_good: bool = True, revoked_at: float = 0.0) -> None:
        """Note that a certificate is not good, or was revoked."""
        after = certificate.marked(is_good=is_good, revoked_at=revoked_at)
        await self._store.change(after)
        mine = self._all[certificate.name]
        mine[:] = [after if each.id == certificate.id else each for each in mine]

    async def save(self) -> None:
        """Keep what was made while a configuration was rendered; for one that was only thought of, forget it."""
        while self._unsaved:
            made = self._unsaved[0]
            if self._is_wanted(made.name, made.names):
                await self._store.add(made)
            else:
                self._all[made.name].remove(made)
            self._unsaved.pop(0)

    def _self_made(self, name: str, names: tuple[str, ...], *, is_wanted: bool) -> Certificate:
        now = self._clock.now()
        made = described(
            self_signed(names, now=now),
            name=name,
            source="self_signed" if is_wanted else "placeholder",
            made_at=now,
            certificate_id=secrets.token_hex(8),
        )
        self._all[name].append(made)
        self._unsaved.append(made)
        return made
