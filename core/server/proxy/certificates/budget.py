"""What an authority permits in a week, and how much of it is spent: asked before an order, not learned by a refusal."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from core.server.proxy.certificates.looked import Looked
from core.server.told import Told

WEEK_SECONDS: Final = 7 * 86_400.0
HOUR_SECONDS: Final = 3_600.0
_SHORT: Final = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """Orders a week per registered name and per set of names; failures an hour per set."""

    per_registered: int = 50
    per_set: int = 5
    failures_an_hour: int = 5


LIMITS: Final = {"letsencrypt_staging": Limits(30_000, 30_000, 60)}
"""Let's Encrypt's own, taken for every directory that is not named here: too careful is better than locked out."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order that was made: when (Unix seconds), for which names, and whether a certificate came of it."""

    at: float
    names: tuple[str, ...]
    succeeded: bool


def registered(name: str) -> str:
    """Return the name that somebody registered of which this one is a part, as well as it can be told by its look.

    `shop.example.co.uk` belongs to `example.co.uk`. Where a registry's part is longer than three letters it is taken
    for a registered name, so that rather too little is ordered than too much.
    """
    parts = name.removeprefix("*.").split(".")
    keep = 3 if len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= _SHORT else 2
    return ".".join(parts[-keep:])


def spent(names: Sequence[str], orders: Iterable[Order], limits: Limits, now: float) -> Iterator[Told]:
    """Yield what stands against an order for these names now; nothing where it may be made."""
    recent = [order for order in orders if now - order.at < WEEK_SECONDS]
    succeeded = [order for order in recent if order.succeeded]
    for name in sorted({registered(each) for each in names}):
        count = sum(name in {registered(each) for each in order.names} for order in succeeded)
        if count >= limits.per_registered:
            yield Looked.budget_of_name(count=count, domain=name, most=limits.per_registered)
    same = [order for order in recent if set(order.names) == set(names)]
    count = sum(order.succeeded for order in same)
    if count >= limits.per_set:
        yield Looked.budget_of_names(count=count, most=limits.per_set)
    failures = sum(not order.succeeded and now - order.at < HOUR_SECONDS for order in same)
    if failures >= limits.failures_an_hour:
        yield Looked.budget_of_failures(count=failures, most=limits.failures_an_hour)
