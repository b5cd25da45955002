"""Measures Dozor on a finished log whose sources somebody has labelled: no verdict is enforced, as none was then."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

from agent.contract.address import address_text, pack_address
from agent.contract.wire import Sample
from agent.parse.format import LineFormat
from core.server.decisions.decision import RANK, Decision
from dozor.defence import DozorDefender
from dozor.log_records import LogReader
from models.evaluation.figures import LEAST_REQUESTS
from models.record import Record

ATTACKS: Final = ("attack", "probe")
KNOWN: Final = ("self", "monitor")
UNCLEAR: Final = ("ambiguous",)
_SAMPLES = 6


@dataclass(slots=True)
class SourceFound:
    """One labelled source: what it did, and the strongest that was decided about it."""

    label: str
    requests: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    decision: Decision | None = None
    alerted: bool = False  # by CrowdSec, where its replay is known


@dataclass(frozen=True, slots=True)
class LogFigures:
    """How well one way of finding attackers does among the sources that count."""

    found: int
    precision: float
    recall: float
    f1: float


class LabelledLog:
    """Runs a log through the pipeline and holds the verdicts to its labels.

    Sources count that have LEAST_REQUESTS requests and a label; of labels `unclear` none counts. Those labelled as
    one of `known` (the site's own machines) are known to Dozor as well.
    """

    def __init__(self, labels: Mapping[str, str], *, attacks: Collection[str] = ATTACKS) -> None:
        self._attacks = attacks or ATTACKS
        self._defender = DozorDefender(own=[source for source, label in labels.items() if label in KNOWN])
        self.sources = {_canonical(source): SourceFound(label) for source, label in labels.items()}

    def read(self, log: Path, line_format: LineFormat, service: str = "") -> None:
        """Process a log.

        Raises:
            LogError: it cannot be read.
        """
        for record in LogReader(line_format, service).read([log]):
            self._see(record)
            for decision in self._defender.decide(record):
                self._decide(decision)

    def _see(self, record: Record) -> None:
        rows = record.aggregates
        addresses = [rows.addresses[at : at + 16] for at in range(0, len(rows.addresses), 16)]
        requests = memoryview(rows.columns["requests"]).cast("I").tolist()
        columns = {name: memoryview(rows.columns[name]).cast("I").tolist() for name in _TOLD}
        for row, address in enumerate(addresses):
            source = self.sources.get(address_text(address))
            if source is None:
                continue
            source.requests += requests[row]
            for name, values in columns.items():
                source.counts[name] += values[row]
        for sample in record.samples:
            source = self.sources.get(address_text(addresses[sample.row]))
            if source is not None and len(source.samples) < _SAMPLES:
                source.samples.append(sample)

    def _decide(self, decision: Decision) -> None:
        source = self.sources.get(decision.value)
        if source is not None and (source.decision is None or RANK[decision.type] > RANK[source.decision.type]):
            source.decision = decision

    def alerts(self, sources: Iterable[str]) -> None:
        """Note whom CrowdSec alerted on."""
        for text in sources:
            source = self.sources.get(_canonical(text))
            if source is not None:
                source.alerted = True

    def counted(self) -> dict[str, SourceFound]:
        """Return the sources that count, by address."""
        unclear = {*UNCLEAR, *KNOWN}
        return {a: s for a, s in self.sources.items() if s.requests >= LEAST_REQUESTS and s.label not in unclear}

    def is_attacker(self, source: SourceFound) -> bool:
        """Tell whether the labels call a source an attacker."""
        return source.label in self._attacks

    def figures(self) -> dict[str, LogFigures]:
        """Return the figures of bans, of every step from a limit up, of every step, and of CrowdSec's replay."""
        sources = list(self.counted().values())
        ways = {
            "banned": [s for s in sources if step_of(s) == "ban"],
            "limited or more": [s for s in sources if step_of(s) in {"limit", "challenge", "ban"}],
            "watched or more": [s for s in sources if s.decision is not None],
        }
        if any(s.alerted for s in self.sources.values()):
            ways["CrowdSec's replay"] = [s for s in sources if s.alerted]
        return {name: self._figures_of(found, sources) for name, found in ways.items()}

    def _figures_of(self, found: list[SourceFound], sources: list[SourceFound]) -> LogFigures:
        true = sum(map(self.is_attacker, found))
        precision = true / len(found) if found else float("nan")
        attackers = sum(map(self.is_attacker, sources))
        recall = true / attackers if attackers else float("nan")
        return LogFigures(len(found), precision, recall, 2 * true / max(len(found) + attackers, 1))

    def disagreements(self, most: int) -> Iterator[dict[str, Any]]:
        """Yield up to `most` sources that are banned and not called attackers, then up to as many the other way."""
        ordered = sorted(self.counted().items(), key=lambda item: -item[1].requests)
        wrongly = (item for item in ordered if step_of(item[1]) == "ban" and not self.is_attacker(item[1]))
        missed = (item for item in ordered if step_of(item[1]) != "ban" and self.is_attacker(item[1]))
        for address, source in (*islice(wrongly, most), *islice(missed, most)):
            yield {
                "source": address,
                "label": source.label,
                "step": step_of(source) or "none",
                "kind": source.decision.kind if source.decision else "",
                "requests": source.requests,
                **{name: source.counts[name] for name in _TOLD},
                "samples": [f"{s.method} {s.path} {s.status} {s.user_agent}" for s in source.samples],
            }


_TOLD: Final = ("status_2xx", "status_3xx", "status_4xx", "status_5xx", "assets", "logins", "sensitive", "injections")


def step_of(source: SourceFound) -> str:
    """Return the strongest step that was taken; empty for none."""
    return source.decision.type if source.decision else ""


def read_labels(path: Path) -> dict[str, str]:
    """Return the labels of a file with the columns `source` and `label`.

    Raises:
        OSError: it cannot be read.
        KeyError: a column is missing.
    """
    with path.open(newline="", encoding="utf-8") as file:
        return {row["source"]: row["label"] for row in csv.DictReader(file)}


def read_alerts(path: Path) -> set[str]:
    """Return the sources of a file with the column `source_ip`; none where there is no such file."""
    if not path.is_file():
        return set()
    with path.open(newline="", encoding="utf-8") as file:
        return {row["source_ip"] for row in csv.DictReader(file)}


def _canonical(source: str) -> str:
    try:
        return address_text(pack_address(source))
    except ValueError:
        return source
