"""The running core: takes in reports and commands, drives the pipeline, answers for what holds now."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from agent.contract.wire import Reply, Report
from core.server.decisions.decision import Decision

if TYPE_CHECKING:
    from core.server.pipeline.live import LiveView

    from core.server.actions.book import ActionBook
    from core.server.ingest.commands import Command


@dataclass(frozen=True, slots=True)
class CoreHealth:
    """How far the core is. Positions count log records; `database` says that outputs reach PostgreSQL."""

    database: bool
    log_position: int
    processed_position: int
    stored_position: int
    poisoned: int


class Core:
    """One process's pipeline over a data folder.

    `data_dir` holds the ingest log, the outputs on their way to PostgreSQL and checkpoints. `dsn` is a
    PostgreSQL URL (asyncpg's), for which the core keeps one connection of its own; it may be away at any time.
    """

    live: "LiveView"
    decisions: "ActionBook"  # what holds now: active(now), get(id), states(id)

    def __init__(self, data_dir: Path, dsn: str) -> None:
        raise NotImplementedError

    async def start(self) -> None:
        """Recover from the newest good checkpoint and the log, and begin to process."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Stop taking in, process and store what is accepted (as far as PostgreSQL is there), write a checkpoint."""
        raise NotImplementedError

    async def accept(self, node: str, report: Report, received_at: float) -> Reply:
        """Make a report durable, wait shortly until it was processed, and return what the node is told.

        Raises:
            Invalid: the report's columns contradict each other.
            Unavailable: the log cannot be written; the agent keeps the report.
        """
        raise NotImplementedError

    async def command(self, command: "Command") -> int:
        """Make a command durable, wait until it was processed, and return its position.

        Raises:
            Unavailable: the log cannot be written.
        """
        raise NotImplementedError

    def health(self) -> CoreHealth:
        """Return how far the core is."""
        raise NotImplementedError


def active_decisions(core: Core, now: float) -> list[Decision]:
    """Return the decisions that hold at `now`, newest first."""
    return core.decisions.active(now)
