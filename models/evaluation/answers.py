"""How a site answers attackers. Not with 404 alone: redirects, errors and pages answer probes as well."""

from random import Random
from typing import Final

_NOT_THERE: Final = ((404, 0.45), (200, 0.13), (301, 0.11), (302, 0.08), (403, 0.13), (502, 0.06), (400, 0.04))


def habit(random: Random) -> dict[int, float]:
    """Return what one service answers for what is not there, as weights by status: one status, mostly."""
    statuses, weights = zip(*_NOT_THERE, strict=True)
    usual = random.choices(statuses, weights)[0]
    rest = random.uniform(0, 0.25)
    return {usual: 1 - rest, random.choice(statuses): rest / 2 + 1e-9, 200: rest / 2 + 1e-9} | {usual: 1 - rest}


def answer(random: Random, habits: dict[int, float]) -> int:
    """Return one answer."""
    return random.choices(tuple(habits), tuple(habits.values()))[0]


def size_of(random: Random, status: int) -> int:
    """Return how many body bytes an answer has."""
    return int(random.lognormvariate(9, 0.6)) if status == 200 else random.choice((0, 146, 162, 564, 1240))
