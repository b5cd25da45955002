"""Machines of libvirt's own test driver, which is a real one with running domains."""

import math
import socket
import time

import libvirt
import pytest

from agent.contract.inventory import Inventory, Machine
from agent.machines.looking import MOST_MACHINES, Libvirt, LibvirtError
from agent.machines.machines import NEVER, STALE_SECONDS, MachinesGauge

URI = "test:///default"
XML = """<domain type='test'><name>{name}</name><memory unit='KiB'>1048576</memory><vcpu>4</vcpu>
<os><type>hvm</type></os></domain>"""


@pytest.fixture
def driver():
    """The driver, which all connections of this process share; what a test defines goes with it."""
    connection = libvirt.open(URI)
    before = {domain.UUIDString() for domain in connection.listAllDomains()}
    yield connection
    for domain in connection.listAllDomains():
        if domain.UUIDString() not in before:
            if domain.isActive():
                domain.destroy()
            domain.undefine()


def seen(gauge, now):
    """Read, wait for the look that this began, and return what is read then."""
    list(gauge.read(now))
    if gauge._aside:
        assert gauge._aside.wait(60)
    return {(name.entity, name.metric): value for name, value in gauge.read(now + 0.001)}


def machine(gauge, name):
    return next(each for each in gauge.machines if each.name == name)


def test_a_running_machine_is_measured_and_known():
    gauge = MachinesGauge(URI)
    first = seen(gauge, 100.0)
    assert math.isnan(first["test", "cpu_share"])
    second = seen(gauge, 101.0)
    assert gauge.present
    assert gauge.trouble == ""
    assert second["test", "running_share"] == 1.0
    assert second["test", "cpu_share"] == pytest.approx(1.0, rel=0.5)  # by the driver's word it is the clock's time
    assert second["test", "cpu_limit_share"] == second["test", "cpu_share"] / 2
    assert second["test", "memory_bytes"] == 2 * 1024**3
    assert second["test", "disk_read_bytes_per_second"] > 0
    assert second["test", "network_received_bytes_per_second"] > 0
    assert machine(gauge, "test") == Machine(
        id="6695eb01-f6a4-8304-79aa-97f2502e193f", name="test", state="running", cpus=2, memory_bytes=8 * 1024**3
    )


def test_the_inventory_names_the_machines():
    gauge = MachinesGauge(URI)
    seen(gauge, 100.0)
    told = gauge.inventory()
    assert (told.parts, told.troubles) == (["machines"], {})
    assert "test" in {each.name for each in told.machines}


def test_machines_come_stop_and_go(driver):
    gauge = MachinesGauge(URI)
    domain = driver.defineXML(XML.format(name="new"))
    readings = seen(gauge, 100.0)
    assert (machine(gauge, "new").state, readings["new", "running_share"]) == ("stopped", 0.0)
    assert ("new", "cpu_share") not in readings
    domain.create()
    assert seen(gauge, 101.0)["new", "running_share"] == 1.0
    assert machine(gauge, "new").state == "running"
    domain.suspend()
    assert seen(gauge, 102.0)["new", "running_share"] == 0.0
    assert machine(gauge, "new").state == "paused"
    domain.destroy()
    domain.undefine()
    assert ("new", "running_share") not in seen(gauge, 103.0)


def test_a_name_may_hold_anything_that_libvirt_takes(driver):
    driver.defineXML(XML.format(name="&lt;b&gt; $(x) ; é"))
    gauge = MachinesGauge(URI)
    assert seen(gauge, 100.0)["<b> $(x) ; é", "running_share"] == 0.0


def test_machines_are_measured_up_to_a_bound(driver):
    for number in range(MOST_MACHINES + 5):
        driver.defineXML(XML.format(name=f"m{number}"))
    gauge = MachinesGauge(URI)
    seen(gauge, 100.0)
    assert len(gauge.machines) == MOST_MACHINES


def test_what_was_seen_long_ago_is_a_gap():
    gauge = MachinesGauge(URI)
    seen(gauge, time.monotonic())
    gauge._aside._began_at = math.inf  # no look from now on
    assert list(gauge.read(time.monotonic()))
    assert list(gauge.read(time.monotonic() + STALE_SECONDS)) == []


def test_a_libvirt_that_hangs_is_a_trouble_and_nobody_waits_for_it(tmp_path):
    path = tmp_path / "libvirt-sock"
    with socket.socket(socket.AF_UNIX) as hanging:
        hanging.bind(str(path))
        hanging.listen()
        gauge = MachinesGauge(f"qemu+unix:///system?socket={path}")
        assert list(gauge.read(100.0)) == []
        assert list(gauge.read(107.0)) == []
        assert gauge.trouble == "libvirt has not answered for more than 5 s"
        assert gauge.inventory().troubles == {"machines": gauge.trouble}
        client, _ = hanging.accept()
        client.close()
    assert gauge._aside.wait(60)
    assert list(gauge.read(108.0)) == []
    assert str(path) in gauge.trouble


def test_a_libvirt_that_cannot_be_reached_is_a_trouble():
    gauge = MachinesGauge("qemu+unix:///system?socket=/no/such/socket")
    assert seen(gauge, 100.0) == {}
    assert "No such file" in gauge.trouble
    assert gauge.present


def test_a_connection_is_made_anew_after_an_error(driver):
    looking = Libvirt(URI)
    assert looking.look().machines
    looking._connection.close()
    with pytest.raises(LibvirtError, match="invalid connection"):
        looking.look()
    assert looking.look().machines


def test_without_libvirt_nothing_is_asked_and_nothing_is_wrong(tmp_path):
    for gauge in (MachinesGauge(folders=(tmp_path,)), MachinesGauge(NEVER)):
        assert seen(gauge, 100.0) == {}
        assert (gauge.present, gauge.machines, gauge.trouble) == (False, [], "")
        assert gauge.inventory() == Inventory()


def test_a_libvirt_that_comes_later_is_found_and_one_that_goes_is_forgotten(tmp_path):
    gauge = MachinesGauge(folders=(tmp_path,))
    list(gauge.read(100.0))
    (tmp_path / "libvirt-sock-ro").touch()
    list(gauge.read(110.0))
    assert not gauge.present
    seen(gauge, 131.0)
    assert gauge.present
    assert "qemu:///system" in gauge.trouble
    (tmp_path / "libvirt-sock-ro").unlink()
    list(gauge.read(162.0))
    assert (gauge.present, gauge.trouble) == (False, "")
