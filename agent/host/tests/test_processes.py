import contextlib
import os
import pwd
import subprocess
import sys
import time

import pytest

from agent.contract.asking import End, ListProcesses
from agent.host.processes import list_processes, top_processes
from agent.host.roots import Roots


@pytest.fixture
def start():
    """Start programs of Python that do this until the test is over."""
    with contextlib.ExitStack() as programs:

        def run(code):
            process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
            programs.enter_context(process)
            programs.callback(process.kill)
            process.stdout.readline()  # it says when it is there
            return process.pid

        yield run


async def test_a_process_that_burns_a_core_is_told_of_with_its_share(start):
    pid = start("print(flush=True)\nwhile True: pass")
    told = await top_processes(Roots(), ListProcesses(count=500, order="cpu"))
    found = next(each for each in told if each.pid == pid)
    assert 0.1 < found.cpu_share < 1.3
    assert "while True" in found.command
    assert found.user == pwd.getpwuid(os.getuid()).pw_name
    assert abs(found.started_at - time.time()) < 60  # noqa: TID251 - the real clock
    assert [each.cpu_share for each in told] == sorted((each.cpu_share for each in told), reverse=True)


async def test_by_memory_the_largest_come_first(start):
    pid = start("x = b'x' * 150_000_000; print(flush=True); import time; time.sleep(60)")
    told = await top_processes(Roots(), ListProcesses(count=50, order="memory"))
    found = next(each for each in told if each.pid == pid)
    assert found.memory_bytes > 150_000_000
    assert [each.memory_bytes for each in told] == sorted((each.memory_bytes for each in told), reverse=True)


async def test_by_io_who_writes_comes_first(start, tmp_path):
    loop = "f.seek(0); f.write(b'x' * 1_000_000); f.flush(); os.fsync(f.fileno())"
    pid = start(f"import os; f = open('{tmp_path}/f', 'wb'); print(flush=True)\nwhile True: {loop}")
    told = await top_processes(Roots(), ListProcesses(count=500, order="io"))
    found = next(each for each in told if each.pid == pid)
    assert found.write_bytes_per_second > 100_000


@pytest.mark.parametrize("count", [0, -5])
async def test_none_is_none(count):
    assert await top_processes(Roots(), ListProcesses(count=count)) == []


async def test_processes_are_bounded(machine):
    for pid in range(1, 700):
        machine.write(f"proc/{pid}/stat", f"{pid} (x) S 1 " + "0 " * 40)
    machine.write("proc/self/stat", "garbage")
    assert len(await top_processes(machine.roots, ListProcesses(count=10_000))) == 500


async def test_a_container_is_told_by_its_name_and_by_its_id_where_that_is_not_known(machine):
    web, other = "5e" * 32, "7a" * 32
    for pid, group in enumerate((f"docker/{web}", f"kubepods/{other}", "user.slice"), start=1):
        machine.write(f"proc/{pid}/stat", f"{pid} (x) S 1 " + "0 " * 40)
        machine.write(f"proc/{pid}/cgroup", f"0::/{group}\n")
    found = list_processes(machine.roots, ListProcesses(), name_of=lambda key: "web" if key == web else "")
    assert {each.pid: each.container async for each in found if each != End()} == {1: "web", 2: other, 3: ""}
