"""What parts of the core write down, read from there: deployments, certificates, scaling, bans of people, sign-ins."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from core.server.db.queries import load_queries
from core.server.notifications.event import Event, Severity, State
from core.server.notifications.sources.source import OVERLAP_SECONDS, bounded, identified
from core.server.proxy.deploy.deployment import Deployment
from core.server.scaling.timeline import reasons_of

if TYPE_CHECKING:
    from core.server.db.database import Database

SQL: Final = load_queries(Path(__file__).with_name("stored.sql"))
_MOST_NODES: Final = 20
_NEW_PLACE_SECONDS: Final = 90 * 86_400.0


class Stored(ABC):
    """Asks the database every `seconds`. What is found twice has the same id."""

    name = "stored"
    seconds = 2.0

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._asked_at = 0.0
        self.heard = 0.0

    def begin(self, heard: float, open_events: Iterable[Event]) -> None:
        """Go on from there."""
        self.heard = heard
        self._go_on(open_events)

    async def look(self, now: float) -> list[Event]:
        """Return what is new, once in a while."""
        if 0 <= now - self._asked_at < self.seconds:
            return []
        self._asked_at = now
        async with self._database.connection() as connection:
            told = await self._find(connection, min(self.heard, now) - OVERLAP_SECONDS, now)
        self.heard = now
        return told

    def _go_on(self, open_events: Iterable[Event]) -> None:  # noqa: B027 - most remember nothing
        """Take in what is open."""

    @abstractmethod
    async def _find(self, connection: Any, since: float, now: float) -> list[Event]:
        """Return what there is to tell since an instant."""


class Deployments(Stored):
    """Deployments: one thread each, from their begin to their end. One that failed is of severity high."""

    name = "deployments"
    seconds = 1.0

    async def _find(self, connection: Any, since: float, now: float) -> list[Event]:  # noqa: ARG002
        rows = await connection.fetch(SQL["deployments"], since)
        return [_deployment(row) for row in reversed(rows)]


class Attempts(Stored):
    """Attempts at certificates that came to an end: what failed, and what was renewed."""

    name = "attempts"
    seconds = 5.0

    async def _find(self, connection: Any, since: float, now: float) -> list[Event]:  # noqa: ARG002
        return [_attempt(row) for row in reversed(await connection.fetch(SQL["attempts"], since))]


class ScalingSteps(Stored):
    """What scaling did. That it is held for want of knowledge is of severity medium."""

    name = "scaling"
    seconds = 5.0

    async def _find(self, connection: Any, since: float, now: float) -> list[Event]:  # noqa: ARG002
        return [_scaling(row) for row in reversed(await connection.fetch(SQL["scaling"], since))]


class Bans(Stored):
    """Bans that people make, until they are over or lifted. Those of the detectors are told with their incidents."""

    name = "bans"

    def __init__(self, database: "Database") -> None:
        super().__init__(database)
        self._open: dict[str, Event] = {}

    def _go_on(self, open_events: Iterable[Event]) -> None:
        self._open = {str(each.facts["id"]): each for each in open_events if each.kind == "ban" and "id" in each.facts}

    async def _find(self, connection: Any, since: float, now: float) -> list[Event]:
        rows = await connection.fetch(SQL["bans"], since, list(self._open), now)
        told = [_ban(row, now) for row in reversed(rows)]
        for event in told:
            if event.state == "closed":
                self._open.pop(event.facts["id"], None)
            else:
                self._open[event.facts["id"]] = event
        return told


class SignIns(Stored):
    """Sign-ins from networks (/24, /48) that an account did not sign in from in ninety days; not its very first."""

    name = "sign_ins"

    def __init__(self, database: "Database") -> None:
        super().__init__(database)
        self._judged: frozenset[int] = frozenset()

    async def _find(self, connection: Any, since: float, now: float) -> list[Event]:  # noqa: ARG002
        rows, told = await connection.fetch(SQL["sign_ins"], since), []
        for row in [row for row in reversed(rows) if row["id"] not in self._judged]:
            arguments = row["login"], row["id"], row["at"] - _NEW_PLACE_SECONDS
            earlier = [each["address"] for each in await connection.fetch(SQL["earlier_sign_ins"], *arguments)]
            if earlier and network_of(row["address"]) not in {network_of(each) for each in earlier}:
                facts = {"login": row["login"], "address": row["address"]}
                about = ("sign_in", f"sign_in:{row['id']}")
                told.append(_once(about, "medium", row["at"], facts, labels={"login": row["login"][:200]}))
        self._judged = frozenset(row["id"] for row in rows)
        return told


def network_of(address: str) -> str:
    """Return the network that an address is a place of."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    mapped = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((mapped, 24 if mapped.version == 4 else 48), strict=False))


def _deployment(row: Any) -> Event:
    each = msgspec.json.decode(row["state"], type=Deployment)
    failed = each.phase == "failed"
    severity: Severity = "high" if failed else "medium" if each.phase == "cancelled" else "low"
    state: State = "closed" if not each.is_running else "opened" if each.phase == "checking" else "changed"
    nodes = [{"name": part.name[:100], "status": part.status} for part in each.nodes.values()]
    facts = {
        "id": each.id,
        "revision": each.revision,
        "phase": each.phase,
        "by": row["started_by"],
        "note": row["note"],
        "reason": each.reason,
        "nodes": nodes[:_MOST_NODES],
        "more_nodes": max(len(nodes) - _MOST_NODES, 0),
        "failed": failed,
    }
    return identified(
        Event(
            id="",
            kind="deployment",
            severity=severity,
            at=each.phase_at,
            thread=f"deployment:{each.id}",
            state=state,
            labels={"phase": each.phase},
            facts=bounded(facts),
        )
    )


def _attempt(row: Any) -> Event:
    went_well = row["outcome"] in {"done", "unverified", "undeployed"}
    severity: Severity = "low" if went_well else "high" if row["outcome"] == "reverted" else "medium"
    facts = {
        "name": row["name"],
        "names": [each[:100] for each in row["names"][:5]],
        "what": "renewed" if went_well else "failed",
        "not_after": 0.0,
        "detail": row["detail"],
        "failed": not went_well,
    }
    about = ("certificate", f"certificate:attempt:{row['id']}")
    return _once(about, severity, row["ended_at"], facts, labels={"certificate": row["name"]})


def _scaling(row: Any) -> Event:
    facts = {
        "what": row["kind"],
        "before": row["before"],
        "after": row["after"],
        "reason": "; ".join(map(str, reasons_of(row["reason"]))),
        "by": row["by_whom"],
    }
    severity: Severity = "medium" if row["kind"] == "held" else "low"
    about = ("scaling", f"scaling:{row['id']}")
    return _once(about, severity, row["at"], facts, labels={"what": row["kind"]}, service=row["service"])


def _ban(row: Any, now: float) -> Event:
    over_at = row["lifted_at"] or (row["until_at"] if row["until_at"] <= now else 0.0)
    facts = {
        "id": row["id"],
        "scope": row["scope"],
        "value": row["value"],
        "until_at": row["until_at"],
        "by": row["decided_by"],
        "reason": row["said"] or "",
        "simulated": row["simulated"],
    }
    return identified(
        Event(
            id="",
            kind="ban",
            severity="low",
            at=over_at or row["decided_at"],
            thread=f"ban:{row['id']}",
            state="closed" if over_at else "opened",
            service=row["service"],
            labels={"scope": row["scope"], "value": row["value"][:200]},
            facts=bounded(facts),
        )
    )


def _once(about: Any, severity: Severity, at: float, facts: Any, *, labels: Any, service: str = "") -> Event:
    kind, thread = about
    return identified(
        Event(
            id="",
            kind=kind,
            severity=severity,
            at=at,
            thread=thread,
            state="closed",
            once=True,
            service=service,
            labels=labels,
            facts=bounded(facts),
        )
    )
