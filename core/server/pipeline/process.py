"""One log entry through all stages. Pure: what it returns and how it changes the state depend on the log alone."""

from dataclasses import dataclass

from agent.contract.wire import Report
from core.server.decisions.command import apply_command
from core.server.decisions.decision import Decision
from core.server.decisions.events import Event, advance, mark
from core.server.decisions.policy import DecisionStage
from core.server.ingest.commands import Command, MarkExpected
from core.server.ingest.entry import Entry, command_of, report_of
from core.server.pipeline.fold import EVERYTHING, fold_sources, fold_traffic
from core.server.pipeline.output import LiftRecord, Output
from core.server.pipeline.state import PipelineState
from models.batch import read_batch
from models.record import Record
from models.scores import Scores
from models.stage import ScoringStage

_scoring = ScoringStage()
_policy = DecisionStage()


@dataclass(frozen=True, slots=True)
class Processed:
    """What became of an entry: of a report with its scores, or of a command."""

    output: Output
    node: str
    report: Report | None
    scores: Scores | None
    command: Command | None
    events: list[Event]


def process_entry(position: int, entry: Entry, state: PipelineState) -> Processed:
    """Bring the state forward by an entry.

    Raises:
        Exception: the entry cannot be processed; the state may have taken in a part of it, which a replay repeats.
    """
    if entry.kind == "command":
        return _process_command(position, command_of(entry), state)
    state.dedup.mark(entry.node, entry.outbox, entry.sequence)
    return _process_report(position, entry, report_of(entry), state)


def _process_report(position: int, entry: Entry, report: Report, state: PipelineState) -> Processed:
    record = Record(position, entry.at, entry.node, report.aggregates, report.samples)
    scores = _scoring.process([record], state.scoring)[0]
    changed = _policy.process(scores, report.samples, state.context, state.decisions)
    state.book.expire(entry.at)
    decisions, lifts = _tell(changed, state)
    state.book.heard_of(entry.node, report.applied_revision, report.outcomes)
    events = advance(decisions, scores, state.events)
    batch = read_batch(record)
    output = Output(
        position=position,
        as_of=entry.at,
        traffic=fold_traffic(batch, scores, entry.at, lambda service: _expected(service, state)),
        sources=fold_sources(batch, scores),
        decisions=decisions,
        lifts=lifts,
        events=events,
    )
    return Processed(output, entry.node, report, scores, None, events)


def _expected(service: str, state: PipelineState) -> tuple[float, float] | None:
    if service != EVERYTHING:
        return state.scoring.expected_range(service)
    ranges = [state.scoring.expected_range(name) for name in state.scoring.services.place]
    known = [each for each in ranges if each is not None]
    return (sum(low for low, _ in known), sum(high for _, high in known)) if known else None


def _process_command(position: int, command: Command, state: PipelineState) -> Processed:
    changed = apply_command(command, state.context, state.decisions)
    made, lifts = _tell(changed, state)
    events = mark(command, state.events) if isinstance(command, MarkExpected) else []
    output = Output(position=position, as_of=command.at, decisions=made, lifts=lifts, events=events)
    return Processed(output, "", None, None, command, events)


def _tell(changed: list[Decision], state: PipelineState) -> tuple[list[Decision], list[LiftRecord]]:
    """Have the nodes told, what was made before what was lifted: a source is never free in between."""
    made = [decision for decision in changed if not decision.lifted_at]
    lifted = [decision for decision in changed if decision.lifted_at]
    state.book.add(made)
    for decision in lifted:
        state.book.lift(decision.id, decision.lifted_at)
    return made, [LiftRecord(decision.id, decision.lifted_at) for decision in lifted]
