"""Slows down whoever guesses passwords, and locks nobody out. In memory and bounded: a restart forgives."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Literal

from core.server.accounts.networks import network_of
from core.server.errors import Throttled

_KEYS_MAX: Final = 10_000
Kind = Literal["pair", "address", "account", "device", "code"]


@dataclass(frozen=True, slots=True)
class _Bound:
    """So many failures are free; counts fade evenly over the window after the last one."""

    free: int
    window_seconds: float


_BOUNDS: Final[dict[Kind, _Bound]] = {
    "pair": _Bound(5, 300),  # a login from an address
    "address": _Bound(30, 300),
    "account": _Bound(20, 300),  # a login, from all addresses together
    "device": _Bound(10, 300),  # a login from a device that signed in with it before
    "code": _Bound(10, 3600),  # the second factor of a login, whose password the guesser knows
}


@dataclass(frozen=True, slots=True)
class Try:
    """One try to sign in. `device` is the device's id where it signed in with this login before, else ""."""

    login: str
    address: str
    device: str = ""


@dataclass(slots=True)
class _Failures:
    count: float
    at: float


class Throttle:
    """Counts failed tries.

    A stranger is bound by the login at the address, by the address (of IPv6 its /64), and by the login whatever the
    address, so that many addresses guess no faster than a few. A device that signed in with this login before is bound
    by its own failures alone: nobody else's guesses lock its owner out.
    """

    def __init__(self) -> None:
        self._failures: dict[Kind, OrderedDict[tuple[str, ...], _Failures]] = {kind: OrderedDict() for kind in _BOUNDS}

    def begin(self, of: Try, now: float) -> None:
        """Let a try pass, and count it as failed until something else is heard: tries at once are tries, too.

        Raises:
            Throttled: with the seconds after which it is worth trying again.
        """
        keys = _keys(of)
        self._check(keys, now)
        for kind, key in keys.items():
            self._count_one(kind, key, now)

    def take_back(self, of: Try) -> None:
        """Take a try back that was none, or whose password was right: its second factor is still to come."""
        for kind, key in _keys(of).items():
            if (counted := self._failures[kind].get(key)) is not None:
                counted.count = max(0.0, counted.count - 1)

    def begin_code(self, of: Try, now: float) -> None:
        """Let a code of the second factor pass, and count it as wrong until `succeeded`.

        Raises:
            Throttled: there were too many wrong ones.
        """
        keys = _code_keys(of)
        self._check(keys, now)
        for kind, key in keys.items():
            self._count_one(kind, key, now)

    def code_was_right(self, of: Try) -> None:
        """Forget the wrong codes of a login from where its owner is."""
        for kind, key in _code_keys(of).items():
            self._failures[kind].pop(key, None)

    def succeeded(self, of: Try) -> None:
        """Forget the failures of a login from where its owner is, and that this try was counted."""
        self.take_back(of)
        self.code_was_right(of)
        for kind, key in _keys(of).items():
            if kind in {"pair", "device"}:
                self._failures[kind].pop(key, None)

    def _check(self, keys: dict[Kind, tuple[str, ...]], now: float) -> None:
        for kind, key in keys.items():
            bound = _BOUNDS[kind]
            excess = self._count(kind, key, now) - bound.free + 1
            if excess > 0:
                wait = bound.window_seconds * excess / (excess + bound.free - 1)
                raise Throttled(retry_after_seconds=max(1, round(wait)))

    def _count_one(self, kind: Kind, key: tuple[str, ...], now: float) -> None:
        kept = self._failures[kind]
        kept[key] = _Failures(self._count(kind, key, now) + 1, now)
        kept.move_to_end(key)
        while len(kept) > _KEYS_MAX:
            kept.popitem(last=False)

    def _count(self, kind: Kind, key: tuple[str, ...], now: float) -> float:
        failures = self._failures[kind].get(key)
        if failures is None:
            return 0.0
        return failures.count * max(0.0, 1 - (now - failures.at) / _BOUNDS[kind].window_seconds)


def _keys(of: Try) -> dict[Kind, tuple[str, ...]]:
    login, address = of.login.lower(), network_of(of.address)
    if of.device:
        return {"device": (login, of.device)}
    return {"pair": (login, address), "address": (address,), "account": (login,)}


def _code_keys(of: Try) -> dict[Kind, tuple[str, ...]]:
    """Return where wrong codes are counted: apart for a known device, so that its owner is not locked out by others."""
    return {"code": (of.login.lower(), of.device)}
