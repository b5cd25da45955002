"""Passwords: argon2 hashes, checked off the event loop, a few at a time."""

import asyncio
import secrets
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from core.server.errors import Throttled

_STRANGERS_WAITING_MAX: Final = 40  # two seconds of work: who comes then is told to come again


def new_password() -> str:
    """Return a random password that a person can copy: 20 characters, 120 bits."""
    return secrets.token_urlsafe(15)


class Passwords:
    """Hashes and checks passwords. `argon2` says with how much work, by itself what pwdlib recommends.

    A check takes 64 MiB and some 50 ms of a core, so there are two at a time: one for who comes from a device that
    signed in here before, one for everybody else. A storm of guesses delays strangers alone.
    """

    def __init__(self, argon2: Argon2Hasher | None = None) -> None:
        self._hasher = PasswordHash((argon2 or Argon2Hasher(),))
        self._known, self._strangers = asyncio.Semaphore(1), asyncio.Semaphore(1)
        self._waiting = 0
        self._nobodys_hash = ""

    async def hash(self, password: str) -> str:
        """Return the argon2 hash of a password."""
        async with self._known:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, password_hash: str | None, *, known_device: bool = False) -> bool:
        """Say whether a password is the one of a hash.

        Takes as long where there is no hash, so that nobody learns from the time which logins there are.

        Raises:
            Throttled: too many strangers wait.
        """
        if not self._nobodys_hash:
            self._nobodys_hash = await self.hash(secrets.token_urlsafe())
        if known_device:
            return await self._verify(self._known, password, password_hash)
        if self._waiting >= _STRANGERS_WAITING_MAX:
            raise Throttled(retry_after_seconds=2)
        self._waiting += 1
        try:
            return await self._verify(self._strangers, password, password_hash)
        finally:
            self._waiting -= 1

    async def _verify(self, turn: asyncio.Semaphore, password: str, password_hash: str | None) -> bool:
        async with turn:
            fits = await asyncio.to_thread(self._hasher.verify, password, password_hash or self._nobodys_hash)
        return fits and password_hash is not None
