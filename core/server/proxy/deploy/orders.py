"""What each node is told now: an order with a version that grows, for whom somebody may wait."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from agent.contract.proxy import FIRST_KINDS, Order, Replicas, Task, TaskOutcome

if TYPE_CHECKING:
    from core.server.clock import Clock


class Orders:
    """The orders by node id. Versions grow over restarts too, as they begin with the time.

    `kinds` gives the kinds of task that a node's agent told, if it told any.
    """

    def __init__(self, clock: "Clock", kinds: Callable[[str], Collection[str]]) -> None:
        self._clock = clock
        self._kinds = kinds
        self._is_over = False
        self._orders: dict[str, Order] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._tasks: dict[str, dict[str, Task]] = {}
        self._replicas: dict[str, list[Replicas]] = {}
        self._outcomes: dict[str, asyncio.Future[TaskOutcome]] = {}

    def of(self, node: str) -> Order:
        """Return a node's order."""
        return self._orders.get(node, Order())

    def put(self, node: str, order: Order) -> None:
        """Tell a node something; who waits for news of it hears at once. Its tasks and replicas stay."""
        before = self.of(node)
        tasks, replicas = list(self._tasks.get(node, {}).values()), self._replicas.get(node, [])
        told = msgspec.structs.replace(order, version=before.version, tasks=tasks, replicas=replicas)
        if told == before and before.version:
            return
        version = max(before.version + 1, int(self._clock.now() * 1000))
        self._orders[node] = msgspec.structs.replace(told, version=version)
        self._news.pop(node, asyncio.Event()).set()

    def want_replicas(self, wanted: Mapping[str, Sequence[Replicas]]) -> None:
        """Have nodes keep these replicas from now on; nodes that are not named have none."""
        before, self._replicas = self._replicas, {node: list(replicas) for node, replicas in wanted.items()}
        for node in before.keys() | self._replicas.keys():
            if before.get(node) != self._replicas.get(node):
                self._put_anew(node)

    def forget(self, node: str) -> None:
        """Forget a node that there is no more; who waits for it hears so."""
        self._orders.pop(node, None)
        for task in list(self._tasks.get(node, {})):
            self.hear(node, TaskOutcome(id=task, ok=False, error="the node was deleted"))
        self._tasks.pop(node, None)
        self._news.pop(node, asyncio.Event()).set()

    async def newer(self, node: str, known: int, wait_seconds: float) -> Order:
        """Return a node's order as soon as its version is another than `known`, else after the wait."""
        try:
            async with asyncio.timeout(wait_seconds):
                await self.until(node, lambda order: order.version != known)
        except TimeoutError:
            pass
        return self.of(node)

    def end(self) -> None:
        """Let all go who wait, and nobody wait any more: the core ends."""
        self._is_over = True
        for news in self._news.values():
            news.set()

    async def until(self, node: str, holds: Callable[[Order], bool]) -> Order:
        """Wait until something holds of a node's order, or the core ends."""
        while not (self._is_over or holds(self.of(node))):
            await self._news.setdefault(node, asyncio.Event()).wait()
        return self.of(node)

    async def do(self, node: str, task: Task, *, within_seconds: float) -> TaskOutcome:
        """Have a node do something once, and return what came of it; silence is an outcome that is not `ok`.

        An agent that does not know the kind is not asked: one that cannot read it could not read its order at all.
        """
        if task.kind not in (self._kinds(node) or FIRST_KINDS):
            return TaskOutcome(id=task.id, ok=False, error="the agent is too old to be asked for it")
        future: asyncio.Future[TaskOutcome] = asyncio.get_running_loop().create_future()
        self._outcomes[task.id] = future
        self._tasks.setdefault(node, {})[task.id] = task
        self._put_anew(node)
        try:
            async with asyncio.timeout(within_seconds):
                return await future
        except TimeoutError:
            return TaskOutcome(id=task.id, ok=False, error="the node did not answer in time")
        finally:
            self._outcomes.pop(task.id, None)
            self._tasks.get(node, {}).pop(task.id, None)
            self._put_anew(node)

    def hear(self, node: str, outcome: TaskOutcome) -> None:
        """Take in what came of a task; what nobody asked this node for is passed over."""
        future = self._outcomes.get(outcome.id)
        if outcome.id in self._tasks.get(node, {}) and future is not None and not future.done():
            future.set_result(outcome)

    def _put_anew(self, node: str) -> None:
        """Tell a node of other tasks or replicas; one that was told nothing yet hears of them with its first order."""
        if self.of(node).version:
            self.put(node, self.of(node))
