"""Small worlds: visitors of a site or an API, and what comes upon them."""

from collections import defaultdict
from collections.abc import Iterable
from random import Random

from agent.contract.address import address_text
from agent.contract.columns import UrlFlag
from models.groups.event import GroupEvent  # noqa: TC001 - so is everything here imported
from models.groups.stage import GroupStage
from models.groups.state import GroupState
from models.scores import Membership
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, Row, record_of

WARM_SECONDS = 720
START = T0 + WARM_SECONDS


def address(number: int) -> str:
    return f"{11 + number % 100}.{number // 100 % 250}.{number // 25_000}.{number % 250 + 1}"


def ask(second: int, source: str, path: int, *, assets: int = 0, flags: int = 0, agent: int = 7) -> Row:
    """One page with its assets in the same second."""
    post = bool(flags & UrlFlag.POST)
    counts = {"requests": 1 + assets, "gets": assets + (not post), "posts": int(post), "assets": assets}
    counts |= {"status_2xx": 1 + assets, "logins": int(bool(flags & UrlFlag.LOGIN))}
    return Row(second, source, 0, counts, ((path, path, path, flags, 1),), (agent,))


def visitors(random: Random, start: int, seconds: int, *, assets: bool = True, first: int = 0) -> list[Row]:
    """A newcomer every second, who looks at two to four of sixty pages."""
    rows = []
    for number in range(seconds):
        at = start + number
        for _ in range(random.randint(2, 4)):
            loaded = random.randint(1, 8) if assets and random.random() < 0.95 else 0
            rows.append(
                ask(at, address(first + number), random.randint(1, 60), assets=loaded, agent=random.randint(1, 20))
            )
            at += random.randint(3, 20)
    return rows


def bots(
    random: Random, start: int, seconds: int, count: int, pause: float, *, flags: int = 0, path: int = 900
) -> list[Row]:
    rows = []
    for number in range(count):
        at = start + random.uniform(0, pause)
        while at < start + seconds:
            rows.append(ask(int(at), address(100_000 + number), path, flags=flags, agent=random.randint(1, 20)))
            at += random.uniform(0.5, 1.5) * pause
    return rows


class World:
    """Scoring and groups over rows; remembers who was told to be what, and the events."""

    def __init__(self, scoring: bytes = b"", groups: bytes = b"") -> None:
        self.scoring = ScoringState.from_bytes(scoring) if scoring else ScoringState()
        self.groups = GroupState.from_bytes(groups) if groups else GroupState()
        self.attackers: dict[str, int] = {}
        self.crowd: dict[str, int] = {}
        self.events: dict[str, GroupEvent] = {}

    def run(self, rows: Iterable[Row], until: int) -> "World":
        by_second = defaultdict(list)
        for row in rows:
            if row.second < until:
                by_second[row.second].append(row)
        for second in range(min(by_second), until):
            record = record_of(by_second[second], position=second, as_of=second)
            (scores,) = ScoringStage().process([record], self.scoring)
            scores = GroupStage().process(record, scores, self.groups)
            self.events |= {event.id: event for event in scores.event}
            for i, kind in enumerate(scores.membership.tolist()):
                sure = scores.p_value[i] < 1e-4
                if kind == Membership.CROWD or (kind == Membership.ATTACK and sure):
                    told = self.attackers if kind == Membership.ATTACK else self.crowd
                    told.setdefault(address_text(scores.address[i].tobytes()), second)
        return self

    def kinds(self) -> set[str]:
        return {event.kind for event in self.events.values()}
