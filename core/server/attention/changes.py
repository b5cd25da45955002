"""What changed lately: deeds of people, steps of scaling, deployments that ended, incidents that came and went."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec

from core.server.db.queries import load_queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.server.db.database import Database
    from core.server.decisions.incident import Incident
    from core.server.proxy.deploy.store import Recorded

ChangeKind = Literal["deed", "scaling", "deployment", "incident"]
_SQL: Final = load_queries(Path(__file__).with_name("changes.sql"))
_MOST: Final = 60
_ID: Final = re.compile(r"[0-9a-f-]{12,}( [0-9a-f-]{12,})*")
_OWN: Final = (
    "sign_in",
    "sign_out",
    "change_password",
    "end_session",
    "end_sessions",
    "note_attention",
    "note_first_steps",
    "plan_config",
    "make_telegram_link_code",
    "link_telegram",
    "end_telegram_link",
    "set_up_second_factor",
    "turn_on_second_factor",
    "turn_off_second_factor",
)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Something that became different, at Unix seconds.

    `what` is an action of the audit log, `more` or `less`, the phase in which a deployment ended, `began` or `over`.
    `subject` is what it was done to: of an incident and a deployment its id. `name` is what people call it, "" where
    nothing is known but an id. `by` is "" where it was automation.
    """

    kind: ChangeKind
    at: float
    what: str
    by: str = ""
    subject: str = ""
    service: str = ""
    name: str = ""
    before: int = 0
    after: int = 0


async def read_changes(database: "Database") -> list[Change]:
    """Return deeds and steps of scaling, the newest first.

    Raises:
        DatabaseAway: they cannot be read.
    """
    async with database.connection() as connection:
        deeds = await connection.fetch(_SQL["deeds"], list(_OWN), _MOST)
        scaling = await connection.fetch(_SQL["scaling"], _MOST)
    return [
        *(
            Change(kind="deed", at=r["at"], what=r["action"], by=r["by"], subject=r["subject"], name=_name_of(r))
            for r in deeds
        ),
        *(
            Change(
                kind="scaling",
                at=row["at"],
                what=row["kind"],
                subject=row["service"],
                service=row["service"],
                before=row["before"],
                after=row["after"],
            )
            for row in scaling
        ),
    ]


def of_deployments(deployments: "list[Recorded]") -> Iterator[Change]:
    """Yield deployments that ended."""
    for each in deployments:
        made = each.deployment
        if made.ended_at:
            yield Change(
                kind="deployment",
                at=made.ended_at,
                what=made.phase,
                by=each.by,
                subject=made.id,
                name=str(made.revision),
                after=len(made.nodes),
            )


def of_incidents(incidents: "list[Incident]") -> Iterator[Change]:
    """Yield what became of incidents: each began, or is over."""
    for each in incidents:
        yield Change(
            kind="incident",
            at=each.ended_at or each.detected_at,
            what="over" if each.ended_at else "began",
            subject=each.id,
            service=each.service,
            name=each.kind,
            after=each.sources,
        )


def newest(changes: Iterable[Change], most: int) -> list[Change]:
    """Return the newest. Incidents, which have a place of their own, leave half of the room to what people did."""
    ordered = sorted(changes, key=lambda each: -each.at)
    incidents = [each for each in ordered if each.kind == "incident"]
    others = [each for each in ordered if each.kind != "incident"]
    kept = (*incidents[: max(most // 2, most - len(others))], *others)
    return sorted(kept, key=lambda each: -each.at)[:most]


def _name_of(deed: "Mapping[str, Any]") -> str:
    """Return what people call the thing: what the deed's record names it, or its subject where that is no id."""
    return deed["name"] or ("" if _ID.fullmatch(deed["subject"]) else deed["subject"])
