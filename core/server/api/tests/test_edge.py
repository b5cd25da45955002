import logging

import httpx
import pytest

from core.server.api.edge import Edge

PROBLEM = {"type", "title", "status", "detail", "code", "args", "request_id", "errors"}


async def chunks(count):
    for _ in range(count):
        yield b"x" * 10_000


async def test_every_error_is_a_problem_with_the_requests_id(client, admin):
    answers = [
        await client.get("/api/v1/me"),
        await client.get("/api/v1/nothing"),
        await client.patch("/api/v1/me"),
        await client.post("/api/v1/session", json={}),
        await client.post("/api/v1/session", content=b"{", headers={"Content-Type": "application/json"}),
        await admin.get("/api/v1/nodes/none"),
    ]
    assert [answer.status_code for answer in answers] == [401, 404, 405, 422, 422, 404]
    for answer in answers:
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(answer.json()) == PROBLEM
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


async def test_what_was_sent_is_not_sent_back(client):
    answer = await client.post("/api/v1/session", json={"login": "ann", "password": {"my": "secret word"}})
    assert answer.status_code == 422
    assert "secret word" not in answer.text


async def test_a_body_beyond_the_bound_is_refused_by_its_announced_length(client):
    answer = await client.post("/api/v1/session", content=b"x" * 70_000, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert set(answer.json()) == PROBLEM


async def test_a_body_beyond_the_bound_is_refused_while_it_streams(client):
    answer = await client.post("/api/v1/session", content=chunks(20), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


async def test_a_request_id_of_the_callers_is_kept_where_it_is_harmless(client):
    for wished, kept in (("my-request-1", True), ("x", False), ("a" * 65, False), ("new\tline-here", False)):
        answer = await client.get("/api/v1/health", headers={"X-Request-Id": wished})
        assert (answer.headers["x-request-id"] == wished) is kept


async def test_what_breaks_is_logged_once_and_told_without_details(caplog):
    async def broken(*_):
        raise RuntimeError("the inner secret")

    app = Edge(broken, body_bytes_max=lambda _: 1000, policy="default-src 'none'")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        with caplog.at_level(logging.ERROR):
            answer = await client.get("/%0AERROR%20forged")
    assert answer.status_code == 500
    assert "\n" not in caplog.records[0].getMessage()
    assert "secret" not in answer.text
    assert answer.json()["request_id"] in caplog.text
    assert len(caplog.records) == 1


@pytest.mark.parametrize("path", ["/", "/api/v1/health", "/api/v1/none", "/assets/index-abc123.js"])
async def test_every_answer_has_the_security_headers(client, path):
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


async def test_a_client_that_is_refused_while_it_writes_is_heard_out(client):
    answer = await client.request("DELETE", "/api/v1/nodes/none", content=chunks(50))
    assert (answer.status_code, answer.headers.get("connection")) == (401, None)


@pytest.mark.parametrize(
    "url", ["decisions/a%00b", "decisions?q=%00", "sources/192.0.2.1?service=%00", "incidents/%00"]
)
async def test_nul_in_a_path_or_a_query_is_refused(admin, url):
    answer = await admin.get(f"/api/v1/{url}")
    assert (answer.status_code, set(answer.json())) == (422, PROBLEM)


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("allowlist", {"network": "192.0.2.0/24", "reason": "a\0"}),
        ("decisions", {"source": "192.0.2.1", "service": "\0"}),
        ("session", {"login": "\0", "password": "\0"}),
    ],
)
async def test_nul_in_a_body_is_refused_and_does_not_stop_the_audit_log(admin, parts, route, body):
    assert (await admin.post(f"/api/v1/{route}", json=body)).status_code == 422
    await parts.audit.store()


async def test_answers_of_the_api_are_kept_by_nobody_and_tls_is_insisted_on_where_it_is(client):
    plain = await client.get("/api/v1/health")
    assert plain.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in plain.headers
    secure = await client.get("https://localhost/api/v1/health")
    assert secure.headers["strict-transport-security"] == "max-age=31536000"
