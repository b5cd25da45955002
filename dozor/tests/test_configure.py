"""What `dozor up` configures at its start, and what it leaves to the person."""

import json

from core.server.proxy.documents.change import plain
from core.server.proxy.documents.declared import read_declared
from dozor.up.configure import first_documents, moved, needs_deployment
from dozor.up.layout import Ports
from dozor.up.run import node_name

PORTS = Ports(core=7700, nginx=7780, nginx_tls=7785, services=7790, resolver=7795)
OTHERS = Ports(core=7700, nginx=8080, nginx_tls=8085, services=8090, resolver=8095)


def saved():
    """The first documents as the API tells them."""
    documents = first_documents("here", PORTS, ("shop.example", "blog.example"))
    specs = read_declared(json.dumps(documents))
    return {
        field: {name: plain(specs[field.removesuffix("s"), name]) for name in named}
        for field, named in documents.items()
    }


def test_what_is_made_first_is_accepted_and_needs_no_other_start():
    assert set(saved()["domains"]) == {"shop.example", "blog.example"}
    assert moved(saved(), "here", PORTS) == {}


def test_other_ports_are_told_and_what_a_person_changed_stays():
    config = saved()
    config["nodes"]["here"]["description"] = "mine"
    config["services"]["blog.example"]["members"][0]["name"] = "own"
    del config["domains"]["blog.example"]
    changed = moved(config, "here", OTHERS)
    assert (changed["nodes"]["here"]["http_port"], changed["nodes"]["here"]["description"]) == (8080, "mine")
    assert [member["port"] for member in changed["services"]["shop.example"]["members"]] == [8090]
    assert set(changed["services"]) == {"shop.example"}
    assert "domains" not in changed


def test_a_node_that_the_person_took_away_is_not_made_again():
    config = saved()
    del config["nodes"]["here"]
    assert "nodes" not in moved(config, "here", OTHERS)


def test_what_a_person_did_not_deploy_is_not_deployed_for_them():
    assert needs_deployment({"revision": 0, "desired": "a", "confirmed": ""}, 1)
    assert needs_deployment({"revision": 1, "desired": "b", "confirmed": "a"}, 1)
    assert not needs_deployment({"revision": 1, "desired": "b", "confirmed": "a"}, 2)
    assert not needs_deployment({"revision": 1, "desired": "a", "confirmed": "a"}, 1)


def test_any_machine_has_a_name_that_a_node_may_have():
    assert [node_name(host) for host in ("Web_1.example.org", "vm", "--", "")] == ["web-1", "vm", "local", "local"]
