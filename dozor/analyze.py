"""`dozor analyze`: what would Dozor have done? A finished log goes through the pipeline by its own clock."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from agent.contract.address import address_text
from agent.contract.wire import DecisionType
from agent.parse.format import FormatError, LineFormat
from agent.parse.formats import named_format
from core.server.decisions.context import Context
from core.server.decisions.decision import RANK, Decision
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from core.server.ingest.systems import NoSystemsDatabase, SystemsDatabase
from dozor.log_files import STANDARD_INPUT
from dozor.log_records import LogError, LogReader
from models.groups.stage import GroupStage
from models.groups.state import GroupState
from models.record import Record
from models.scores import Scores
from models.stage import ScoringStage, heed
from models.state import ScoringState

_COLOURS: Final[dict[DecisionType, str]] = {"ban": "red", "limit": "yellow", "challenge": "magenta", "observe": "cyan"}


@dataclass(slots=True)
class Seen:
    """A (service, source) over the whole log, and the strongest that was decided about it."""

    requests: int
    first_seen_at: int
    last_seen_at: int
    score: float
    decision: Decision | None = None


class Analysis:
    """Runs records through scoring and decisions, every service enforcing, and keeps what came of each source.

    Args:
        systems: tells sources' autonomous systems.
    """

    def __init__(self, systems: SystemsDatabase | None = None) -> None:
        self._systems = systems
        self.seen: dict[tuple[str, str], Seen] = {}
        self._scoring = ScoringStage()
        self._grouping = GroupStage()
        self._deciding = DecisionStage()
        self._scores = ScoringState()
        self._groups = GroupState()
        self._decisions = DecisionState()
        self._context = Context(default_mode="enforce")

    def take(self, record: Record) -> None:
        """Process one record."""
        if self._systems is not None:
            record = replace(record, systems=self._systems.systems(record.aggregates.addresses))
        (scores,) = self._scoring.process([record], self._scores)
        scores = self._grouping.process(record, scores, self._groups)
        heed(scores, self._scores)
        for i in range(len(scores.score)):
            self._see(scores, i)
        for decision in self._deciding.process(scores, record.samples, self._context, self._decisions):
            if decision.scope != "ip":
                continue  # a range is banned for its members, who were banned one by one before
            seen = self.seen[decision.service, decision.value]
            if seen.decision is None or RANK[decision.type] > RANK[seen.decision.type]:
                seen.decision = decision

    def _see(self, scores: Scores, i: int) -> None:
        key = scores.services[int(scores.service[i])], address_text(scores.address[i].tobytes())
        second, requests = int(scores.second[i]), int(scores.requests[i])
        score = float(np.nan_to_num(scores.score[i]))
        seen = self.seen.get(key)
        if seen is None:
            self.seen[key] = Seen(requests, second, second, score)
            return
        seen.requests += requests
        seen.first_seen_at = min(seen.first_seen_at, second)
        seen.last_seen_at = max(seen.last_seen_at, second)
        seen.score = max(seen.score, score)

    def findings(self) -> Iterator[dict[str, Any]]:
        """Yield what was decided: bans first, then by score."""
        decided = [(key, seen, seen.decision) for key, seen in self.seen.items() if seen.decision is not None]
        decided.sort(key=lambda item: (-RANK[item[2].type], -item[1].score, item[0]))
        for (service, source), seen, decision in decided:
            yield {
                "source": source,
                "service": service,
                "requests": seen.requests,
                "first_seen_at": _instant(seen.first_seen_at),
                "last_seen_at": _instant(seen.last_seen_at),
                "score": round(seen.score, 3),
                "decision": decision.type,
                "kind": decision.kind,
                "decided_at": _instant(decision.decided_at),
                "until": _instant(decision.until_at),
                "reasons": [
                    {"feature": r.feature, "value": r.value, "typical": r.typical, "share": round(r.share, 3)}
                    for r in decision.reasons
                ],
            }


def analyze(
    logs: Sequence[Path],
    *,
    log_format: str = "combined",
    service: str = "",
    asn_database: Path | None = None,
    as_json: bool = False,
) -> int:
    """Analyse logs (plain, gzip or `-`) and print the sources that would be watched, limited or banned.

    Args:
        logs: read one after the other, as one log.
        log_format: `combined`, `dozor`, `json`, or a file that holds an NGINX `log_format`.
        service: the service of all lines, where the format does not say.
        asn_database: tells sources' autonomous systems (see core.server.ingest.systems).
        as_json: one object per line instead of a list.

    Returns:
        The exit code: 0, or 2 where there was nothing to analyse (the reason goes to standard error).
    """
    errors = Console(stderr=True)
    try:
        analysis = Analysis(SystemsDatabase(asn_database) if asn_database else None)
        reader = _run(logs, named_format(log_format), service, analysis, errors)
    except (LogError, FormatError, NoSystemsDatabase, OSError) as error:
        _say(errors, f"dozor analyze: {error}")
        return 2
    counters = reader.counters
    if not counters.lines - counters.malformed:
        _say(errors, _nothing_read(counters.lines))
        return 2
    if counters.malformed:
        first = "".join(sample[:200] for sample in counters.malformed_samples[:1])
        _say(errors, f"{counters.malformed} of {counters.lines} lines do not have this format; the first: {first}")
    _print(list(analysis.findings()), len(analysis.seen), as_json=as_json)
    return 0


def _run(logs: Sequence[Path], line_format: LineFormat, service: str, analysis: Analysis, errors: Console) -> LogReader:
    with _progress(logs, errors) as advance:
        reader = LogReader(line_format, service, advance)
        for record in reader.read(logs):
            analysis.take(record)
    return reader


@contextmanager
def _progress(logs: Iterable[Path], errors: Console) -> Iterator[Any]:
    """A bar over the bytes of the files, where a person is looking at it."""
    total = sum(path.stat().st_size for path in logs if path != STANDARD_INPUT and path.is_file())
    columns = (TextColumn("analysing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task("analysing", total=total or None)
        yield lambda read: progress.advance(task, read)


def _say(console: Console, text: str) -> None:
    """Print a line that may hold what clients wrote."""
    console.print(_printable(text), soft_wrap=True)


def _printable(text: str) -> Text:
    """Return a text in which nothing can steer the terminal."""
    return Text("".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text))


def _nothing_read(lines: int) -> str:
    if not lines:
        return "dozor analyze: the log is empty"
    return f"dozor analyze: none of {lines} lines has this format; name another with --format"


def _print(findings: list[dict[str, Any]], sources: int, *, as_json: bool) -> None:
    if as_json:
        for finding in findings:
            sys.stdout.write(json.dumps(finding) + "\n")
        return
    console = Console()
    width = max((len(_printable(f["source"])) for f in findings), default=0)
    for finding in findings:
        _print_finding(console, finding, width)
    counts = {kind: sum(f["decision"] == kind for f in findings) for kind in ("ban", "limit", "observe")}
    console.print(
        f"{sources} sources: {counts['ban']} would be banned, {counts['limit']} limited, {counts['observe']} watched."
    )


def _print_finding(console: Console, finding: dict[str, Any], width: int) -> None:
    """Print a source in a line, and below it when and why: readable in 80 columns and in 200."""
    source = _printable(finding["source"])
    source.pad_right(width - len(source))
    line = Text.assemble((f"{finding['decision']:<9}", _COLOURS[finding["decision"]]), source)
    line.append(f"  score {finding['score']:.2f}  {finding['requests']:>7} requests  ")
    console.print(line.append_text(_printable(finding["service"])), soft_wrap=True)
    why = ", ".join(
        f"{r['feature'].replace('_', ' ')} {r['value']:.3g} (usual {r['typical']:.3g})" for r in finding["reasons"][:3]
    )
    kind = "unusual traffic" if finding["kind"] == "unknown" else finding["kind"]
    told = f"{kind}, {finding['decided_at'][:19].replace('T', ' ')} UTC: {why}"
    console.print(Padding(_printable(told), (0, 0, 0, 9), expand=False))


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
