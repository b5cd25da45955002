import math
import time

import psutil
import pytest

from agent.host.cpu import MOST_CORES_BY_STATE, CpuGauge
from agent.host.roots import Roots


def test_shares_are_between_two_looks(machine, values):
    machine.write("proc/stat", "cpu  100 0 100 700 100 0 0 0 9 9\ncpu0 100 0 100 700 100 0 0 0 9 9\nbtime 5\n")
    gauge = CpuGauge(machine.roots)
    first = values(gauge, 0.0)
    assert math.isnan(first["cpu_busy_share"])
    assert gauge.busy_share == -1
    machine.write("proc/stat", "cpu  120 0 110 760 110 0 0 0 9 9\ncpu0 120 0 110 760 110 0 0 0 9 9\nbtime 5\n")
    second = values(gauge, 1.0)
    assert second["cpu_busy_share"] == second["0 busy_share"] == gauge.busy_share == pytest.approx(0.3)
    assert (second["0 user_share"], second["0 system_share"], second["0 iowait_share"]) == (0.2, 0.1, 0.1)


def test_a_state_that_falls_took_no_time(machine, values):
    gauge = CpuGauge(machine.roots)
    machine.write("proc/stat", "cpu  100 0 0 500 300 0 0 0\n")
    values(gauge, 0.0)
    machine.write("proc/stat", "cpu  110 0 0 590 200 0 0 0\n")
    told = values(gauge, 1.0)
    assert (told["cpu_iowait_share"], told["cpu_idle_share"], told["cpu_busy_share"]) == (0, 0.9, 0.1)


def test_a_core_that_comes_has_no_share_yet_and_one_that_goes_none_any_more(machine, values):
    gauge = CpuGauge(machine.roots)
    machine.write("proc/stat", "cpu 9 0 0 9 0 0 0 0\ncpu0 9 0 0 9 0 0 0 0\n")
    values(gauge, 0.0)
    machine.write("proc/stat", "cpu 10 0 0 10 0 0 0 0\ncpu1 5 0 0 5 0 0 0 0\n")
    told = values(gauge, 1.0)
    assert "0 busy_share" not in told
    assert math.isnan(told["1 busy_share"])


def test_of_very_many_cores_only_how_busy_they_are_is_told(machine, values):
    cores = "".join(f"cpu{number} 1 0 0 1 0 0 0 0\n" for number in range(MOST_CORES_BY_STATE + 1))
    machine.write("proc/stat", "cpu 1 0 0 1 0 0 0 0\n" + cores)
    told = values(CpuGauge(machine.roots), 0.0)
    assert f"{MOST_CORES_BY_STATE} busy_share" in told
    assert "cpu_user_share" in told
    assert "0 user_share" not in told


def test_without_the_file_there_is_nothing(machine, values):
    gauge = CpuGauge(machine.roots)
    assert values(gauge, 0.0) == {}
    assert gauge.busy_share == -1


@pytest.mark.parametrize("damage", ["cpu a b c d e f g h\n", "cpu\ncpu0\n", "cpu 1 2\nctxt\n", "\0\0\0", "ctxt x\n"])
def test_a_damaged_file_is_an_error_or_unknown(machine, values, damage):
    machine.write("proc/stat", damage)
    gauge = CpuGauge(machine.roots)
    for now in (0.0, 1.0):
        try:
            assert all(math.isnan(value) for value in values(gauge, now).values())
        except ValueError:
            assert gauge.busy_share == -1


def test_the_real_machine_is_as_psutil_sees_it(values):
    gauge = CpuGauge(Roots())
    values(gauge, 0.0)
    before = psutil.cpu_times()
    end = time.thread_time() + 0.3
    while time.thread_time() < end:
        pass
    told, after = values(gauge, 1.0), psutil.cpu_times()
    passed = sum(after[:8]) - sum(before[:8])
    assert told["cpu_user_share"] == pytest.approx((after.user - before.user) / passed, abs=0.1)
    assert told["cpu_idle_share"] == pytest.approx((after.idle - before.idle) / passed, abs=0.1)
    assert gauge.busy_share > 0
    assert f"{psutil.cpu_count() - 1} busy_share" in told
