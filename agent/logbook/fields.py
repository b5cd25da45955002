"""The fields of a line of JSON, flat: `{"http": {"status": 500}}` has `http.status`."""

from collections.abc import Iterator
from typing import Final

import msgspec

MOST_FIELDS: Final = 64
NAME_CHARACTERS: Final = 200
"""A field of a longer name is left out: each field within an object repeats that one's name."""

_DEPTH: Final = 8
_DECODER: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def read_fields(line: bytes) -> dict[str, str]:
    """Return a line's fields, none where it is no object. Numbers and lists are as they stand there."""
    line = line.strip()
    if not line.startswith(b"{"):
        return {}
    fields: dict[str, str] = {}
    for name, value in _flat(line, "", 0):
        if len(fields) == MOST_FIELDS:
            break
        fields[name] = value
    return fields


def _flat(data: bytes | msgspec.Raw, prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    try:
        found = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return
    for name, raw in found.items():
        value, whole = bytes(raw), prefix + name
        if len(whole) > NAME_CHARACTERS:
            continue
        if value.startswith(b"{") and depth < _DEPTH:
            yield from _flat(value, f"{whole}.", depth + 1)
        else:
            yield whole, _text(value)


def _text(value: bytes) -> str:
    if value.startswith(b'"'):
        try:
            return msgspec.json.decode(value, type=str)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            pass
    return value.decode("utf-8", "replace")
