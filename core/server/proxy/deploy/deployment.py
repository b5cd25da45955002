"""A deployment: check on all nodes, try on one, on a tenth, spread, confirm; or back to what was. Pure.

`advance` folds what nodes say and the time into a deployment; `wanted` is what a node is to be told. Nothing here
waits, sends or stores, so every way through it can be tested, and a core that is started anew goes on where it was.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, Literal

import msgspec

from agent.contract.proxy import NodeState, Problem, Step

Phase = Literal["checking", "trying", "widening", "spreading", "done", "failed", "cancelled"]
Status = Literal["waiting", "checked", "applied", "failed", "away"]
RUNNING: Final = frozenset({"checking", "trying", "widening", "spreading"})

SILENT_SECONDS: Final = 12.0
"""A node that says nothing for so long is away: it is left behind, and catches up when it is back."""

APPLY_SECONDS: Final = 45.0
"""A node that neither applied nor failed within this time has failed. Less than it waits for to be confirmed."""

CONFIRM_SECONDS: Final = 15.0
"""How much longer a node waits to be confirmed than the others may take to apply it."""

FEW_SHARE: Final = 0.1
"""The part of the nodes that follows the first one before all the others do."""


class NodePart(msgspec.Struct, kw_only=True, frozen=True):
    """What a deployment is for one node, and how far it is there. `before` is the manifest to go back to."""

    name: str
    candidate: str
    before: str
    status: Status = "waiting"
    problems: list[Problem] = []
    seconds: float = 0.0
    heard_at: float = 0.0


class Line(msgspec.Struct, kw_only=True, frozen=True):
    """Something that happened, for the deployment's timeline."""

    at: float
    what: str
    node: str = ""
    detail: str = ""


class Deployment(msgspec.Struct, kw_only=True, frozen=True):
    """A revision on its way to the nodes that it concerns, by their ids.

    `first` is the one that it is tried on, `few` those that follow before all others; none where these are few.
    """

    id: str
    revision: int
    started_at: float
    phase: Phase
    phase_at: float
    nodes: dict[str, NodePart]
    first: str = ""
    few: list[str] = []
    reason: str = ""
    ended_at: float = 0.0
    timeline: list[Line] = []

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self.phase in RUNNING

    @property
    def confirmed_within_seconds(self) -> float:
        """How long a node that applied it has to wait at most until all have."""
        return APPLY_SECONDS * (2 if self.few else 1) + CONFIRM_SECONDS


def begin(deployment_id: str, revision: int, nodes: Mapping[str, NodePart], now: float) -> Deployment:
    """Return a new deployment to the nodes that it concerns; without any it is done at once."""
    started = Deployment(
        id=deployment_id, revision=revision, started_at=now, phase="checking", phase_at=now, nodes=dict(nodes)
    )
    return _settled(_noted(started, now, "started"), now)


def advance(deployment: Deployment, said: Mapping[str, NodeState], now: float) -> Deployment:
    """Take in what nodes say (by their ids) and the time."""
    if not deployment.is_running:
        return deployment
    for node, state in said.items():
        if node in deployment.nodes:
            deployment = _heard(deployment, node, state, now)
    return _settled(_with_silence(deployment, now), now)


def cancel(deployment: Deployment, by: str, now: float) -> Deployment:
    """End a deployment; nodes that applied it go back."""
    return _ended(deployment, "cancelled", f"cancelled by {by}", now) if deployment.is_running else deployment


def wanted(deployment: Deployment, node: str) -> tuple[str, Step]:
    """Return the candidate that a node is to be told, and what to do with it; nothing where it is to hold."""
    part = deployment.nodes.get(node)
    if part is None or not deployment.is_running or part.status == "away":
        return "", "hold"
    if deployment.phase == "checking":
        return part.candidate, "check"
    is_of_few = deployment.phase == "widening" and node in deployment.few
    is_its_turn = deployment.phase == "spreading" or is_of_few or node == deployment.first
    return part.candidate, "apply" if is_its_turn else "check"


def _heard(deployment: Deployment, node: str, state: NodeState, now: float) -> Deployment:
    part = msgspec.structs.replace(deployment.nodes[node], heard_at=now)
    if part.status == "away":
        part = msgspec.structs.replace(part, status="waiting")
    check, apply = state.check, state.apply
    if part.status == "waiting" and check is not None and check.deployment == deployment.id:
        status: Status = "checked" if check.ok else "failed"
        part = msgspec.structs.replace(part, status=status, problems=check.problems, seconds=check.seconds)
        deployment = _noted(deployment, now, "checked" if check.ok else "refused", part.name, _first(part.problems))
    if part.status in {"waiting", "checked"} and apply is not None and apply.deployment == deployment.id:
        status = "applied" if apply.ok else "failed"
        part = msgspec.structs.replace(part, status=status, problems=apply.problems, seconds=apply.seconds)
        deployment = _noted(deployment, now, "applied" if apply.ok else "went back", part.name, _first(part.problems))
    return msgspec.structs.replace(deployment, nodes={**deployment.nodes, node: part})


def _with_silence(deployment: Deployment, now: float) -> Deployment:
    nodes = dict(deployment.nodes)
    for node, part in deployment.nodes.items():
        since = max(part.heard_at, deployment.phase_at)
        if part.status not in {"waiting", "checked"} or now - since < SILENT_SECONDS:
            continue
        nodes[node] = msgspec.structs.replace(part, status="away")
        deployment = _noted(deployment, now, "away", part.name)
    return msgspec.structs.replace(deployment, nodes=nodes)


def _settled(deployment: Deployment, now: float) -> Deployment:
    """Move on to the next phase as long as nothing is waited for."""
    while deployment.is_running:
        moved = _STEPS[deployment.phase](deployment, now)
        if moved is deployment:
            return deployment
        deployment = moved
    return deployment


def _checking(deployment: Deployment, now: float) -> Deployment:
    failed = _with(deployment, "failed")
    if failed:
        return _ended(deployment, "failed", _because(failed), now)
    if _with(deployment, "waiting"):
        return deployment
    checked = sorted(_with(deployment, "checked"), key=lambda item: item[1].name)
    if not checked and deployment.nodes:
        return _ended(deployment, "failed", "none of the nodes is there", now)
    if not checked:
        return _ended(deployment, "done", "", now)
    first, *others = (node for node, _ in checked)
    few = others[: round(FEW_SHARE * len(checked)) - 1] if len(checked) >= 2 / FEW_SHARE else []
    return _phase(msgspec.structs.replace(deployment, first=first, few=few), "trying", now)


def _trying(deployment: Deployment, now: float) -> Deployment:
    part = deployment.nodes[deployment.first]
    if part.status == "applied":
        return _phase(deployment, "widening" if deployment.few else "spreading", now)
    return _waited(deployment, [(deployment.first, part)], now)


def _widening(deployment: Deployment, now: float) -> Deployment:
    rest = [(node, deployment.nodes[node]) for node in deployment.few]
    rest = [item for item in rest if item[1].status != "applied"]
    return _waited(deployment, rest, now) if rest else _phase(deployment, "spreading", now)


def _spreading(deployment: Deployment, now: float) -> Deployment:
    rest = [item for item in deployment.nodes.items() if item[1].status in {"waiting", "checked", "failed"}]
    return _waited(deployment, rest, now) if rest else _ended(deployment, "done", "", now)


def _waited(deployment: Deployment, parts: list[tuple[str, NodePart]], now: float) -> Deployment:
    failed = [item for item in parts if item[1].status in {"failed", "away"}]
    if failed:
        return _ended(deployment, "failed", _because(failed), now)
    if now - deployment.phase_at > APPLY_SECONDS:
        return _ended(deployment, "failed", f"{parts[0][1].name} did not apply it in time", now)
    return deployment


_STEPS: Final[Mapping[str, Callable[[Deployment, float], Deployment]]] = {
    "checking": _checking,
    "trying": _trying,
    "widening": _widening,
    "spreading": _spreading,
}


def _with(deployment: Deployment, status: Status) -> list[tuple[str, NodePart]]:
    return [item for item in deployment.nodes.items() if item[1].status == status]


def _because(parts: Iterable[tuple[str, NodePart]]) -> str:
    return "; ".join(f"{part.name}: {_first(part.problems) or part.status}" for _, part in parts)


def _first(problems: list[Problem]) -> str:
    if not problems:
        return ""
    where = f"{problems[0].file}:{problems[0].line}: " if problems[0].file else ""
    return f"{where}{problems[0].message}"


def _phase(deployment: Deployment, phase: Phase, now: float) -> Deployment:
    moved = msgspec.structs.replace(deployment, phase=phase, phase_at=now)
    return _noted(moved, now, phase)


def _ended(deployment: Deployment, phase: Phase, reason: str, now: float) -> Deployment:
    over = msgspec.structs.replace(deployment, phase=phase, phase_at=now, ended_at=now, reason=reason)
    return _noted(over, now, phase, detail=reason)


def _noted(deployment: Deployment, now: float, what: str, node: str = "", detail: str = "") -> Deployment:
    line = Line(at=now, what=what, node=node, detail=detail)
    return msgspec.structs.replace(deployment, timeline=[*deployment.timeline, line])
