"""When requests come: offsets in seconds from a beginning."""

from collections.abc import Iterator
from random import Random


def steady(random: Random, seconds: float, rate: float) -> Iterator[float]:
    """Yield instants of a client that keeps up `rate` requests a second, as well as the network lets it."""
    count = int(seconds * rate)
    for number in range(count):
        yield max((number + random.gauss(0, 0.4)) / rate, 0.0)


def arrivals(random: Random, seconds: float, rate: float) -> Iterator[float]:
    """Yield instants without memory (Poisson), `rate` a second on average."""
    at = random.expovariate(rate)
    while at < seconds:
        yield at
        at += random.expovariate(rate)


def spaced(random: Random, count: int, low: float, high: float) -> Iterator[float]:
    """Yield `count` instants with pauses between `low` and `high` seconds."""
    at = 0.0
    for _ in range(count):
        yield at
        at += random.uniform(low, high)
