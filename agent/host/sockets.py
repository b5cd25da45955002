"""Counts TCP connections by asking the kernel for those in some states: sock_diag(7), as `ss` does."""

import socket
import struct
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

STATES: Final = {
    1: "established",
    2: "syn_sent",
    3: "syn_received",
    4: "fin_wait1",
    5: "fin_wait2",
    6: "time_wait",
    7: "closed",
    8: "close_wait",
    9: "last_ack",
    10: "listen",
    11: "closing",
    12: "syn_received",  # NEW_SYN_RECV: what is not yet a whole socket
}
_NUMBERS: Final = {name: number for number, name in STATES.items() if number != 12}

_NETLINK_SOCK_DIAG: Final = 4
_SOCK_DIAG_BY_FAMILY: Final = 20
_DUMP: Final = 0x301
_DONE: Final = 3
_ERROR: Final = 2
_HEADER: Final = struct.Struct("=IHHII")
_REQUEST: Final = struct.Struct("=BBBxI48x")
_BUFFER: Final = 1 << 18
_WITHIN_SECONDS: Final = 1.0

Found = tuple[int, int]
"""A connection's state and local port."""


class SockDiagError(OSError):
    """The kernel does not tell."""


def count_states(states: Collection[str]) -> Counter[str]:
    """Return how many connections of our network namespace are in each of these states.

    Raises:
        OSError: the kernel does not tell.
    """
    return Counter(STATES.get(state, "closed") for state, _ in _dump(states))


def count_established(ports: Collection[int]) -> int:
    """Return how many established connections came in at these local ports.

    Raises:
        OSError: the kernel does not tell.
    """
    wanted = frozenset(ports)
    return sum(port in wanted for _, port in _dump(["established"]))


def _dump(states: Collection[str]) -> Iterator[Found]:
    mask = sum(1 << _NUMBERS[state] for state in set(states))
    if "syn_received" in states:
        mask |= 1 << 12
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, _NETLINK_SOCK_DIAG) as link:
        link.settimeout(_WITHIN_SECONDS)
        for family in (socket.AF_INET, socket.AF_INET6):
            body = _REQUEST.pack(family, socket.IPPROTO_TCP, 0, mask)
            link.send(_HEADER.pack(_HEADER.size + len(body), _SOCK_DIAG_BY_FAMILY, _DUMP, 0, 0) + body)
            yield from _answers(link)


def _answers(link: socket.socket) -> Iterator[Found]:
    while True:
        data = link.recv(_BUFFER)
        at = 0
        while at + _HEADER.size <= len(data):
            length, kind, *_ = _HEADER.unpack_from(data, at)
            if kind == _DONE:
                return
            if kind == _ERROR or length < _HEADER.size + 8:
                raise SockDiagError("sock_diag does not answer for TCP")
            # of struct inet_diag_msg: family, state, timer, retransmissions, the local port in network order
            yield data[at + 17], (data[at + 20] << 8) | data[at + 21]
            at += (length + 3) & ~3
