"""What every defence under evaluation looks like: it sees traffic second by second and says whom to stop."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from models.evaluation.request import Request

Step = Literal["limit", "challenge", "ban"]
REFUSALS: frozenset[str] = frozenset({"limit", "challenge", "ban"})


class Verdict(NamedTuple):
    """What is to be done about a source. Instants are Unix seconds; `service` is empty for all services."""

    source: bytes  # 16 bytes, see agent.contract.address
    service: str
    type: Step
    at: float
    until: float
    kind: str = "unknown"
    bits: int = 128  # of the address that count: less for a prefix


class Defender(Protocol):
    """Detects and decides.

    `feed` takes the requests of one second in order, and the edge's verdict on each: empty, `passed` (behind a solved
    challenge) or one of REFUSALS. `highest` says how anomalous each source was at most; empty where a defence has no
    score.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class
    def feed(self, second: int, requests: Sequence[Request], outcomes: Sequence[str]) -> list[Verdict]: ...  # noqa: D102
    def highest(self) -> Mapping[bytes, float]: ...  # noqa: D102
