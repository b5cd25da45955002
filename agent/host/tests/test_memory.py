import psutil
import pytest

from agent.host.memory import MemoryGauge
from agent.host.roots import Roots


def test_used_is_what_is_not_available(machine, values):
    machine.write("proc/meminfo", "MemTotal: 1000 kB\nMemFree: 10 kB\nMemAvailable: 400 kB\nHugePages_Total: 0\n")
    gauge = MemoryGauge(machine.roots)
    told = values(gauge, 0.0)
    assert (told["memory_used_bytes"], told["memory_used_share"]) == (600 * 1024, 0.6)
    assert (gauge.used_bytes, gauge.total_bytes) == (600 * 1024, 1000 * 1024)
    assert "swap_used_share" not in told


def test_swap_and_its_traffic(machine, values):
    gauge = MemoryGauge(machine.roots)
    machine.write("proc/meminfo", "SwapTotal: 100 kB\nSwapFree: 25 kB\n")
    machine.write("proc/vmstat", "nr_free_pages 5\npswpin 10\npswpout 20\noom_kill 1\n")
    values(gauge, 0.0)
    machine.write("proc/vmstat", "nr_free_pages 5\npswpin 14\npswpout 20\noom_kill 2\n")
    told = values(gauge, 2.0)
    assert told["swap_used_share"] == 0.75
    assert (told["swap_in_pages_per_second"], told["oom_kills_per_second"]) == (2, 0.5)


def test_what_the_system_does_not_tell_is_unknown(machine, values):
    gauge = MemoryGauge(machine.roots)
    assert values(gauge, 0.0) == {}
    assert (gauge.used_bytes, gauge.total_bytes) == (-1, -1)


def test_the_real_machine_is_as_psutil_sees_it(values):
    told, seen = values(MemoryGauge(Roots()), 0.0), psutil.virtual_memory()
    assert told["memory_total_bytes"] == seen.total
    assert told["memory_available_bytes"] == pytest.approx(seen.available, rel=0.05)
