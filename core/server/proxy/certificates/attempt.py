"""An attempt to get a certificate, to bring one to the nodes, or to have one revoked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from core.server.proxy.certificates.budget import Order

Kind = Literal["issue", "renew", "bring", "revoke"]
Outcome = Literal["", "done", "unverified", "undeployed", "refused", "failed", "reverted", "interrupted"]
_NO_ORDER: Final = frozenset({"refused", "interrupted"})
_GOT_ONE: Final = frozenset({"done", "unverified", "undeployed", "reverted"})
_WENT_WELL: Final = frozenset({"done", "unverified", "undeployed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was tried, and what came of it. Instants are Unix seconds; `ended_at` 0 is not yet.

    `refused`: nothing was ordered, since it would not have gone well. `failed`: the authority, the node or the
    certificate were not as needed. `reverted`: nodes did not take it or served another one, and have the last good
    one again. `undeployed` and `unverified`: it is there, but no node could be reached to run it, or to tell that it
    does.
    """

    id: str
    name: str
    kind: Kind
    names: tuple[str, ...]
    directory: str
    node: str
    by: str
    started_at: float
    ended_at: float = 0.0
    outcome: Outcome = ""
    detail: str = ""
    certificate: str = ""


def orders(attempts: Iterable[Attempt], directory: str) -> list[Order]:
    """Return the orders that a directory got, as its limits count them."""
    return [
        Order(each.started_at, each.names, each.outcome in _GOT_ONE)
        for each in attempts
        if each.kind in {"issue", "renew"} and each.directory == directory and each.outcome not in _NO_ORDER
    ]


def failures_in_a_row(attempts: Sequence[Attempt]) -> list[float]:
    """Return when the last orders ended, back to the last that went well; `attempts` are in the order of time."""
    ended: list[float] = []
    for each in reversed(attempts):
        if each.kind not in {"issue", "renew"} or not each.ended_at:
            continue
        if each.outcome in _WENT_WELL:
            break
        ended.append(each.ended_at)
    return ended[::-1]
