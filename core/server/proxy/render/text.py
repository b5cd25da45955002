"""NGINX's language: a tree of directives, and the one place that turns it into text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_PLAIN: Final = re.compile(r"[A-Za-z0-9_./:=,*@%+?&|()^$!<>~\[\]-]+")
_ESCAPED: Final = str.maketrans({"\\": "\\\\", '"': '\\"'})
_INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive with its arguments, as they are meant, and its block where it has one."""

    name: str
    arguments: tuple[str, ...] = ()
    block: tuple["Directive | Comment | Raw", ...] | None = None


@dataclass(frozen=True, slots=True)
class Comment:
    """A line for who reads the configuration."""

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """An expert's own lines, checked before they came here, told apart by comments."""

    text: str


Node = Directive | Comment | Raw


def directive(name: str, *arguments: object) -> Directive:
    """Return a directive; numbers are written without needless zeros."""
    return Directive(name, tuple(word(argument) for argument in arguments))


def block(name: str, *arguments: object, of: Iterable[Node]) -> Directive:
    """Return a directive with a block."""
    return Directive(name, tuple(word(argument) for argument in arguments), tuple(of))


def word(value: object) -> str:
    """Return how a value is written: 2.0 is `2`."""
    if isinstance(value, str):
        return value
    return f"{value:g}" if isinstance(value, float) else str(value)


def seconds(value: float) -> str:
    """Return a time: whole seconds as `5s`, else milliseconds."""
    return f"{value:g}s" if value == int(value) else f"{round(value * 1000)}ms"


def literal(text: str) -> str:
    """Return what a map is to find as it stands, whatever the text means to a map otherwise (`default`, `~`)."""
    return f"\\{text}"


def on(value: bool) -> str:  # noqa: FBT001 - it is the value that is written
    """Return a switch."""
    return "on" if value else "off"


def written(nodes: Sequence[Node], indent: int = 0) -> str:
    """Return the text of directives, one a line."""
    return "".join(_lines(nodes, _INDENT * indent))


def _lines(nodes: Iterable[Node], indent: str) -> Iterable[str]:
    for node in nodes:
        match node:
            case Comment(text):
                yield f"{indent}# {_one_line(text)}\n"
            case Raw(text):
                yield from (f"{indent}{line}".rstrip(" \t") + "\n" for line in text.split("\n"))
            case Directive(name, arguments, None):
                yield f"{indent}{' '.join(map(_quoted, (name, *arguments)))};\n"
            case Directive(name, arguments, inner):
                yield f"{indent}{' '.join(map(_quoted, (name, *arguments)))} {{\n"
                yield from _lines(inner or (), indent + _INDENT)
                yield f"{indent}}}\n"


@lru_cache(maxsize=8192)
def _quoted(argument: str) -> str:
    if _PLAIN.fullmatch(argument):
        return argument
    if "\0" in argument or "\n" in argument or "\r" in argument:
        raise ValueError("an argument of a directive is one line")
    return f'"{argument.translate(_ESCAPED)}"'


def _one_line(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)
