"""Sets of pages, previews, and what visitors saw."""

import json

import pytest

from agent.contract.proxy import NodeState

API = "/api/v1"


@pytest.fixture
async def own(admin):
    """A set of pages that a domain and a service use."""
    pages = {"templates": {"404": "<h1>{{ title }}</h1> <i>{{ support_id }}</i>"}, "contact": "help@shop.example"}
    assert (await admin.put(f"{API}/config/pages/own", json=pages)).status_code == 200
    await admin.put(f"{API}/config/service/shop", json={"pages": "own"})
    site = {"names": ["shop.example"], "service": "shop", "locations": [{"match": {"path": "/a"}, "pages": "own"}]}
    assert (await admin.put(f"{API}/config/domain/shop", json=site)).status_code == 200
    return "own"


async def test_the_sets_are_listed_with_who_uses_them(admin, own):
    sets = {each["name"]: each for each in (await admin.get(f"{API}/pages")).json()}
    assert sets["default"]["templates"] == []
    assert (sets["own"]["templates"], sets["own"]["used_by"]) == (["404"], ["service shop", "domain shop: locations.0"])


async def test_a_page_is_shown_with_examples_and_kept_apart(admin, own):
    answer = await admin.get(f"{API}/pages/own/404")
    assert answer.text == "<h1>Page not found</h1> <i>4f9d0b6a2c8e47d1a35b7e90c1f2d684</i>"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    problem = await admin.get(f"{API}/pages/own/banned", params={"language": "ru", "form": "json"})
    assert problem.headers["Content-Type"].startswith("application/problem+json")
    assert (problem.json()["status"], problem.json()["contact"]) == (403, "help@shop.example")
    assert (await admin.get(f"{API}/pages/none/404")).status_code == 404


async def test_a_frame_shows_a_page_to_who_knows_its_token_for_some_minutes(admin, own, client, clock):
    framed = (await admin.get(f"{API}/pages/own/frames", params={"language": "ru"})).json()
    assert len(framed) == 18
    found = next(each for each in framed if each["page"] == "404")
    shown = await client.get(f"{API}/page-frames/{found['frame']}")
    assert "4f9d0b6a2c8e47d1a35b7e90c1f2d684" in shown.text
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert {"sandbox", "frame-ancestors 'self'"} <= set(shown.headers["Content-Security-Policy"].split("; "))
    preview = (await admin.post(f"{API}/pages/preview", json={"pages": {"templates": {"404": "<b>new</b>"}}})).json()
    assert (await client.get(f"{API}/page-frames/{preview['frame']}")).text == "<b>new</b>"
    clock.at += 601
    assert (await client.get(f"{API}/page-frames/{found['frame']}")).status_code == 404


async def test_ones_own_page_may_begin_with_dozors_own(admin):
    for form in ("html", "json"):
        own = (await admin.get(f"{API}/pages/own-template", params={"form": form})).json()["source"]
        body = {"form": form, "pages": {"templates": {f"404.{form}": own}}}
        preview = (await admin.post(f"{API}/pages/preview", json=body)).json()
        shown = await admin.get(f"{API}/pages/default/404", params={"form": form})
        assert (preview["content"], preview["findings"]) == (shown.text, [])


async def test_what_is_hard_to_read_or_to_load_is_doubtful(admin):
    pages = {"templates": {"404": "<style>p { color: #ccc; background: #fff }</style>" + "<p>x</p>" * 7000}}
    findings = (await admin.post(f"{API}/pages/preview", json={"pages": pages})).json()["findings"]
    assert [each["severity"] for each in findings] == ["warning", "warning"]
    assert ("54 KiB" in findings[0]["message"], "contrast of 1.6" in findings[1]["message"]) == (True, True)


async def test_the_gallery_says_where_each_page_comes_from(admin, own):
    gallery = (await admin.get(f"{API}/pages/own/gallery")).json()
    found = {(each["page"], each["language"], each["form"]): each for each in gallery}
    assert len(found) == len(gallery) == 72
    assert (found["404", "ru", "html"]["comes_from"], found["404", "ru", "html"]["template"]) == ("set", "404")
    assert found["404", "ru", "json"]["comes_from"] == "dozor"
    assert found["maintenance", "en", "html"]["status"] == 503


async def test_what_is_not_saved_yet_can_be_seen(sign_in):
    operator = await sign_in("operator")
    body = {
        "page": "502",
        "language": "ru",
        "pages": {"templates": {"5xx": "{{ status }} {{ site }} {{ retry_after }}"}},
    }
    answer = (await operator.post(f"{API}/pages/preview", json=body)).json()
    assert (answer["content"], answer["findings"]) == ("502 shop.example 600", [])
    assert answer["size_bytes"] == len(answer["content"])


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("<p>\n{{ nothing }}", 2, "'nothing' is undefined"),
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", 1, "takes longer than"),
        ("<!--# exec cmd='id' -->", 0, "server-side include"),
        ("<img src='//cdn.example/a.png'>", 0, "of another host"),
    ],
)
async def test_what_is_wrong_with_a_page_is_told_and_keeps_it_from_being_saved(admin, template, line, words):
    pages = {"templates": {"404": template}}
    preview = (await admin.post(f"{API}/pages/preview", json={"pages": pages})).json()
    assert (preview["findings"][0]["severity"], preview["findings"][0]["line"]) == ("error", line)
    assert words in preview["findings"][0]["message"]
    refused = await admin.put(f"{API}/config/pages/bad", json=pages)
    assert refused.status_code == 422
    assert words in refused.json()["detail"]


async def test_a_service_may_not_name_pages_that_there_are_not(admin):
    refused = await admin.put(f"{API}/config/service/shop", json={"pages": "none"})
    assert (refused.status_code, "there are no pages none" in refused.text) == (422, True)


async def test_pages_that_visitors_saw_are_counted(admin, parts, clock):
    node, _ = await parts.fleet.create("one")
    clock.at = 1_900_000_020.0
    await parts.proxy.hear(node.id, NodeState(pages={"shop 404 default/404": 3, "blog 502 own/502": 9}))
    clock.at += 60
    await parts.proxy.hear(node.id, NodeState(pages={"shop 404 default/404": 4, "blog 502 own/502": 9}))
    shown = (await admin.get(f"{API}/pages/shown", params={"minutes": 3})).json()
    assert shown["counts"] == [0, 12, 1]
    assert shown["minutes"][-1] == 1_900_000_080 // 60 * 60
    assert shown["pages"] == [
        {"service": "blog", "status": 502, "page": "own/502", "count": 9},
        {"service": "shop", "status": 404, "page": "default/404", "count": 4},
    ]
    shop = (await admin.get(f"{API}/pages/shown", params={"service": "shop"})).json()
    assert sum(shop["counts"]) == 4


async def test_another_core_goes_on_where_the_last_one_was(admin, parts):
    node, _ = await parts.fleet.create("one")
    await parts.proxy.hear(node.id, NodeState(pages={"shop 404 default/404": 3}))
    stored = await parts.proxy.store.nodes()
    assert json.loads(json.dumps(stored[node.id].state.pages)) == {"shop 404 default/404": 3}
