"""OCSP stapled by NGINX, from a responder that the machine's name servers know by its name."""

import asyncio

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.tests.authorities import trusting
from core.server.proxy.render.tests.responder import Authority, nameserver
from dozor.tests.waiting import until

GOOD = "OCSP Response Status: successful"
NONE = "OCSP response: no response sent"


@pytest.fixture
async def authority():
    started = await Authority().start()
    yield started
    started.stop()


@pytest.fixture
def serve_stapled(serve, authority):
    """Start a node whose machine knows these name servers, with a site that staples."""

    async def start(*nameservers):
        chain, key = authority.issue("shop.example")
        return await serve(
            tls={"certificate": "shop"},
            around=Surroundings(certificates={"shop": True}),
            more={"certificates/shop/fullchain.pem": chain, "certificates/shop/key.pem": key},
            place={"nameservers": nameservers},
        )

    return start


async def handshake(node):
    """What a visitor is told in a handshake who asks for a proof that the certificate is not revoked."""
    words = ["-connect", "{}:{}".format(*node.https), "-servername", "shop.example", "-status"]
    process = await asyncio.create_subprocess_exec(
        "openssl", "s_client", *words, stdin=asyncio.subprocess.DEVNULL, stdout=-1, stderr=-2
    )
    said, _ = await process.communicate()
    return said.decode(errors="replace")


async def test_a_responder_given_by_name_is_asked_and_its_answer_stapled(serve_stapled, authority):
    with nameserver() as address:
        node = await serve_stapled(address)
        assert NONE in await handshake(node)  # NGINX asks once somebody came

        async def stapled():
            return GOOD in await handshake(node)

        await until(stapled)
    assert authority.asked
    assert "dozor_nameservers.conf" in node.files["sites/shop.conf"]


async def test_without_name_servers_the_site_is_served_and_nothing_stapled(serve_stapled, authority):
    node = await serve_stapled()
    assert NONE in await handshake(node)
    assert not authority.asked


async def test_members_are_found_though_a_site_asks_other_name_servers(serve_stapled, reached, authority):
    with nameserver() as address:
        node = await serve_stapled(address)
        trusted = trusting(authority.root.public_bytes(Encoding.PEM).decode())
        assert (await reached(node, tls=trusted)).seen["member"] == "a"
