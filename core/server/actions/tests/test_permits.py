from core.server.actions.permits import FOR_GOOD_AT, Permit, permits_of
from core.server.decisions.context import Context
from core.server.ingest.commands import Allow, Protect, VerifyBot

NOW = 1_000_000.0


def allow(name: str, network: str, until_at: float) -> Allow:
    return Allow(at=NOW, entry_id=name, network=network, until_at=until_at, by="ann")


def test_what_is_protected_allowed_or_verified_is_permitted_while_it_holds():
    context = Context()
    context.apply(Protect(at=NOW, addresses=("198.51.100.9",)))
    context.apply(allow("a", "192.0.2.7/24", 0.0))
    context.apply(allow("b", "2001:db8::/48", NOW + 60))
    context.apply(allow("c", "192.0.2.1/32", NOW))
    context.apply(VerifyBot(at=NOW, address="203.0.113.5", bot="googlebot", verified=True, until_at=NOW + 60))
    context.apply(VerifyBot(at=NOW, address="203.0.113.6", bot="googlebot", verified=False, until_at=NOW + 60))
    assert permits_of(context, NOW) == {
        "protect:127.0.0.1": Permit("ip", "127.0.0.1", FOR_GOOD_AT),
        "protect:::": Permit("ip", "::", FOR_GOOD_AT),
        "protect:198.51.100.9": Permit("ip", "198.51.100.9", FOR_GOOD_AT),
        "allow:a": Permit("range", "192.0.2.0/24", FOR_GOOD_AT),
        "allow:b": Permit("range", "2001:db8::/48", NOW + 60),
        "bot:203.0.113.5": Permit("ip", "203.0.113.5", NOW + 60),
    }
