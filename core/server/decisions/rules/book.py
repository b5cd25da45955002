"""The rules of people, in the order in which they are looked at."""

import logging
from collections.abc import Iterable, Iterator
from typing import Final

from core.server.decisions.rules.compiled import Compiled, compiled
from core.server.decisions.rules.grammar import RuleError
from core.server.ingest.commands import OrderRules, PutRule, RemoveRule, Rule

_LOG: Final = logging.getLogger(__name__)


class RuleBook:
    """`said` are all rules by id, `ready` those that this release can read, made ready.

    Of these `deciding` decide about who matches, `notifying` only tell of it. All are replaced as wholes.
    """

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._set(rules)

    def apply(self, command: PutRule | RemoveRule | OrderRules) -> None:
        """Take over what a person says about rules."""
        match command:
            case PutRule():
                self._put(command.rule, command.place)
            case RemoveRule():
                self._set(each for each in self.said.values() if each.id != command.rule_id)
            case OrderRules():
                named = [self.said[each] for each in command.rule_ids if each in self.said]
                self._set({each.id: each for each in (*named, *self.said.values())}.values())

    def _put(self, rule: Rule, place: int | None) -> None:
        rules = [rule if each.id == rule.id else each for each in self.said.values()]
        if rule.id not in self.said:
            rules.insert(len(rules) if place is None else place, rule)
        self._set(rules)

    def _set(self, rules: Iterable[Rule]) -> None:
        self.said = {each.id: each for each in rules}
        self.ready = tuple(_readable(self.said.values()))
        self.deciding = tuple(each for each in self.ready if each.action != "notify")
        self.notifying = tuple(each for each in self.ready if each.action == "notify")


def _readable(rules: Iterable[Rule]) -> Iterator[Compiled]:
    """Yield rules made ready; one that another release wrote, and this one cannot read, does nothing."""
    for rule in rules:
        try:
            yield compiled(rule)
        except RuleError as error:
            _LOG.warning("The rule %s is none of this release: %s", rule.id, error)
