import math
import socket

import psutil
import pytest

from agent.host.network import MOST_INTERFACES, NetworkGauge, is_own_namespace
from agent.host.roots import Roots

HEAD = "Inter-| Receive | Transmit\n face |bytes packets errs drop\n"


def line(interface, received, sent=0):
    return f"  {interface}:{received} 1 2 3 0 0 0 0 {sent} 5 6 7 0 0 0 0\n"


def test_rates_are_of_each_interface(machine, values):
    gauge = NetworkGauge(machine.roots)
    machine.write("proc/1/net/dev", HEAD + line("eth0", 1000) + line("wg0", 5))
    assert math.isnan(values(gauge, 0.0)["eth0 receive_bytes_per_second"])
    machine.write("proc/1/net/dev", HEAD + line("eth0", 3000, 100) + line("wg0", 5))
    told = values(gauge, 2.0)
    assert (told["eth0 receive_bytes_per_second"], told["eth0 send_bytes_per_second"]) == (1000, 50)
    assert (told["eth0 send_errors_per_second"], told["wg0 receive_bytes_per_second"]) == (0, 0)


def test_a_counter_that_fell_began_anew(machine, values):
    gauge = NetworkGauge(machine.roots)
    machine.write("proc/1/net/dev", HEAD + line("eth0", 2**32 - 1))
    values(gauge, 0.0)
    machine.write("proc/1/net/dev", HEAD + line("eth0", 700))
    assert values(gauge, 1.0)["eth0 receive_bytes_per_second"] == 700


def test_the_interfaces_of_a_thousand_containers_are_left_out(machine, values):
    virtual = "".join(line(f"veth{number:x}", 1) + line(f"br-{number}", 1) for number in range(1000))
    machine.write("proc/1/net/dev", HEAD + line("lo", 1) + line("docker0", 1) + virtual + line("eth0", 1))
    assert {name.split()[0] for name in values(NetworkGauge(machine.roots), 0.0)} == {"eth0"}


def test_interfaces_are_bounded(machine, values):
    machine.write("proc/1/net/dev", HEAD + "".join(line(f"eth{number}", 1) for number in range(500)))
    assert len(values(NetworkGauge(machine.roots), 0.0)) == MOST_INTERFACES * 8


def test_a_damaged_file_is_an_error_that_the_sheet_tells(machine, values):
    machine.write("proc/1/net/dev", HEAD + "  eth0: 1 2 3\n")
    with pytest.raises(ValueError, match="zip"):
        values(NetworkGauge(machine.roots), 0.0)


def test_the_first_process_has_the_machines_network():
    assert is_own_namespace(Roots())
    assert not is_own_namespace(Roots(proc="/none"))


def test_the_real_interfaces_are_as_psutil_sees_them(values):
    gauge = NetworkGauge(Roots())
    assert {name.split()[0] for name in values(gauge, 0.0)} <= set(psutil.net_io_counters(pernic=True))
    assert "lo" in dict(socket.if_nameindex()).values()
