from collections.abc import Callable, Iterable

from agent.aggregate.sources import Network
from agent.contract.wire import Aggregates, Counters, Sample
from agent.parse.format import Plan

class Kernel:
    def __init__(
        self,
        plans: tuple[Plan, ...],
        *,
        service: str,
        trusted: Iterable[Network],
        hash_seed: int,
        rows: int,
        line_bytes: int,
    ) -> None: ...
    @property
    def rows(self) -> int: ...
    def feed(self, chunk: bytes | bytearray | memoryview) -> int: ...
    def drain(self) -> tuple[Aggregates, list[Sample], Counters]: ...
    def drain_json(self, write: Callable[[bytes], object]) -> Counters: ...
    def settle_json(self, write: Callable[[bytes], object], most: int) -> None: ...
    def reseed(self, hash_seed: int) -> None: ...
