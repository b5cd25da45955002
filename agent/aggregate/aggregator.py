"""Chooses the compiled kernel or, where there is none, its Python twin."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from agent.contract.wire import Aggregates, Counters, Sample
from agent.parse.fields import read_network
from agent.parse.format import LineFormat
from agent.parse.json_lines import TRANSCRIPT, Transcriber

if TYPE_CHECKING:
    from agent.aggregate.twin import Twin

try:
    from agent.aggregate._kernel import Kernel
except ImportError:  # no compiler when it was installed: slower, with the same answers
    KERNEL = False
else:
    KERNEL = True


class Limits(NamedTuple):
    """Bounds of memory: rows between two drains, and the longest line in bytes."""

    rows: int = 50_000
    line_bytes: int = 32_768


class Drained(NamedTuple):
    """All that was aggregated since the last drain."""

    aggregates: Aggregates
    samples: list[Sample]
    counters: Counters


class Engine(Protocol):
    """What the kernel and its twin have in common."""

    @property
    def rows(self) -> int: ...  # noqa: D102 - see Aggregator
    def feed(self, chunk: bytes | bytearray | memoryview) -> int: ...  # noqa: D102 - see Aggregator
    def drain(self) -> tuple[Aggregates, list[Sample], Counters]: ...  # noqa: D102 - see Aggregator
    def drain_json(self, write: Callable[[bytes], object]) -> Counters: ...  # noqa: D102 - see Aggregator
    def settle_json(self, write: Callable[[bytes], object], most: int) -> None: ...  # noqa: D102 - see Aggregator
    def reseed(self, hash_seed: int) -> None: ...  # noqa: D102 - see Aggregator


class Aggregator:
    """Lines in, aggregates out. Not to be used from two threads at once; `feed` releases the interpreter's lock."""

    def __init__(self, engine: Engine, transcriber: Transcriber | None, line_bytes: int) -> None:
        self._engine = engine
        self._transcriber = transcriber
        self._line_bytes = line_bytes

    @property
    def rows(self) -> int:
        """How many rows wait to be drained."""
        return self._engine.rows

    def feed(self, chunk: bytes | bytearray | memoryview) -> int:
        """Aggregate the whole lines of `chunk`; return how many bytes they take, up to the last newline.

        The rest is to be fed again, with more behind it. A line longer than `limits.line_bytes` is passed over as it
        comes, so the rest is never longer than that.
        """
        if self._transcriber is None:
            return self._engine.feed(chunk)
        return self._feed_json(bytes(chunk), self._transcriber)

    def _feed_json(self, chunk: bytes, transcriber: Transcriber) -> int:
        whole = chunk.rfind(b"\n") + 1
        if whole:
            self._engine.feed(b"\n".join(map(transcriber.transcribe, chunk[:whole].split(b"\n"))))
        if len(chunk) - whole > self._line_bytes:
            whole += self._engine.feed(chunk[whole:])
        return whole

    def drain(self) -> Drained:
        """Return all that was aggregated, partial seconds too, and start anew. Rows stand by first appearance."""
        return Drained(*self._engine.drain())

    def drain_json(self, write: Callable[[bytes], object]) -> Counters:
        """Write all that was aggregated as lines of JSON through `write`, a piece at a time, and start anew.

        A piece is lent for the call only. A service without a name is called UNNAMED.
        """
        return self._engine.drain_json(write)

    def settle_json(self, write: Callable[[bytes], object], most: int) -> None:
        """Write the oldest seconds as lines of JSON through `write` and forget them, so that `most` rows are left.

        A line that comes for one of these seconds after all begins a second object; so as long as there is room, an
        hour is kept, and at worst the newest second.
        """
        self._engine.settle_json(write, most)

    def reseed(self, hash_seed: int) -> None:
        """Use another seed for the hashes from now on; drain first, as hashes of two seeds do not compare."""
        self._engine.reseed(hash_seed)


def new_aggregator(
    line_format: LineFormat,
    *,
    service: str = "",
    trusted: Iterable[str] = (),
    hash_seed: int = 0,
    limits: Limits = Limits(),  # noqa: B008 - immutable
    kernel: bool = KERNEL,
) -> Aggregator:
    """Return an aggregator of lines of a format.

    Args:
        line_format: how lines are read.
        service: the service of all lines; empty to take it from the format's `$server_name` or `$host`.
        trusted: networks of proxies whose word about the client's address is taken.
        hash_seed: the fleet's seed for hashes of URLs and User-Agents.
        limits: bounds of memory.
        kernel: whether to use the compiled kernel.

    Raises:
        ValueError: a trusted network is none.
    """
    names = line_format.json_names
    line_bytes = limits.line_bytes if names is None else limits.line_bytes * 4  # a byte may become four in a transcript
    engine: Engine = (Kernel if kernel else _twin())(
        line_format.plans if names is None else TRANSCRIPT,
        service=service,
        trusted=[read_network(text) for text in trusted],
        hash_seed=hash_seed,
        rows=limits.rows,
        line_bytes=line_bytes,
    )
    return Aggregator(engine, None if names is None else Transcriber(names), line_bytes)


def _twin() -> "type[Twin]":
    from agent.aggregate.twin import Twin  # noqa: PLC0415 - large, and seldom needed

    return Twin
