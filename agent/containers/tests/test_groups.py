"""The kernel's files of a container, of both versions of control groups, wherever they are seen from."""

import pytest

from agent.containers.groups import group_of
from agent.containers.stats import METRICS, measured
from agent.docker.told import HostConfig, Inspected, State
from agent.host.roots import Roots

ID = "5a673c5ae746ee41c71278d5a337d96a2730d2ff82ce4fbcced1d47ce7fc7214"
UNIFIED = {
    "cgroup.procs": "77\n",
    "cpu.stat": "usage_usec 2000000\nuser_usec 1\nsystem_usec 2\nnr_periods 10\nnr_throttled 4\nthrottled_usec 9\n",
    "memory.current": "31457280\n",
    "memory.stat": "anon 100\nfile 4194304\nkernel 7\ninactive_anon 9\ninactive_file 1048576\nactive_file 3\n",
    "pids.current": "5\n",
    "io.stat": "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n253:0 rbytes=100 wbytes=0 rios=1 wios=0\n",
}
DEV = (
    "Inter-|   Receive                                                |  Transmit\n"
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier\n"
    "    lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0\n"
    "  eth0: 1000 10 1 2 0 0 0 0 500 5 3 4 0 0 0 0\n"
)


@pytest.fixture
def machine(tmp_path):
    """A machine's files: where the first process is said to be, and what its control group's folder holds."""

    def make(said, folder, files):
        (tmp_path / "proc/77/net").mkdir(parents=True)
        (tmp_path / "proc/77/cgroup").write_text(said)
        (tmp_path / "proc/77/net/dev").write_text(DEV)
        place = tmp_path / "sys/fs/cgroup" / folder
        place.mkdir(parents=True)
        for name, text in files.items():
            (place / name).write_text(text)
        return Roots(proc=str(tmp_path / "proc"), sys=str(tmp_path / "sys"))

    return make


def container(mode="bridge"):
    return Inspected(id=ID, state=State(pid=77, running=True), host_config=HostConfig(network_mode=mode))


@pytest.mark.parametrize(
    ("said", "folder"),
    [
        (f"0::/docker/{ID}\n", f"docker/{ID}"),
        (f"0::/system.slice/docker-{ID}.scope\n", f"system.slice/docker-{ID}.scope"),
        (f"0::/../docker-{ID}.scope\n", f"system.slice/docker-{ID}.scope"),
        (f"0::/../{ID}\n", f"docker/{ID}"),
        (f"0::/../../my.slice/docker-{ID}.scope/init\n", f"my.slice/docker-{ID}.scope"),
        (f"0::/docker/{ID}/init.scope\n", f"docker/{ID}"),
    ],
)
def test_the_group_is_found_from_without_and_from_within_a_container(machine, said, folder):
    stats = group_of(container(), machine(said, folder, UNIFIED)).read()
    assert stats.cpu_stats.cpu_usage.total_usage == 2e9


@pytest.mark.parametrize("said", ["", "nonsense", "0::/\n", f"0::/docker/{'0' * 64}\n", "0::/docker/../../..\n"])
def test_where_the_group_is_not_seen_there_is_none(machine, said):
    assert group_of(container(), machine(said, f"docker/{ID}", UNIFIED)) is None


def test_what_one_group_for_all_says_is_read(machine):
    roots = machine(f"0::/docker/{ID}\n", f"docker/{ID}", UNIFIED)
    stats = group_of(container(), roots).read()
    assert stats.memory_stats.usage == 30 << 20
    assert (stats.memory_stats.stats.inactive_file, stats.memory_stats.stats.file) == (1 << 20, 4 << 20)
    assert (stats.cpu_stats.throttling_data.periods, stats.cpu_stats.throttling_data.throttled_periods) == (10, 4)
    assert [each.value for each in stats.blkio_stats.io_service_bytes_recursive] == [4196, 8192]
    assert [each.value for each in stats.blkio_stats.io_serviced_recursive] == [2, 2]
    assert stats.pids_stats.current == 5
    assert stats.networks.keys() == {"eth0"}
    eth0 = stats.networks["eth0"]
    assert (eth0.rx_bytes, eth0.rx_errors, eth0.rx_dropped) == (1000, 1, 2)
    assert (eth0.tx_bytes, eth0.tx_errors, eth0.tx_dropped) == (500, 3, 4)


def test_the_network_of_the_machine_is_not_the_container_s(machine):
    roots = machine(f"0::/docker/{ID}\n", f"docker/{ID}", UNIFIED)
    assert group_of(container("host"), roots).read().networks is None


def test_files_that_are_gone_or_say_nothing_are_told_from_zeros(machine, tmp_path):
    group = group_of(container(), machine(f"0::/docker/{ID}\n", f"docker/{ID}", UNIFIED))
    (tmp_path / f"sys/fs/cgroup/docker/{ID}/pids.current").unlink()
    (tmp_path / f"sys/fs/cgroup/docker/{ID}/memory.stat").write_text("file x\ninactive_file -4\n")
    stats = group.read()
    assert (stats.pids_stats.current, stats.memory_stats.stats.file) == (None, 0)
    (tmp_path / f"sys/fs/cgroup/docker/{ID}/cpu.stat").unlink()
    assert group.read() is None


def test_two_looks_make_rates_of_what_grew(machine, tmp_path):
    group = group_of(container(), machine(f"0::/docker/{ID}\n", f"docker/{ID}", UNIFIED))
    before = group.read()
    folder = tmp_path / f"sys/fs/cgroup/docker/{ID}"
    (folder / "cpu.stat").write_text("usage_usec 3000000\nnr_periods 20\nnr_throttled 9\n")
    (folder / "io.stat").write_text("8:0 rbytes=8192 wbytes=8192 rios=5 wios=2\n")
    after = group.read()
    values = dict(zip(METRICS, measured(before, after, 2.0, cpus=0.5, memory_bytes=58 << 20), strict=True))
    assert values["cpu_share"] == 0.5
    assert values["cpu_limit_share"] == 1.0
    assert values["throttled_share"] == 0.5
    assert values["memory_used_bytes"] == 29 << 20
    assert values["memory_limit_share"] == 0.5
    assert values["disk_read_bytes_per_second"] == (8192 - 4196) / 2
    assert values["disk_writes_per_second"] == 0
    assert values["network_received_bytes_per_second"] == 0
    assert values["processes_count"] == 5
    fallen = dict(zip(METRICS, measured(after, before, 1.0, cpus=0, memory_bytes=0), strict=True))
    assert (fallen["cpu_share"], fallen["cpu_limit_share"], fallen["memory_limit_share"]) == (2.0, None, None)
