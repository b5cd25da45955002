"""Certificates of a real authority, ordered by a real node through a container, served by a real NGINX."""

import dataclasses
import ssl
import subprocess

import pytest


def said_to_old_client(where, version):
    command = ["openssl", "s_client", version, "-cipher", "ALL:@SECLEVEL=0", "-servername", "shop.example"]
    old = subprocess.run([*command, "-connect", where], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return old.stderr.decode()


@pytest.fixture
async def one(world, names):
    names.tell("add-a", host="shop.example", addresses=["127.0.0.11"])
    return await world.add_node("one", "127.0.0.11")


async def test_a_site_gets_its_certificate_by_itself_and_serves_it(world, one):
    await world.want_site(world.acme("shop.example"))
    await world.deploy()
    attempt = await world.newest()
    assert (attempt["outcome"], attempt["detail"], attempt["node"]) == ("done", "served by one", "one")
    item = await world.api("GET", "/shop")
    assert item["current"]["source"] == "acme"
    assert item["current"]["issuer"].startswith("Pebble")
    assert item["current"]["serial"] == await world.serial(one)
    assert [(each["node"], each["is_current"]) for each in item["served"]] == [("one", True)]
    assert item["served"][0]["protocol"] == "TLSv1.3"
    assert [each["source"] for each in item["certificates"]] == ["acme", "placeholder"]


async def test_a_renewed_certificate_takes_the_place_of_the_one_before(world, one):
    await world.want_site(world.acme("shop.example", key_type="rsa-2048"))
    await world.deploy()
    await world.newest()
    first = await world.serial(one)
    attempt = await world.order()
    assert (attempt["kind"], attempt["outcome"]) == ("renew", "done")
    item = await world.api("GET", "/shop")
    assert item["current"]["serial"] == await world.serial(one) != first
    assert item["current"]["key_type"] == "rsa-2048"


async def test_what_is_saved_and_not_deployed_stays_so_when_a_certificate_comes(world, one):
    await world.want_site(world.acme("shop.example"))
    await world.deploy()
    await world.newest()
    deployed = world.parts.proxy.deployer.deployed()[0]
    await world.want({("service", "other"): {"members": []}})
    assert (await world.order())["outcome"] == "done"
    assert world.parts.proxy.deployer.deployed()[0] == deployed < world.parts.proxy.documents.revision


async def test_a_revoked_certificate_is_not_served_any_more(world, one):
    await world.want_site(world.acme("shop.example"))
    await world.deploy()
    await world.newest()
    before = (await world.api("GET", "/shop"))["current"]
    body = {"certificate_id": before["id"], "reason": "key_compromise"}
    attempt = await world.ended(await world.api("POST", "/shop/revoke", body, status=202))
    assert attempt["outcome"] == "done", attempt
    assert await world.serial(one) != before["serial"]
    revoked = [each for each in (await world.api("GET", "/shop"))["certificates"] if each["id"] == before["id"]]
    assert revoked[0]["revoked_at"]
    await world.api("POST", "/shop/revoke", body, status=422)


async def test_a_name_that_leads_elsewhere_is_not_certified_and_the_last_good_one_stays(world, one, names):
    await world.want_site(world.acme("shop.example"))
    await world.deploy()
    await world.newest()
    before = await world.serial(one)
    names.tell("clear-a", host="shop.example")
    names.tell("add-a", host="shop.example", addresses=["127.0.0.99"])
    attempt = await world.order()
    assert attempt["outcome"] == "failed"
    assert "127.0.0.99" in attempt["detail"]
    assert await world.serial(one) == before
    findings = await world.api("POST", "/shop/preflight")
    reach = next(each for each in findings if each["what"] == "reach")
    assert (reach["verdict"], "127.0.0.99, which is none of our" in reach["message"]) == ("doubt", True)
    item = await world.api("GET", "/shop")
    assert (item["last"]["id"], item["retry_at"] > attempt["ended_at"]) == (attempt["id"], True)
    names.tell("clear-a", host="shop.example")


async def test_a_webroot_that_nobody_serves_is_the_authoritys_complaint(world, one):
    (world.folder / "acme").mkdir()
    acme = one.agent._tasks._handlers["issue"].__self__
    acme._place = dataclasses.replace(one.place, folder=world.folder)
    await world.want_site(world.acme("shop.example"))
    await world.deploy()
    attempt = await world.newest()
    assert attempt["outcome"] == "failed"
    assert "404" in attempt["detail"]
    item = await world.api("GET", "/shop")
    assert item["current"]["source"] == "placeholder"


async def test_an_authority_that_is_gone_in_mid_order_is_an_outcome_and_all_is_served_on(world, one, mortal_authority):
    await world.want_site(world.acme("shop.example"))
    await world.deploy()
    await world.newest()
    before = await world.serial(one)
    await world.want({("certificate", "shop"): world.acme("shop.example", authority=mortal_authority)})
    began = await world.api("POST", "/shop/order", {})
    while "authz" not in mortal_authority.log:
        assert (await world.api("GET", "/shop"))["running"]
    mortal_authority.process.kill()
    attempt = await world.ended(began["attempt"])
    assert attempt["outcome"] == "failed"
    assert "refused" in attempt["detail"] or "EOF" in attempt["detail"], attempt["detail"]
    assert await world.serial(one) == before


async def test_a_wildcard_is_proven_by_dns_and_no_credential_is_told(world, one, names):
    variables = {"DNS_TEST_API": names.api, "DNS_TEST_RESOLVER": f"127.0.0.1:{names.port}", "TOKEN": "s3cret-of-olga"}
    await world.parts.proxy.secrets.put("provider", "credentials", variables, by="olga")
    by_dns = {"challenge": "dns", "dns_provider": "dns_test", "credentials": "provider"}
    await world.want_site(world.acme("*.shop.example", **by_dns), "*.shop.example")
    await world.deploy()
    assert (await world.newest())["outcome"] == "done"
    item = await world.api("GET", "/shop")
    assert item["current"]["serial"] == await world.serial(one, "any.shop.example")
    wrong = world.acme("*.shop.example", **by_dns | {"dns_provider": "dns_unknown"})
    await world.want({("certificate", "shop"): wrong})
    attempt = await world.order()
    assert (attempt["outcome"], attempt["detail"]) == ("failed", "one: Cannot find DNS API hook for: dns_unknown")
    assert "s3cret" not in str(await world.api("GET", "/shop/attempts"))


async def test_nothing_of_an_order_stays_in_the_engine_but_the_account(world, one, engine):
    await world.want_site(world.acme("shop.example"))
    await world.deploy()
    await world.newest()
    assert engine.run("ps", "-aq") == ""
    assert engine.run("volume", "ls", "-q").split() == ["dozor-acme-accounts"]


async def test_visitors_who_come_to_another_node_are_proven_by_the_one_that_orders(world, one, names):
    await world.add_node("two", "127.0.0.12")
    names.tell("add-a", host="both.example", addresses=["127.0.0.12"])
    certificate = world.acme("both.example", node="one")
    await world.want_site(certificate, "both.example", nodes=["one", "two"])
    await world.deploy()
    attempt = await world.newest()
    assert (attempt["outcome"], attempt["detail"]) == ("done", "served by one, two")
    serials = {await world.serial(node, "both.example") for node in world.nodes}
    assert serials == {(await world.api("GET", "/shop"))["current"]["serial"]}


async def test_caa_that_permits_another_authority_alone_is_found_before_an_order(world, one, names):
    names.tell("add-a", host="caa.example", addresses=["127.0.0.11"])
    names.tell("add-caa", host="caa.example", policies=[{"tag": "issue", "value": "other.example"}])
    acme = {"names": ["www.caa.example"], "source": "acme", "acme": {"directory": "letsencrypt"}}
    await world.want_site(acme, "www.caa.example")
    answer = await world.api("POST", "/shop/order", {"dry_run": True}, status=202)
    caa = next(each for each in answer["findings"] if each["what"] == "caa")
    assert (answer["attempt"], caa["verdict"]) == (None, "refused")
    assert caa["message"] == "CAA of caa.example permits other.example, not letsencrypt.org"
    attempt = await world.order()
    assert attempt["outcome"] == "refused"
    assert "CAA of caa.example" in attempt["detail"]


async def test_a_name_that_the_authority_refuses_is_told_in_its_own_words(world, one, names):
    names.tell("add-a", host="blocked.example", addresses=["127.0.0.11"])
    await world.want_site(world.acme("blocked.example"), "blocked.example")
    await world.deploy()
    attempt = await world.newest()
    assert attempt["outcome"] == "failed"
    assert "rejectedIdentifier" in attempt["detail"] or "policy" in attempt["detail"], attempt["detail"]


async def test_a_site_speaks_tls_1_2_and_1_3_alone_and_tells_browsers_to_stay_with_it(world, one):
    certificate = {"names": ["shop.example"], "source": "self_signed"}
    await world.want_site(certificate, hsts={"max_age_seconds": 600}, redirect_http=True)
    await world.deploy()
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        assert world._shown(one, "shop.example", minimum_version=version, maximum_version=version)
    for version in ("-tls1", "-tls1_1"):
        assert "alert protocol version" in said_to_old_client(f"{one.address}:{world.ports[1]}", version)
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        world._shown(one, "stranger.example")
    secure, plain = await world.heads(one, "shop.example")
    assert (secure.status_code, secure.headers["strict-transport-security"]) == (204, "max-age=600")
    assert plain.status_code == 308
    assert plain.headers["location"] == f"https://shop.example:{world.ports[1]}/cart?a=1"
