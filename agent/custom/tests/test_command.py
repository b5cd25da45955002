"""Real programs, some of which do not behave."""

import asyncio
import os
from pathlib import Path

import pytest

from agent.custom.command import CommandError, output_of


async def run(*command, within=60.0, most_bytes=1000):
    return await output_of(command, within=within, most_bytes=most_bytes)


async def test_its_output_is_returned():
    assert await run("echo", '{"a": 1}') == b'{"a": 1}\n'


async def test_it_is_no_shell():
    assert await run("echo", "$HOME; true") == b"$HOME; true\n"


async def test_it_does_not_see_what_the_agent_was_told(monkeypatch):
    monkeypatch.setenv("DOZOR_NODE_KEY", "secret")
    assert b"DOZOR" not in await run("env")


async def test_it_has_no_input():
    assert await run("cat") == b""


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (["/no/such/program"], "cannot be run"),
        (["a\0b"], "cannot be run"),
        (["sh", "-c", "echo broken >&2; exit 3"], "ended with status 3: broken"),
        (["sh", "-c", "kill -9 $$"], "ended with status -9"),
        (["false"], "ended with status 1$"),
        (["sh", "-c", "yes | head -c 1000000 >&2; exit 1"], "status 1: y"),
        (["yes"], "wrote more than 1000 bytes"),
        (["head", "-c", "1001", "/dev/zero"], "wrote more than 1000 bytes"),
    ],
)
async def test_what_gives_nothing_to_read_says_why(command, why):
    with pytest.raises(CommandError, match=why):
        await run(*command)


async def test_as_many_bytes_as_are_allowed_are_read():
    assert await run("head", "-c", "1000", "/dev/zero") == bytes(1000)


async def test_what_hangs_is_killed_with_all_that_it_started(tmp_path):
    script = f"echo $$ > {tmp_path}/shell; sleep 1000 & echo $! > {tmp_path}/child; wait"
    with pytest.raises(CommandError, match=r"did not end within 0.5 s"):
        await run("sh", "-c", script, within=0.5)
    for name in ("shell", "child"):
        await ended(int((tmp_path / name).read_text()))


async def test_who_holds_the_pipe_in_a_session_of_its_own_does_not_hold_the_agent(tmp_path):
    with pytest.raises(CommandError, match=r"did not end within 0.5 s"):
        await run("sh", "-c", f"setsid sleep 1000 & echo $! > {tmp_path}/child", within=0.5)
    os.kill(int((tmp_path / "child").read_text()), 9)


async def test_a_look_that_is_given_up_leaves_nothing_behind(tmp_path):
    looking = asyncio.ensure_future(run("sh", "-c", f"echo $$ > {tmp_path}/shell; exec sleep 1000"))
    async with asyncio.timeout(60):
        while not (tmp_path / "shell").exists() or not (tmp_path / "shell").read_text():
            await asyncio.sleep(0.01)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    await ended(int((tmp_path / "shell").read_text()))


async def ended(process):
    """Wait until a process is gone, or dead and not yet buried by the one that adopted it."""
    async with asyncio.timeout(60):
        while state(process) != "Z":
            await asyncio.sleep(0.01)


def state(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"
