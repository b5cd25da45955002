"""What holds now, and which node was told of it."""

import threading
from collections import deque
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final, Literal

import msgspec

from agent.contract.wire import Action, Outcome
from core.server.actions.outcomes import NodeState
from core.server.actions.permits import Permit
from core.server.decisions.decision import Decision, Evidence

_PER_REPLY: Final = 1000
_KEPT_ACTIONS: Final = 50_000  # a node that is further behind gets a snapshot
_KEPT_ENDED: Final = 10_000
_ENFORCED: Final = ("limit", "challenge", "ban")


class Orders(msgspec.Struct, frozen=True):
    """What a node is told: `revision` is the newest that these actions bring it to; see `wire.Reply` for `snapshot`."""

    revision: int
    snapshot: bool
    actions: list[Action]


class _Node(msgspec.Struct):
    applied_revision: int = 0
    errors: dict[str, str] = {}
    notes: dict[str, str] = {}  # of what was applied, but otherwise than told


class _Permitted(msgspec.Struct, frozen=True):
    permit: Permit
    revision: int


class _Saved(msgspec.Struct):
    revision: int
    decisions: list[Decision]
    revisions: dict[str, int]
    actions: list[Action]
    nodes: dict[str, _Node]
    permits: dict[str, _Permitted]


class ActionBook:
    """Active decisions and permits as actions with growing revisions, and what became of decisions per node.

    Evidence is not kept here (PostgreSQL has it), only what a person said. `revision` is where numbering begins: a
    newer log begins higher, so that a node that followed an older one is sent a snapshot. Any thread may call.
    """

    def __init__(self, revision: int = 0) -> None:
        self._lock = threading.Lock()
        self._revision = revision
        self._decisions: dict[str, Decision] = {}
        self._ended: dict[str, Decision] = {}  # recently, oldest first
        self._revisions: dict[str, int] = {}  # of each decision's action
        self._actions: deque[Action] = deque(maxlen=_KEPT_ACTIONS)
        self._nodes: dict[str, _Node] = {}
        self._permits: dict[str, _Permitted] = {}

    # -- what the pipeline says

    def add(self, decisions: Iterable[Decision]) -> None:
        """Take in new decisions. Simulated ones and those that only observe are never sent."""
        with self._lock:
            for decision in decisions:
                self._decisions[decision.id] = msgspec.structs.replace(
                    decision, evidence=Evidence(said=decision.evidence.said, rule=decision.evidence.rule)
                )
                if decision.type in _ENFORCED and not decision.simulated:
                    self._act(decision, decision.type)

    def lift(self, decision_id: str, at: float) -> bool:
        """End a decision before its time; False where it does not hold."""
        with self._lock:
            decision = self._decisions.pop(decision_id, None)
            if decision is None:
                return False
            self._end(msgspec.structs.replace(decision, lifted_at=at))
            if self._revisions.pop(decision_id, 0):
                self._act(decision, "lift")
            return True

    def permit(self, wanted: Mapping[str, Permit]) -> None:
        """Have the nodes leave alone what these permits name, by id, and nothing else from now on."""
        with self._lock:
            for name in self._permits.keys() - wanted.keys():
                self._send("lift", name, self._permits.pop(name).permit)
            for name, permit in wanted.items():
                if name not in self._permits or self._permits[name].permit != permit:
                    self._send("allow", name, permit)
                    self._permits[name] = _Permitted(permit, self._revision)

    def expire(self, now: float) -> None:
        """Take out what has ended by itself; nodes end it themselves."""
        with self._lock:
            for decision in [d for d in self._decisions.values() if d.until_at <= now]:
                del self._decisions[decision.id]
                self._revisions.pop(decision.id, None)
                self._end(decision)

    def heard_of(self, node: str, applied_revision: int, outcomes: Iterable[Outcome]) -> None:
        """Take in what a report says of a node's actions."""
        with self._lock:
            state = self._nodes.setdefault(node, _Node())
            state.applied_revision = applied_revision
            for outcome in outcomes:
                state.errors.pop(outcome.decision_id, None)
                state.notes.pop(outcome.decision_id, None)
                if outcome.error and outcome.decision_id in self._decisions:
                    said = state.notes if outcome.applied else state.errors
                    said[outcome.decision_id] = outcome.error[:500]

    def forget_node(self, node: str) -> None:
        """Drop a node that is no longer in the fleet."""
        with self._lock:
            self._nodes.pop(node, None)

    # -- what nodes and people ask

    def orders_for(self, applied_revision: int, now: float) -> Orders:
        """Return what a node that applied up to a revision is to do next."""
        with self._lock:
            oldest = self._actions[0].revision if self._actions else self._revision + 1
            if not oldest - 1 <= applied_revision <= self._revision:
                return Orders(self._revision, snapshot=True, actions=self._everything(now))
            skipped = applied_revision - oldest + 1  # revisions are gap-free
            missing = list(islice(self._actions, skipped, skipped + _PER_REPLY))
            revision = missing[-1].revision if missing else applied_revision
            return Orders(revision, snapshot=False, actions=[a for a in missing if a.until_at > now])

    def active(self, now: float) -> list[Decision]:
        """Return the decisions that hold at `now` (Unix seconds), newest first, simulated ones among them."""
        with self._lock:
            held = [decision for decision in self._decisions.values() if decision.until_at > now]
        return sorted(held, key=lambda decision: (decision.decided_at, decision.id), reverse=True)

    def get(self, decision_id: str) -> Decision | None:
        """Return a decision that holds or recently held, without its evidence."""
        with self._lock:
            return self._decisions.get(decision_id) or self._ended.get(decision_id)

    def states(self, decision_id: str) -> list[NodeState]:
        """Return where each node that reports stands with a decision; empty where no node was to hear of it."""
        with self._lock:
            revision = self._revisions.get(decision_id)
            if revision is None:
                return []
            return [_state_at(name, node, decision_id, revision) for name, node in sorted(self._nodes.items())]

    def pending(self, node: str, now: float) -> int:
        """Return how many actions that still matter a node has not yet applied."""
        with self._lock:
            applied = self._nodes.get(node, _Node()).applied_revision
            waiting = 0
            for action in reversed(self._actions):
                if action.revision <= applied:
                    break
                waiting += action.until_at > now
            return waiting

    # -- checkpoints

    def to_bytes(self) -> bytes:
        """Return the state, for a checkpoint."""
        with self._lock:
            decisions = list(self._decisions.values())
            return msgspec.msgpack.encode(
                _Saved(self._revision, decisions, self._revisions, list(self._actions), self._nodes, self._permits)
            )

    def restore(self, data: bytes) -> None:
        """Take over what `to_bytes` wrote."""
        saved = msgspec.msgpack.decode(data, type=_Saved)
        with self._lock:
            self._revision = saved.revision
            self._decisions = {decision.id: decision for decision in saved.decisions}
            self._revisions, self._nodes, self._permits = saved.revisions, saved.nodes, saved.permits
            self._actions = deque(saved.actions, maxlen=_KEPT_ACTIONS)

    # -- within

    def _act(self, decision: Decision, kind: str) -> None:
        self._revision += 1
        if kind != "lift":
            self._revisions[decision.id] = self._revision
        self._actions.append(_action(decision, kind, self._revision))

    def _send(self, kind: Literal["allow", "lift"], name: str, permit: Permit) -> None:
        self._revision += 1
        self._actions.append(_permission(kind, name, permit, self._revision))

    def _everything(self, now: float) -> list[Action]:
        held = ((revision, self._decisions[decision_id]) for decision_id, revision in self._revisions.items())
        actions = [_action(decision, decision.type, revision) for revision, decision in held]
        actions += [_permission("allow", name, each.permit, each.revision) for name, each in self._permits.items()]
        return sorted((a for a in actions if a.until_at > now), key=lambda action: action.revision)

    def _end(self, decision: Decision) -> None:
        self._ended[decision.id] = decision
        while len(self._ended) > _KEPT_ENDED:
            del self._ended[next(iter(self._ended))]
        for node in self._nodes.values():
            node.errors.pop(decision.id, None)
            node.notes.pop(decision.id, None)


def _action(decision: Decision, kind: str, revision: int) -> Action:
    return msgspec.convert(
        {
            "revision": revision,
            "decision_id": decision.id,
            "kind": kind,
            "scope": decision.scope,
            "value": decision.value,
            "service": decision.service,
            "until_at": decision.until_at,
        },
        Action,
    )


def _permission(kind: Literal["allow", "lift"], name: str, permit: Permit, revision: int) -> Action:
    return Action(
        revision=revision,
        decision_id=name,
        kind=kind,
        scope=permit.scope,
        value=permit.value,
        service="",
        until_at=permit.until_at,
    )


def _state_at(name: str, node: _Node, decision_id: str, revision: int) -> NodeState:
    if error := node.errors.get(decision_id):
        return NodeState(name, "failed", error)
    if node.applied_revision < revision:
        return NodeState(name, "pending")
    return NodeState(name, "applied", node.notes.get(decision_id, ""))
