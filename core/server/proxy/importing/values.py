"""NGINX's own ways to write sizes, times and addresses, as documents have them."""

import re
from typing import Final

from core.server.proxy.importing.notes import Note
from core.server.proxy.specs.wrong import UnfitError

_SIZE: Final = re.compile(r"(\d+)([kKmMgG]?)")
_TIME: Final = re.compile(r"(\d+)(ms|[smhdwMy]?)")
_BYTES: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_SECONDS: Final = {
    "": 1.0,
    "ms": 0.001,
    "s": 1,
    "m": 60,
    "h": 3600,
    "d": 86400,
    "w": 604_800,
    "M": 2_592_000,
    "y": 3.2e7,
}
_NO_BOUND_KIB: Final = 1 << 30


def kib(text: str) -> int:
    """Return a size in KiB, rounded up; 0, which is no bound, as the largest one there is.

    Raises:
        UnfitError: it is no size.
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise UnfitError(Note.no_size(text=text))
    return -(-int(found[1]) * _BYTES[found[2].lower()] // 1024) or _NO_BOUND_KIB


def seconds(text: str) -> float:
    """Return a time in seconds.

    Raises:
        UnfitError: it is no time.
    """
    parts = list(_TIME.finditer(text))
    if not parts or "".join(each[0] for each in parts) != text:
        raise UnfitError(Note.no_time(text=text))
    return sum(int(each[1]) * _SECONDS[each[2]] for each in parts)


def host_and_port(text: str, usual: int) -> tuple[str, int]:
    """Return an address's host and port.

    Raises:
        UnfitError: it is a socket of this machine, or none of these.
    """
    if text.startswith("unix:"):
        raise UnfitError(Note.no_socket())
    found = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^:\[\]/]+)(?::(\d+))?", text)
    if found is None or "$" in text:
        raise UnfitError(Note.no_member_address(text=text))
    return found[1], int(found[2] or usual)


def document_name(text: str, taken: object = ()) -> str:
    """Return a name that a document may have, and that none of `taken` has."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", text.lower().removeprefix("*.")).strip("._-")[:50] or "imported"
    name, number = plain, 1
    while name in taken:  # type: ignore[operator] # any container of names
        number += 1
        name = f"{plain}-{number}"
    return name
