"""The program that tests configurations: it may be away, hang, talk without end."""

import asyncio
import os
from pathlib import Path

import pytest

from agent.proxy.nginx_program import OUTPUT_LIMIT_BYTES, LocalNginx, NginxDownError, NginxError


@pytest.fixture
def script(tmp_path):
    """A program in place of NGINX."""

    def write(text):
        path = tmp_path / "nginx"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)
        return str(path)

    return write


async def test_what_nginx_says_comes_with_its_verdict(script, tmp_path):
    program = LocalNginx(script("echo bad >&2; exit 1"), tmp_path / "pid")
    assert await program.check(tmp_path) == (False, "bad\n")


async def test_a_test_that_hangs_is_killed_with_all_that_it_started(script, tmp_path):
    child = tmp_path / "child"
    program = LocalNginx(script(f"sleep 1000 & echo $! > {child}; sleep 1000"), tmp_path / "pid", check_seconds=0.3)
    with pytest.raises(NginxError, match="did not end within"):
        await program.check(tmp_path)
    started = int(child.read_text())
    async with asyncio.timeout(60):
        while is_alive(started):
            await asyncio.sleep(0.01)


def is_alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def test_a_program_that_talks_without_end_is_cut_off(script, tmp_path):
    program = LocalNginx(script("yes >&2"), tmp_path / "pid", check_seconds=0.5)
    with pytest.raises(NginxError, match="did not end"):
        await program.check(tmp_path)
    program = LocalNginx(script("head -c 10000000 /dev/zero | tr '\\\\0' x >&2; exit 1"), tmp_path / "pid")
    passed, said = await program.check(tmp_path)
    assert (passed, len(said)) == (False, OUTPUT_LIMIT_BYTES)


async def test_a_program_that_is_not_there_is_told(tmp_path):
    with pytest.raises(NginxError, match="cannot be run"):
        await LocalNginx(str(tmp_path / "none"), tmp_path / "pid").check(tmp_path)
    assert await LocalNginx(str(tmp_path / "none"), tmp_path / "pid").version() == ""


@pytest.mark.parametrize("text", [None, "", "x", "999999999"])
async def test_without_a_master_there_is_nothing_to_reload(tmp_path, text):
    if text is not None:
        (tmp_path / "pid").write_text(text)
    with pytest.raises(NginxDownError, match="does not run"):
        await LocalNginx("nginx", tmp_path / "pid").reload()


async def test_another_program_that_got_the_process_id_is_left_alone(tmp_path):
    (tmp_path / "pid").write_text(str(os.getppid()))
    with pytest.raises(NginxDownError):
        await LocalNginx("nginx", tmp_path / "pid").reload()


async def test_the_version_is_asked_for(nginx, program):
    assert await program.version() == "nginx version: nginx/1.31.3"
