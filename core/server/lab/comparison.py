"""How often a challenger in shadow judges as the champion does, counted by the hour."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from msgspec.structs import astuple
from numpy.typing import NDArray

from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.lab.hour_sources import HourSources
from models.scores import Scores

HOUR_SECONDS: Final = 3600
MOST_HOURS: Final = 168
_Seen = tuple[bytes, bytes, bytes]
_MOST_BANNED: Final = 10_000  # remembered of one hour


class Hour(msgspec.Struct, frozen=True, kw_only=True):
    """One hour of a trial, from Unix second `t` on.

    Entries are sources of single reports; those are flagged whose p-value is below the threshold of observing.
    `sources` are distinct ones, `champion_sources` and `challenger_sources` those of them that either flagged. Bans
    count sources, at the first ban of the hour: by the champion, by the challenger, by both.
    """

    t: int
    entries: int = 0
    champion_flagged: int = 0
    challenger_flagged: int = 0
    both_flagged: int = 0
    sources: int = 0
    champion_sources: int = 0
    challenger_sources: int = 0
    champion_bans: int = 0
    challenger_bans: int = 0
    both_bans: int = 0


class Comparison:
    """The hours of a trial. `hours` is replaced and never changed, so any thread may read it."""

    def __init__(
        self,
        hours: tuple[Hour, ...] = (),
        champion_banned: Sequence[str] = (),
        challenger_banned: Sequence[str] = (),
        seen: _Seen = (b"", b"", b""),
    ) -> None:
        self.hours = hours
        self._seen = [HourSources(packed) for packed in seen]  # all, and whom either flagged
        self._champion_banned = set(champion_banned)
        self._challenger_banned = set(challenger_banned)

    def add(
        self,
        champion: Scores,
        challenger: Scores,
        decisions: tuple[list[Decision], list[Decision]],
        context: Context,
    ) -> None:
        """Count a record: both scores of it, and what either came to decide."""
        now = self._now(int(champion.as_of) // HOUR_SECONDS * HOUR_SECONDS)
        counted = ~champion.late & (champion.requests > 0)
        first, second = (_flagged(scores, context) & counted for scores in (champion, challenger))
        for sources, own in zip(self._seen, (counted, first, second), strict=True):
            sources.add(champion.address[own])
        for banned, made in zip((self._champion_banned, self._challenger_banned), decisions, strict=True):
            _remember(banned, made)
        hour = Hour(
            t=now.t,
            entries=now.entries + int(counted.sum()),
            champion_flagged=now.champion_flagged + int(first.sum()),
            challenger_flagged=now.challenger_flagged + int(second.sum()),
            both_flagged=now.both_flagged + int((first & second).sum()),
            sources=len(self._seen[0]),
            champion_sources=len(self._seen[1]),
            challenger_sources=len(self._seen[2]),
            champion_bans=len(self._champion_banned),
            challenger_bans=len(self._challenger_banned),
            both_bans=len(self._champion_banned & self._challenger_banned),
        )
        self.hours = (*self.hours[:-1], hour)

    def _now(self, t: int) -> Hour:
        """Return the hour that counts; a record from an hour before, when clocks jump, counts in the newest."""
        if not self.hours or t > self.hours[-1].t:
            self.hours = (*self.hours[-MOST_HOURS + 1 :], Hour(t=t))
            self._champion_banned, self._challenger_banned = set(), set()
            self._seen = [HourSources() for _ in self._seen]
        return self.hours[-1]

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        banned = sorted(self._champion_banned), sorted(self._challenger_banned)
        return msgspec.msgpack.encode((self.hours, *banned, [sources.to_bytes() for sources in self._seen]))

    @classmethod
    def from_bytes(cls, data: bytes) -> "Comparison":
        """Return what `to_bytes` wrote; raises ValueError."""
        return cls(*msgspec.msgpack.decode(data, type=tuple[tuple[Hour, ...], list[str], list[str], _Seen]))


def total_of(hours: Sequence[Hour]) -> Hour:
    """Return the sums of hours, with the `t` of the first; a source that came in two hours counts twice."""
    sums = [sum(column) for column in zip(*(astuple(hour)[1:] for hour in hours), strict=True)]
    names = Hour.__struct_fields__[1:]
    return Hour(t=hours[0].t if hours else 0, **dict(zip(names, sums, strict=False)))


def _flagged(scores: Scores, context: Context) -> NDArray[np.bool_]:
    below = np.array([context.thresholds(service).observe for service in scores.services])
    return scores.p_value < below[scores.service] if len(scores.p_value) else np.zeros(0, np.bool_)


def _remember(banned: set[str], decisions: list[Decision]) -> None:
    for made in decisions:
        if made.type == "ban" and made.origin == "detector" and not made.lifted_at and len(banned) < _MOST_BANNED:
            banned.add(f"{made.value}|{made.service}")
