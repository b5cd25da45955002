import psutil
import pytest

from agent.host.load import LoadGauge
from agent.host.roots import Roots


def test_load_and_what_is_counted(machine, values):
    machine.write("proc/loadavg", "0.50 0.40 0.30 1/200 3000\n")
    machine.write("proc/uptime", "1234.5 99.0\n")
    machine.write("proc/sys/fs/file-nr", "512\t0\t999\n")
    gauge = LoadGauge(machine.roots)
    assert values(gauge, 0.0) == {
        "load_1m_count": 0.5,
        "load_5m_count": 0.4,
        "load_15m_count": 0.3,
        "tasks_count": 200,
        "uptime_seconds": 1234.5,
        "open_files_count": 512,
    }
    assert (gauge.load_1m, gauge.uptime_seconds) == (0.5, 1234.5)


def test_what_the_system_does_not_tell_is_unknown(machine, values):
    gauge = LoadGauge(machine.roots)
    assert values(gauge, 0.0) == {}
    assert (gauge.load_1m, gauge.uptime_seconds) == (-1, -1)


def test_the_real_machine_is_as_psutil_sees_it(values):
    assert values(LoadGauge(Roots()), 0.0)["load_15m_count"] == pytest.approx(psutil.getloadavg()[2], abs=0.3)
