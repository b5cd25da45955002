"""One log entry through all stages. Pure: what it returns and how it changes the state depend on the log alone."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from agent.contract.wire import Report
from core.server.actions.permits import permits_of
from core.server.decisions.budget import exhausted_until
from core.server.decisions.command import apply_command
from core.server.decisions.decision import Decision
from core.server.decisions.evidence import parts_to_tell
from core.server.decisions.incident import Incident
from core.server.decisions.incidents import advance
from core.server.decisions.policy import DecisionStage
from core.server.decisions.rules.notices import note_hits
from core.server.decisions.verdicts import judge, rows_of
from core.server.ingest.commands import (
    Allow,
    AmendAllow,
    Command,
    Disallow,
    Judge,
    LabelSource,
    Protect,
    RollBack,
    SetChallenger,
    SetChampion,
    VerifyBot,
)
from core.server.ingest.entry import Entry, command_of, report_of
from core.server.lab.feature_rows import feature_rows, pack_rows
from core.server.lab.lessons import Lesson
from core.server.metrics.rows import MetricRow, metric_row
from core.server.pipeline.fold import EVERYTHING, fold_loads, fold_sources, fold_traffic
from core.server.pipeline.live_load import LoadRow
from core.server.pipeline.output import LiftRecord, Output
from core.server.pipeline.state import PipelineState
from models.batch import read_batch
from models.groups.stage import GroupStage
from models.record import Record
from models.scores import Scores
from models.service_anomalies import ServiceStage
from models.stage import ScoringStage, heed

_scoring = ScoringStage()
_groups = GroupStage()
_services = ServiceStage()
_policy = DecisionStage()
_NO_REQUESTS: Final = np.zeros(0)


@dataclass(frozen=True, slots=True)
class Processed:
    """What became of an entry: of a report with its scores (None where it had no traffic to score), or of a command.

    `questions` are addresses whose names are wanted, `exhausted` the services whose budget of bans is spent and until
    when, `distrusted` the heads of the detectors that are back to simulation; `loads` is what reached upstreams.
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
    loads: list[LoadRow]


def process_entry(position: int, entry: Entry, state: PipelineState) -> Processed:
    """Bring the state forward by an entry.

    Raises:
        Exception: the entry cannot be processed; the state may have taken in a part of it, which a replay repeats.
    """
    if entry.kind == "command":
        return _process_command(position, command_of(entry), state)
    state.dedup.mark(entry.node, entry.outbox, entry.sequence)
    report = report_of(entry)
    if not report.aggregates.rows and int(entry.at) == state.second:
        return _process_idle(position, entry, report, state)
    state.second = int(entry.at)
    return _process_report(position, entry, report, state)


def _process_idle(position: int, entry: Entry, report: Report, state: PipelineState) -> Processed:
    """Take in a report without traffic of a second that another one has brought the stages to already.

    All that the stages would see of it is the time, which they know: most of a fleet's nodes are of this kind.
    """
    state.services.carriers.heard(entry.node, entry.at, _NO_REQUESTS)
    state.book.heard_of(entry.node, report.applied_revision, report.outcomes)
    output = Output(position=position, as_of=entry.at, metrics=_metrics(entry, report, state))
    return _processed(output, state, node=entry.node, report=report)


def _metrics(entry: Entry, report: Report, state: PipelineState) -> MetricRow | None:
    metrics = report.metrics
    return None if metrics is None else metric_row(entry.node, entry.at, metrics, state.names_told)


def _process_report(position: int, entry: Entry, report: Report, state: PipelineState) -> Processed:
    seen = report.aggregates, report.samples
    record = Record(position, entry.at, entry.node, *seen, systems=entry.systems, countries=entry.countries)
    _teach(state.lessons.due(entry.at), state)
    scores = _groups.process(record, _scoring.process([record], state.scoring)[0], state.groups)
    heed(scores, state.scoring)
    anomalies = _services.process(record, scores, state.services)
    changed = _policy.process(scores, report.samples, state.context, state.decisions)
    note_hits(scores, state.context, state.decisions)
    state.lab.observe(scores, report.samples, changed, state.context)
    changed, incidents = advance(changed, anomalies, scores, state.incidents, state.services.alarms.lasting())
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
        metrics=_metrics(entry, report, state),
    )
    loads = fold_loads(batch, scores, lambda packed: _is_spared(packed, entry.at, state))
    return _processed(output, state, node=entry.node, report=report, scores=scores, loads=loads)


def _is_spared(packed: bytes, at: float, state: PipelineState) -> bool:
    return state.context.protects(packed) or state.context.allows(packed, at)


def _expected(service: str, state: PipelineState) -> tuple[float, float] | None:
    if service != EVERYTHING:
        return state.services.expected_range(service)
    ranges = [state.services.expected_range(name) for name in state.services.places.names]
    known = [each for each in ranges if each is not None]
    return (sum(low for low, _ in known), sum(high for _, high in known)) if known else None


def _process_command(position: int, command: Command, state: PipelineState) -> Processed:
    changed = apply_command(command, state.context, state.decisions)
    if isinstance(command, Allow | AmendAllow | Disallow | Protect | VerifyBot):
        state.book.permit(permits_of(state.context, command.at))
    if isinstance(command, SetChallenger | SetChampion | RollBack):
        state.lab.apply(command, state.scoring)
    judged = judge(command, state.incidents, state.decisions) if isinstance(command, Judge) else None
    if judged is not None and judged.teaches and judged.labels.rows:
        _teach(Lesson(rows_of(judged.labels), [row.label == "attack" for row in judged.labels.rows]), state)
    made, lifts = _tell(changed if judged is None else [*changed, *judged.ended], state)
    output = Output(
        position=position,
        as_of=command.at,
        decisions=made,
        lifts=lifts,
        incidents=[] if judged is None else [judged.incident],
        labels=[] if judged is None else [judged.labels],
        source_labels=[state.lessons.take(command)] if isinstance(command, LabelSource) else [],
    )
    return _processed(output, state, command=command)


def _teach(lesson: Lesson | None, state: PipelineState) -> None:
    """Have the detectors in charge, and those on trial, learn what people say."""
    if lesson is not None:
        state.scoring.learn(*lesson)
        state.lab.learn(*lesson)


def _processed(
    output: Output,
    state: PipelineState,
    *,
    node: str = "",
    report: Report | None = None,
    scores: Scores | None = None,
    command: Command | None = None,
    loads: list[LoadRow] | None = None,
) -> Processed:
    return Processed(
        output=output,
        node=node,
        report=report,
        scores=scores,
        command=command,
        incidents=output.incidents,
        questions=state.decisions.questions if scores is not None else [],
        exhausted=exhausted_until(state.decisions, output.as_of),
        distrusted=list(state.decisions.distrusted),
        loads=loads or [],
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
