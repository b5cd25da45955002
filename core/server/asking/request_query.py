"""A filter of requests as people write it: `status:5xx path:/login -ua:curl source:203.0.113.0/24 duration>1`.

What stands apart holds together; several values of one field are alternatives; `-` before a word is its opposite. A
word without a field is looked for in all of them. `:` is what is meant most often by field (`path:` stands in it,
`status:` is it or its class), `=` is exactly that, as is what stands in double quotes; `*` is anything.
"""

import re
from typing import Final, NamedTuple

from agent.contract.requests import FIELDS, NUMBERS, WORD, Op, RequestTest, RequestTestError, check_of
from core.server.errors import WrongFilter
from core.server.glob import matcher

MOST_TESTS: Final = 40
_TOKEN: Final = re.compile(r'(-?)(?:([a-z_]+)(>=|<=|[:=<>]))?(?:"((?:[^"\\]|\\.)*)"|(\S+))')
_ALIASES: Final = {
    "ip": "source", "host": "service", "domain": "service", "ua": "agent", "user_agent": "agent", "referrer": "referer",
    "size": "bytes", "time": "duration", "code": "status", "url": "path", "request_id": "id",
    "upstream_addr": "member",
}  # fmt: skip
_HAS: Final = frozenset({"path", "query", "agent", "referer", "tried", WORD})
_LISTED: Final = frozenset({"source", "method", "status", "verdict", "service", "member"})
_OPS: Final[dict[str, Op]] = {">": "above", "<": "below", ">=": "least", "<=": "most", "=": "is"}
_KNOWN: Final = frozenset((*FIELDS, WORD, "refused", "node"))


class RequestQuery(NamedTuple):
    """Tests of requests, and patterns of the names of nodes: those asked (none: all), and those not."""

    tests: list[RequestTest]
    nodes: tuple[str, ...]
    other_nodes: tuple[str, ...]

    def asks(self, node: str) -> bool:
        """Tell whether a node of this name is to be asked."""
        return (not self.nodes or matcher(self.nodes)(node)) and not matcher(self.other_nodes)(node)


def read_query(text: str) -> RequestQuery:
    """Return what a filter says.

    Raises:
        WrongFilter: a part of it makes no sense; the text says which and why.
    """
    values: dict[tuple[str, Op, bool], list[str]] = {}
    for minus, name, sign, quoted, bare in (found.groups("") for found in _TOKEN.finditer(text)):
        is_quoted = not bare
        value = re.sub(r"\\(.)", r"\1", quoted) if is_quoted else bare
        field, op, value = _meant(name, sign, value, is_quoted=is_quoted)
        several = value.split(",") if not is_quoted and op == "is" and field in _LISTED else [value]
        # Each opposite holds by itself, and each bound too.
        values.setdefault((field, op, bool(minus)), []).extend(several)
    nodes, others = (tuple(values.pop(("node", "is", is_not), [])) for is_not in (False, True))
    tests = [
        RequestTest(field=field, op=op, values=each, negated=is_not) for (field, op, is_not), each in values.items()
    ]
    if len(tests) > MOST_TESTS:
        raise WrongFilter(f"at most {MOST_TESTS} tests at once", errors=[(str(MOST_TESTS), "too_many")])
    try:
        check_of(tests)
    except RequestTestError as error:
        raise WrongFilter(str(error), errors=[(error.what, error.code)]) from error
    return RequestQuery(_apart(tests), nodes, others)


def _meant(name: str, sign: str, value: str, *, is_quoted: bool) -> tuple[str, Op, str]:
    if not sign:
        return WORD, "has", value
    field = _ALIASES.get(name, name)
    if field not in _KNOWN:
        if is_quoted:
            fault = f"there is no field {name!r}; there are {', '.join(FIELDS)}, node and refused"
            raise WrongFilter(fault, errors=[(name, "no_field")])
        return WORD, "has", f"{name}{sign}{value}"  # as in http://shop.example
    if sign in _OPS and (sign == "=" or field in NUMBERS):
        return field, _OPS[sign], value
    if sign != ":":
        raise WrongFilter(f"{name} is no number", errors=[(name, "not_numeric")])
    return field, "has" if field in _HAS and not is_quoted else "is", value


def _apart(tests: list[RequestTest]) -> list[RequestTest]:
    """Return tests in which each word has to stand, and each bound to hold: only values of a field are alternatives."""
    found = []
    for test in tests:
        if not test.negated and (test.field == WORD or test.op in {"above", "below", "least", "most"}):
            found += [RequestTest(field=test.field, op=test.op, values=[value]) for value in test.values]
        else:
            found.append(test)
    return found
