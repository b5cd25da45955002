"""The logs of CrowdSec's own scenario tests: does Dozor see what they must alert on, and let the rest be?

Each log is a place of its own that Dozor has never seen, of a few lines. Loopback addresses in them, which Dozor never
touches, are read as others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from agent.aggregate.aggregator import new_aggregator
from agent.contract.address import address_text, pack_address
from agent.parse.formats import COMBINED
from core.server.decisions.decision import RANK, Decision
from dozor.defence import DozorDefender
from models.record import Record
from models.replay import Replay

_LOOPBACK: Final = b"127.0.0."
_READ_AS: Final = b"203.0.113."
_GUESSING: Final = frozenset({"stuffing"})
_PROBING: Final = frozenset({"scan", "exploit"})


class _Test(msgspec.Struct):
    test: str
    log_file: str
    expected_sources: list[str] | None = None


@dataclass(frozen=True, slots=True)
class HubResult:
    """One source of one log. `step` and `kind` are empty where nothing was decided about it."""

    test: str
    source: str
    must_alert: bool
    step: str
    kind: str

    @property
    def right(self) -> bool:
        """Whether it was watched at least, for the right reason; or not banned, where it is harmless."""
        if not self.must_alert:
            return self.step != "ban"
        return self.kind in (_GUESSING if self.test.endswith("-bf") else _PROBING)


def hub_results(folder: Path) -> Iterator[HubResult]:
    """Yield what became of every source that must alert, and of all sources of logs in which none must.

    Raises:
        OSError: the folder does not hold the logs.
        msgspec.DecodeError: its index is damaged.
    """
    for test in msgspec.json.decode((folder / "index.json").read_bytes(), type=list[_Test]):
        log = (folder / test.test / test.log_file).read_bytes()
        strongest = _strongest(_records(log))
        expected = {_renamed(source) for source in test.expected_sources or ()}
        for source in sorted(expected or strongest):
            decision = strongest.get(source)
            step, kind = (decision.type, decision.kind) if decision else ("", "")
            yield HubResult(test.test, source, bool(expected), step, kind)


def summary(results: list[HubResult]) -> dict[str, Any]:
    """Return the share of sources that must alert and do, how many of the others are banned, and what went wrong."""
    must = [result for result in results if result.must_alert]
    return {
        "must_alert": len(must),
        "alerted": sum(result.right for result in must) / max(len(must), 1),
        "harmless": len(results) - len(must),
        "harmless_banned": sum(not result.right for result in results if not result.must_alert),
        "wrong": [f"{r.test} {r.source} {r.step or 'none'} {r.kind}".strip() for r in results if not r.right],
    }


def _records(log: bytes) -> Iterator[Record]:
    lines = [
        _READ_AS + line.removeprefix(_LOOPBACK) if line.startswith(_LOOPBACK) else line for line in log.splitlines()
    ]
    aggregator, replay = new_aggregator(COMBINED, service="hub"), Replay()
    aggregator.feed(b"\n".join([*lines, b""]))
    drained = aggregator.drain()
    yield from replay.add(drained.aggregates, drained.samples)
    yield from replay.finish()


def _strongest(records: Iterator[Record]) -> dict[str, Decision | None]:
    """Return the strongest decision about every source; None for those about which there is none.

    Of two as strong, the one that can tell why: it takes the place of one that could not yet.
    """
    defender = DozorDefender()
    strongest: dict[str, Decision | None] = {}
    for record in records:
        packed = record.aggregates.addresses
        for at in range(0, len(packed), 16):
            strongest.setdefault(address_text(packed[at : at + 16]), None)
        for decision in defender.decide(record):
            before = strongest.get(decision.value)
            if before is None or _weight(decision) > _weight(before):
                strongest[decision.value] = decision
    return strongest


def _weight(decision: Decision) -> tuple[int, bool]:
    return RANK[decision.type], decision.kind != "unknown"


def _renamed(source: str) -> str:
    return address_text(pack_address(source.replace(_LOOPBACK.decode(), _READ_AS.decode())))
