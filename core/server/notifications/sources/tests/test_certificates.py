"""With a real certificate of a document that is deployed."""

from core.server.fleet.fleet import Fleet
from core.server.notifications.sources.certificates import RunningOut
from core.server.proxy.certificates.certificate import described
from core.server.proxy.certificates.self_signed import self_signed
from core.server.proxy.certificates.tests.test_wanted import state
from core.server.proxy.deploy.deployment import begin
from core.server.proxy.proxy import Proxy

DAY = 86_400.0


async def test_a_certificate_that_runs_out_gets_more_severe_until_it_is_renewed(database, clock, tmp_path):
    proxy = Proxy(database, clock, Fleet(database, clock, tmp_path / "nodes.json"), (b"k" * 32,))
    proxy.deployer.last_done = begin("d1", 1, {}, clock.now())
    proxy.deployer._deployed[1] = state()
    bundle = self_signed(("shop.example",), now=clock.now())
    first = described(bundle, name="shop", source="acme", made_at=clock.now(), certificate_id="c1")
    proxy._shelf._all["shop"].append(first)
    source, told = RunningOut(proxy), []
    source.begin(clock.now(), ())
    while clock.at < first.not_after + DAY:
        told += [(each.severity, each.state, each.facts["what"]) for each in await source.look(clock.now())]
        clock.at += first.lifetime / 60
    assert told == [
        ("medium", "opened", "expiring"),
        ("high", "changed", "expiring"),
        ("critical", "changed", "expiring"),
        ("critical", "changed", "expired"),
    ]
    renewed = described(
        self_signed(("shop.example",), now=clock.now()),
        name="shop",
        source="acme",
        made_at=clock.now(),
        certificate_id="c2",
    )
    proxy._shelf._all["shop"].append(renewed)
    assert [each.state for each in await source.look(clock.now())] == ["closed"]
