"""Carries out actions on this node's NGINX, keeps them over restarts of either, and says what came of them."""

import asyncio
import logging
import secrets
from pathlib import Path
from typing import Final

from agent.contract.wire import Action, Outcome, Reply
from agent.nginx.control import Control, ControlError, Push, State, key_id
from agent.nginx.holding import Holdings, UnsupportedError
from agent.nginx.journal import Entry, Journal

logger = logging.getLogger(__name__)

NO_KEY: Final = "carried out as a limit: this node has no key for challenges yet"


class Bans:
    """What holds here. First onto the disk, then into NGINX; what NGINX missed it is told again.

    NGINX keeps a mark that names the last push. A mark that is not ours means that it was restarted, perhaps with
    an older state: then it is told everything. It is told the key for challenges when it has none or another: the key
    stands in no file of NGINX, so it forgets it when it ends.
    """

    def __init__(self, path: Path, control: Control | None, *, challenge_key: str = "") -> None:
        self.revision = 0
        self.challenge_key = challenge_key
        self.nginx: State | None = None
        self.trouble = ""
        self._control = control
        self._holdings = Holdings()
        self._untold: set[str] = set()
        self._unanswered: dict[str, Action] = {}
        self._outcomes: list[Outcome] = []
        self._name, self._pushes = secrets.token_hex(6), 0
        self._one_at_a_time = asyncio.Lock()  # the clock and replies both ask, and NGINX is told over one connection
        self._journal = Journal(path)
        for entry in self._journal.read():
            self._fold(entry, 0.0)
        self._unanswered.clear()  # the core was told of these before
        self._outcomes.clear()

    def __len__(self) -> int:
        return len(self._holdings)

    async def obey(self, reply: Reply, now: float) -> None:
        """Carry out what a reply says. Outcomes are given by `take_outcomes`, now or when NGINX has answered."""
        async with self._one_at_a_time:
            if reply.snapshot or reply.actions or reply.revision > self.revision:
                revision = max(reply.revision, 0 if reply.snapshot else self.revision)
                self._take(Entry(revision, reply.snapshot, reply.actions), now)
            if self._untold or self._unanswered:
                await self._settle(now)

    async def settle(self, now: float) -> None:
        """Bring NGINX to what holds: once a second, and at once after a change."""
        async with self._one_at_a_time:
            await self._settle(now)

    def take_outcomes(self) -> list[Outcome]:
        """Return what came of actions since the last call."""
        outcomes, self._outcomes = self._outcomes, []
        return outcomes

    def _take(self, entry: Entry, now: float) -> None:
        self._journal.append(entry)
        self._untold |= self._fold(entry, now)
        if self._journal.is_mostly_history:
            self._journal.rewrite(self.revision, self._holdings.actions)

    async def _settle(self, now: float) -> None:
        self._holdings.expire(now)
        if self._control is None:
            self._answer_all(now, "this node has no NGINX control socket")
            return
        try:
            await self._push(self._control, now)
            self.trouble = ""
        except ControlError as error:
            self.nginx = None
            self._say(str(error))

    def _fold(self, entry: Entry, now: float) -> set[str]:
        changed: set[str] = set()
        if entry.snapshot:
            for decision in self._holdings.decisions_but(action.decision_id for action in entry.actions):
                changed |= self._holdings.apply(_lift(decision))
        for action in entry.actions:
            try:
                changed |= self._holdings.apply(action)
                self._unanswered[action.decision_id] = action
            except UnsupportedError as error:
                self._answer(action, now, str(error))
        self.revision = entry.revision
        return changed

    async def _push(self, control: Control, now: float) -> None:
        self.nginx = await control.state()
        if self.nginx.mark != self._mark:
            await self._push_all(control, now)
        elif self._untold or (self.challenge_key and self.nginx.key_id != key_id(self.challenge_key)):
            await self._tell(control, self._untold, now)
        self._answer_all(now)

    async def _push_all(self, control: Control, now: float) -> None:
        """Tell NGINX everything, without a moment in which less holds; start over where it holds what we do not."""
        if self._holdings:
            logger.info("telling NGINX all %d decisions that hold", len(self._holdings))
        state = await self._tell(control, self._holdings.sources | self._untold, now, count=True)
        if state.size > len(self._holdings.sources):
            await self._tell(control, self._holdings.sources, now, clear=True)

    async def _tell(
        self, control: Control, sources: set[str], now: float, *, clear: bool = False, count: bool = False
    ) -> State:
        self._pushes += 1
        push = Push(
            changes=self._holdings.changes(sources, now),
            mark=self._mark,
            lengths=(self._holdings.lengths(4), self._holdings.lengths(6)),
            key=self.challenge_key,
            clear=clear,
        )
        state = await control.push(push, count=count)
        self._untold -= sources
        if state.errors:
            source, error = state.errors[0]
            self._say(f"NGINX does not take {len(state.errors)} of {len(sources)}, {source} among them: {error}")
        for source, error in state.errors:
            self._refused(source, error, now)
        return state

    @property
    def _mark(self) -> str:
        return f"{self._name}:{self._pushes}"

    def _refused(self, source: str, error: str, now: float) -> None:
        for action in self._holdings.about(source):
            if action.decision_id in self._unanswered:
                self._answer(action, now, error)

    def _answer_all(self, now: float, error: str = "") -> None:
        for action in list(self._unanswered.values()):
            self._answer(action, now, error)

    def _answer(self, action: Action, now: float, error: str = "") -> None:
        self._unanswered.pop(action.decision_id, None)
        note = NO_KEY if action.kind == "challenge" and not self.challenge_key else ""
        self._outcomes.append(
            Outcome(
                revision=action.revision,
                decision_id=action.decision_id,
                applied=not error,
                applied_at=now,
                error=error or note,
            )
        )

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            logger.warning("%s", trouble)
        self.trouble = trouble


def _lift(decision: str) -> Action:
    return Action(revision=0, decision_id=decision, kind="lift", scope="ip", value="", service="", until_at=0.0)
