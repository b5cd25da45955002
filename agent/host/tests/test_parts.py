import array
import math

from agent.contract.metrics import unpack_names
from agent.host.parts import HostParts
from agent.host.roots import Roots
from agent.metrics.sheet import Sheet


def taken(sheet, now):
    metrics = sheet.take(now, now)
    return dict(zip(unpack_names(metrics.names), array.array("f", metrics.values), strict=True))


def test_the_summary_is_of_the_same_look_as_the_metrics():
    sheet, parts = Sheet(), HostParts(Roots())
    parts.add_to(sheet)
    taken(sheet, 0.0)
    assert (parts.summary().cpu_share, parts.summary().agent_cpu_share) == (-1, -1)
    told = {name.metric: value for name, value in taken(sheet, 1.0).items() if name.kind == "host"}
    summary = parts.summary()
    assert summary.hostname
    assert array.array("f", [summary.memory_used_bytes])[0] == told["memory_used_bytes"]
    assert array.array("f", [summary.load_1m])[0] == told["load_1m_count"]
    assert summary.agent_cpu_share >= 0
    assert sheet.troubles == {}


def test_a_machine_that_tells_nothing_is_unknown_and_no_trouble(machine):
    sheet, parts = Sheet(), HostParts(machine.roots)
    parts.add_to(sheet)
    told = taken(sheet, 0.0)
    assert {name.kind for name in told if not math.isnan(told[name])} <= {"agent", "host"}
    assert sheet.troubles == {}
    summary = parts.summary()
    assert (summary.cpu_share, summary.load_1m, summary.disk_used_share) == (-1, -1, -1)
    assert (summary.memory_used_bytes, summary.memory_total_bytes, summary.uptime_seconds) == (-1, -1, -1)


def test_a_damaged_file_stops_only_what_reads_it(machine):
    machine.write("proc/stat", "cpu garbage\n")
    machine.write("proc/diskstats", "8\n")
    machine.write("proc/loadavg", "0.50 0.40 0.30 1/200 3000\n")
    sheet, parts = Sheet(), HostParts(machine.roots)
    parts.add_to(sheet)
    told = {name.metric for name in taken(sheet, 0.0)}
    assert "load_1m_count" in told
    assert set(sheet.troubles) == {"cpu", "disks"}
