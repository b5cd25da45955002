import os

from agent.host.roots import Roots, text


def test_what_cannot_be_read_is_empty(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in ("none", "", "pipe", "a\0b", "x" * 5000):
        assert text(f"{tmp_path}/{path}") == ""


def test_a_file_longer_than_a_read_is_whole(tmp_path):
    (tmp_path / "long").write_text("x" * 300_000)
    assert Roots(proc=str(tmp_path)).text("long") == "x" * 300_000


def test_what_is_not_unicode_is_made_so(tmp_path):
    (tmp_path / "odd").write_bytes(b"a\xff\n")
    assert text(f"{tmp_path}/odd") == "a\ufffd\n"


def test_the_root_of_a_container_is_put_before_a_path():
    assert Roots().under("/etc/x") == "/etc/x"
    assert Roots(root="/host/root").under("/etc/x") == "/host/root/etc/x"
    assert not Roots(proc="/proc/").in_container
    assert Roots(proc="/host/proc").in_container
