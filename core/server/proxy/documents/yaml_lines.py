"""On which line of a YAML text a field stands, for telling people where in what they wrote something is wrong. Pure."""

from typing import Final, NamedTuple

import yaml

from core.server.proxy.documents.yaml_text import nodes_of

_FIELDS_MAX: Final = 20_000


class Place(NamedTuple):
    """Where a field stands, lines counted from 1. `text` is the first line of its value where that has several."""

    line: int
    text: int


def places(text: str) -> dict[str, Place]:
    """Return where each field stands, by its path as in `locations.2.snippet`; the empty path is the whole.

    Raises:
        Invalid: it is no YAML.
    """
    root = nodes_of(text)
    found = {"": Place(1, 1)}
    waiting: list[tuple[str, yaml.Node]] = [("", root)] if root is not None else []
    while waiting and len(found) < _FIELDS_MAX:
        path, node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            inner = [(str(key.value), key, value) for key, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            inner = [(str(number), value, value) for number, value in enumerate(node.value)]
        else:
            continue
        for name, mark, value in inner:
            within = f"{path}.{name}" if path else name
            found[within] = Place(mark.start_mark.line + 1, _first_line(value))
            waiting.append((within, value))
    return found


def line_of(places_known: dict[str, Place], path: str, line: int = 0) -> int:
    """Return the line of a field, or of what is around it where it is not said; `line` is one within its value."""
    while path and path not in places_known:
        path, line = path.rpartition(".")[0], 0
    place = places_known.get(path, Place(1, 1))
    return place.text + line - 1 if line else place.line


def _first_line(value: yaml.Node) -> int:
    is_block = isinstance(value, yaml.ScalarNode) and value.style in {"|", ">"}
    return int(value.start_mark.line) + (2 if is_block else 1)
