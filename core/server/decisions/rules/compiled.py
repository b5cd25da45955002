"""A rule made ready to be put to whole records."""

from collections.abc import Callable
from functools import reduce
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.wire import DecisionType
from core.server.decisions.networks import Networks, network_of
from core.server.decisions.rules.grammar import parse
from core.server.decisions.rules.statement import Action, Comparison, Condition, NumberIs, OneOf, Statement
from core.server.glob import matcher
from core.server.ingest.commands import Rule
from core.server.places.database import number_of
from models.features import FEATURE
from models.scores import Scores

Mask = NDArray[np.bool_]
_Test = Callable[[Scores], Mask]
_COMPARE: Final[dict[Comparison, Callable[[NDArray[np.float32], float], Mask]]] = {
    ">=": lambda values, bound: values >= np.float32(bound),
    ">": lambda values, bound: values > np.float32(bound),
    "<=": lambda values, bound: values <= np.float32(bound),
    "<": lambda values, bound: values < np.float32(bound),
}
_MOSTLY: Final = 0.5  # of a source's requests


class Compiled:
    """A rule and its statement.

    A source whose score (NaN), system (0) or country (0) is not known meets no condition about it.
    """

    def __init__(self, rule: Rule, statement: Statement) -> None:
        self.rule = rule
        self.statement = statement
        self._tests = [_test_of(each) for each in statement.conditions]

    @property
    def action(self) -> Action:
        """What it does about who matches."""
        return self.statement.action

    @property
    def step(self) -> DecisionType:
        """What it decides about who matches. A rule that only notifies must not be asked."""
        assert self.statement.action != "notify"
        return self.statement.action

    def matches(self, scores: Scores) -> Mask:
        """Tell of a record's entries which meet all conditions."""
        return reduce(np.logical_and, (test(scores) for test in self._tests))

    def values(self, scores: Scores, i: int) -> list[float | None]:
        """Return what entry `i` has where a condition compares a number, None elsewhere."""
        return [
            float(_column(each.field, scores)[i]) if isinstance(each, NumberIs) else None
            for each in self.statement.conditions
        ]


def compiled(rule: Rule) -> Compiled:
    """Return a rule made ready.

    Raises:
        RuleError: its text is none of this release.
    """
    return Compiled(rule, parse(rule.text))


def _test_of(condition: Condition) -> _Test:
    if isinstance(condition, NumberIs):
        compare = _COMPARE[condition.comparison]
        return lambda scores: compare(_column(condition.field, scores), condition.value)
    found = _OF_FIELD[condition.field](condition)
    if not condition.negated:
        return found
    if condition.field == "asn":  # without a database of systems nobody is "not in" one: else everybody would be
        return lambda scores: ~found(scores) & (scores.systems > 0)
    if condition.field == "country":
        return lambda scores: ~found(scores) & (scores.countries > 0)
    return lambda scores: ~found(scores)


def _column(field: str, scores: Scores) -> NDArray[np.float32]:
    return scores.score if field == "score" else scores.features[:, FEATURE[field]]


def _of_service(condition: OneOf) -> _Test:
    fits = matcher(condition.values)

    def test(scores: Scores) -> Mask:
        return np.array([fits(name.lower()) for name in scores.services], np.bool_)[scores.service]

    return test


def _of_address(condition: OneOf) -> _Test:
    networks = Networks((text, network_of(text)) for text in condition.values)
    return lambda scores: networks.cover_many(scores.address)


def _of_system(condition: OneOf) -> _Test:
    numbers = np.array([int(text[2:]) for text in condition.values], np.uint32)
    return lambda scores: np.isin(scores.systems, numbers)


def _of_country(condition: OneOf) -> _Test:
    numbers = np.array([number_of(code) for code in condition.values], np.uint16)
    return lambda scores: np.isin(scores.countries, numbers)


def _of_agent(condition: OneOf) -> _Test:
    def test(scores: Scores) -> Mask:
        features = scores.features
        kinds = {
            "tool": features[:, FEATURE["tool_agent_share"]] >= _MOSTLY,
            "scanner": features[:, FEATURE["scanner_agents_600s"]] >= _MOSTLY,
            "crawler": features[:, FEATURE["bot_share"]] >= _MOSTLY,
        }
        kinds["browser"] = ~(kinds["tool"] | kinds["scanner"] | kinds["crawler"])
        return reduce(np.logical_or, (kinds[each] for each in condition.values))

    return test


_OF_FIELD: Final = {
    "service": _of_service,
    "address": _of_address,
    "asn": _of_system,
    "country": _of_country,
    "agent": _of_agent,
}
