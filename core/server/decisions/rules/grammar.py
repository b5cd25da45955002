"""The text of a rule, read: `when score >= 0.8 and logins_600s > 20 then ban for 1h`.

    rule      = "when" condition {"and" condition} "then" action "for" duration
    condition = number-field (">=" | ">" | "<=" | "<") number
              | ("service" | "agent") "is" ["not"] value {"," value}
              | ("address" | "asn" | "country") ["not"] "in" value {"," value}

Line breaks are spaces. There is no "or": several values are in one condition, everything else is another rule.
"""

import re
from collections.abc import Callable
from difflib import get_close_matches
from math import isfinite
from typing import Final, Literal, NamedTuple

from core.server.decisions.networks import network_of
from core.server.decisions.rules.statement import (
    ACTIONS,
    AGENT_KINDS,
    COMPARISONS,
    FIELDS,
    LEAST_SECONDS,
    MOST_CHARACTERS,
    MOST_CONDITIONS,
    MOST_SECONDS,
    MOST_VALUES,
    Action,
    Comparison,
    Condition,
    NumberIs,
    OneOf,
    Statement,
)
from core.server.places.database import number_of

Fault = Literal[
    "too_long", "expected", "unknown_field", "comparison", "number", "network", "asn", "country", "agent", "service",
    "too_many", "action", "duration", "duration_range", "more",
]  # fmt: skip
_TOKEN: Final = re.compile(r">=|<=|>|<|,|[^\s,<>]+")
_DURATION: Final = re.compile(r"([1-9][0-9]{0,6})([smhd])")
_SYSTEM: Final = re.compile(r"(?:as)?([1-9][0-9]{0,9})", re.IGNORECASE)
_PATTERN: Final = re.compile(r"[A-Za-z0-9_.*?:-]{1,253}")
_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_MOST_NUMBER: Final = 1e12


class RuleError(ValueError):
    """A text is no rule: what is wrong (`fault`), from which character on, how many, and a word that tells more."""

    def __init__(self, fault: Fault, at: int, length: int, word: str = "") -> None:
        super().__init__(f"{fault} at {at}: {word}" if word else f"{fault} at {at}")
        self.fault: Fault = fault
        self.at = at
        self.length = length
        self.word = word


class _Token(NamedTuple):
    text: str
    at: int

    @property
    def word(self) -> str:
        return self.text.lower()


def parse(text: str) -> Statement:
    """Return what a text says.

    Raises:
        RuleError: it is no rule.
    """
    if len(text) > MOST_CHARACTERS:
        raise RuleError("too_long", MOST_CHARACTERS, len(text) - MOST_CHARACTERS, str(MOST_CHARACTERS))
    return _Parser(text).statement()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = [_Token(found[0], found.start()) for found in _TOKEN.finditer(text)]
        self._end = len(text.rstrip())
        self._next = 0

    def statement(self) -> Statement:
        self._expect("when")
        conditions = [self._condition()]
        while self._takes("and"):
            if len(conditions) == MOST_CONDITIONS:
                raise self._error("too_many", str(MOST_CONDITIONS))
            conditions.append(self._condition())
        self._expect("then")
        action = self._action()
        self._expect("for")
        seconds = self._duration()
        if self._next < len(self._tokens):
            raise self._error("more")
        return Statement(tuple(conditions), action, seconds)

    def _condition(self) -> Condition:
        name = self._peek().word
        kind = FIELDS.get(name)
        match kind:
            case None:
                raise self._error("unknown_field", next(iter(get_close_matches(name, FIELDS, 1)), ""))
            case "number":
                self._next += 1
                return NumberIs(name, self._comparison(), self._number())
            case "service":
                return self._one_of("service", "is", _service)
            case "agent":
                return self._one_of("agent", "is", _agent)
            case "address":
                return self._one_of("address", "in", _address)
            case "system":
                return self._one_of("asn", "in", _system)
            case "country":
                return self._one_of("country", "in", _country)

    def _one_of(
        self,
        field: Literal["service", "address", "asn", "country", "agent"],
        operator: Literal["is", "in"],
        read: Callable[[str], str],
    ) -> OneOf:
        self._next += 1
        negated = operator == "in" and self._takes("not")
        self._expect(operator)
        negated = negated or (operator == "is" and self._takes("not"))
        values = [self._value(read)]
        while self._takes(","):
            if len(values) == MOST_VALUES:
                raise self._error("too_many", str(MOST_VALUES))
            values.append(self._value(read))
        return OneOf(field, tuple(dict.fromkeys(values)), negated)

    def _value(self, read: Callable[[str], str]) -> str:
        token = self._peek()
        try:
            value = read(token.text)
        except RuleError as error:
            raise RuleError(error.fault, token.at, len(token.text), error.word) from error
        self._next += 1
        return value

    def _comparison(self) -> Comparison:
        token = self._peek()
        for each in COMPARISONS:
            if token.text == each:
                self._next += 1
                return each
        raise self._error("comparison")

    def _number(self) -> float:
        token = self._peek()
        try:
            value = float(token.text)
        except ValueError:
            raise self._error("number") from None
        if not isfinite(value) or not 0 <= value <= _MOST_NUMBER or "_" in token.text:
            raise self._error("number")
        self._next += 1
        return value

    def _action(self) -> Action:
        name = self._peek().word
        for each in ACTIONS:
            if name == each:
                self._next += 1
                return each
        raise self._error("action")

    def _duration(self) -> int:
        found = _DURATION.fullmatch(self._peek().word)
        if found is None:
            raise self._error("duration")
        seconds = int(found[1]) * _UNITS[found[2]]
        if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
            raise self._error("duration_range")
        self._next += 1
        return seconds

    def _takes(self, word: str) -> bool:
        taken = self._peek().word == word
        self._next += taken
        return taken

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise self._error("expected", word)

    def _peek(self) -> _Token:
        return self._tokens[self._next] if self._next < len(self._tokens) else _Token("", self._end)

    def _error(self, fault: Fault, word: str = "") -> RuleError:
        token = self._peek()
        return RuleError(fault, token.at, len(token.text), word)


def _service(text: str) -> str:
    if not _PATTERN.fullmatch(text):
        raise RuleError("service", 0, 0)
    return text.lower()


def _address(text: str) -> str:
    try:
        network = network_of(text)
    except ValueError:
        raise RuleError("network", 0, 0) from None
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _system(text: str) -> str:
    found = _SYSTEM.fullmatch(text)
    if found is None or not 0 < int(found[1]) < 1 << 32:
        raise RuleError("asn", 0, 0)
    return f"AS{found[1]}"


def _country(text: str) -> str:
    code = text.upper()
    if not number_of(code):
        raise RuleError("country", 0, 0)
    return code


def _agent(text: str) -> str:
    if text.lower() not in AGENT_KINDS:
        raise RuleError("agent", 0, 0, ", ".join(AGENT_KINDS))
    return text.lower()
