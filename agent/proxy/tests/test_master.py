"""NGINX started by `python -m agent.proxy run`, for an agent that does not see its processes."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys

import pytest

from agent.proxy.master import tell_master
from agent.proxy.nginx_program import LocalNginx, NginxDownError

from .conftest import RealNginx


@pytest.fixture
def started(place):
    """Return what asks whether it serves, and the process that started it."""
    nginx = RealNginx(place, int(place.listen[0].rpartition(":")[2]))
    settings = {"NGINX_FOLDER": place.folder, "NGINX_BINARY": place.binary, "NGINX_LISTEN": place.listen[0]}
    environment = {f"DOZOR_{name}": str(value) for name, value in settings.items()}
    process = subprocess.Popen([sys.executable, "-m", "agent.proxy", "run"], env=environment, start_new_session=True)
    yield nginx, process
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(60)


@pytest.fixture
def elsewhere(place, tmp_path):
    """NGINX as an agent in another container knows it: the number in the file says nothing to it."""
    return LocalNginx(place.binary, tmp_path / "no.pid", place.words_socket)


async def test_it_reloads_and_opens_its_log_anew_when_it_is_told_to(started, elsewhere, place, until):
    nginx, _ = started
    await until(lambda: place.words_socket.exists() and nginx.is_up())
    (place.live / "common.conf").unlink()
    (place.live / "common.conf").write_text(
        f'map "" $dozor_counted {{ default 1; }}\nserver {{ listen {place.listen[0]}; return 204; }}\n'
    )
    await elsewhere.reload()
    await until(lambda: nginx.get()[0] == 204)
    place.error_log.rename(place.error_log.with_name("put-aside"))
    await elsewhere.reopen()
    await until(place.error_log.exists)


async def test_who_ends_it_ends_nginx(started, elsewhere, place, until):
    nginx, process = started
    await until(lambda: place.words_socket.exists() and nginx.is_up())
    process.send_signal(signal.SIGQUIT)
    assert await asyncio.to_thread(process.wait, 10) == 0
    assert not nginx.is_up()
    assert not tell_master(place.words_socket, signal.SIGHUP)
    with pytest.raises(NginxDownError):
        await elsewhere.reload()


async def test_it_ends_with_nginx(started, place, until):
    nginx, process = started
    await until(lambda: place.words_socket.exists() and nginx.is_up() and place.pid_file.read_text())
    os.kill(int(place.pid_file.read_text()), signal.SIGKILL)
    assert await asyncio.to_thread(process.wait, 10) == 128 + signal.SIGKILL
