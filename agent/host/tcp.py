import time
from collections import Counter
from collections.abc import Iterator
from typing import Final

from agent.host.network import is_own_namespace, network_text
from agent.host.roots import Roots
from agent.host.sockets import count_states
from agent.metrics.gauge import Reading
from agent.metrics.naming import named
from agent.metrics.rates import Rates

_RARE: Final = ("syn_sent", "syn_received", "fin_wait1", "fin_wait2", "close_wait", "last_ack", "listen", "closing")
_COUNTERS: Final = {
    ("Tcp", "ActiveOpens"): "tcp_opened_per_second",
    ("Tcp", "PassiveOpens"): "tcp_accepted_per_second",
    ("Tcp", "AttemptFails"): "tcp_failed_opens_per_second",
    ("Tcp", "EstabResets"): "tcp_resets_per_second",
    ("Tcp", "InSegs"): "tcp_segments_received_per_second",
    ("Tcp", "OutSegs"): "tcp_segments_sent_per_second",
    ("Tcp", "RetransSegs"): "tcp_retransmitted_per_second",
    ("Udp", "InErrors"): "udp_receive_errors_per_second",
    ("TcpExt", "ListenOverflows"): "tcp_listen_overflows_per_second",
    ("TcpExt", "ListenDrops"): "tcp_listen_drops_per_second",
    ("TcpExt", "SyncookiesSent"): "tcp_syncookies_per_second",
}
_TRACKED: Final = {
    "sys/net/netfilter/nf_conntrack_count": "connections_tracked_count",
    "sys/net/netfilter/nf_conntrack_max": "connections_tracked_most_count",
}
RARE_SECONDS: Final = 5.0
MOST_OF_A_CORE: Final = 0.001
"""That looking through a very large table may take on average."""


class TcpGauge:
    """TCP of the machine: connections by state, what was opened, accepted, retransmitted and dropped.

    Those established or waiting for stragglers the kernel has counted already, of any number. The others, of which
    there are few on a machine that is well, are asked for one by one where our network is the machine's, and every
    few seconds, as the kernel looks through its whole table for them: the larger it is, the less often.
    """

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._rates = Rates()
        self._rare: Counter[str] = Counter()
        self._rare_from = float("-inf")

    def read(self, now: float) -> Iterator[Reading]:
        """See Gauge."""
        told = _pairs(network_text(self._roots, "snmp")) | _pairs(network_text(self._roots, "netstat"))
        for key, metric in _COUNTERS.items():
            if key in told:
                series = named("host", "", metric)
                yield series, self._rates.rate(series, told[key], now)
        if ("Tcp", "CurrEstab") in told:
            yield named("host", "", "tcp_established_count"), told["Tcp", "CurrEstab"]
        for line in network_text(self._roots, "sockstat").splitlines():
            if line.startswith("TCP:"):
                fields = line.split()
                yield named("host", "", "tcp_time_wait_count"), int(fields[fields.index("tw") + 1])
                yield named("host", "", "tcp_orphans_count"), int(fields[fields.index("orphan") + 1])
        if is_own_namespace(self._roots):
            yield from self._rare_states(now)
            yield from self._tracked()

    def _rare_states(self, now: float) -> Iterator[Reading]:
        if now >= self._rare_from:
            began_at = time.thread_time()
            self._rare = count_states(_RARE)
            self._rare_from = now + max(RARE_SECONDS, (time.thread_time() - began_at) / MOST_OF_A_CORE)
        for state in _RARE:
            yield named("host", "", f"tcp_{state}_count"), self._rare[state]

    def _tracked(self) -> Iterator[Reading]:
        """Return how full the kernel's table of connections is, of which firewalls and Docker make use."""
        for name, metric in _TRACKED.items():
            if value := self._roots.text(name).strip():
                yield named("host", "", metric), int(value)


def _pairs(text: str) -> dict[tuple[str, str], int]:
    """Return the numbers of a file of which each two lines are a group's names and its values."""
    lines = [line.split() for line in text.splitlines()]
    return {
        (names[0].rstrip(":"), name): int(value)
        for names, values in zip(lines[::2], lines[1::2], strict=False)
        for name, value in zip(names[1:], values[1:], strict=False)
    }
