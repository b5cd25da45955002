"""The small things that the policy remembers of a source or a service."""

import math
from typing import Final

import msgspec

STRIKE_SECONDS: Final = 300  # slow scanners ask once in two minutes
MEMORY_SECONDS: Final = 7 * 86_400
_SPELL_SECONDS: Final = 1200  # two windows of `models.distinct`: what was asked for in one spell is gone in the next
_PRESSURE_SECONDS: Final = 60.0
TRY_SECONDS: Final = 5.0  # tabs and colleagues that are challenged at once are one try, as the first pass ends it
_DAY_SECONDS: Final = 86_400.0


def source_key(value: str, service: str) -> str:
    """Return the key of a source at a service."""
    return f"{value}|{service}"


class Strike(msgspec.Struct, gc=False):
    """A source's recent run of anomalous seconds: the last one, and how many were beyond which threshold.

    `alone` are those beyond the limit's in which no more than one client loaded assets.
    """

    second: int
    limits: int = 0
    bans: int = 0
    alone: int = 0

    def count(self, second: int, *, limit: bool, ban: bool, alone: bool = False) -> None:
        """Count a second; the same one counts once."""
        if second > self.second:
            self.second = second
            self.limits += limit
            self.bans += ban
            self.alone += limit and alone


class Offence(msgspec.Struct):
    """How often a source was banned by automation, and when the last ban ends."""

    count: int
    until_at: float

    def left(self, at: float) -> int:
        """Return what is left of the count: every day without a ban takes one away."""
        return max(0, self.count - int(max(at - self.until_at, 0.0) // _DAY_SECONDS))


class Spells(msgspec.Struct):
    """Spells in which a source asked for what only a prober asks for: how many lately, and when the last one began."""

    count: int = 0
    began: int = 0

    def earlier(self, second: int) -> int:
        """Return how many spells there were before the one that `second` belongs to."""
        if second >= self.began + MEMORY_SECONDS:
            return 0
        return self.count if second >= self.began + _SPELL_SECONDS else max(self.count - 1, 0)

    def add(self, second: int) -> None:
        """Count a second of probing; a spell is twenty minutes."""
        if second >= self.began + _SPELL_SECONDS:
            self.count, self.began = self.earlier(second) + 1, second


class Spending(msgspec.Struct):
    """What automation banned at one service in the running window, and when it last wanted more than it may."""

    started_at: float
    banned: int = 0
    rps: float = 0.0
    outsiders: int = 0
    exhausted_at: float = 0.0


class Pressure(msgspec.Struct):
    """How a source goes on while it is refused: requests and seconds, both fading over a minute, and how often.

    `unanswered` are the tries at a challenge since the last pass, `tried_at` when the last of them began.
    """

    at: float
    refused: float = 0.0
    seconds: float = 0.0
    times: int = 0
    unanswered: int = 0
    tried_at: float = -_PRESSURE_SECONDS

    def add(self, refused: int, at: float, *, challenged: bool = False, apart: float = TRY_SECONDS) -> None:
        """Count requests that were refused, or answered with a challenge, reported at an instant.

        Challenges within `apart` seconds are one try.
        """
        fading = math.exp(-max(at - self.at, 0.0) / _PRESSURE_SECONDS)
        self.refused = self.refused * fading + refused
        self.seconds = self.seconds * fading + 1.0
        self.times += 1
        if challenged and abs(at - self.tried_at) >= apart:
            self.unanswered += 1
            self.tried_at = at
        self.at = max(at, self.at)

    def answer(self, at: float) -> None:
        """Take in that somebody came through with a pass: who else was challenged has a browser's time for it."""
        self.unanswered, self.tried_at = 0, at


class Neighbourhood(msgspec.Struct):
    """A prefix in which a source was banned: who of it was active when (packed address: Unix second)."""

    since: float
    active: dict[bytes, int]


class Probe(msgspec.Struct):
    """A source that does one thing at a steady pace: since when, and when last."""

    since: int
    last: int


class AllowTally(msgspec.Struct, frozen=True, kw_only=True):
    """What an entry let through since `since`. `anomalous`: sources of single reports that would have been flagged."""

    since: float
    last_at: float = 0.0
    last_source: str = ""
    last_service: str = ""
    requests: int = 0
    anomalous: int = 0
