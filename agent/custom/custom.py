"""Custom metrics as a whole: the services of the plan, who looks at them, and where they push to."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from agent.contract.inventory import Inventory
from agent.contract.metrics import SeriesName
from agent.custom.book import Book
from agent.custom.plan import Plan
from agent.custom.pulling import Puller
from agent.custom.told import Refused, Told
from agent.metrics.gauge import Reading
from agent.metrics.rates import Rates

if TYPE_CHECKING:
    from agent.custom.listener import Listener

PUSHED: Final = "a push"
_MOST_TROUBLES: Final = 10
_TROUBLE_SECONDS: Final = 120.0
_MOST_CHARACTERS: Final = 300


class CustomMetrics:
    """Reads and is told what services measure. Whatever is wrong stands in `trouble`, and is counted by service."""

    def __init__(self, plan: Plan, *, chance: Callable[[], float], clock: Callable[[], float] = time.monotonic) -> None:
        self._plan = plan
        self._clock = clock
        self._books = {name: Book(name, most_series=each.most_series) for name, each in plan.services.items()}
        self._refused = dict.fromkeys(plan.services, 0)
        self._refused_names = {
            name: SeriesName("service", name, "dozor_refused_per_second", "per_second") for name in plan.services
        }
        self._rates = Rates()
        self._troubles: dict[tuple[str, str], tuple[str, float]] = {}
        self._pullers = [
            Puller(pull, self._teller(name), self._failer(name), chance, number)
            for name, service in plan.services.items()
            for number, pull in enumerate(service.pull, 1)
        ]
        self.listener = self._listener()

    async def run(self) -> None:
        """Look and listen until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for puller in self._pullers:
                tasks.create_task(puller.run())
            if self.listener:
                tasks.create_task(self.listener.run())

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        for name, book in self._books.items():
            yield from book.read(now)
            series = self._refused_names[name]
            yield series, self._rates.rate(series, self._refused[name], now)

    def inventory(self) -> Inventory:
        """Say that there are services with metrics of their own, and what is wrong about them."""
        trouble = self.trouble
        return Inventory(parts=["custom"], troubles={"custom": trouble} if trouble else {})

    def close(self) -> None:
        """Nothing is left to let go once `run` has ended."""

    @property
    def trouble(self) -> str:
        """What did not work within the last two minutes, by service; empty where all did."""
        since = self._clock() - _TROUBLE_SECONDS
        self._troubles = {key: told for key, told in self._troubles.items() if told[1] > since}
        texts = [f"{service}: {what}: {why}" for (service, what), (why, _) in self._troubles.items()]
        if self.listener and self.listener.trouble:
            texts.insert(0, self.listener.trouble)
        more = [f"and {len(texts) - _MOST_TROUBLES} more"] if len(texts) > _MOST_TROUBLES else []
        return "; ".join([*texts[:_MOST_TROUBLES], *more])

    def _listener(self) -> "Listener | None":
        tokens = {name: service.token for name, service in self._plan.services.items() if service.token}
        if not tokens:
            return None
        from agent.custom.listener import Listener  # noqa: PLC0415 - h11 is not needed where nobody pushes

        return Listener(self._plan.listen, tokens, self._push, lambda service, why: self._fail(service, PUSHED, why))

    def _teller(self, service: str) -> Callable[[str, list[Told], list[Refused], float], None]:
        def tell(origin: str, told: list[Told], refused: list[Refused], keep_seconds: float) -> None:
            self._troubles.pop((service, origin), None)
            self._take(service, origin, told, refused, keep_seconds)

        return tell

    def _failer(self, service: str) -> Callable[[str, str], None]:
        return lambda origin, why: self._fail(service, origin, why)

    def _push(self, service: str, told: list[Told], refused: list[Refused]) -> list[Refused]:
        return self._take(service, PUSHED, told, refused, self._plan.services[service].keep_seconds)

    def _take(
        self, service: str, origin: str, told: list[Told], unreadable: list[Refused], keep_seconds: float
    ) -> list[Refused]:
        refused = self._books[service].tell(origin, told, self._clock(), keep_seconds=keep_seconds)
        for name, why in [*unreadable, *refused]:
            self._fail(service, name, why)
        return refused

    def _fail(self, service: str, what: str, why: str) -> None:
        self._refused[service] += 1
        key = service, what
        if key in self._troubles or len(self._troubles) < 10 * _MOST_TROUBLES:
            self._troubles[key] = why[:_MOST_CHARACTERS], self._clock()
