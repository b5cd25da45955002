"""Services in a real browser, on a real NGINX and agent: members weighed, drained and brought back."""

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from core.app.tests.served import NAME, answered, deploy, forget
from dozor.tests.running import Running, wait_until

SOON = 60_000


class _Who(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(self.server.half_status if self.path == "/half" else 200)  # type: ignore[attr-defined]
        self.send_header("X-Who", str(self.server.server_port))  # type: ignore[attr-defined] # of the server below
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def ports() -> Iterator[list[int]]:
    """Two members that say who they are; to half of what asks for it one has no answer."""
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Who) for _ in range(2)]
    for server, status in zip(servers, (200, 500), strict=True):
        server.half_status = status  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield [server.server_port for server in servers]
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def shared(dozor: Running, ports: list[int]) -> Iterator[str]:
    """A service with both, served."""
    node = dozor.api("GET", "nodes")[0]["name"].lower()
    members = [
        {"name": name, "host": "127.0.0.1", "port": port} for name, port in zip(("one", "two"), ports, strict=True)
    ]
    health = {"path": "/", "interval_seconds": 1}
    documents = {
        "services": {NAME: {"members": members, "health": health, "keepalive": 0}},
        "domains": {NAME: {"names": [NAME], "service": NAME, "nodes": [node]}},
    }
    dozor.api("POST", "config/apply", {"text": json.dumps(documents)})
    deploy(dozor)
    yield NAME
    forget(dozor, NAME)


def _who(dozor: Running) -> set[str]:
    return {answered(dozor, NAME).headers.get("x-who", "") for _ in range(12)}


def test_a_member_is_drained_and_gets_requests_again_by_undo(
    dozor: Running, shared: str, ports: list[int], signed_in: OpenPage
) -> None:
    one, two = map(str, ports)
    page = signed_in(f"/services/{shared}")
    expect(page.get_by_text("All 2 members are well")).to_be_visible(timeout=SOON)
    expect(page.get_by_test_id("share-one")).to_have_text("50%")
    wait_until(lambda: _who(dozor) == {one, two})
    page.get_by_role("button", name="Drain one").click()
    expect(page.get_by_text("one gets no new requests")).to_be_visible(timeout=SOON)
    expect(page.get_by_test_id("share-two")).to_have_text("100%")
    wait_until(lambda: _who(dozor) == {two})
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("one gets requests again")).to_be_visible(timeout=SOON)
    wait_until(lambda: _who(dozor) == {one, two})


def test_what_each_member_answered_is_told_with_its_errors_and_leads_to_its_requests(
    dozor: Running, shared: str, ports: list[int], signed_in: OpenPage
) -> None:
    addresses = [f"127.0.0.1:{port}" for port in ports]

    def told() -> dict[str, dict[str, Any]]:
        answers = dozor.api("GET", f"proxy/services/{shared}/answers?minutes=15")
        return {each["name"]: each for each in answers["members"]}

    statuses = [answered(dozor, shared, "/half").status for _ in range(20)]
    assert set(statuses) == {200, 500}
    failed = statuses.count(500)
    wait_until(lambda: told()["two"]["errors"] == failed and told()["one"]["requests"] >= 20 - failed)
    members = told()
    assert members["one"]["errors"] == 0
    assert [members[name]["addresses"] for name in ("one", "two")] == [[address] for address in addresses]
    assert all(each["p50_seconds"] is not None for each in members.values())
    page = signed_in(f"/services/{shared}")
    answers = page.get_by_role("region", name="How they answered")
    expect(answers.get_by_test_id("answers-two")).to_contain_text(f"{failed} (")
    expect(answers.get_by_test_id("answers-one")).to_contain_text(addresses[0])
    assert "\n".join(violations(page)) == ""
    answers.get_by_role("link", name="search the requests of two").click()
    common = page.get_by_role("region", name="What they have in common")
    expect(common.get_by_role("button", name=f"Answered by: only {addresses[1]}")).to_be_visible(timeout=SOON)


def test_who_was_asked_in_vain_is_told_beside_who_answered_then(
    dozor: Running, ports: list[int], signed_in: OpenPage
) -> None:
    name, node = "tried.example", dozor.api("GET", "nodes")[0]["name"].lower()
    members = [
        {"name": "alive", "host": "127.0.0.1", "port": ports[0]},
        {"name": "gone", "host": "127.0.0.1", "port": 9},
    ]
    documents = {
        "services": {name: {"members": members}},
        "domains": {name: {"names": [name], "service": name, "nodes": [node]}},
    }
    dozor.api("POST", "config/apply", {"text": json.dumps(documents)})
    deploy(dozor)
    try:
        assert {answered(dozor, name).status for _ in range(8)} == {200}
        page = signed_in(f"/services/{name}")
        answers = page.get_by_role("region", name="How they answered")
        row = answers.get_by_test_id("answers-gone")

        def is_told() -> bool:
            answers.get_by_role("button", name="Ask again").click()
            expect(answers.get_by_role("button", name="Ask again")).to_be_enabled()
            return row.is_visible() and row.get_by_role("cell").nth(4).inner_text() != "0"

        wait_until(is_told)
        expect(row.get_by_role("cell").first).to_have_text("0")
        expect(answers.get_by_test_id("answers-alive").get_by_role("cell").nth(1)).to_have_text("100%")
    finally:
        forget(dozor, name)


def test_a_weight_says_what_share_comes_of_it_before_it_is_given(
    dozor: Running, shared: str, signed_in: OpenPage
) -> None:
    page = signed_in(f"/services/{shared}")
    weight = page.get_by_role("slider", name="Weight of two")
    weight.press("ArrowRight")
    weight.press("ArrowRight")
    expect(page.get_by_test_id("share-two")).to_have_text("75%")
    expect(page.get_by_text("two weighs 3")).to_be_visible(timeout=SOON)
    weights = {each["name"]: each["weight"] for each in dozor.api("GET", f"config/service/{shared}")["spec"]["members"]}
    assert weights == {"one": 1, "two": 3}
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("two weighs 1")).to_be_visible(timeout=SOON)


def test_members_come_and_go_and_each_is_asked(
    dozor: Running, shared: str, ports: list[int], signed_in: OpenPage
) -> None:
    page = signed_in(f"/services/{shared}")
    page.get_by_label("Another member").fill("127.0.0.1:9")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("rowheader", name="127-0-0-1")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("1 member unwell")).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Ask", exact=True).click()
    asked = page.get_by_role("region", name="Ask each member")
    expect(asked.get_by_role("listitem")).to_have_count(3, timeout=SOON)
    expect(asked.get_by_role("listitem").first).to_contain_text("200")
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name="Remove 127-0-0-1").click()
    expect(page.get_by_role("rowheader", name="127-0-0-1")).to_be_hidden(timeout=SOON)
    assert len(dozor.api("GET", f"config/service/{shared}")["spec"]["members"]) == 2


@pytest.mark.parametrize(("lang", "theme"), [("en", "dark"), ("ru", "light")])
@pytest.mark.parametrize("path", ["", f"/{NAME}", f"/{NAME}?look=edit"])
def test_each_view_is_usable_by_everybody(shared: str, signed_in: OpenPage, path: str, lang: str, theme: str) -> None:
    page = signed_in(f"/services{path}", lang=lang, theme=theme)
    expect(page.locator("main table, main .cm-content").first).to_be_visible(timeout=SOON)
    assert "\n".join(violations(page)) == ""
