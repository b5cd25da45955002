"""What is opened where others may make links."""

import errno
import os
import stat
from pathlib import Path

import pytest

from agent.opening import open_any, open_guarded


def read(descriptor):
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def open_files():
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "app.log").write_text("a line")
    return tmp_path


def test_a_plain_file_is_opened_also_by_dots_and_from_here(folder, monkeypatch):
    monkeypatch.chdir(folder / "real")
    for path in (folder / "real" / "app.log", folder / "real" / ".." / "real" / "app.log"):
        assert read(open_guarded(path)) == b"a line"
    assert read(open_guarded((folder / "real" / "app.log").relative_to(folder / "real"))) == b"a line"


@pytest.mark.parametrize("target", ["{folder}/real/app.log", "../real/app.log", "..", "/"])
def test_a_link_out_of_its_folder_is_refused_and_followed_by_who_may(folder, target):
    (folder / "logs").mkdir()
    link = folder / "logs" / "app.log"
    link.symlink_to(target.format(folder=folder))
    with pytest.raises(OSError, match="link out of its folder") as refused:
        open_guarded(link)
    assert refused.value.errno == errno.ELOOP
    os.close(open_any(link))


@pytest.mark.parametrize("target", ["{folder}/real", "real", "real/../real/"])
def test_our_own_link_to_a_folder_is_followed(folder, target):
    (folder / "logs").symlink_to(target.format(folder=folder))
    assert read(open_guarded(folder / "logs" / "app.log")) == b"a line"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes links of other people's")
def test_somebody_elses_link_to_a_folder_is_refused(folder):
    (folder / "logs").symlink_to("real")
    os.chown(folder / "logs", 1234, 1234, follow_symlinks=False)
    with pytest.raises(OSError, match="somebody's link"):
        open_guarded(folder / "logs" / "app.log")


def test_links_without_an_end_are_refused(folder):
    (folder / "real" / "b.log").symlink_to("c.log")
    (folder / "real" / "c.log").symlink_to("b.log")
    with pytest.raises(OSError, match="without an end"):
        open_guarded(folder / "real" / "b.log")


def test_what_is_no_plain_file_is_refused(folder):
    os.mkfifo(folder / "real" / "pipe.log")
    (folder / "real" / "linked.log").symlink_to("pipe.log")
    (folder / "real" / "folder.log").mkdir()
    for name in ("pipe.log", "linked.log", "folder.log"):
        with pytest.raises(OSError, match="no plain file"):
            open_guarded(folder / "real" / name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_a_device_that_never_ends_is_refused(folder):
    try:
        os.mknod(folder / "real" / "zero.log", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("root may not make devices here")
    with pytest.raises(OSError, match="no plain file"):
        open_guarded(folder / "real" / "zero.log")


def test_nothing_stays_open_where_it_is_refused_or_not_there(folder):
    (folder / "real" / "b.log").symlink_to("/etc/passwd")
    os.mkfifo(folder / "real" / "pipe.log")
    before = open_files()
    for name in ("b.log", "nobody.log", "app.log/deeper", "pipe.log"):
        with pytest.raises(OSError):  # noqa: PT011 - each its own
            open_guarded(folder / "real" / name)
    assert open_files() == before
