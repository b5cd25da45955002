"""What the excess has in common: the traits that are far more frequent now than usual."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.groups.keys import Keys, Trait, trait_of, value_of

MOST_KEYS: Final = 16
_ENOUGH: Final = 0.6  # of the excess explained, before a less telling kind of trait is looked at
_LIFT: Final = 5.0  # times as frequent as usual: then a trait tells although it is a usual one
_UNLIKE: Final = 1.5  # times as large a part of the excess as of usual requests: a leap from night to day is none
# kind of trait: (least part of the excess, highest usual share)
_LIMITS: Final = {
    Trait.PATH: (0.10, 0.10),
    Trait.TEMPLATE: (0.15, 0.10),
    Trait.PREFIX: (0.15, 0.05),
    Trait.ASN: (0.15, 0.05),
    Trait.AGENT: (0.15, 0.05),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """Keys of traits, sorted; `base_share` is the part of the usual requests that has one of them.

    `companions` are paths in the excess that are asked for often on any day: they make nobody a member, and clear
    nobody who asks for them beside the keys.
    """

    keys: Keys
    base_share: float
    companions: Keys


def find_signature(
    keys: Keys, counts: NDArray[np.float64], shares: NDArray[np.float64], usual: float, excess: float
) -> Signature | None:
    """Return what an excess has in common, or None.

    Args:
        keys: (k,) traits of the requests of a while.
        counts: (k,) how many requests have them.
        shares: (k,) which part of usual requests has them.
        usual: how many requests such a while usually has.
        excess: how many more it had.
    """
    part = (counts - shares * usual) / max(excess, 1)
    lift = counts / np.maximum(shares * usual, 1)
    kinds = trait_of(keys)
    values = value_of(keys)
    chosen: list[int] = []
    explained = base = 0.0
    for kind, (least, usual_at_most) in _LIMITS.items():
        said = np.isin(values, values[chosen]) & (kind == Trait.TEMPLATE)  # a path that is its own template
        telling = (kinds == kind) & (part > np.maximum(least, _UNLIKE * shares)) & ~said
        often = telling & (shares >= usual_at_most) & (lift >= _LIFT) & (kind <= Trait.TEMPLATE)
        for candidates in (telling & (shares < usual_at_most), often):
            found = np.flatnonzero(candidates)
            if explained < _ENOUGH and len(found):
                chosen += found.tolist()
                explained = max(explained, float(part[chosen][kinds[chosen] == kind].sum()))
                base += float(shares[found].sum())
    if not chosen:
        return None
    beside = (kinds == Trait.PATH) & (part > _LIMITS[Trait.PATH][0]) & (lift >= _LIFT)
    beside[chosen] = False
    best = sorted(chosen, key=lambda i: -part[i])[:MOST_KEYS]
    return Signature(np.sort(keys[best]), min(base, 1.0), np.sort(keys[beside])[:MOST_KEYS])
