"""What documents name and nobody may read again: passwords, secret links, credentials of DNS providers."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import bcrypt

from core.server.db.queries import load_queries
from core.server.errors import NotFound
from core.server.proxy.secrets.refused import RefusedSecret

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.seal import Seal

SecretKind = Literal["password", "token", "credentials"]
_SQL: Final = load_queries(Path(__file__).with_name("secrets.sql"))
_ROUNDS: Final = 5
"""bcrypt's cost of a password that NGINX checks with every request: some 2 ms of a worker."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret's outside."""

    name: str
    kind: SecretKind
    made_at: float
    made_by: str


class Secrets:
    """The secrets, opened in memory and sealed in PostgreSQL. Of a password only its hash is kept at all."""

    def __init__(self, database: "Database", clock: "Clock", seal: "Seal") -> None:
        self._database = database
        self._clock = clock
        self._seal = seal
        self._outside: dict[str, Secret] = {}
        self._opened: dict[str, bytes] = {}

    async def load(self) -> None:
        """Read all secrets.

        Raises:
            CannotOpen: the environment's key is not the one that they were sealed by.
            DatabaseAway: they cannot be read.
        """
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["all"])
        for row in rows:
            name = row["name"]
            self._opened[name] = self._seal.open(row["sealed"], _purpose(name))
            self._outside[name] = Secret(name, row["kind"], row["made_at"].timestamp(), row["made_by"])

    @property
    def names(self) -> frozenset[str]:
        """The names that documents may use."""
        return frozenset(self._outside)

    def all(self) -> list[Secret]:
        """Return the secrets' outsides, by name."""
        return [self._outside[name] for name in sorted(self._outside)]

    async def put(self, name: str, kind: SecretKind, value: str | dict[str, str], *, by: str) -> Secret:
        """Keep a secret, in the place of the one of this name."""
        content = _content(kind, value)
        made = Secret(name, kind, self._clock.now(), by)
        sealed = self._seal.seal(content, _purpose(name))
        async with self._database.connection() as connection:
            await connection.execute(_SQL["put"], name, kind, sealed, made.made_at, by)
        self._outside[name], self._opened[name] = made, content
        return made

    async def delete(self, name: str) -> None:
        """Forget a secret.

        Raises:
            NotFound: there is none of this name.
        """
        if name not in self._outside:
            raise NotFound(RefusedSecret.no_secret(secret=name))
        async with self._database.connection() as connection:
            await connection.execute(_SQL["delete"], name)
        del self._outside[name], self._opened[name]

    def passwords(self) -> dict[str, str]:
        """Return the hashes of passwords, as NGINX's password files have them."""
        return {name: self._opened[name].decode() for name in self._of("password")}

    def tokens(self) -> dict[str, str]:
        """Return what a visitor's cookie must hold who knows the secret link's token."""
        return {name: hashlib.sha256(self._opened[name]).hexdigest()[:32] for name in self._of("token")}

    def credentials(self, name: str) -> dict[str, str]:
        """Return a provider's variables.

        Raises:
            NotFound: there are none of this name.
        """
        if name not in self._of("credentials"):
            raise NotFound(RefusedSecret.no_credentials(secret=name))
        values: dict[str, str] = json.loads(self._opened[name])
        return values

    def _of(self, kind: SecretKind) -> list[str]:
        return [name for name, secret in self._outside.items() if secret.kind == kind]


def _content(kind: SecretKind, value: str | dict[str, str]) -> bytes:
    if kind == "credentials":
        return json.dumps(value).encode()
    assert isinstance(value, str)
    return bcrypt.hashpw(value.encode()[:72], bcrypt.gensalt(_ROUNDS)) if kind == "password" else value.encode()


def _purpose(name: str) -> str:
    return f"secret {name}"
