"""Certificates and attempts in PostgreSQL. Private keys are sealed, each bound to the certificate that it is of."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509

from core.server.db.queries import load_queries
from core.server.proxy.certificates.attempt import Attempt
from core.server.proxy.certificates.bundle import Bundle
from core.server.proxy.certificates.certificate import Certificate, described

if TYPE_CHECKING:
    from core.server.db.database import Database
    from core.server.seal import Seal

_SQL: Final = load_queries(Path(__file__).with_name("store.sql"))


class CertificateStore:
    """All that is kept of certificates."""

    def __init__(self, database: "Database", seal: "Seal") -> None:
        self._database = database
        self._seal = seal

    async def certificates(self) -> list[Certificate]:
        """Return the last few of each name, in the order of time.

        Raises:
            CannotOpen: the environment's key is not the one that they were sealed by.
            DatabaseAway: they cannot be read.
        """
        async with self._database.connection() as connection:
            return [self._certificate(row) for row in await connection.fetch(_SQL["certificates"])]

    async def add(self, each: Certificate) -> None:
        """Keep a new certificate."""
        row = (
            each.id,
            each.name,
            each.serial,
            each.issuer,
            list(each.names),
            each.not_before,
            each.not_after,
            each.chain,
            self._seal.seal(each.key, _purpose(each.id)),
            each.made_at,
            each.is_good,
            each.source,
        )
        async with self._database.connection() as connection:
            await connection.execute(_SQL["add_certificate"], *row)

    async def change(self, each: Certificate) -> None:
        """Keep whether a certificate is good, and since when revoked."""
        async with self._database.connection() as connection:
            await connection.execute(_SQL["change_certificate"], each.id, each.is_good, each.revoked_at or None)

    async def begin(self, attempt: Attempt) -> None:
        """Keep that something is tried."""
        row = (
            attempt.id,
            attempt.name,
            attempt.kind,
            attempt.node,
            attempt.directory,
            list(attempt.names),
            attempt.started_at,
            attempt.by,
        )
        async with self._database.connection() as connection:
            await connection.execute(_SQL["add_attempt"], *row)

    async def end(self, attempt: Attempt) -> None:
        """Keep what came of it."""
        row = (attempt.id, attempt.node, attempt.ended_at, attempt.outcome, attempt.detail, attempt.certificate)
        async with self._database.connection() as connection:
            await connection.execute(_SQL["end_attempt"], *row)

    async def interrupt(self, now: float) -> None:
        """End attempts that a core which is no more had begun."""
        async with self._database.connection() as connection:
            await connection.execute(_SQL["interrupt_attempts"], now)

    async def recent(self, since: float) -> list[Attempt]:
        """Return the attempts since an instant, in the order of time."""
        async with self._database.connection() as connection:
            return [_attempt(row) for row in await connection.fetch(_SQL["recent_attempts"], since)]

    async def attempts(self, name: str, *, before: float, limit: int) -> list[Attempt]:
        """Return the attempts at a document that began before an instant, the newest first."""
        async with self._database.connection() as connection:
            return [_attempt(row) for row in await connection.fetch(_SQL["attempts"], name, before, limit)]

    def _certificate(self, row: Any) -> Certificate:
        leaf = x509.load_pem_x509_certificates(row["chain"])[0]
        bundle = Bundle(leaf, row["chain"], self._seal.open(row["sealed_key"], _purpose(row["id"])))
        made_at = row["made_at"].timestamp()
        found = described(bundle, name=row["name"], source=row["source"], made_at=made_at, certificate_id=row["id"])
        return found.marked(is_good=row["is_good"], revoked_at=_seconds(row["revoked_at"]))


def _attempt(row: Any) -> Attempt:
    return Attempt(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        names=tuple(row["names"]),
        directory=row["directory"],
        node=row["node_id"],
        by=row["started_by"],
        started_at=row["started_at"].timestamp(),
        ended_at=_seconds(row["ended_at"]),
        outcome=row["outcome"],
        detail=row["detail"],
        certificate=row["certificate_id"],
    )


def _seconds(at: Any) -> float:
    return float(at.timestamp()) if at else 0.0


def _purpose(certificate_id: str) -> str:
    return f"certificate {certificate_id}"
