"""What a rule says, in the one form that its text and its conditions have in common."""

from typing import Final, Literal, get_args

import msgspec

from agent.contract.wire import DecisionType
from models.features import NAMES

Action = DecisionType | Literal["notify"]
Comparison = Literal[">=", ">", "<=", "<"]
AgentKind = Literal["tool", "scanner", "crawler", "browser"]
FieldKind = Literal["number", "service", "address", "system", "country", "agent"]

COMPARISONS: Final[tuple[Comparison, ...]] = get_args(Comparison)
AGENT_KINDS: Final[tuple[AgentKind, ...]] = get_args(AgentKind)
ACTIONS: Final[tuple[Action, ...]] = (*get_args(DecisionType), "notify")
NUMBERS: Final = ("score", *NAMES)
FIELDS: Final[dict[str, FieldKind]] = {
    **dict.fromkeys(NUMBERS, "number"),
    "service": "service",
    "address": "address",
    "asn": "system",
    "country": "country",
    "agent": "agent",
}
LEAST_SECONDS: Final = 60
MOST_SECONDS: Final = 30 * 86_400
MOST_CONDITIONS: Final = 12
MOST_VALUES: Final = 64
MOST_CHARACTERS: Final = 4000


class NumberIs(msgspec.Struct, frozen=True):
    """The score or a feature of the source, compared."""

    field: str
    comparison: Comparison
    value: float


class OneOf(msgspec.Struct, frozen=True):
    """What the source is or where it goes, as one of several: a service by pattern, a network, a country, an agent."""

    field: Literal["service", "address", "asn", "country", "agent"]
    values: tuple[str, ...]
    negated: bool = False


Condition = NumberIs | OneOf


class Statement(msgspec.Struct, frozen=True):
    """Whoever meets all conditions has an action taken towards it for so many seconds.

    `notify` takes none: people are told, of the same source not again for so many seconds.
    """

    conditions: tuple[Condition, ...]
    action: Action
    seconds: int


def text_of(statement: Statement) -> str:
    """Return the one text of a statement, which parses back into it."""
    conditions = " and ".join(condition_text(each) for each in statement.conditions)
    return f"when {conditions} then {statement.action} for {duration_text(statement.seconds)}"


def condition_text(condition: Condition) -> str:
    """Return a condition as it stands in a rule's text."""
    return " ".join(condition_words(condition))


def condition_words(condition: Condition) -> tuple[str, str, str]:
    """Return the field, the operator and the value of a condition, each as it stands in a rule's text."""
    if isinstance(condition, NumberIs):
        return condition.field, condition.comparison, _number_text(condition.value)
    operator = "is" if condition.field in {"service", "agent"} else "in"
    if condition.negated:
        operator = "is not" if operator == "is" else "not in"
    return condition.field, operator, ", ".join(condition.values)


def duration_text(seconds: int) -> str:
    """Return a duration in the largest unit that gives it whole."""
    for letter, length in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds % length == 0:
            return f"{seconds // length}{letter}"
    return f"{seconds}s"


def _number_text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
