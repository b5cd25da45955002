import json

import pytest

API = "/api/v1/config"
SHOP = {"members": [{"name": "a", "host": "10.0.0.5", "port": 8080}, {"name": "b", "host": "10.0.0.6", "port": 8080}]}
SITE = {"names": ["shop.example"], "service": "shop", "nodes": ["one"]}


@pytest.fixture
def put(admin, parts):
    async def put(kind, name, body, **options):
        return await admin.put(f"{API}/{kind}/{name}", json=body, params=options)

    return put


@pytest.fixture
async def shop(put, parts):
    await parts.fleet.create("One")
    assert (await put("service", "shop", SHOP)).status_code == 200
    made = await put("domain", "shop", SITE)
    assert made.status_code == 200, made.text
    return made.json()


async def test_a_document_is_put_and_read_again(admin, shop):
    assert (shop["revision"], shop["dry_run"]) == (2, False)
    assert [(each["what"], each["kind"], each["name"]) for each in shop["differences"]] == [
        ("create", "domain", "shop")
    ]
    read = (await admin.get(f"{API}/domain/shop")).json()
    assert (read["spec"]["names"], read["spec"]["enabled"], read["revision"]) == (["shop.example"], True, 2)
    whole = (await admin.get(API)).json()
    assert (set(whole["domains"]), set(whole["services"]), whole["findings"]) == ({"shop"}, {"shop"}, [])


async def test_a_change_tells_what_becomes_different_on_which_node(put, shop):
    (node,) = shop["nodes"]
    assert node["name"] == "one"
    files = {each["file"]: each for each in node["files"]}
    assert files["sites/shop.conf"]["what"] == "new"
    assert "+    server_name shop.example;" in files["sites/shop.conf"]["text"].splitlines()
    moved = (await put("domain", "shop", {**SITE, "names": ["new.example"]})).json()
    (file,) = moved["nodes"][0]["files"]
    assert (file["file"], file["what"]) == ("sites/shop.conf", "changed")
    assert "-    server_name shop.example;" in file["text"].splitlines()
    assert "-- shop.example" in moved["differences"][0]["diff"]


async def test_a_dry_run_answers_the_same_and_changes_nothing(admin, put, shop, parts):
    body = {**SITE, "names": ["new.example"]}
    thought = (await put("domain", "shop", body, dry_run=True)).json()
    assert parts.proxy.documents.revision == 2
    assert (await admin.get(f"{API}/domain/shop")).json()["spec"]["names"] == ["shop.example"]
    made = (await put("domain", "shop", body)).json()
    assert {**thought, "dry_run": False, "revision": 3} == made


async def test_all_errors_between_documents_are_told_and_nothing_is_saved(put, parts, shop):
    body = {**SITE, "service": "nope", "nodes": ["nowhere"], "pages": "none"}
    answer = await put("domain", "other", {**body, "names": ["other.example"]})
    assert answer.status_code == 422
    assert {each["field"]: (each["code"], each["args"]) for each in answer.json()["errors"]} == {
        "domain other: service": ("no_service", {"service": "nope"}),
        "domain other: nodes.0": ("no_node", {"node": "nowhere"}),
        "domain other: pages": ("no_pages", {"pages": "none"}),
    }
    assert parts.proxy.documents.revision == 2
    thought = await put("domain", "other", {**body, "names": ["other.example"]}, dry_run=True)
    assert {each["path"] for each in thought.json()["refusals"]} == {"service", "nodes.0", "pages"}


async def test_what_is_named_is_not_taken_away_and_what_is_not_there_neither(admin, shop):
    answer = await admin.delete(f"{API}/service/shop")
    assert (answer.status_code, "no service shop" in answer.json()["detail"]) == (422, True)
    assert (await admin.delete(f"{API}/service/none")).status_code == 404
    assert (await admin.delete(f"{API}/domain/shop")).json()["revision"] == 3
    assert (await admin.delete(f"{API}/service/shop")).json()["revision"] == 4


async def test_what_was_wrong_before_keeps_nobody_from_changing_something_else(admin, put, shop, parts):
    (node,) = parts.fleet.all()
    await parts.fleet.delete(node.id)
    findings = (await admin.get(API)).json()["findings"]
    assert ("error", "domain", "shop") in {(each["severity"], each["kind"], each["name"]) for each in findings}
    assert (await put("service", "other", SHOP)).status_code == 200
    assert (await put("domain", "shop", {**SITE, "description": "moved"})).status_code == 200
    assert (await put("domain", "shop", {**SITE, "nodes": ["two"]})).status_code == 422


async def test_who_saw_an_older_revision_is_told(put, shop):
    answer = await put("service", "shop", {}, expected_revision=1)
    assert answer.status_code == 409
    assert (await put("service", "shop", {}, expected_revision=2)).status_code == 200


async def test_a_member_is_weighed_and_drained_without_a_deployment(admin, shop, parts):
    answer = (await admin.patch(f"{API}/service/shop/members/a", json={"weight": 7, "draining": True})).json()
    assert (answer["at_once"], answer["nodes"]) == (["shop"], [])
    (node,) = parts.fleet.all()
    (upstream,) = (await parts.proxy.deployer.order(node.id, known=0, wait_seconds=0)).upstreams
    assert [(each.id, each.weight, each.draining) for each in upstream.members] == [("a", 7, True), ("b", 1, False)]
    assert (await admin.patch(f"{API}/service/shop/members/zz", json={"weight": 7})).status_code == 404
    assert (await admin.patch(f"{API}/service/shop/members/a", json={"weight": 0})).status_code == 422


async def test_a_state_is_exported_planned_and_applied(admin, shop, parts):
    text = (await admin.get(f"{API}/export")).text
    planned = (await admin.post(f"{API}/plan", json={"text": text, "prune": True})).json()
    assert planned["differences"] == []
    text = text.replace("shop.example", "new.example").replace("port: 8080", "port: 8081")
    planned = (await admin.post(f"{API}/plan", json={"text": text})).json()
    assert {(each["what"], each["kind"]) for each in planned["differences"]} == {
        ("update", "domain"),
        ("update", "service"),
    }
    assert parts.proxy.documents.revision == 2
    applied = (await admin.post(f"{API}/apply", json={"text": text}, params={"note": "moved"})).json()
    assert (applied["revision"], applied["at_once"]) == (3, ["shop"])
    gone = (await admin.post(f"{API}/apply", json={"text": "nodes: {}", "prune": True})).json()
    assert {each["what"] for each in gone["differences"]} == {"delete"}
    assert (await admin.get(API)).json()["services"] == {}


@pytest.mark.parametrize("text", ["a: [", "services: {x: {nonsense: 1}}", "[" * 60_000, "services: 7", "a: *b", "\x00"])
async def test_a_text_that_says_no_state_is_refused(admin, text):
    assert (await admin.post(f"{API}/plan", json={"text": text})).status_code == 422


async def test_revisions_are_listed_compared_and_restored(admin, put, shop):
    await put("domain", "shop", {**SITE, "names": ["new.example"]}, note="renamed")
    listed = (await admin.get(f"{API}/revisions")).json()
    assert [(each["number"], each["note"], each["changes"]) for each in listed] == [
        (3, "renamed", 1),
        (2, "", 1),
        (1, "", 1),
    ]
    assert [
        each["number"] for each in (await admin.get(f"{API}/revisions", params={"before": 3, "limit": 1})).json()
    ] == [2]
    second = (await admin.get(f"{API}/revisions/2")).json()
    assert [each["what"] for each in second["changed"]] == ["create"]
    assert [each["after"]["names"] for each in second["since"]] == [["new.example"]]
    thought = (await admin.post(f"{API}/revisions/2/restore", params={"dry_run": True})).json()
    restored = (await admin.post(f"{API}/revisions/2/restore")).json()
    assert (thought["revision"], restored["revision"]) == (3, 4)
    assert (await admin.get(f"{API}/domain/shop")).json()["spec"]["names"] == ["shop.example"]
    assert (await admin.get(f"{API}/revisions")).json()[0]["note"] == "back to revision 2"
    assert (await admin.get(f"{API}/revisions/9")).status_code == 404
    assert (await admin.post(f"{API}/revisions/9/restore")).status_code == 404


async def test_changes_are_audited_with_what_was_and_what_became(put, shop, parts, database):
    await put("domain", "shop", {**SITE, "snippet": "#" + "x" * 5000}, note="long")
    await parts.audit.store()
    async with database.connection() as connection:
        rows = await connection.fetch(
            "SELECT by, action, subject, before::text, after::text FROM audit ORDER BY at, id"
        )
    last = rows[-1]
    assert (last["by"], last["action"], last["subject"]) == ("admin", "put_document", "domain shop")
    before, after = json.loads(last["before"]), json.loads(last["after"])
    assert before["domain shop"]["names"] == ["shop.example"]
    assert (after["revision"], after["note"]) == (3, "long")
    assert len(after["changes"]["domain shop"]["snippet"]) < 1100


@pytest.mark.parametrize("name", ["..", "A", "a b", "a%2Fb", "x" * 64, "a;b", "-a"])
async def test_a_name_that_could_be_a_path_is_refused(put, name):
    assert (await put("service", name, {})).status_code in {404, 405, 422}


@pytest.mark.parametrize(
    "body",
    [
        '{"members": [{"name": "a"}]}',
        '{"nonsense": 1}',
        "[" * 20_000,
        '{"a":' * 8000,
        "nonsense",
        '{"description": "\\u0000"}',
    ],
)
async def test_a_body_that_is_no_specification_is_refused(admin, body):
    answer = await admin.put(f"{API}/service/x", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500


async def test_without_a_database_a_change_says_so_and_is_not_made(put, parts, database, shop):
    await database.stop()
    assert (await put("service", "shop", {})).status_code == 503
    assert parts.proxy.documents.revision == 2
    assert len(parts.proxy.documents.state.services["shop"].members) == 2


async def test_the_revisions_of_one_document_are_those_that_changed_it(admin, put, shop):
    await put("service", "shop", {**SHOP, "description": "the shop"})
    listed = (await admin.get(f"{API}/revisions", params={"document": "service/shop"})).json()
    assert [each["number"] for each in listed] == [3, 1]
    assert (await admin.get(f"{API}/revisions", params={"document": "domain/shop"})).json()[0]["number"] == 2
    assert (await admin.get(f"{API}/revisions", params={"document": "shop"})).status_code == 422
