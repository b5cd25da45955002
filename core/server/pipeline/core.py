"""The running core: takes in reports and commands, drives the pipeline, answers for what holds now."""

import asyncio
from collections import deque
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.contract.wire import Reply, Report
from core.server.actions.book import ActionBook
from core.server.decisions.memory import AllowTally
from core.server.decisions.rules.notice import Notice
from core.server.decisions.rules.tally import RuleTally
from core.server.errors import PipelineFell
from core.server.ingest.commands import Command
from core.server.ingest.commit import GroupCommit
from core.server.ingest.decode import Limits, check_report
from core.server.ingest.dedup import Dedup
from core.server.ingest.entry import Entry, decode_entry
from core.server.ingest.journal import Journal
from core.server.ingest.reader import Reader
from core.server.ingest.systems import SystemsDatabase
from core.server.lab.state import LabView
from core.server.metrics.admission import Admission
from core.server.metrics.catalogue import Catalogue
from core.server.metrics.recent import Recent
from core.server.metrics.rolling import Rolling
from core.server.pipeline.checkpoint import Checkpoints
from core.server.pipeline.identity import load_identity
from core.server.pipeline.intake import Intake
from core.server.pipeline.live import LiveView
from core.server.pipeline.live_load import LiveLoads
from core.server.pipeline.output import decode_output
from core.server.pipeline.present import PresentSources
from core.server.pipeline.process import Processed
from core.server.pipeline.runner import Runner
from core.server.pipeline.sink import Sink
from core.server.pipeline.state import PipelineState
from core.server.places.places import Finder

_FRESH_SECONDS: Final = 5.0  # an agent that catches up is not held back by waits
_REPLY_WAITS_SECONDS: Final = 0.25  # so that the reply carries the ban that this very report caused
_COMMAND_WAITS_SECONDS: Final = 10.0
_MOST_QUESTIONS: Final = 10_000
_RECALLED: Final = 20_000  # outputs that a restart shows again: fifteen minutes of twenty nodes


@dataclass(frozen=True, slots=True)
class CoreHealth:
    """How far the core is. Positions count log entries; `database` says that outputs reach PostgreSQL.

    `poisoned` entries could not be processed, `unfit` outputs not be stored. `dropped` outputs had no room on disk
    while PostgreSQL was away.

    Of metrics, since the start: reports whose metrics made no sense (`metrics_refused`), or came days too late
    (`metrics_late`), and those whose names were lost with dropped outputs (`metrics_unnamed`). Tiers are made up to
    `metrics_behind_seconds` before the newest metrics that are stored.
    """

    database: bool
    log_position: int
    processed_position: int
    stored_position: int
    poisoned: int
    unfit: int
    dropped: int
    metrics_refused: int
    metrics_late: int
    metrics_unnamed: int
    metrics_behind_seconds: int


class Core:
    """One process's pipeline over a data folder.

    `judging` are the frozen parts of the detectors that judge now; it is replaced as a whole.
    `data_dir` holds the ingest log, the outputs on their way to PostgreSQL and checkpoints. `dsn` is a
    PostgreSQL URL (asyncpg's), for which the core keeps one connection of its own; it may be away at any time.
    Outputs that wait for it take at most `outputs_bytes`, the oldest go first; with `log_bytes` of reports that wait
    to be processed no more are taken in. `systems` tells sources' autonomous systems and `countries` their countries,
    where there are databases.

    Raises:
        OSError: the folder cannot be used.
    """

    def __init__(
        self,
        data_dir: Path,
        dsn: str,
        *,
        limits: Limits | None = None,
        systems: SystemsDatabase | None = None,
        countries: Finder | None = None,
        checkpoint_seconds: float = 5.0,
        store_pause_seconds: float = 0.5,
        outputs_bytes: int = 2 * 2**30,
        log_bytes: int = 2 * 2**30,
    ) -> None:
        self.limits = limits or Limits()
        self.knows_systems = systems is not None
        self.knows_countries = countries is not None
        self._identity = load_identity(data_dir)
        self._log = Journal(data_dir / "log")
        self._outputs = Journal(
            data_dir / "outputs",
            first=self._log.first_position,
            segment_bytes=min(16 * 2**20, outputs_bytes // 8),
            most_bytes=outputs_bytes,
        )
        checkpoints = Checkpoints(data_dir / "checkpoints")
        self.decisions = ActionBook(self._identity.first_revision)
        state = PipelineState(self.decisions, self._log.first_position)
        checkpoints.restore(state.restore)
        self._state = state
        self.judging = state.lab.judging(state.scoring)
        self.live = LiveView(state)
        self.present = PresentSources()
        _recall(self.live, self.present, self._outputs, state.position)
        self.metrics = Recent()
        self._admission = Admission()
        self.loads = LiveLoads()
        self.names_read = Catalogue()  # of the loop that answers requests
        self._questions: deque[str] = deque(maxlen=_MOST_QUESTIONS)
        self._sink = Sink(self._outputs, dsn, self._identity.log_id, pause_seconds=store_pause_seconds)
        self._rolling = Rolling(dsn, lambda: self._sink.metrics_newest)
        self._runner = Runner(
            self._log, self._outputs, checkpoints, state, self._on_processed, checkpoint_seconds=checkpoint_seconds
        )
        self._commit = GroupCommit(self._log, self._runner.notify, most_bytes=log_bytes)
        self._intake = Intake(self._commit, _dedup_of(state, self._log), systems, countries)

    async def start(self) -> None:
        """Begin to take in, to process (what a crash left unprocessed first) and to store."""
        self._commit.start()
        self._runner.start()
        self._sink.start()
        self._rolling.start()
        self._runner.notify()

    async def stop(self) -> None:
        """Stop taking in, process and store what is accepted (as far as PostgreSQL is there), write a checkpoint."""
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._commit.stop()
        self._runner.stop()
        self._sink.stop()
        self._rolling.stop()
        self._log.close()
        self._outputs.close()

    async def accept(self, node: str, report: Report, received_at: float) -> Reply:
        """Make a report durable, wait shortly until it was processed, and return what the node is told.

        Raises:
            Invalid: the report's columns contradict each other.
            TooLarge: it holds more than one report may.
            Unavailable: the log cannot be written; the agent keeps the report.
        """
        check_report(report, self.limits)
        self._admission.admit(node, report, received_at)
        position = await self._intake.take_report(node, report, received_at)
        if position is not None and received_at - report.made_at < _FRESH_SECONDS:
            await self._runner.progress.reach(position + 1, _REPLY_WAITS_SECONDS)
        orders = self.decisions.orders_for(report.applied_revision, received_at)
        return Reply(
            sequence=report.sequence,
            revision=orders.revision,
            snapshot=orders.snapshot,
            actions=orders.actions,
            hash_seed=self._identity.hash_seed,
            challenge_key=self._identity.challenge_key,
        )

    async def command(self, command: Command) -> int:
        """Make a command durable, wait until it was processed, and return its position.

        Raises:
            Unavailable: the log cannot be written.
        """
        position = await self._intake.take_command(command)
        await self._runner.progress.reach(position + 1, _COMMAND_WAITS_SECONDS)
        return position

    @property
    def lab(self) -> LabView:
        """Which detector version is in charge, and how the one on trial does."""
        return self._state.lab.view

    @property
    def refused_parts(self) -> dict[str, int]:
        """How often which detector part that was fitted here was not let take over (see models.acceptance)."""
        return dict(self._state.scoring.acceptance.refused)

    def rule_tally(self, rule_id: str) -> RuleTally | None:
        """Return what a person's rule met so far."""
        return self._state.decisions.rule_tallies.get(rule_id)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What rules noticed lately, the newest last."""
        return self._state.decisions.notices

    def allow_tally(self, entry_id: str) -> AllowTally | None:
        """Return what an entry of the allowlist let through so far."""
        return self._state.decisions.allow_tallies.get(entry_id)

    def check(self) -> None:
        """See that the pipeline is at work.

        Raises:
            PipelineFell: its thread ended; only a new start goes on from the log.
        """
        if self._runner.fell:
            raise PipelineFell

    def take_questions(self) -> list[str]:
        """Return the addresses whose names the pipeline wants to know since the last call (see `verification`)."""
        asked = []
        while self._questions:
            asked.append(self._questions.popleft())
        return asked

    def health(self) -> CoreHealth:
        """Return how far the core is."""
        return CoreHealth(
            database=self._sink.connected,
            log_position=self._log.readable_position,
            processed_position=self._runner.progress.position,
            stored_position=self._sink.stored_position,
            poisoned=self._runner.poisoned,
            unfit=self._sink.unfit,
            dropped=self._sink.dropped,
            metrics_refused=self._admission.refused,
            metrics_late=self._admission.late,
            metrics_unnamed=self._sink.metrics_unnamed,
            metrics_behind_seconds=self._rolling.behind_seconds,
        )

    def _on_processed(self, processed: Processed) -> None:
        self.judging = self._state.lab.judging(self._state.scoring)
        self.live.take(processed)
        if processed.report is not None and processed.scores is not None:
            self.present.take(processed.report, processed.scores)
        if processed.report is not None:
            self.loads.take(processed.node, processed.output.as_of, processed.loads)
        row, report = processed.output.metrics, processed.report
        if report is not None and report.metrics is not None:
            if row is not None:
                self.metrics.take(row, report.metrics.names)
            elif report.metrics.values:
                self._admission.late += 1
        self._questions.extend(processed.questions)
        self._sink.notify()


def _recall(live: LiveView, present: PresentSources, outputs: Journal, before: int) -> None:
    """Show again what was put out lately; what comes after `before` is processed and shown anew."""
    with closing(Reader(outputs, before - _RECALLED)) as reader:
        while reader.position < before and (frames := reader.read(min(256, before - reader.position))):
            for frame in frames:
                if frame.payload is not None:
                    output = decode_output(frame.payload)
                    live.recall(output)
                    present.recall(output.sources)


def _dedup_of(state: PipelineState, log: Journal) -> Dedup:
    """Return what the whole log holds: the checkpoint's state, and the entries after it."""
    dedup = Dedup.from_bytes(state.dedup.to_bytes())
    with closing(Reader(log, state.position)) as reader:
        while frames := reader.read(256):
            for frame in frames:
                if frame.payload is not None and (entry := _entry(frame.payload)) and entry.kind == "report":
                    dedup.mark(entry.node, entry.outbox, entry.sequence)
    return dedup


def _entry(payload: bytes) -> Entry | None:
    try:
        return decode_entry(payload)
    except ValueError:  # the runner will count it
        return None
