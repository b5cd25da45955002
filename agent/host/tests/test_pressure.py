import math

from agent.host.pressure import PressureGauge


def test_pressure_is_the_share_of_time_that_tasks_stood_still(machine, values):
    gauge = PressureGauge(machine.roots)
    machine.write("proc/pressure/io", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1000000\nfull avg10=9 total=0\n")
    assert math.isnan(values(gauge, 0.0)["pressure_io_some_share"])
    machine.write("proc/pressure/io", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000\nfull avg10=9 total=0\n")
    assert values(gauge, 2.0) == {"pressure_io_some_share": 0.25, "pressure_io_full_share": 0}


def test_a_share_is_never_above_one(machine, values):
    gauge = PressureGauge(machine.roots)
    machine.write("proc/pressure/cpu", "some total=0\n")
    values(gauge, 0.0)
    machine.write("proc/pressure/cpu", "some total=1000500\n")
    assert values(gauge, 1.0) == {"pressure_cpu_some_share": 1.0}


def test_a_kernel_without_pressure_says_nothing(machine, values):
    assert values(PressureGauge(machine.roots), 0.0) == {}
