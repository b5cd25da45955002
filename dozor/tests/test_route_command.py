"""`dozor route`, asked of a whole Dozor."""

import json

from dozor.route_command import route
from dozor.tests.running import Running


def test_an_unknown_host_is_told_as_such(dozor: Running, capsys):
    asked = {"host": "nobody.example", "path": "/x", "header": ["X-A: b"]}
    assert route(asked, data=dozor.data, url=dozor.core_url, as_json=False) == 1
    assert "no domain on any node has the name nobody.example" in capsys.readouterr().out
    assert route(asked, data=dozor.data, url=dozor.core_url, as_json=True) == 1
    assert json.loads(capsys.readouterr().out)[0]["status"] == 404


def test_a_request_that_nobody_can_send_is_said_to_be_one(dozor: Running, capsys):
    assert route({"host": "a b"}, data=dozor.data, url=dozor.core_url, as_json=False) == 2
    assert "is no host" in capsys.readouterr().err
