"""What is searched for among sources: words and tokens as `score>0.8 country:CN -state:banned`, each negated by `-`."""

import re
from ipaddress import ip_network
from typing import TYPE_CHECKING, Final

import numpy as np

from core.server.api.source_view import equal
from core.server.places.database import number_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from core.server.api.source_view import Flags, SourceView

_COMPARED: Final = re.compile(r"(score|rps|load|requests|refused|errors)(>=|<=|>|<)(\d+(?:[.,]\d+)?)([%km]?)")
_SIZES: Final = {"": 1.0, "%": 0.01, "k": 1e3, "m": 1e6}
_NAMED: Final = re.compile(r"(country|asn|net|service|agent|state):(.+)")
_SIGNS: "Final[dict[str, Callable[[NDArray[np.float64], float], Flags]]]" = {
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
}
_PIECE: Final = re.compile(r'-?(?:\w+:)?"[^"]*"|\S+')
_STEPS: Final = {"limited": 1, "challenged": 2, "banned": 3}
_MOST_TOKENS: Final = 20


def matching(view: "SourceView", q: str) -> "Flags":
    """Return which rows match every token of a text."""
    found = np.ones(len(view), np.bool_)
    for piece in _PIECE.findall(q)[:_MOST_TOKENS]:
        token = piece.replace('"', "")
        negated = token.startswith("-") and len(token) > 1
        found &= _test(view, token[negated:]) ^ negated
    return found


def _test(view: "SourceView", token: str) -> "Flags":
    if compared := _COMPARED.fullmatch(token.lower()):
        name, sign, amount, size = compared.groups()
        bound = float(amount.replace(",", ".")) * _SIZES[size]
        found: Flags = _SIGNS[sign](np.nan_to_num(getattr(view.columns, name).astype(np.float64)), bound)
        return found
    if named := _NAMED.fullmatch(token):
        return _NAMES[named[1]](view, named[2])
    return _word(view, token.lower())


def _country(view: "SourceView", value: str) -> "Flags":
    unknown = value in {"-", "?"}
    return equal(view.country, 0 if unknown else number_of(value.upper()) or -1)


def _system(view: "SourceView", value: str) -> "Flags":
    if value in {"-", "?"}:
        return equal(view.system, 0)
    digits = value.upper().removeprefix("AS")
    return equal(view.system, int(digits) if digits.isdecimal() and len(digits) <= 10 else -1)


def _network(view: "SourceView", value: str) -> "Flags":
    try:
        return view.within(ip_network(value, strict=False))
    except ValueError:
        return np.zeros(len(view), np.bool_)


def _service(view: "SourceView", value: str) -> "Flags":
    hit = [value.lower() in name.lower() for name in view.columns.services]
    return np.array(hit, np.bool_)[view.columns.service] if hit else np.zeros(len(view), np.bool_)


def _agent(view: "SourceView", value: str) -> "Flags":
    hits = [number for number, text in view.columns.agents.items() if value.lower() in text.lower()]
    if re.fullmatch(r"#[0-9a-f]{1,8}", value):
        hits = [int(value[1:], 16)]
    return np.isin(view.columns.agent, np.array(hits, np.uint32))


def _state(view: "SourceView", value: str) -> "Flags":
    if value in _STEPS:
        return equal(view.held, _STEPS[value])
    states: dict[str, Flags] = {
        "held": view.held > 0,
        "open": (view.held == 0) & ~view.allowed,
        "allowed": view.allowed,
        "simulated": view.simulated,
        "anomalous": view.anomalous,
        "honest": view.honest,
    }
    return states.get(value, np.zeros(len(view), np.bool_))


def _word(view: "SourceView", word: str) -> "Flags":
    """Look for a word in addresses, services, User-Agents and names of autonomous systems."""
    numbers = np.unique(view.system)
    systems = [
        number for number in numbers.tolist() if number and word in f"as{number} {view.places.name(number)}".lower()
    ]
    found = _service(view, word) | _agent(view, word) | np.isin(view.system, np.array(systems, np.uint32))
    if re.fullmatch(r"[0-9a-f.:]+(/\d+)?", word):
        if "/" in word:
            found |= _network(view, word)
        else:
            found |= np.array([word in text for text in view.texts()], np.bool_)
    return found


_NAMES: "Final[dict[str, Callable[[SourceView, str], Flags]]]" = {
    "country": _country,
    "asn": _system,
    "net": _network,
    "service": _service,
    "agent": _agent,
    "state": _state,
}
