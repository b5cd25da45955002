"""An alarm, as it is shown and kept."""

from dataclasses import dataclass, replace
from typing import Any, Self

from pydantic import ValidationError

from core.server.alarms.rule import Rule
from core.server.alarms.transition import Key, Transition


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """That somebody knows. `until` is 0 where it holds to the alarm's end; instants are Unix seconds."""

    at: float
    by: str
    note: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """That nobody wants to be told of something until then."""

    until: float
    at: float
    by: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """An alarm that fired. `rule` is as it was then; `cleared_at` is 0 while it goes on; `value` is that of firing."""

    id: str
    key: Key
    rule: Rule
    since: float
    fired_at: float
    value: float
    cleared_at: float = 0.0
    cleared_why: str = ""
    acknowledged: Acknowledged | None = None

    def is_acknowledged(self, now: float) -> bool:
        """Say whether somebody knows of it now."""
        return self.acknowledged is not None and not 0 < self.acknowledged.until <= now

    def after(self, happened: Transition) -> "Alarm":
        """Return it after something happened to it."""
        match happened.what:
            case "cleared":
                return replace(self, cleared_at=happened.at, cleared_why=happened.why)
            case "acknowledged":
                said = Acknowledged(at=happened.at, by=happened.by, note=happened.note, until=happened.until)
                return replace(self, acknowledged=said)
            case "unacknowledged":
                return replace(self, acknowledged=None)
            case _:
                return self

    @classmethod
    def fired(cls, happened: Transition, rule: Rule) -> Self:
        """Return the alarm that a transition began."""
        return cls(
            id=happened.id,
            key=happened.key,
            rule=rule,
            since=happened.since,
            fired_at=happened.at,
            value=happened.value,
        )

    @classmethod
    def stored(cls, row: Any) -> Self:
        """Return what a row says."""
        at, until = row["acknowledged_at"], row["acknowledged_until"]
        said = None
        if at:
            by, note = row["acknowledged_by"], row["acknowledged_note"]
            said = Acknowledged(at=at.timestamp(), by=by, note=note, until=until.timestamp() if until else 0.0)
        return cls(
            id=row["id"],
            key=Key(row["rule"], row["node_id"], row["entity"]),
            rule=_rule_of(row),
            since=row["since_at"].timestamp(),
            fired_at=row["fired_at"].timestamp(),
            value=row["fired_value"],
            cleared_at=row["cleared_at"].timestamp() if row["cleared_at"] else 0.0,
            cleared_why=row["cleared_why"],
            acknowledged=said,
        )


def _rule_of(row: Any) -> Rule:
    try:
        return Rule.model_validate_json(row["rule_text"])
    except ValidationError:  # of another release: the alarm is shown with what every rule has
        return Rule.model_construct(severity=row["severity"])
