"""What pre-flight finds, asked of a real DNS."""

import pytest

from core.server.proxy.certificates.directories import Directory
from core.server.proxy.certificates.preflight import Looker

OURS = Directory(caa=("dozor.example",))


@pytest.fixture
def look(names):
    async def look(name, *ours, port=names.port):
        found = await Looker([("127.0.0.1", port)]).look([name], ours, OURS, by_http=True)
        return {each.what: (each.verdict, each.message) for each in found}

    return look


async def test_a_name_at_one_of_our_nodes_is_ours(look, names):
    names.tell("add-a", host="ok.example", addresses=["127.0.0.21"])
    found = await look("ok.example", "127.0.0.20", "127.0.0.21")
    assert found["reach"] == ("ok", "ok.example is at 127.0.0.21")
    assert found["caa"][0] == "ok"


async def test_a_node_may_be_known_by_its_name(look, names):
    for host in ("site.example", "node.example"):
        names.tell("add-a", host=host, addresses=["127.0.0.22"])
    assert (await look("site.example", "node.example"))["reach"][0] == "ok"


async def test_one_foreign_address_beside_ours_is_a_doubt_as_the_authority_may_choose_it(look, names):
    names.tell("add-a", host="two.example", addresses=["127.0.0.21", "127.0.0.66"])
    verdict, message = (await look("two.example", "127.0.0.21"))["reach"]
    assert verdict == "doubt"
    assert "127.0.0.66" in message
    assert "127.0.0.21" not in message


async def test_without_known_nodes_nothing_is_claimed(look):
    assert (await look("some.example"))["reach"][0] == "doubt"


async def test_a_name_without_an_address_is_refused(look, names):
    names.tell("set-default-ipv4", ip="")
    try:
        found = await look("nowhere.example", "127.0.0.21")
    finally:
        names.tell("set-default-ipv4", ip="127.0.0.1")
    assert found["reach"] == ("refused", "nowhere.example has no address in the DNS")


async def test_a_dns_that_is_away_is_a_doubt_and_no_refusal(look):
    found = await look("some.example", "127.0.0.21", port=9)
    assert {verdict for verdict, _ in found.values()} == {"doubt"}


@pytest.mark.parametrize(
    ("policies", "name", "verdict"),
    [
        ([("issue", "dozor.example")], "www.caa-1.example", "ok"),
        ([("issue", "Dozor.Example; account=1")], "caa-2.example", "ok"),
        ([("issue", ";")], "caa-3.example", "refused"),
        ([("issue", "dozor.example"), ("issuewild", ";")], "*.caa-4.example", "refused"),
        ([("issue", "dozor.example"), ("issuewild", ";")], "www.caa-5.example", "ok"),
        ([("iodef", "mailto:a@caa-6.example")], "caa-6.example", "ok"),
    ],
)
async def test_caa_is_read_as_an_authority_reads_it(look, names, policies, name, verdict):
    host = name.removeprefix("*.").removeprefix("www.")
    names.tell("add-caa", host=host, policies=[{"tag": tag, "value": value} for tag, value in policies])
    assert (await look(name))["caa"][0] == verdict
