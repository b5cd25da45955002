import pytest

from core.server.proxy.deploy.build import FileSources
from core.server.proxy.deploy.builds import Builds
from core.server.proxy.documents.change import state_of
from core.server.proxy.documents.declared import read_declared
from core.server.proxy.render.context import Surroundings

TEXT = """
services: {shop: {members: [{name: a, host: 10.0.0.5, port: 80}]}}
certificates: {shop: {names: [shop.example], source: uploaded}}
domains: {shop: {names: [shop.example], service: shop, nodes: [one], tls: {certificate: shop}}}
"""
AROUND = Surroundings(certificates={"shop": False})


@pytest.fixture
def chain():
    return {"certificates/shop/fullchain.pem": b"first", "certificates/shop/key.pem": b"key"}


@pytest.fixture
def builds(chain):
    return Builds(FileSources(page_files=lambda _state, _name: {}, certificate_files=lambda _name: dict(chain)))


@pytest.fixture
def state():
    return state_of(read_declared(TEXT))


async def test_what_was_built_is_not_built_again(builds, state):
    first = await builds.of(state, "one", AROUND)
    assert await builds.of(state, "one", Surroundings(certificates={"shop": False})) is first
    assert first.manifest.files.keys() >= {"common.conf", "sites/shop.conf", "certificates/shop/key.pem"}


async def test_a_renewed_certificate_other_surroundings_and_another_state_are_seen(builds, state, chain):
    first = await builds.of(state, "one", AROUND)
    chain["certificates/shop/fullchain.pem"] = b"second"
    second = await builds.of(state, "one", AROUND)
    assert second.manifest.digest != first.manifest.digest
    stapled = await builds.of(state, "one", Surroundings(certificates={"shop": True}))
    assert stapled.manifest.files["sites/shop.conf"] != second.manifest.files["sites/shop.conf"]
    other = state_of(read_declared(TEXT.replace("10.0.0.5", "10.0.0.6").replace("shop.example", "new.example")))
    assert (await builds.of(other, "one", AROUND)).manifest.digest != second.manifest.digest


async def test_so_many_are_kept_and_no_more(builds, state):
    for number in range(70):
        await builds.of(state, f"node{number}", AROUND)
    assert len(builds._kept) <= 64
