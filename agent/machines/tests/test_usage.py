"""Usage as QEMU's driver tells it in bulk, and as libvirt's own test driver does call by call."""

import libvirt
import pytest

from agent.machines.usage import KIB, MOST_DEVICES, Devices, Usage, usage_by_calls, usage_in_bulk

IN_BULK = {
    "state.state": 1,
    "cpu.time": 12_500_000_000,
    "balloon.current": 2048,
    "balloon.maximum": 4096,
    "balloon.available": 2000,
    "balloon.usable": 500,
    "balloon.unused": 100,
    "balloon.rss": 1500,
    "vcpu.current": 2,
    "block.count": 2,
    "block.0.name": "vda",
    "block.0.rd.reqs": 5,
    "block.0.rd.bytes": 5000,
    "block.0.wr.reqs": 6,
    "block.0.wr.bytes": 6000,
    "block.0.capacity": 10_000_000,
    "block.1.name": "sda",
    "block.1.rd.bytes": 7000,
    "block.1.capacity": 1_000_000,
    "net.count": 1,
    "net.0.name": "vnet3",
    "net.0.rx.bytes": 100,
    "net.0.rx.errs": 1,
    "net.0.rx.drop": 2,
    "net.0.tx.bytes": 200,
    "net.0.tx.errs": 3,
    "net.0.tx.drop": 4,
}


def test_one_call_tells_everything_of_a_machine():
    usage = usage_in_bulk(IN_BULK)
    assert usage.gauges == {
        "memory_used_bytes": 1500 * KIB,
        "memory_used_share": 0.75,
        "memory_bytes": 2048 * KIB,
        "memory_resident_bytes": 1500 * KIB,
        "disk_capacity_bytes": 11_000_000,
    }
    assert usage.counters == {
        ("cpu_share", "cpu"): 12.5,
        ("disk_reads_per_second", "vda rd.reqs"): 5,
        ("disk_read_bytes_per_second", "vda rd.bytes"): 5000,
        ("disk_writes_per_second", "vda wr.reqs"): 6,
        ("disk_written_bytes_per_second", "vda wr.bytes"): 6000,
        ("disk_read_bytes_per_second", "sda rd.bytes"): 7000,
        ("network_received_bytes_per_second", "vnet3 rx.bytes"): 100,
        ("network_sent_bytes_per_second", "vnet3 tx.bytes"): 200,
        ("network_errors_per_second", "vnet3 rx.errs"): 1,
        ("network_errors_per_second", "vnet3 tx.errs"): 3,
        ("network_dropped_per_second", "vnet3 rx.drop"): 2,
        ("network_dropped_per_second", "vnet3 tx.drop"): 4,
    }


def test_what_is_not_told_is_not_there():
    assert usage_in_bulk({}) == Usage()
    unknown = {"block.count": 1, "block.0.rd.reqs": -1, "balloon.available": 0, "balloon.usable": 5}
    assert usage_in_bulk(unknown) == Usage()


def test_a_guest_that_tells_nonsense_of_its_memory_is_not_believed():
    assert "memory_used_bytes" not in usage_in_bulk({"balloon.available": 5, "balloon.usable": 500}).gauges


def test_devices_without_end_are_measured_up_to_a_bound():
    stats = {"block.count": 10**9} | {f"block.{index}.rd.reqs": 1 for index in range(1000)}
    assert len(usage_in_bulk(stats).counters) == MOST_DEVICES


def test_a_driver_is_asked_call_by_call():
    """The test driver reckons most of its numbers from the clock."""
    connection = libvirt.openReadOnly("test:///default")
    domain = connection.lookupByName("test")
    devices = Devices.of_xml(domain.XMLDesc())
    assert devices == Devices(("vda",), ("testnet0",))
    usage = usage_by_calls(domain, devices, libvirt.libvirtError)
    assert usage.gauges["memory_bytes"] == 2 * 1024**3
    assert 0 < usage.gauges["memory_used_bytes"] < usage.gauges["memory_bytes"]
    assert {metric for metric, _ in usage.counters} == {metric for metric, _ in usage_in_bulk(IN_BULK).counters}
    assert all(count >= 0 for count in usage.counters.values())


def test_a_device_that_is_not_there_any_more_is_left_out():
    libvirt.registerErrorHandler(lambda *_: None, None)
    domain = libvirt.openReadOnly("test:///default").lookupByName("test")
    usage = usage_by_calls(domain, Devices(("vdz",), ("gone0",)), libvirt.libvirtError)
    assert {metric for metric, _ in usage.counters} == {"cpu_share"}


@pytest.mark.parametrize("xml", ["<domain/>", "<domain><devices><disk><target/></disk></devices></domain>"])
def test_a_machine_may_have_no_devices(xml):
    assert Devices.of_xml(xml) == Devices()
