"""Certificates of one's own: checked before anything happens, then brought to the nodes like any other."""

import os
import signal

import pytest

from agent.proxy.handshake import handshake
from agent.proxy.tasks import TaskError
from core.server.proxy.certificates.self_signed import self_signed


def pems(*names, now):
    bundle = self_signed(names, now=now)
    return {"chain": bundle.chain.decode(), "key": bundle.key.decode()}


@pytest.fixture
async def one(world):
    return await world.add_node("one", "127.0.0.11")


@pytest.fixture
def now(clock):
    return clock.now()


@pytest.fixture
async def served(world, one, now):
    """Have a site whose uploaded certificate is served; return its serial."""
    await world.want_site({"names": ["shop.example"], "source": "uploaded"})
    first = await world.api("POST", "/shop/upload", pems("shop.example", now=now))
    await world.newest()
    await world.deploy()
    assert await world.serial(one) == first["serial"]
    return first["serial"]


async def test_an_uploaded_certificate_is_brought_to_the_nodes_and_seen_there(world, one, served, now):
    second = await world.api("POST", "/shop/upload", pems("shop.example", now=now))
    attempt = await world.newest()
    assert (attempt["kind"], attempt["outcome"], attempt["started_by"]) == ("bring", "done", "olga")
    assert await world.serial(one) == second["serial"] != served


async def test_what_does_not_fit_is_refused_and_the_last_good_one_stays(world, one, served, now, authority):
    good, other = (pems("shop.example", now=now) for _ in range(2))
    wrong = {
        "does not belong": {**good, "key": other["key"]},
        "expired at": pems("shop.example", now=now - 100 * 86_400),
        "is not for shop.example": pems("other.example", now=now),
        "cannot be read": {
            **good,
            "chain": "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----" % ("A" * 60_000),
        },
    }
    for message, body in wrong.items():
        answer = await world.api("POST", "/shop/upload", body, status=422)
        assert message in answer["detail"]
        assert "PRIVATE" not in str(answer)
    assert await world.serial(one) == served
    assert len((await world.api("GET", "/shop"))["certificates"]) == 1


async def test_a_dry_run_checks_and_keeps_nothing(world, one, served, now):
    await world.api("POST", "/shop/upload", {**pems("shop.example", now=now), "dry_run": True})
    assert len((await world.api("GET", "/shop"))["certificates"]) == 1


async def test_what_was_handed_over_is_described_before_there_is_a_document_for_it(world, now):
    both = pems("shop.example", "www.shop.example", now=now)
    found = await world.api("POST", "/inspect", both)
    assert (found["names"], found["key_type"]) == (["shop.example", "www.shop.example"], "ec-256")
    assert "PRIVATE" not in str(found)
    wrong = await world.api("POST", "/inspect", {**both, "key": pems("shop.example", now=now)["key"]}, status=422)
    assert "does not belong" in wrong["detail"]
    assert await world.api("GET", "") == []


async def test_a_node_that_cannot_run_it_keeps_the_last_good_one(world, one, served, now):
    master = int(one.place.pid_file.read_text())
    os.kill(master, signal.SIGSTOP)
    try:
        new = await world.api("POST", "/shop/upload", pems("shop.example", now=now))
        attempt = await world.newest()
    finally:
        os.kill(master, signal.SIGCONT)
    assert attempt["outcome"] == "reverted", attempt
    assert await world.serial(one) == served
    item = await world.api("GET", "/shop")
    assert item["current"]["serial"] == served
    assert [each["is_good"] for each in item["certificates"] if each["serial"] == new["serial"]] == [False]


async def test_no_key_is_in_an_answer_or_plain_in_the_database(world, one, served, now):
    body = pems("shop.example", now=now)
    await world.api("POST", "/shop/upload", body)
    await world.newest()
    middle = body["key"].splitlines()[1]
    said = str([await world.api("GET", ""), await world.api("GET", "/shop"), await world.api("GET", "/shop/attempts")])
    assert middle not in said
    assert "PRIVATE" not in said
    async with world.parts.database.connection() as connection:
        for table in ("proxy_certificate", "proxy_file", "proxy_attempt", "audit"):
            rows = await connection.fetch(f"SELECT * FROM {table}")
            assert all(middle.encode() not in bytes(str(dict(row)), "latin-1", "replace") for row in rows)


async def test_who_may_only_read_sees_the_inventory_and_changes_nothing(world, one, served):
    await world.parts.accounts.people.add("vera", "a right long horse", "viewer")
    login = {"login": "vera", "password": "a right long horse"}
    answer = await world.client.post("/api/v1/session", json=login)
    world.client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    assert (await world.api("GET", "/shop"))["current"]["serial"] == served
    await world.api("POST", "/shop/order", {}, status=403)


async def test_a_handshake_that_does_not_come_about_says_so(world, one):
    with pytest.raises(TaskError, match=r"no handshake for shop\.example"):
        await handshake({"name": "shop.example", "host": one.address, "port": str(world.ports[0])})
