import contextlib
import ctypes
import os
import subprocess
import time

import psutil
import pytest

from agent.host.filesystems import HUNG_SECONDS, LIST_SECONDS, FilesystemsGauge, room
from agent.host.mounts import Mount
from agent.host.roots import Roots


@pytest.fixture
def hung(tmp_path):
    """A file system whose server never answers: whoever asks for its room waits in the kernel."""
    folder = tmp_path / "hung"
    folder.mkdir()
    try:
        device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        pytest.skip(f"no FUSE: {error}")
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"silent", bytes(folder), b"fuse.sshfs", 0, options.encode()):
        os.close(device)
        pytest.skip(f"FUSE cannot be mounted: {os.strerror(ctypes.get_errno())}")
    yield folder
    with contextlib.suppress(OSError):
        os.close(device)  # whoever waits is let go
    subprocess.run(["umount", "-l", folder], check=True)


def settled(gauge, values, now, condition):
    """Ask at one instant, again and again, until what is looked at aside has come in."""
    deadline = time.monotonic() + 60
    while not condition(told := values(gauge, now)):
        assert time.monotonic() < deadline, told
        time.sleep(0.01)
    return told


def test_the_real_root_is_as_psutil_sees_it(values):
    gauge = FilesystemsGauge(Roots())
    told = settled(gauge, values, 0.0, lambda told: "/ used_share" in told)
    seen = psutil.disk_usage("/")
    assert told["/ size_bytes"] == seen.total
    assert told["/ used_bytes"] == pytest.approx(seen.used, rel=0.05)
    assert told["/ used_share"] == pytest.approx(seen.percent / 100, abs=0.01)
    assert gauge.root_used_share == told["/ used_share"]
    assert 0 < told["/ inodes_used_share"] < 1
    assert told["/ unanswered_seconds"] == 0


def test_a_file_system_that_hangs_is_told_of_and_holds_up_no_other(hung, values):
    gauge = FilesystemsGauge(Roots())
    settled(gauge, values, 0.0, lambda told: "/ used_share" in told)
    told = settled(gauge, values, HUNG_SECONDS + 1, lambda told: f"{hung} unanswered_seconds" in told)
    assert told[f"{hung} unanswered_seconds"] > HUNG_SECONDS
    assert told[f"{hung} used_share"] != told[f"{hung} used_share"]
    later = values(gauge, 100.0)
    assert later[f"{hung} unanswered_seconds"] == 100
    assert later["/ used_share"] > 0


def test_a_file_system_that_is_unmounted_is_there_no_more(machine, values):
    gauge = FilesystemsGauge(machine.roots)
    (machine.folder / "root/a").mkdir(parents=True)
    device = (machine.folder / "root/a").stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    machine.write("proc/1/mountinfo", f"1 0 {number} / /a rw - ext4 /dev/a rw\n")
    settled(gauge, values, 0.0, lambda told: "/a used_share" in told)
    machine.write("proc/1/mountinfo", "")
    settled(gauge, values, LIST_SECONDS, lambda told: told == {})
    assert gauge.root_used_share == -1


def test_another_file_system_does_not_answer_for_one_that_is_not_seen_from_here(machine):
    (machine.folder / "root/a").mkdir(parents=True)
    assert room(machine.roots, Mount("/a", "ext4", "/dev/a", 999 << 32, read_only=False)) is None


def test_one_whose_disk_is_gone_is_left_out(machine, values):
    machine.write("proc/1/mountinfo", "1 0 8:1 / /gone rw - ext4 /dev/a rw\n1 0 8:2 / /too rw - nfs a:/ rw\n")
    gauge = FilesystemsGauge(machine.roots)
    values(gauge, 0.0)
    assert gauge._list.wait(60)
    values(gauge, 0.0)
    assert all(aside.wait(60) for aside in gauge._rooms.values())
    assert len(gauge._rooms) == 2
    assert values(gauge, 1.0) == {}
