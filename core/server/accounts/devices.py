"""Devices that somebody signed in from before: a sealed cookie says so, nothing is kept here."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from core.server.seal import CannotOpen, Seal

DEVICE_SECONDS: Final = 365 * 86_400
_PURPOSE: Final = "device"
_MOST_ACCOUNTS: Final = 8


class _Kept(msgspec.Struct, frozen=True):
    device: str
    accounts: tuple[str, ...]
    at: float


@dataclass(frozen=True, slots=True)
class Device:
    """A device by a random id, "" where it is none of ours, and the accounts that signed in from it."""

    id: str = ""
    accounts: Sequence[str] = ()

    def knows(self, account_id: str) -> bool:
        """Tell whether an account signed in from it."""
        return account_id in self.accounts


class Devices:
    """Reads and writes the cookie. Who steals one may guess that account's password at the pace of its owner."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def read(self, cookie: str, now: float) -> Device:
        """Return the device of a cookie; one that is none of ours or too old is an unknown device."""
        try:
            sealed = base64.urlsafe_b64decode(cookie.encode("ascii"))
            kept = msgspec.msgpack.decode(self._seal.open(sealed, _PURPOSE), type=_Kept)
        except (ValueError, CannotOpen, msgspec.MsgspecError):
            return Device()
        return Device(kept.device, kept.accounts) if now - kept.at < DEVICE_SECONDS else Device()

    def write(self, device: Device, account_id: str, now: float) -> tuple[Device, str]:
        """Return a device from which an account signed in now, and its cookie."""
        others = [each for each in device.accounts if each != account_id]
        accounts = (account_id, *others[: _MOST_ACCOUNTS - 1])
        known = Device(device.id or secrets.token_hex(16), accounts)
        kept = msgspec.msgpack.encode(_Kept(known.id, accounts, now))
        return known, base64.urlsafe_b64encode(self._seal.seal(kept, _PURPOSE)).decode("ascii")
