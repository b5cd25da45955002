"""Passwords: argon2 hashes, checked off the event loop, a few at a time."""

import asyncio
import secrets
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_AT_ONCE: Final = 2  # a check takes 64 MiB and some 50 ms of a core: a storm of sign-ins must not take all


def new_password() -> str:
    """Return a random password that a person can copy: 20 characters, 120 bits."""
    return secrets.token_urlsafe(15)


class Passwords:
    """Hashes and checks passwords."""

    def __init__(self) -> None:
        self._hasher = PasswordHash((Argon2Hasher(),))
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobodys_hash = ""

    async def hash(self, password: str) -> str:
        """Return the argon2 hash of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """Say whether a password is the one of a hash.

        Takes as long where there is no hash, so that nobody learns from the time which logins there are.
        """
        if not self._nobodys_hash:
            self._nobodys_hash = await self.hash(secrets.token_urlsafe())
        async with self._turns:
            fits = await asyncio.to_thread(self._hasher.verify, password, password_hash or self._nobodys_hash)
        return fits and password_hash is not None
