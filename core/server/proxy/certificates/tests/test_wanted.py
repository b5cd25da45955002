from core.server.proxy.certificates.certificate import described
from core.server.proxy.certificates.due import due_at
from core.server.proxy.certificates.self_signed import self_signed
from core.server.proxy.certificates.wanted import handshake_arguments, issuer, issuers, nodes_with, visited
from core.server.proxy.documents.change import read_change, state_of

NOW = 1_900_000_000.0
DAY = 86_400.0


def state(certificate=None, **changes):
    domain = {"names": ["*.shop.example"], "service": "shop", "nodes": ["in"], "tls": {"certificate": "shop"}}
    documents = {
        ("certificate", "shop"): certificate or {"names": ["shop.example"], "acme": {}},
        ("domain", "a"): {**domain, **changes},
        ("domain", "off"): {**domain, "names": ["off.example"], "nodes": ["other"], "enabled": False},
    }
    return state_of({key: read_change(*key, value) for key, value in documents.items()})


def test_visitors_come_to_an_entry_first_and_so_does_the_authority():
    behind = state(entries=["edge"])
    assert issuer(behind, "shop") == "edge"
    assert visited(behind, "shop") == ["edge"]
    assert issuers(behind) == {"a": "edge"}
    assert issuer(state(), "shop") == "in"
    assert issuer(state({"names": ["shop.example"], "acme": {"node": "one"}}), "shop") == "one"


def test_proofs_by_dns_are_answered_by_no_node():
    by_dns = {"names": ["*.shop.example"], "acme": {"challenge": "dns", "dns_provider": "dns_cf"}}
    assert issuers(state(by_dns)) == {}


def test_every_node_of_an_enabled_domain_is_asked_for_a_name_of_it():
    assert nodes_with(state(entries=["edge"]), "shop") == {
        "edge": "dozor-probe.shop.example",
        "in": "dozor-probe.shop.example",
    }


def test_a_node_asks_itself_where_it_listens():
    spec = read_change("node", "in", {"listen": ["[::]"], "https_port": 8443, "visitor_address": "proxy_protocol"})
    assert handshake_arguments(spec, "x") == {"name": "x", "host": "::1", "port": "8443", "proxy_protocol": "1"}


def certificate(source="acme", names=("shop.example",)):
    return described(self_signed(names, now=NOW), name="shop", source=source, made_at=NOW, certificate_id="1")


def test_a_certificate_is_due_where_there_is_none_or_not_for_all_names_or_in_its_time():
    spec = state().certificates["shop"]
    assert due_at(None, spec) == 0
    assert due_at(certificate("placeholder"), spec) == 0
    assert due_at(certificate(names=("other.example",)), spec) == NOW
    planned = due_at(certificate(), spec)
    assert NOW + 50 * DAY < planned < NOW + 60 * DAY
    each = certificate()
    assert due_at(each, spec, advised_at=NOW + DAY) == NOW + DAY
    assert due_at(each, spec, advised_at=NOW + 80 * DAY) == due_at(each, spec)
    uploaded = read_change("certificate", "shop", {"names": ["shop.example"], "source": "uploaded"})
    assert due_at(None, uploaded) is None
