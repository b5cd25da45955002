"""How far the machine's clock is from the time, as far as the kernel was told: adjtimex(2)."""

import ctypes
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from agent.metrics.gauge import Reading
from agent.metrics.naming import named

_UNSYNCHRONISED: Final = 0x0040
_NANOSECONDS: Final = 0x2000


class _Timex(ctypes.Structure):
    """The beginning of struct timex, and room for the rest."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


class ClockGauge:
    """Whether something keeps the clock right (chrony, ntpd, systemd-timesyncd), and how far it is off by its word.

    Nobody's word is a gap: a clock that nothing keeps may be right, and nothing on the machine knows. What is asked
    for here only reads, so it needs no capability.
    """

    def read(self, now: float) -> Iterator[Reading]:  # noqa: ARG002 - a Gauge
        """See Gauge."""
        told = _Timex()
        ask = _adjtimex()
        if ask is None or ask(ctypes.byref(told)) < 0:
            return
        keeps = not told.status & _UNSYNCHRONISED
        unit = 1e-9 if told.status & _NANOSECONDS else 1e-6
        yield named("host", "", "clock_synchronised_count"), float(keeps)
        yield named("host", "", "clock_offset_seconds"), told.offset * unit if keeps else float("nan")
        yield named("host", "", "clock_error_seconds"), told.maxerror * 1e-6 if keeps else float("nan")


@cache
def _adjtimex() -> Any:
    """Return it; None on systems other than Linux."""
    return getattr(ctypes.CDLL(None, use_errno=True), "adjtimex", None)
