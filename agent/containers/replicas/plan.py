"""What to do next about the replicas of a template: a pure function of what there is and what is wanted."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Final, Literal, TypeAlias

MOST_REPLICAS: Final = 50
"""On a node, unless its settings say otherwise."""

Phase = Literal["ready", "starting", "draining", "leaving", "dead"]
"""`ready`: gets requests. `starting`: does not yet, or not now. `draining`: gets none that are new. `leaving`: nothing
keeps it any more, or it is being stopped. `dead`: it ended."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A replica, as far as the plan goes by it. One `is_current` that is made as its template is now."""

    name: str
    number: int
    phase: Phase
    born_at: float = 0.0
    is_current: bool = True


@dataclass(frozen=True)
class Make:
    """Have a new one, of this number."""

    number: int


@dataclass(frozen=True)
class Drain:
    """Give it no new requests from now on."""

    name: str


@dataclass(frozen=True)
class TakeBack:
    """Let one that is being drained serve again."""

    name: str


@dataclass(frozen=True)
class Remove:
    """Stop it, where it runs, and remove it."""

    name: str


Step: TypeAlias = Make | Drain | TakeBack | Remove


def plan(wanted: int, seen: Sequence[Seen], *, taken: Collection[int], room: int, may_make: bool = True) -> list[Step]:
    """Return the steps from what there is towards `wanted` current replicas; none where nothing is to be done.

    `taken` are numbers that cannot be used, `room` is how many more there is place for; now may not be the time.

    Of those that are too many the outdated go first, then who does not serve, then the newest. Outdated ones are
    replaced one by one: a new one is made in addition, and an old one goes when it serves; so nothing is lost where
    what is new does not do well. Where there is no place for one more, one goes first.
    """
    steps: list[Step] = [Remove(each.name) for each in seen if each.phase in {"dead", "leaving"}]
    staying = [each for each in seen if each.phase in {"ready", "starting"}]
    too_many = len(staying) - wanted - _in_addition(wanted, staying)
    if too_many > 0:
        leaving = sorted(staying, key=_goes_first)[:too_many]
        return [*steps, *(Drain(each.name) for each in leaving)]
    if len(staying) < wanted:
        return [*steps, *_more(wanted - len(staying), seen, taken, room if may_make else 0)]
    return [*steps, *(_renewed(wanted, seen, staying, taken, room) if may_make else ())]


def _in_addition(wanted: int, staying: Sequence[Seen]) -> int:
    """Return how many more than wanted there may be: one while it is to take an outdated one's place."""
    is_renewing = any(not each.is_current for each in staying)
    is_open = any(each.is_current and each.phase == "starting" for each in staying)
    return 1 if wanted and is_renewing and is_open else 0


def _goes_first(each: Seen) -> tuple[bool, bool, float, int]:
    return each.is_current, each.phase == "ready", -each.born_at, -each.number


def _more(number: int, seen: Sequence[Seen], taken: Collection[int], room: int) -> Iterator[Step]:
    drained = [each for each in seen if each.phase == "draining" and each.is_current]
    yield from (TakeBack(each.name) for each in drained[:number])
    yield from _made(min(number - len(drained), room), taken)


def _renewed(
    wanted: int, seen: Sequence[Seen], staying: Sequence[Seen], taken: Collection[int], room: int
) -> Iterator[Step]:
    outdated = sorted((each for each in staying if not each.is_current), key=_goes_first)
    is_settled = all(each.phase == "ready" for each in staying if each.is_current)
    if not outdated or not is_settled or len(staying) > wanted:
        return
    if room > 0:
        yield from _made(1, taken)
    elif not any(each.phase == "draining" for each in seen):
        yield Drain(outdated[0].name)


def _made(number: int, taken: Collection[int]) -> Iterator[Step]:
    free = (each for each in count(1) if each not in taken)
    yield from (Make(each) for each in islice(free, max(number, 0)))
