import pytest

from core.server.proxy.documents.change import read_change

PATH = "/api/v1/proxy"


async def want(parts):
    service = {"members": [{"name": "a", "host": "127.0.0.1", "port": 8080}]}
    domain = {"names": ["shop.example", "*.shop.example"], "service": "shop", "nodes": ["one"]}
    read = {
        key: read_change(*key, value)
        for key, value in {("service", "shop"): service, ("domain", "shop"): domain}.items()
    }
    await parts.proxy.documents.change(read, by="ann", note="")


async def test_a_request_is_explained(parts, sign_in):
    await want(parts)
    viewer = await sign_in("viewer")
    asked = {"host": "Shop.Example:80", "path": "/cart?x=1", "address": "10.0.0.1", "header": ["Cookie: a=b", "X-Y: z"]}
    answer = await viewer.get(f"{PATH}/explain", params=asked)
    [route] = answer.json()
    assert (route["domain"], route["name"], route["nodes"]) == ("shop", "shop.example", ["one"])
    assert route["tried"][0] == {
        "number": -1, "match": "/", "verdict": "chosen",
        "why": "the longest prefix, and no regular expression finds anything",
    }  # fmt: skip
    assert route["services"][0]["members"][0]["may_answer"]


@pytest.mark.parametrize(
    "asked",
    [
        {"host": ""},
        {"host": "a b"},
        {"host": "x" * 300},
        {"host": "shop.example", "path": "cart"},
        {"host": "shop.example", "path": "/a\nb"},
        {"host": "shop.example", "address": "nowhere"},
        {"host": "shop.example", "header": "no colon"},
        {"host": "shop.example", "method": "GET /"},
    ],
)
async def test_what_nobody_can_ask_for_is_refused(sign_in, asked):
    viewer = await sign_in("viewer")
    assert (await viewer.get(f"{PATH}/explain", params=asked)).status_code == 422


async def test_an_import_gives_text_to_apply_and_changes_nothing(parts, admin):
    text = "events {} http { server { server_name a.example; location / { proxy_pass http://10.0.0.1:80; } } }"
    answer = await admin.post(f"{PATH}/import", json={"files": {"nginx.conf": text}, "nodes": ["one"]})
    made = answer.json()
    assert "a.example" in made["text"]
    assert {"file": "nginx.conf", "line": 1, "text": "server_name a.example"}.items() <= made["lines"][3].items()
    assert parts.proxy.documents.revision == 0
    planned = await admin.post("/api/v1/config/plan", json={"text": made["text"]})
    assert planned.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"files": {}},
        {"files": {"nginx.conf": "http {"}},
        {"files": {"other.conf": ""}},
        {"files": {"nginx.conf": "include nginx.conf;"}},
    ],
)
async def test_what_is_no_configuration_is_refused(admin, body):
    assert (await admin.post(f"{PATH}/import", json=body)).status_code == 422
