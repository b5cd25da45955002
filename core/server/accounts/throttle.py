"""Slows down whoever guesses passwords. In memory and bounded: a restart forgives."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from core.server.errors import Throttled

_WINDOW_SECONDS: Final = 300.0
_KEYS_MAX: Final = 10_000
_FREE_TRIES: Final = {"pair": 5, "address": 30}


@dataclass(slots=True)
class _Failures:
    count: float
    at: float


class Throttle:
    """Counts failed sign-ins of each login from each address, and of each address; counts fade over five minutes.

    One who only knows a login cannot lock its owner out: the owner comes from another address.
    """

    def __init__(self) -> None:
        self._failures: OrderedDict[tuple[str, ...], _Failures] = OrderedDict()

    def check(self, login: str, address: str, now: float) -> None:
        """Let a try pass.

        Raises:
            Throttled: with the seconds after which it is worth trying again.
        """
        for kind, key in _keys(login, address).items():
            excess = self._count(key, now) - _FREE_TRIES[kind] + 1
            if excess > 0:
                wait = _WINDOW_SECONDS * excess / (excess + _FREE_TRIES[kind] - 1)
                raise Throttled(retry_after_seconds=max(1, round(wait)))

    def failed(self, login: str, address: str, now: float) -> None:
        """Count a failed try."""
        for key in _keys(login, address).values():
            self._failures[key] = _Failures(self._count(key, now) + 1, now)
            self._failures.move_to_end(key)
        while len(self._failures) > _KEYS_MAX:
            self._failures.popitem(last=False)

    def succeeded(self, login: str, address: str) -> None:
        """Forget the failures of a login from an address, as its owner is there, and that this try was counted."""
        keys = _keys(login, address)
        self._failures.pop(keys["pair"], None)
        if (counted := self._failures.get(keys["address"])) is not None:
            counted.count = max(0.0, counted.count - 1)

    def _count(self, key: tuple[str, ...], now: float) -> float:
        """Return the failures that still count: they fade evenly over the window after the last one."""
        failures = self._failures.get(key)
        if failures is None:
            return 0.0
        return failures.count * max(0.0, 1 - (now - failures.at) / _WINDOW_SECONDS)


def _keys(login: str, address: str) -> dict[str, tuple[str, ...]]:
    return {"pair": (login.lower(), address), "address": (address,)}
