"""A line that NGINX complains of leads back to the field and to the line that a person wrote."""

import pytest

from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.node import render_node
from core.server.proxy.render.places import place_of
from core.server.proxy.render.tests.running import desired

SNIPPET = 'expires 1h;\n\nif ($arg_x = "\\"}") {\n    return 206;\n}\nexpires nonsense;'


def site(**domain):
    state = desired(
        services={"shop": {}, "next": {}},
        domains={"shop": {"names": ["shop.example"], "service": "shop", "nodes": ["one"], **domain}},
    )
    rendered = render_node(state, "one", Surroundings())
    assert not rendered.problems
    return rendered.files["sites/shop.conf"]


DOMAIN = {
    "snippet": "# locations.7\n# snippet, 9 lines:\ncharset utf-8;",
    "limit": {"requests": 1},
    "maintenance": {"active": True},
    "locations": [
        {"match": {"path": "/a"}, "snippet": SNIPPET, "cors": {"origins": ["*"]}},
        {"match": {"kind": "regex", "regex": "b"}, "canary": {"service": "next", "percent": 1}},
        {"match": {"path": "/c"}, "redirect": {"to": "/d"}},
    ],
}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("expires nonsense;", ("locations.0.snippet", 6)),
        ("return 206;", ("locations.0.snippet", 4)),
        ("charset utf-8;", ("snippet", 3)),
        ("# locations.7", ("snippet", 1)),
        ("location /a", ("locations.0.match", 0)),
        ("~^OPTIONS:. 1;", ("locations.0.cors", 0)),
        ("location ~ b", ("locations.1.match", 0)),
        ("split_clients", ("locations.1.canary", 0)),
        ("return 302 /d;", ("locations.2.redirect", 0)),
        ("limit_req_zone", ("limit", 0)),
        ("geo $dozor_inside_shop", ("maintenance", 0)),
        ("server_name shop.example;", ("names", 0)),
        ("location / {", ("", 0)),
        ("server {", ("", 0)),
    ],
)
def test_a_line_leads_back_to_its_field(words, expected):
    lines = site(**DOMAIN).split("\n")
    number = next(number for number, line in enumerate(lines, 1) if words in line)
    assert place_of("\n".join(lines), number) == expected


def test_a_line_that_is_not_there_is_from_nowhere():
    assert place_of("", 3) == ("", 0)
    assert place_of(site(), 10_000) == ("", 0)


async def test_what_nginx_says_of_a_snippet_is_said_of_its_line(new_node):
    node = new_node()
    state = desired(
        services={"shop": {}},
        domains={
            "shop": {
                "names": ["shop.example"],
                "service": "shop",
                "nodes": ["one"],
                "locations": [{"match": {"path": "/a"}, "snippet": "expires 1h;\nexpires nonsense;"}],
            }
        },
        nodes={"one": node.document},
    )
    node.write(state)
    passed, said = node.tested()
    line = int(said.partition("sites/shop.conf:")[2].split()[0])
    assert not passed
    assert place_of(node.files["sites/shop.conf"], line) == ("locations.0.snippet", 2)
