"""Which lines a question wants: by time, level and stream in the index; by text, expression and fields in the text."""

import re
from collections.abc import Callable
from typing import Any, Final

from agent.contract.asking import CountLogs, ReadLogs
from agent.logbook.entry import ALL_LEVELS, ALL_STREAMS, FOREVER_NS, LEVELS, STREAMS, Data, Wish
from agent.logbook.fields import read_fields

EXPRESSION_MOST_BYTES: Final = 1000
_Check = Callable[[bytes], bool]
_EXPRESSION_MEMORY: Final = 8 * 1024**2
"""With less, expressions of many states are looked for fifty times as slowly; with more, longer ones are let in."""
_PLAIN_VALUE: Final = re.compile(r"[\w.:@-]+", re.ASCII)


class QuestionError(ValueError):
    """The question cannot be answered as it is; the text says why."""


class Expression:
    """A regular expression in RE2's language: what it takes is linear in the text, whatever it says."""

    def __init__(self, pattern: str, *, ignore_case: bool, literal: bool = False) -> None:
        try:
            import re2  # noqa: PLC0415 - most agents never need it
        except ImportError as error:  # pragma: no cover - where there is no wheel of it
            raise QuestionError("regular expressions and searches without case need the package google-re2") from error
        options = re2.Options()
        options.max_mem = _EXPRESSION_MEMORY
        options.case_sensitive = not ignore_case
        options.never_nl = True
        options.log_errors = False
        try:
            self._found = re2.compile(f"(?m){re2.escape(pattern) if literal else pattern}", options)
        except re2.error as error:
            raise QuestionError(f"the expression is none of RE2's: {_said(error)}") from error

    def find(self, text: Data, start: int, end: int) -> int:
        """Return where the first match begins, -1 without one."""
        found = self._found.search(text, start, end)
        return int(found.start()) if found else -1

    def holds(self, line: bytes) -> bool:
        """Tell whether a line matches."""
        return self._found.search(line) is not None


class Filter:
    """What a question wants. `needle` and `expression` lead to lines, `checks` have the last word on each."""

    def __init__(self, question: ReadLogs | CountLogs) -> None:
        self.wish = Wish(
            since_ns=_nanoseconds(question.since_at, 0),
            until_ns=_nanoseconds(question.until_at, FOREVER_NS),
            levels=_bits(question.levels, LEVELS, ALL_LEVELS, "level"),
            streams=_bits(question.streams, STREAMS, ALL_STREAMS, "stream"),
        )
        self.needle = b""
        self.expression: Expression | None = None
        self.checks: list[_Check] = []
        self._add_search(question)
        self._add_regex(question)
        for field in question.fields:
            self._add_field(field)

    @property
    def wants_text(self) -> bool:
        """Whether the index alone does not tell."""
        return bool(self.needle or self.expression or self.checks)

    def passes(self, line: bytes) -> bool:
        """Tell whether a line, to which the needle or the expression led, is wanted indeed."""
        return all(check(line) for check in self.checks)

    @staticmethod
    def fields(line: bytes) -> dict[str, str]:
        """Return what a line says by name, flat: of a line of JSON its fields."""
        return read_fields(line)

    def _add_search(self, question: ReadLogs | CountLogs) -> None:
        if not question.search:
            return
        if "\n" in question.search:
            raise QuestionError("a search is for a text within one line")
        if question.ignore_case:
            if len(question.search.encode("utf-8", "replace")) > EXPRESSION_MOST_BYTES:
                raise QuestionError(f"a search without case may have {EXPRESSION_MOST_BYTES} bytes")
            self.expression = Expression(question.search, ignore_case=True, literal=True)
        else:
            self.needle = question.search.encode("utf-8", "replace")

    def _add_regex(self, question: ReadLogs | CountLogs) -> None:
        if not question.regex:
            return
        if len(question.regex.encode("utf-8", "replace")) > EXPRESSION_MOST_BYTES:
            raise QuestionError(f"an expression may have {EXPRESSION_MOST_BYTES} bytes")
        expression = Expression(question.regex, ignore_case=question.ignore_case)
        if self.needle or self.expression:
            self.checks.append(expression.holds)
        else:
            self.expression = expression

    def _add_field(self, field: str) -> None:
        name, equals, value = field.partition("=")
        if not name or not equals:
            raise QuestionError(f"NAME=VALUE is expected, not {field!r}")
        if not self.needle and not self.expression:  # these bytes are in every line that has the field
            plain = _PLAIN_VALUE.fullmatch(value)
            self.needle = value.encode() if plain else name.rpartition(".")[2].encode("utf-8", "replace")
        self.checks.append(lambda line: read_fields(line).get(name) == value)


def _nanoseconds(at: float, otherwise: int) -> int:
    if not 0 <= at < 1e10:  # also what is no number
        raise QuestionError("an instant is in seconds since 1970")
    return round(at * 1e6) * 1000 if at else otherwise


def _bits(names: list[Any], known: tuple[str, ...], everything: int, what: str) -> int:
    unknown = [name for name in names if name not in known]
    if unknown:
        raise QuestionError(f"there is no {what} {unknown[0]!r}; there are {', '.join(filter(None, known))}")
    return sum(1 << known.index(name) for name in set(names)) or everything


def _said(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
