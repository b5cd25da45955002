"""What the proxies' side is worth attention for: certificates, and nodes that run something else than they are to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from core.server.attention.item import Item, rank
from core.server.decisions.incident import SEVERITIES, Severity
from core.server.proxy.deploy.sync import AWAY_SECONDS

if TYPE_CHECKING:
    from core.server.fleet.node import Node
    from core.server.proxy.certificates.attempt import Attempt
    from core.server.proxy.certificates.inventory import Item as Certificate
    from core.server.proxy.deploy.plan import Plan
    from core.server.proxy.deploy.store import NodeRecord, Recorded

_DAY: Final = 86_400.0
_SOON: Final[tuple[tuple[float, Severity], ...]] = ((3 * _DAY, "critical"), (7 * _DAY, "high"), (14 * _DAY, "medium"))
_SHORT_LIVED: Final = 30 * _DAY  # renewed by the day: only its own measure of urgency tells
_FAILED: Final = frozenset({"failed", "refused", "reverted"})


def of_certificates(
    certificates: "Iterable[Certificate]", attempts: "Mapping[str, list[Attempt]]", now: float
) -> Iterator[Item]:
    """Yield certificates of domains that are missing, run out within two weeks, or were not renewed when tried."""
    for each in certificates:
        if not each.domains:
            continue
        current = each.current
        if current is None or current.source == "placeholder":
            yield Item(kind="certificate", subject=each.name, severity="high", name=each.name, what="missing")
        elif (severity := _urgency(current.not_before, current.not_after, each.warning, now)) is not None:
            what = "expired" if current.not_after <= now else "expiring"
            until = current.not_after
            yield Item(kind="certificate", subject=each.name, severity=severity, name=each.name, what=what, until=until)
        last = next(reversed(attempts.get(each.name, [])), None)
        if last is not None and last.outcome in _FAILED:
            yield Item(
                kind="renewal",
                subject=each.name,
                severity="high",
                name=each.name,
                what=last.outcome,
                detail=last.detail[:300],
                since=last.ended_at,
            )


def of_drift(nodes: "Iterable[Node]", records: "Mapping[str, NodeRecord]", plan: "Plan", now: float) -> Iterator[Item]:
    """Yield what stands between the nodes and the newest revision. Of nodes that are away nothing is known."""
    behind = []
    for node in nodes:
        record, built = records[node.id], plan.builds.get(node.id)
        desired = built.manifest.digest if built else ""
        if not desired and not record.confirmed:
            continue
        if desired != record.confirmed:
            behind.append(node.name)
        if now - record.state_at <= AWAY_SECONDS:
            yield from _of_node(node, record)
    if behind:
        yield Item(
            kind="not_deployed",
            subject=str(plan.revision),
            severity="medium",
            name=str(plan.revision),
            count=len(behind),
            detail=", ".join(sorted(behind)[:5]),
        )


def of_deployments(deployments: "Iterable[Recorded]") -> Iterator[Item]:
    """Yield the newest deployment where it failed; `deployments` begin with the newest."""
    last = next(iter(deployments), None)
    if last is not None and last.deployment.phase == "failed":
        made = last.deployment
        yield Item(
            kind="deployment",
            subject=made.id,
            severity="high",
            name=str(made.revision),
            detail=made.reason[:300],
            since=made.ended_at,
            by=last.by,
        )


def _of_node(node: "Node", record: "NodeRecord") -> Iterator[Item]:
    state = record.state
    if state.left_out:
        files = sorted({each.file for each in state.left_out})
        yield _drift(node, "left_out", ", ".join(files[:3]), len(files))
    elif state.applied != record.confirmed:
        yield _drift(node, "differs" if state.applied else "silent", state.trouble[:300])


def _drift(node: "Node", what: str, detail: str, count: int = 0) -> Item:
    return Item(
        kind="drift",
        subject=node.id,
        severity="high",
        name=node.name,
        what=what,
        detail=detail,
        node=node.id,
        count=count,
    )


def _urgency(begins: float, ends: float, warning: int, now: float) -> Severity | None:
    by_days = next((severity for left, severity in _SOON if ends - now <= left), None)
    by_lifetime: Severity | None = SEVERITIES[min(warning, len(SEVERITIES) - 1)] if warning else None
    if ends - begins <= _SHORT_LIVED:
        return by_lifetime
    return max((each for each in (by_days, by_lifetime) if each is not None), key=rank, default=None)
