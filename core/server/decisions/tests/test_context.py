from agent.contract.address import pack_address
from core.server.decisions.context import Context
from core.server.ingest.commands import Allow, Protect, SetMode


def allow(network: str, until_at: float = 0.0) -> Allow:
    return Allow(at=0.0, entry_id=network, network=network, until_at=until_at, by="ann")


def test_a_service_observes_until_someone_says_otherwise():
    context = Context()
    assert context.mode("shop") == "observe"
    context.apply(SetMode(at=0, service="shop", mode="enforce", by="ann"))
    assert (context.mode("shop"), context.mode("api")) == ("enforce", "observe")


def test_networks_of_both_families_cover_their_members():
    context = Context()
    context.apply(allow("192.0.2.0/24"))
    context.apply(allow("2001:db8::/32"))
    assert context.allows(pack_address("192.0.2.77"), 1)
    assert context.allows(pack_address("2001:db8:5::1"), 1)
    assert not context.allows(pack_address("192.0.3.1"), 1)
    assert not context.allows(pack_address("2001:db9::1"), 1)


def test_allowing_one_ipv6_address_allows_its_source():
    context = Context()
    context.apply(allow("2001:db8::5"))
    assert context.allows(pack_address("2001:db8::9"), 1)
    assert not context.allows(pack_address("2001:db8:0:1::5"), 1)


def test_the_loopback_is_protected_but_not_its_neighbours():
    context = Context()
    context.apply(Protect(at=0, addresses=("192.0.2.1",)))
    assert context.protects(pack_address("127.0.0.1"))
    assert context.protects(pack_address("::1"))
    assert context.protects(pack_address("192.0.2.1"))
    assert not context.protects(pack_address("127.0.0.2"))


def test_it_survives_as_bytes():
    context = Context("enforce")
    context.apply(SetMode(at=0, service="shop", mode="off", by="ann"))
    context.apply(allow("192.0.2.0/24", until_at=50.0))
    context.apply(Protect(at=0, addresses=("192.0.2.1",)))
    restored = Context.from_bytes(context.to_bytes())
    assert restored.to_bytes() == context.to_bytes()
    assert restored.mode("shop") == "off"
    assert restored.allows(pack_address("192.0.2.9"), 49)
    assert not restored.allows(pack_address("192.0.2.9"), 50)
    assert restored.protects(pack_address("192.0.2.1"))
