import math
import os

import psutil
import pytest

from agent.host.disks import LIST_SECONDS, MOST_DISKS, DisksGauge
from agent.host.roots import Roots


def line(disk, *, reads=0, sectors=0, read_ms=0, writes=0, busy_ms=0, waited_ms=0):
    return f"   8  0 {disk} {reads} 0 {sectors} {read_ms} {writes} 0 0 0 0 {busy_ms} {waited_ms} 0 0 0 0 0 0\n"


def test_rates_and_waits_are_of_the_second_that_passed(machine, values):
    gauge = DisksGauge(machine.roots)
    machine.write("proc/diskstats", line("sda", reads=100, sectors=1000, read_ms=500))
    assert math.isnan(values(gauge, 0.0)["sda reads_per_second"])
    machine.write("proc/diskstats", line("sda", reads=120, sectors=1200, read_ms=600, busy_ms=500, waited_ms=3000))
    told = values(gauge, 2.0)
    assert (told["sda reads_per_second"], told["sda read_bytes_per_second"]) == (10, 51_200)
    assert told["sda read_wait_seconds"] == pytest.approx(0.005)
    assert (told["sda busy_share"], told["sda queue_count"]) == (0.25, 1.5)
    assert told["sda writes_per_second"] == 0
    assert math.isnan(told["sda write_wait_seconds"])


def test_a_disk_that_vanishes_is_no_trouble_and_begins_anew_when_it_is_back(machine, values):
    gauge = DisksGauge(machine.roots)
    machine.write("proc/diskstats", line("sda") + line("sdb", reads=1000))
    values(gauge, 0.0)
    machine.write("proc/diskstats", line("sda"))
    assert "sdb reads_per_second" not in values(gauge, 1.0)
    machine.write("proc/diskstats", line("sda") + line("sdb", reads=8))
    assert values(gauge, 2.0)["sdb reads_per_second"] == 4


def test_partitions_and_what_is_no_disk_are_left_out(machine, values):
    machine.write(
        "proc/diskstats", "".join(map(line, ["sda", "sda1", "nvme0n1", "nvme0n1p2", "loop0", "ram1", "dm-0"]))
    )
    told = values(DisksGauge(machine.roots), 0.0)
    assert {name.split()[0] for name in told} == {"sda", "nvme0n1", "dm-0"}


def test_what_is_a_whole_disk_the_system_says(machine, values):
    machine.write("proc/diskstats", line("sda") + line("odd1"))
    gauge = DisksGauge(machine.roots)
    assert len(values(gauge, 0.0)) == 16
    machine.write("sys/block/odd1/size", "")
    told = values(gauge, LIST_SECONDS)
    assert {name.split()[0] for name in told} == {"odd1"}


def test_a_thousand_disks_are_bounded(machine, values):
    machine.write("proc/diskstats", "".join(line(f"dm-{number}") for number in range(1000)))
    assert len(values(DisksGauge(machine.roots), 0.0)) == MOST_DISKS * 8


@pytest.mark.parametrize("damage", ["8 0 sda 1 2\n", "8 0 sda x x x x x x x x x x x\n", "8\n", "\0\xff\n"])
def test_a_damaged_file_is_an_error_that_the_sheet_tells(machine, values, damage):
    machine.write("proc/diskstats", damage)
    with pytest.raises((ValueError, IndexError)):
        values(DisksGauge(machine.roots), 0.0)


def test_what_is_really_written_is_seen(tmp_path, values):
    gauge = DisksGauge(Roots())
    values(gauge, 0.0)
    before = psutil.disk_io_counters(perdisk=True, nowrap=False)
    with (tmp_path / "file").open("wb") as file:
        file.write(os.urandom(4 << 20))
        os.fsync(file.fileno())
    told = values(gauge, 1.0)
    after = psutil.disk_io_counters(perdisk=True, nowrap=False)
    disks = {name.split()[0] for name in told}
    assert disks
    written = sum(told[f"{disk} write_bytes_per_second"] for disk in disks)
    seen = sum(after[disk].write_bytes - before[disk].write_bytes for disk in disks)
    assert written == pytest.approx(seen, rel=0.2)
    assert written >= 4 << 20 or seen < 4 << 20  # where the folder is in memory nothing is written
