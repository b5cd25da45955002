"""The command that runs before NGINX starts."""

import subprocess
import sys

from .conftest import RealNginx


def prepare(**settings):
    return subprocess.run(
        [sys.executable, "-m", "agent.proxy"], env=settings, capture_output=True, text=True, check=False
    )


def test_nginx_can_be_started_before_there_is_an_agent_or_a_core_and_after_it_was_killed(place):
    settings = {
        "DOZOR_NGINX_FOLDER": str(place.folder),
        "DOZOR_NGINX_BINARY": place.binary,
        "DOZOR_NGINX_LISTEN": place.listen[0],
    }
    done = prepare(**settings)
    assert (done.returncode, done.stderr) == (0, "")
    nginx = RealNginx(place, int(place.listen[0].rpartition(":")[2]))
    nginx.start()
    assert nginx.get()[0] == 404
    nginx.stop()
    assert place.control_socket.exists()
    assert prepare(**settings).returncode == 0
    assert not place.control_socket.exists()
    nginx.start()
    nginx.stop()


def test_what_is_wrong_is_said(tmp_path):
    done = prepare()
    assert (done.returncode, done.stderr) == (1, "dozor: DOZOR_NGINX_FOLDER is not set\n")
    done = prepare(DOZOR_NGINX_FOLDER=f"{tmp_path}/a b")
    assert done.returncode == 1
    assert "not allowed in the NGINX configuration" in done.stderr
