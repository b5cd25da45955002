from dataclasses import replace
from pathlib import Path

import pytest

from agent.nginx.render import (
    HTTP_FILE,
    MODULE_FILES,
    PAGE_FILE,
    SCRIPT_FILE,
    SERVER_FILE,
    NginxNode,
    render,
    write,
)
from agent.nginx.text import NginxConfigError
from agent.parse.formats import DOZOR_FORMAT

NODE = NginxNode(
    folder=Path("/etc/nginx/dozor"),
    control_socket=Path("/run/dozor/control.sock"),
    access_log=Path("/var/log/nginx/dozor.log"),
)


def test_the_same_node_gives_the_same_texts():
    assert render(NODE) == render(NODE)
    assert set(render(NODE)) == {HTTP_FILE, SERVER_FILE, SCRIPT_FILE, PAGE_FILE, *MODULE_FILES}


def test_the_log_format_is_the_one_that_the_agent_reads():
    pieces = render(NODE)[HTTP_FILE].split("log_format dozor ")[1].split(";")[0].split("'")[1::2]
    assert "".join(pieces) == DOZOR_FORMAT


@pytest.mark.parametrize(
    "change",
    [
        {"access_log": Path("/var/log/a b.log")},
        {"access_log": Path("/var/log/x;deny all")},
        {"access_log": Path("relative.log")},
        {"state_file": Path("/x\ny")},
        {"zone_size": "64m evict"},
        {"limit_rate": "1r/s burst=9"},
        {"control_socket": Path("/" + "x" * 200)},
    ],
)
def test_what_could_break_out_of_its_place_is_refused(change):
    with pytest.raises(NginxConfigError):
        render(replace(NODE, **change))


def test_a_socket_that_a_killed_nginx_left_is_removed(nginx):
    nginx.stop(kill=True)
    assert nginx.node.control_socket.exists()
    write(nginx.node)
    assert not nginx.node.control_socket.exists()
    nginx.start()
    write(nginx.node)
    assert nginx.node.control_socket.exists()
