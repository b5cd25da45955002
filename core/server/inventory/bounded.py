"""An inventory that others can trust: its texts are short and can be shown, its lists are bounded, its instants exist.

What is beyond is left out. The texts may still say anything.
"""

import math
import re
from typing import Any, Final, TypeVar

import msgspec

from agent.contract.inventory import Inventory

_TEXT: Final = 500
_MOST: Final = {"containers": 2000, "events": 1000, "logs": 4000, "troubles": 50, "addresses": 100, "labels": 100}
_MOST_OTHERS: Final = 500
_AS_IT_IS: Final = frozenset({"exit_code", "oom_killed", "autostart", "present"})
_LAST_INSTANT: Final = 1e11
_MOST_NUMBER: Final = 1 << 62
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_T = TypeVar("_T")


def bounded(inventory: Inventory) -> Inventory:
    """Return an inventory with what is too long cut, and what is no number or instant taken for 0."""
    return _struct(inventory)


def _struct(value: _T) -> _T:
    changes = {}
    for name in value.__struct_fields__:  # type: ignore[attr-defined] # every caller has a Struct
        before = getattr(value, name)
        after = _value(name, before)
        if after is not before:
            changes[name] = after
    return msgspec.structs.replace(value, **changes) if changes else value  # type: ignore[type-var]


def _value(name: str, value: Any) -> Any:
    match value:
        case str():
            return _text(value)
        case int():
            return value if name in _AS_IT_IS else max(0, min(value, _MOST_NUMBER))
        case float():
            return _number(name, value)
        case list():
            return [_value(name, each) for each in value[-_MOST.get(name, _MOST_OTHERS) :]]
        case dict():
            pairs = list(value.items())[: _MOST.get(name, _MOST_OTHERS)]
            return {_text(key): _value(name, each) for key, each in pairs}
        case _:
            return _struct(value)


def _text(text: str) -> str:
    return _CONTROL.sub("�", text[:_TEXT])


def _number(name: str, value: float) -> float:
    is_instant = name == "at" or name.endswith("_at")
    return value if math.isfinite(value) and 0 <= value <= (_LAST_INSTANT if is_instant else math.inf) else 0.0
