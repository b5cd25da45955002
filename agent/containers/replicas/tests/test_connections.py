"""Who is connected."""

import os
import socket

from agent.containers.replicas.connections import open_connections
from agent.host.roots import Roots


def server_of_six():
    return socket.create_server(("::1", 0), family=socket.AF_INET6)


def test_open_connections_are_those_at_the_port():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_server(("::1", 0), family=socket.AF_INET6) as six,
    ):
        ports = server.getsockname()[1], six.getsockname()[1]
        clients = [socket.create_connection(server.getsockname()), socket.create_connection(six.getsockname()[:2])]
        assert [open_connections(Roots(), os.getpid(), port) for port in ports] == [1, 1]
        for client in clients:
            client.close()
        assert [open_connections(Roots(), os.getpid(), port) for port in ports] == [0, 0]


def test_connections_that_cannot_be_seen_are_not_taken_for_none(tmp_path):
    assert open_connections(Roots(proc=str(tmp_path)), 1, 80) is None
    assert open_connections(Roots(), 0, 80) is None
