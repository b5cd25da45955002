"""The newest study of what was kept: made when somebody asks, at most every five minutes, and told to all who ask.

It takes seconds of work. Who asks once it is older is shown it as it is, and the next one is made meanwhile; only
where there is none, or it is of other versions or an hour old, is it waited for.
"""

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from core.server.db.database import DatabaseAway
from core.server.errors import DozorError
from core.server.lab.labels import Labels
from core.server.lab.registry import Registry
from core.server.lab.study import Known, Study
from core.server.lab.study_apart import Question, answer_apart

if TYPE_CHECKING:
    from core.server.db.database import Database
    from core.server.pipeline.core import Core

_log: Final = logging.getLogger(__name__)
SECONDS: Final = 7 * 86_400.0
_FRESH_SECONDS: Final = 300.0
_SHOWN_SECONDS: Final = 3600.0
_AGAIN_SECONDS: Final = 60.0  # what could not be made is not tried anew for everyone who asks


class Studies:
    """Studies of one core's last seven days. While the first is made, whoever else asks waits for it."""

    def __init__(self, database: "Database", core: "Core") -> None:
        self._database = database
        self._core = core
        self._lock = asyncio.Lock()
        self._wanted = asyncio.Event()
        self._asked_at = 0.0
        self._newest: tuple[float, tuple[str, str], Study] | None = None
        self._failed: tuple[float, type[DozorError], str] | None = None

    async def newest(self, now: float) -> tuple[Study, float]:
        """Return the study, and when it was made.

        Raises:
            DatabaseAway: PostgreSQL cannot be reached.
            Invalid: it takes longer than a minute.
            Unavailable: the process that studies fell.
        """
        shown = self._younger_than(_SHOWN_SECONDS, now)
        if shown is None:
            return await self._fresh(now)
        if self._younger_than(_FRESH_SECONDS, now) is None:
            self._asked_at = now
            self._wanted.set()
        return shown

    async def run(self) -> None:
        """Make the next study whenever one is wanted that is not waited for; until cancelled."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self._fresh(self._asked_at)
            except DozorError as error:
                _log.warning("no new study: %s", error)
            except Exception:  # noqa: BLE001 - one broken study must not end the core; logged here, at the edge
                _log.exception("a study broke")

    async def _fresh(self, now: float) -> tuple[Study, float]:
        async with self._lock:
            known = self._younger_than(_FRESH_SECONDS, now)
            if known is None:
                versions = self._versions()
                self._newest = now, versions, await self._attempt(now)
                known = self._newest[2], now
            return known

    def _younger_than(self, seconds: float, now: float) -> tuple[Study, float] | None:
        if self._newest is None or self._newest[1] != self._versions() or not 0 <= now - self._newest[0] < seconds:
            return None
        return self._newest[2], self._newest[0]

    def _versions(self) -> tuple[str, str]:
        return self._core.lab.champion, self._core.lab.challenger

    async def _attempt(self, now: float) -> Study:
        if self._failed is not None and 0 <= now - self._failed[0] < _AGAIN_SECONDS:
            _, kind, detail = self._failed
            raise kind(detail)
        try:
            study = await self._make(now)
        except DatabaseAway:  # it may be back at any time, and costs nothing to ask
            raise
        except DozorError as error:
            self._failed = now, type(error), error.detail
            raise
        self._failed = None
        return study

    async def _make(self, now: float) -> Study:
        since, judging = now - SECONDS, self._core.judging
        rows, _ = await Registry(self._database).rows(since, now + 60)
        labels, members = await Labels(self._database).known(since)
        limit = self._core.live.read(lambda live: live.context.thresholds("").limit)
        known = Known(labels=labels, members=members, limit=limit, trained=judging.trained.ravel().tolist())
        champion, challenger = (
            {name: part.to_bytes() for name, part in parts.items()} for parts in (judging.champion, judging.challenger)
        )
        return await answer_apart(Question(rows=rows, champion=champion, challenger=challenger, known=known))
