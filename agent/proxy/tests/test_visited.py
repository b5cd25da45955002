"""One request to a real NGINX, and to what is none."""

import pytest

from agent.proxy.tasks import TaskError
from agent.proxy.tests.test_keeper import confirmed
from agent.proxy.visited import visited
from dozor.tests.waiting import free_port


async def test_what_nginx_answers_is_told_with_how_long_it_took(nginx, core, start_node, files, until):
    await confirmed(start_node(), core, until, files(shop="one"))
    told = await visited({"host": "shop.example", "path": "/a?b=c", "port": str(nginx.port)})
    assert told["status"] == "200"
    assert 0 < float(told["seconds"]) < 10


async def test_nobody_there_is_told_as_such():
    with pytest.raises(TaskError, match="Connect"):
        await visited({"host": "shop.example", "port": str(free_port())})


async def test_no_second_request_is_smuggled_into_a_path():
    with pytest.raises(TaskError, match="cannot be asked for"):
        await visited({"host": "shop.example", "path": "/ HTTP/1.1\r\nX: y"})
