"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes for who lost it.

A code is taken one step of 30 s early or late, as clocks differ, and each opens once: a step that was used, and all
before it, are over.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import pyotp
import segno

from core.server.accounts.account import Account, account_of
from core.server.accounts.directory import Directory
from core.server.accounts.refusals import NoSecondFactor, SecondFactorElsewhere, SecondFactorStands
from core.server.accounts.tokens import token_hash
from core.server.db.queries import load_queries
from core.server.errors import WrongCode
from core.server.seal import Seal

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("second_factor.sql"))
_STEP_SECONDS: Final = 30
_DIGITS: Final = 6
_RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 10  # 16 letters and digits of base32


@dataclass(frozen=True, slots=True)
class Setup:
    """What an authenticator app is given: the URI, which `squares` show as rows of 0 and 1, or the secret by hand."""

    secret: str
    uri: str
    squares: tuple[str, ...]


class SecondFactor:
    """Second factors of accounts; secrets are kept sealed, recovery codes hashed."""

    def __init__(self, database: "Database", clock: "Clock", directory: Directory, seal: Seal) -> None:
        self._database = database
        self._clock = clock
        self._directory = directory
        self._seal = seal

    async def set_up(self, account: Account) -> Setup:
        """Give an account a secret, which counts once a code of it was shown.

        Raises:
            Conflict: there is a second factor already, or the account has no password of ours.
        """
        if account.totp_secret is not None:
            raise SecondFactorStands
        if account.password_hash is None:
            raise SecondFactorElsewhere
        secret = pyotp.random_base32()
        sealed = self._seal.seal(secret.encode(), _purpose(account.id))
        async with self._database.connection() as connection:
            await connection.execute(_SQL["set_up"], UUID(account.id), sealed)
        uri = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="Dozor")
        rows = segno.make(uri, micro=False, error="m").matrix
        return Setup(secret, uri, tuple("".join(str(square) for square in row) for row in rows))

    async def confirm(self, account: Account, code: str) -> list[str]:
        """Turn the second factor on by its first code, and return the recovery codes, which are shown this once.

        Raises:
            WrongCode: the code is none of the secret's.
            Conflict: nothing was set up.
        """
        codes = [_new_recovery_code() for _ in range(_RECOVERY_CODES)]
        async with self._directory.changing:
            async with self._database.transaction() as connection:
                row = await self._turn_on(connection, account, code)
                hashes = [(UUID(account.id), token_hash(_plain(each))) for each in codes]
                await connection.executemany(_SQL["add_recovery_code"], hashes)
            self._directory.put(account_of(row))
        return codes

    async def check(self, account: Account, code: str) -> None:
        """Let pass who shows a code of the app or a recovery code, which is used up by it.

        Raises:
            WrongCode: it is neither.
        """
        assert account.totp_secret is not None
        plain = _plain(code)
        async with self._database.connection() as connection:
            if len(plain) == _DIGITS and plain.isdecimal():
                step = self._step_of(self._open(account.totp_secret, account), plain)
                used = step is not None and await connection.fetchval(_SQL["use_step"], UUID(account.id), step)
            else:
                used = await connection.fetchval(_SQL["use_recovery_code"], UUID(account.id), token_hash(plain))
        if not used:
            raise WrongCode

    async def turn_off(self, account: Account) -> None:
        """Take the second factor away."""
        async with self._directory.changing:
            async with self._database.transaction() as connection:
                row = await connection.fetchrow(_SQL["turn_off"], UUID(account.id))
                await connection.execute(_SQL["forget_recovery_codes"], UUID(account.id))
            self._directory.put(account_of(row))

    async def recovery_codes_left(self, account_id: str) -> int:
        """Return how many recovery codes an account still has."""
        async with self._database.connection() as connection:
            left: int = await connection.fetchval(_SQL["recovery_codes_left"], UUID(account_id))
        return left

    async def _turn_on(self, connection: Any, account: Account, code: str) -> Any:
        sealed = await connection.fetchval(_SQL["pending"], UUID(account.id))
        if sealed is None:
            raise NoSecondFactor("There is no second factor to confirm.")
        step = self._step_of(self._open(sealed, account), code)
        if step is None:
            raise WrongCode
        await connection.execute(_SQL["forget_recovery_codes"], UUID(account.id))
        return await connection.fetchrow(_SQL["turn_on"], UUID(account.id), step)

    def _open(self, sealed: bytes, account: Account) -> pyotp.TOTP:
        return pyotp.TOTP(self._seal.open(sealed, _purpose(account.id)).decode(), digits=_DIGITS)

    def _step_of(self, totp: pyotp.TOTP, code: str) -> int | None:
        """Return the step whose code this is, None where it is none of those that count now."""
        now = int(self._clock.now()) // _STEP_SECONDS
        plain = _plain(code).encode()
        steps = (now + 1, now, now - 1)
        return next((step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), plain)), None)


def _purpose(account_id: str) -> str:
    return f"second factor {account_id}"


def _new_recovery_code() -> str:
    """Return a code as people write it down: four groups of four."""
    text = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(text[place : place + 4] for place in range(0, len(text), 4))


def _plain(code: Any) -> str:
    """Return a code as it is compared: people write spaces, dashes and capitals."""
    return "".join(character for character in str(code).lower() if character.isalnum())
