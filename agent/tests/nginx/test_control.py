"""The control socket: what it refuses, and who can reach it."""

import json
import stat

import pytest

from agent.connection import Connection, Target
from agent.nginx.control import Control, ControlError


async def ask(nginx, method, body):
    connection = Connection(Target(socket_path=str(nginx.node.control_socket)))
    try:
        return await connection.request(method, "/bans", body=body, within=60)
    finally:
        connection.close()


@pytest.mark.parametrize(
    "one",
    [
        ["shop.example", "ban@9999999999@", 1000],
        ["127.0.0.9", "ban@soon@", 1000],
        ["127.0.0.9", "ban@9999999999@a b", 1000],
        ["127.0.0.9", "kill@9999999999@", 1000],
        ["127.0.0.9", "ban@9999999999@", 0],
        ["127.0.0.9", "ban@9999999999@", "x"],
        ["!mark", "ban@9999999999@", 1000],
        [None, None, None],
        ["__proto__", "", 1],
    ],
)
async def test_a_hostile_change_is_refused_and_the_rest_taken(nginx, one):
    body = {
        "set": [one, ["127.0.0.8", "ban@9999999999@", 1000]],
        "ranges4": "",
        "ranges6": "",
        "mark": "m",
        "count": True,
    }
    body = json.dumps(body).encode()
    answer = json.loads((await ask(nginx, "POST", body)).body)
    assert len(answer["errors"]) == 1
    assert answer["size"] == 1
    assert nginx.get("127.0.0.9") == 200
    assert nginx.get("127.0.0.8") == 403


@pytest.mark.parametrize(("method", "body", "status"), [("POST", b"{", 400), ("POST", b"{}", 400), ("PUT", b"", 405)])
async def test_a_request_that_is_none_is_refused(nginx, method, body, status):
    assert (await ask(nginx, method, body)).status == status


async def test_the_socket_lies_behind_a_closed_folder(nginx):
    assert stat.S_IMODE(nginx.node.control_socket.parent.stat().st_mode) == 0o700


async def test_no_visitor_reaches_the_control(nginx):
    assert nginx.get(path="/bans", host="dozor-control") == 404
    assert nginx.get(path="/bans") == 404


async def test_an_nginx_that_does_not_answer_is_an_error_with_a_reason(tmp_path):
    with pytest.raises(ControlError, match="NGINX's control socket"):
        await Control(tmp_path / "none.sock").state()
