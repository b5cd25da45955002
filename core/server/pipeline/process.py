"""One log entry through all stages. Pure: what it returns and how it changes the state depend on the log alone."""

from dataclasses import dataclass

from agent.contract.wire import Report
from core.server.actions.permits import permits_of
from core.server.decisions.budget import exhausted_until
from core.server.decisions.command import apply_command
from core.server.decisions.decision import Decision
from core.server.decisions.evidence import parts_to_tell
from core.server.decisions.incident import Incident
from core.server.decisions.incidents import advance
from core.server.decisions.policy import DecisionStage
from core.server.decisions.verdicts import judge, rows_of
from core.server.ingest.commands import (
    Allow,
    Command,
    Disallow,
    Judge,
    Protect,
    RollBack,
    SetChallenger,
    SetChampion,
    VerifyBot,
)
from core.server.ingest.entry import Entry, command_of, report_of
from core.server.lab.feature_rows import feature_rows, pack_rows
from core.server.pipeline.fold import EVERYTHING, fold_sources, fold_traffic
from core.server.pipeline.output import LiftRecord, Output
from core.server.pipeline.state import PipelineState
from models.batch import read_batch
from models.groups.stage import GroupStage
from models.record import Record
from models.scores import Scores
from models.service_anomalies import ServiceStage
from models.stage import ScoringStage

_scoring = ScoringStage()
_groups = GroupStage()
_services = ServiceStage()
_policy = DecisionStage()


@dataclass(frozen=True, slots=True)
class Processed:
    """What became of an entry: of a report with its scores, or of a command.

    `questions` are addresses whose names are wanted, `exhausted` the services whose budget of bans is spent and until
    when, `distrusted` the heads of the detectors that are back to simulation.
    """

    output: Output
    node: str
    report: Report | None
    scores: Scores | None
    command: Command | None
    incidents: list[Incident]
    questions: list[str]
    exhausted: dict[str, float]
    distrusted: list[str]


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
    scores = _groups.process(record, _scoring.process([record], state.scoring)[0], state.groups)
    anomalies = _services.process(record, scores, state.services)
    changed = _policy.process(scores, report.samples, state.context, state.decisions)
    state.lab.observe(scores, report.samples, changed, state.context)
    changed, incidents = advance(changed, anomalies, scores, state.incidents)
    state.book.expire(entry.at)
    decisions, lifts = _tell(changed, state)
    state.book.heard_of(entry.node, report.applied_revision, report.outcomes)
    batch, kept = read_batch(record), feature_rows(scores)
    output = Output(
        position=position,
        as_of=entry.at,
        traffic=fold_traffic(batch, scores, entry.at, lambda service: _expected(service, state)),
        sources=fold_sources(batch, scores),
        decisions=decisions,
        lifts=lifts,
        incidents=incidents,
        parts=parts_to_tell(decisions, scores, state.decisions),
        rows=pack_rows(kept) if kept else b"",
    )
    return _processed(output, state, node=entry.node, report=report, scores=scores)


def _expected(service: str, state: PipelineState) -> tuple[float, float] | None:
    if service != EVERYTHING:
        return state.services.expected_range(service)
    ranges = [state.services.expected_range(name) for name in state.services.places.names]
    known = [each for each in ranges if each is not None]
    return (sum(low for low, _ in known), sum(high for _, high in known)) if known else None


def _process_command(position: int, command: Command, state: PipelineState) -> Processed:
    changed = apply_command(command, state.context, state.decisions)
    if isinstance(command, Allow | Disallow | Protect | VerifyBot):
        state.book.permit(permits_of(state.context, command.at))
    if isinstance(command, SetChallenger | SetChampion | RollBack):
        state.lab.apply(command, state.scoring)
    judged = judge(command, state.incidents, state.decisions) if isinstance(command, Judge) else None
    if judged is not None and judged.teaches and judged.labels.rows:
        attack = [row.label == "attack" for row in judged.labels.rows]
        state.scoring.learn(rows_of(judged.labels), attack)
        state.lab.learn(rows_of(judged.labels), attack)
    made, lifts = _tell(changed if judged is None else [*changed, *judged.ended], state)
    output = Output(
        position=position,
        as_of=command.at,
        decisions=made,
        lifts=lifts,
        incidents=[] if judged is None else [judged.incident],
        labels=[] if judged is None else [judged.labels],
    )
    return _processed(output, state, command=command)


def _processed(
    output: Output,
    state: PipelineState,
    *,
    node: str = "",
    report: Report | None = None,
    scores: Scores | None = None,
    command: Command | None = None,
) -> Processed:
    return Processed(
        output=output,
        node=node,
        report=report,
        scores=scores,
        command=command,
        incidents=output.incidents,
        questions=state.decisions.questions if report is not None else [],
        exhausted=exhausted_until(state.decisions, output.as_of),
        distrusted=list(state.decisions.distrusted),
    )


def _tell(changed: list[Decision], state: PipelineState) -> tuple[list[Decision], list[LiftRecord]]:
    """Have the nodes told, what was made before what was lifted: a source is never free in between."""
    made = [decision for decision in changed if not decision.lifted_at]
    for decision in made:
        if decision.incident and decision.id in state.decisions.active:
            state.decisions.hold(decision)
    lifted = [decision for decision in changed if decision.lifted_at]
    state.book.add(made)
    for decision in lifted:
        state.book.lift(decision.id, decision.lifted_at)
    return made, [LiftRecord(decision.id, decision.lifted_at) for decision in lifted]
