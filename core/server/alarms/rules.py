"""The rules that hold: the built-in ones, and people's instead of them or beside them."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pydantic import ValidationError

from core.server.alarms.builtin import BUILTIN
from core.server.alarms.refused import RefusedAlarm
from core.server.alarms.rule import MOST_RULES, Rule, is_rule_name
from core.server.alarms.store import SQL
from core.server.errors import Conflict, Invalid, NotFound

if TYPE_CHECKING:
    from core.server.db.database import Database

_LOG: Final = logging.getLogger(__name__)
Origin = Literal["builtin", "changed", "own"]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule under its name; `changed_at` is 0 (Unix seconds) where nobody ever changed it."""

    name: str
    rule: Rule
    origin: Origin
    changed_at: float = 0.0
    changed_by: str = ""


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What a declared set does to one rule."""

    what: Literal["create", "update", "delete"]
    name: str
    before: Rule | None
    after: Rule | None


class Rules:
    """Reading is from memory; a change is one transaction."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._own: dict[str, Ruled] = {}

    async def load(self) -> None:
        """Read people's rules. One that this release does not understand is left out, and said so.

        Raises:
            DatabaseAway: they cannot be read.
        """
        async with self._database.connection() as connection:
            rows = await connection.fetch(SQL["rules"])
        self._own.clear()
        for row in rows:
            try:
                rule = Rule.model_validate_json(row["rule"])
            except ValidationError as error:
                _LOG.error("the alarm rule %r cannot be read and is left out: %s", row["name"], error)
                continue
            self._keep(row["name"], rule, row["changed_at"].timestamp(), row["changed_by"])

    def all(self) -> list[Ruled]:
        """Return all rules by name."""
        known = {name: Ruled(name, rule, "builtin") for name, rule in BUILTIN.items()} | self._own
        return [known[name] for name in sorted(known)]

    def by_name(self) -> dict[str, Rule]:
        """Return what the engine goes by."""
        return {each.name: each.rule for each in self.all()}

    def get(self, name: str) -> Ruled:
        """Return a rule.

        Raises:
            NotFound: there is none.
        """
        found = self._own.get(name)
        if found is None and name not in BUILTIN:
            raise NotFound(RefusedAlarm.no_alarm_rule())
        return found or Ruled(name, BUILTIN[name], "builtin")

    def plan(self, declared: Mapping[str, Rule], *, prune: bool) -> list[RuleChange]:
        """Return what leads to a declared set; with `prune` people's other rules are taken away.

        Raises:
            Invalid: a name is none, or there would be too many.
        """
        for name in declared:
            if not is_rule_name(name):
                raise Invalid(RefusedAlarm.alarm_rule_name(name=name[:100]))
        changes = []
        for name, rule in sorted(declared.items()):
            before = self._own[name].rule if name in self._own else BUILTIN.get(name)
            if before != rule:
                changes.append(RuleChange("update" if before else "create", name, before, rule))
        gone = sorted(self._own.keys() - declared.keys()) if prune else ()
        changes += [RuleChange("delete", name, self._own[name].rule, BUILTIN.get(name)) for name in gone]
        left = self._own.keys() - set(gone) | declared.keys()
        if len(left) > MOST_RULES:
            raise Invalid(RefusedAlarm.alarm_rules_many(count=len(left), most=MOST_RULES))
        return changes

    async def change(self, changes: list[RuleChange], *, by: str, now: float) -> None:
        """Make changes that were planned.

        Raises:
            DatabaseAway: nothing was changed.
        """
        async with self._database.transaction() as connection:
            for each in changes:
                if each.what == "delete" or each.after is None:
                    await connection.execute(SQL["delete_rule"], each.name)
                else:
                    said = each.after.model_dump_json(exclude_defaults=True)
                    await connection.execute(SQL["put_rule"], each.name, said, now, by)
        for each in changes:
            if each.what == "delete" or each.after is None:
                self._own.pop(each.name, None)
            else:
                self._keep(each.name, each.after, now, by)

    def deletion(self, name: str) -> RuleChange:
        """Return what takes a person's rule away; a built-in one comes back as it was.

        Raises:
            NotFound: there is none.
            Conflict: it is built in, and as it was.
        """
        found = self.get(name)
        if found.origin == "builtin":
            raise Conflict(RefusedAlarm.alarm_rule_builtin())
        return RuleChange("delete", name, found.rule, BUILTIN.get(name))

    def _keep(self, name: str, rule: Rule, at: float, by: str) -> None:
        self._own[name] = Ruled(name, rule, "changed" if name in BUILTIN else "own", at, by)
