import contextlib
import socket

import psutil
import pytest

from agent.host.roots import Roots
from agent.host.sockets import count_established, count_states
from agent.host.tcp import TcpGauge


@pytest.fixture
def listening():
    """A listening socket, over IPv4 and IPv6, and the connections made to it."""
    with contextlib.ExitStack() as open_sockets:
        server = open_sockets.enter_context(
            socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        )
        port = server.getsockname()[1]

        def connect(host, count):
            made = []
            for _ in range(count):
                client = open_sockets.enter_context(socket.create_connection((host, port)))
                accepted = open_sockets.enter_context(server.accept()[0])
                made.append((client, accepted))
            return made

        yield port, connect


def test_established_connections_are_counted_by_port(listening):
    port, connect = listening
    assert count_established([port]) == 0
    connect("127.0.0.1", 7)
    connect("::1", 5)
    assert count_established([port]) == 12
    assert count_established([port + 1 if port < 65535 else 1024]) == 0
    assert count_established([]) == 0


def test_connections_that_the_other_side_closed_wait_for_ours(listening):
    _, connect = listening
    states = ["close_wait", "fin_wait1", "fin_wait2"]

    def more_with_six():
        before = count_states(states)
        for client, accepted in connect("127.0.0.1", 6):
            client.shutdown(socket.SHUT_WR)
            assert accepted.recv(1) == b""
        after = count_states(states)
        return [after["close_wait"] - before["close_wait"], sum(after.values()) - sum(before.values())]

    told = [more_with_six() for _ in range(10)]  # connections of other programs go meanwhile
    assert [6, 12] in told, told


def test_a_state_that_is_not_asked_for_is_not_counted(listening):
    _, connect = listening
    connect("127.0.0.1", 3)
    assert set(count_states(["listen"])) <= {"listen"}


def test_listening_sockets_are_as_psutil_sees_them(listening):
    seen = [each for each in psutil.net_connections("tcp") if each.status == "LISTEN"]
    assert count_states(["listen"])["listen"] == pytest.approx(len(seen), abs=3)
    assert seen


def test_many_connections_need_several_answers(listening):
    port, connect = listening
    connect("127.0.0.1", 400)
    assert count_established([port]) == 400


def test_the_gauge_counts_what_is_accepted(listening, values):
    _, connect = listening
    gauge = TcpGauge(Roots())
    values(gauge, 0.0)
    connect("127.0.0.1", 20)
    told = values(gauge, 1.0)
    assert told["tcp_accepted_per_second"] >= 20
    assert told["tcp_opened_per_second"] >= 20
    assert told["tcp_listen_count"] >= 1


def test_without_the_machines_network_only_what_is_counted_is_told(machine, values):
    machine.write("proc/1/net/snmp", "Tcp: ActiveOpens CurrEstab\nTcp: 5 7\nUdp: InErrors\nUdp: 1\n")
    machine.write("proc/1/net/sockstat", "sockets: used 17\nTCP: inuse 1 orphan 2 tw 3 alloc 1 mem 321\n")
    told = values(TcpGauge(machine.roots), 0.0)
    assert {name for name in told if name.endswith("_count")} == {
        "tcp_established_count",
        "tcp_time_wait_count",
        "tcp_orphans_count",
    }
    assert (told["tcp_established_count"], told["tcp_time_wait_count"], told["tcp_orphans_count"]) == (7, 3, 2)
