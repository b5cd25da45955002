"""NGINX read anew on one node after the other, until all are done, one fails or a person stops it. Pure.

Nothing here waits, sends or stores; a core that is started anew goes on where it was.
"""

from collections.abc import Callable
from typing import Final, Literal

import msgspec

from agent.contract.proxy import Problem
from core.server.proxy.reloads.why import Why
from core.server.told import Arg, Told

Phase = Literal["running", "done", "failed", "stopped"]
Status = Literal["waiting", "reloading", "reloaded", "failed", "left_out"]
TRIES_AGAIN: Final = 3
"""A node may be brought something else just when it is asked, or go back: so often it is asked once more."""
_OVER: Final = frozenset({"reloaded", "failed", "left_out"})


class Turn(msgspec.Struct, kw_only=True, frozen=True):
    """A node (by its id and its name then), and how far it is. `why`, with its arguments, is what kept it from more.

    `tries` counts those that came to nothing and changed nothing.
    """

    node: str
    name: str
    status: Status = "waiting"
    why: str = ""
    args: dict[str, Arg] = {}
    problems: list[Problem] = []
    seconds: float = 0.0
    at: float = 0.0
    tries: int = 0

    @property
    def told(self) -> Told | None:
        """What kept it from being reloaded."""
        return Why[self.why](**self.args) if self.why else None


class Reload(msgspec.Struct, kw_only=True, frozen=True):
    """The nodes in their order. `stopped_by` is who wants no other node after the one whose turn it is."""

    id: str
    started_at: float
    phase: Phase = "running"
    turns: list[Turn]
    stopped_by: str = ""
    ended_at: float = 0.0

    @property
    def next(self) -> Turn | None:
        """The node whose turn it is: the one that a restart interrupted, or the first that waits."""
        return next((each for each in self.turns if each.status not in _OVER), None)

    @property
    def has_begun(self) -> bool:
        """Whether any node has had its turn, or has it now."""
        return any(each.at for each in self.turns)


def left_out(turn: Turn, why: Told) -> Turn:
    """Return a turn that never comes."""
    return _ended(turn, "left_out", why)


def failed(turn: Turn, why: Told, problems: list[Problem] | None = None, seconds: float = 0.0) -> Turn:
    """Return a turn that came to nothing."""
    return msgspec.structs.replace(_ended(turn, "failed", why), problems=problems or [], seconds=seconds)


def put_back(turn: Turn) -> Turn:
    """Return a turn that is to come once more."""
    return msgspec.structs.replace(turn, status="waiting", tries=turn.tries + 1)


def begun(reload: Reload, now: float) -> Reload:
    """Let the next node have its turn."""
    turn = reload.next
    if reload.phase != "running" or turn is None:
        return reload
    return with_turn(reload, msgspec.structs.replace(turn, status="reloading", at=now))


def with_turn(reload: Reload, turn: Turn) -> Reload:
    """Return it with what came of a node."""
    return msgspec.structs.replace(reload, turns=[turn if each.node == turn.node else each for each in reload.turns])


def stopped(reload: Reload, by: str) -> Reload:
    """Let no other node follow; who was first to stop it is remembered."""
    return msgspec.structs.replace(reload, stopped_by=reload.stopped_by or by)


def settled(reload: Reload, now: float) -> Reload:
    """End it where a node failed, none is left or somebody stopped it, and no node is in the midst."""
    if reload.phase != "running" or any(each.status == "reloading" for each in reload.turns):
        return reload
    phase = next((phase for phase, holds in _ENDS if holds(reload)), "running")
    return reload if phase == "running" else msgspec.structs.replace(reload, phase=phase, ended_at=now)


_ENDS: Final[tuple[tuple[Phase, Callable[[Reload], bool]], ...]] = (
    ("failed", lambda reload: any(each.status == "failed" for each in reload.turns)),
    ("done", lambda reload: reload.next is None),
    ("stopped", lambda reload: bool(reload.stopped_by)),
)


def _ended(turn: Turn, status: Status, why: Told) -> Turn:
    return msgspec.structs.replace(turn, status=status, why=why.code, args=dict(why.args))
