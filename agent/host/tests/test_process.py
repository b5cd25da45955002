import os

import psutil
import pytest

from agent.host.process import command, container, stat, transferred
from agent.host.roots import Roots


def test_a_process_is_as_psutil_sees_it():
    told, seen = stat(Roots(), os.getpid()), psutil.Process()
    assert (told.pid, told.name, told.parent) == (os.getpid(), seen.name(), os.getppid())
    assert told.threads == seen.num_threads()
    assert told.rss_bytes == pytest.approx(seen.memory_info().rss, rel=0.2)
    assert command(Roots(), os.getpid()).split()[0] == seen.cmdline()[0]


def test_one_that_is_gone_is_none():
    assert stat(Roots(), 2**22 + 1) is None
    assert transferred(Roots(), 2**22 + 1) is None
    assert command(Roots(), 2**22 + 1) == ""


def test_a_name_may_hold_anything(machine):
    machine.write("proc/5/stat", "5 (a) R (\x1b[2J) S 1 " + "0 " * 40)
    assert stat(machine.roots, 5).name == "a) R (\ufffd[2J"


def test_one_that_is_dead_and_not_buried_is_none(machine):
    machine.write("proc/5/stat", "5 (sh) Z 1 " + "0 " * 40)
    assert stat(machine.roots, 5) is None


def test_a_command_is_bounded_and_visible(machine):
    machine.write("proc/5/cmdline", b"sh\0-c\0echo\x1b\n\xff" + b"x" * 100_000)
    told = command(machine.roots, 5)
    assert told.startswith("sh -c echo\ufffd\ufffd\ufffdx")
    assert len(told) == 1000


@pytest.mark.parametrize(
    "path",
    ["0::/system.slice/docker-{}.scope", "5:cpu:/docker/{}", "0::/../../kubepods/pod1/{}", "0::/libpod-{}.scope"],
)
def test_the_container_is_in_the_name_of_the_cgroup(machine, path):
    machine.write("proc/5/cgroup", path.format("0a" * 32) + "\n")
    assert container(machine.roots, 5) == "0a" * 32


def test_a_process_of_no_container_has_none(machine):
    machine.write("proc/5/cgroup", "0::/user.slice/session-5.scope\n")
    assert container(machine.roots, 5) == ""
