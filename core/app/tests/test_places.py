import json
import os
import re
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import zstandard
from playwright.sync_api import expect

from agent.contract.proxy import NodeState
from core.app.tests.conftest import OpenPage
from dozor.tests.proxy.fleet import Program
from dozor.tests.running import Running


def test_a_node_is_made_with_a_key_shown_once_and_deleted_by_its_name(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/nodes")
    page.get_by_role("button", name="Add node").click()
    page.get_by_label("Name", exact=True).fill("no spaces please")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("kzn-01")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("enrol-command")).to_contain_text("DOZOR_NODE_KEY=")
    expect(page.get_by_text("Waiting for the first report…")).to_be_visible()
    page.get_by_role("button", name="Done").click()

    page.get_by_role("button", name="Details of kzn-01").click()
    expect(page.get_by_text("kzn-01 has not reported yet")).to_be_visible()
    page.get_by_label("Groups").fill("edge, kazan")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("kzn-01: groups saved")).to_be_visible()
    assert {node["name"]: node["groups"] for node in dozor.api("GET", "nodes")}["kzn-01"] == ["edge", "kazan"]
    page.get_by_role("button", name="Delete node").click()
    asked = page.get_by_role("dialog", name="Delete node")
    expect(asked.get_by_role("button", name="Delete node")).to_be_disabled()
    asked.get_by_label("Type kzn-01 to confirm").fill("kzn-01")
    asked.get_by_role("button", name="Delete node").click()
    expect(page).to_have_url(re.compile("/nodes$"))
    expect(page.get_by_role("button", name="Details of kzn-01")).to_be_hidden()
    assert "kzn-01" not in {node["name"] for node in dozor.api("GET", "nodes")}


def test_a_real_agent_joins_by_what_is_shown_and_its_silence_is_explained(
    dozor: Running, signed_in: OpenPage, tmp_path: Path
) -> None:
    page = signed_in("/nodes")
    page.get_by_role("button", name="Add node").click()
    page.get_by_label("Name", exact=True).fill("spb-07")
    page.keyboard.press("Enter")
    shown = page.get_by_test_id("enrol-command").inner_text()
    told = dict(re.findall(r"(DOZOR_\w+)=(\S+)", shown))
    own = {
        "DOZOR_STATE_DIR": str(tmp_path / "state"),
        "DOZOR_LOGS": str(tmp_path / "access.log"),
        "DOZOR_DOCKER": "/none",
    }
    agent = Program(tmp_path / "agent.log", (sys.executable, "-m", "dozor", "agent"), {**os.environ, **told, **own})
    agent.start()
    try:
        expect(page.get_by_text("It reports. First report at")).to_be_visible()
        page.get_by_role("button", name="Done").click()
        page.get_by_role("button", name="Details of spb-07").click()
        expect(page.get_by_text("spb-07 is well")).to_be_visible()
        expect(page.get_by_text("Dozor does not write this NGINX's configuration.")).to_be_visible()
    finally:
        agent.stop()
    expect(page.get_by_text("spb-07 is silent")).to_be_visible(timeout=90_000)
    expect(page.get_by_text(f"curl -fsS {dozor.core_url}/api/v1/health")).to_be_visible()
    dozor.api("DELETE", f"nodes/{told['DOZOR_NODE_ID']}")


@pytest.fixture
def neighbour(dozor: Running) -> Iterator[str]:
    """A node that a service sends requests to, beside another member."""
    made = dozor.api("POST", "nodes", {"name": "ekb-02"})
    members = [{"name": "far", "node": "ekb-02", "port": 8080}, {"name": "near", "host": "127.0.0.1", "port": 8080}]
    documents = {"nodes": {"ekb-02": {"address": "127.0.0.9"}}, "services": {"zq-drained": {"members": members}}}
    dozor.api("POST", "config/apply", {"text": json.dumps(documents)})
    yield made["node"]["id"]
    for path in ("service/zq-drained", "node/ekb-02"):
        dozor.api("DELETE", f"config/{path}")
    dozor.api("DELETE", f"nodes/{made['node']['id']}")


def test_a_node_is_drained_and_given_requests_again(dozor: Running, neighbour: str, signed_in: OpenPage) -> None:
    def draining() -> list[bool]:
        return [member["draining"] for member in dozor.api("GET", "config")["services"]["zq-drained"]["members"]]

    page = signed_in(f"/nodes/{neighbour}")
    drain = page.get_by_role("region", name="Take it out of service")
    expect(drain.get_by_text("zq-drained: 1 other member takes over")).to_be_visible()
    drain.get_by_role("button", name="Drain").click()
    expect(drain.get_by_text("Drained: it gets nothing new.")).to_be_visible()
    assert draining() == [True, False]
    drain.get_by_role("button", name="Give it requests again").click()
    expect(drain.get_by_role("button", name="Drain")).to_be_visible()
    assert draining() == [False, False]


@pytest.fixture
def fresh(dozor: Running) -> Iterator[str]:
    """A node that never reported."""
    made = dozor.api("POST", "nodes", {"name": "tver-01"})["node"]["id"]
    yield made
    dozor.api("DELETE", f"nodes/{made}")


def test_a_nodes_key_is_made_anew_for_a_time_and_revoked(fresh: str, signed_in: OpenPage) -> None:
    page = signed_in(f"/nodes/{fresh}")
    key = page.get_by_role("region", name="Key")
    key.get_by_label("Good for (days)").fill("30")
    key.get_by_label("Only from networks").fill("203.0.113.0/24")
    key.get_by_role("button", name="New key").click()
    expect(page.get_by_test_id("enrol-command")).to_contain_text("DOZOR_NODE_KEY=")
    page.get_by_role("button", name="Done").click()
    expect(key.get_by_text("only from 203.0.113.0/24")).to_be_visible()
    key.get_by_role("button", name="Revoke key").click()
    asked = page.get_by_role("dialog", name="Revoke key")
    asked.get_by_label("Type tver-01 to confirm").fill("tver-01")
    asked.get_by_role("button", name="Revoke key").click()
    expect(key.get_by_text("revoked: the agent is refused")).to_be_visible()


def test_the_node_that_reports_is_healthy(signed_in: OpenPage) -> None:
    page = signed_in("/nodes")
    reporting = re.compile("Healthy|Needs a look")  # a busy machine says so
    expect(page.get_by_role("row").filter(has_text=reporting).first).to_be_visible()


def test_a_services_mode_changes_and_is_undone(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/services")
    modes = page.get_by_role("radiogroup", name="Mode of blog.example")
    before = {service["name"]: service["mode"] for service in dozor.api("GET", "services")}["blog.example"]
    modes.get_by_text("Off").click()
    expect(page.get_by_text("blog.example: Off")).to_be_visible()
    assert {service["name"]: service["mode"] for service in dozor.api("GET", "services")}["blog.example"] == "off"
    page.keyboard.press("KeyZ")
    expect(page.get_by_text(f"blog.example: {before.capitalize()}")).to_be_visible()


@pytest.fixture(scope="module")
def saw_pages(dozor: Running) -> Iterator[None]:
    """A node that tells, as an agent does, what its visitors were shown."""
    made = dozor.api("POST", "nodes", {"name": "pages-01"})
    state = NodeState(pages={"shop 404 default/404": 1200, "blog 502 own/502": 34})
    request = urllib.request.Request(
        f"{dozor.core_url}/api/v1/agent/proxy/state",
        method="POST",
        data=zstandard.compress(msgspec.msgpack.encode(state)),
        headers={"Authorization": f"Bearer {made['node']['id']}.{made['key']}", "Content-Encoding": "zstd"},
    )
    with urllib.request.urlopen(request, timeout=60):
        yield
    dozor.api("DELETE", f"nodes/{made['node']['id']}")


@pytest.mark.parametrize(
    ("lang", "theme", "title"),
    [("en", "dark", "Error pages shown"), ("ru", "light", "Показано страниц ошибок")],
)
def test_the_pages_that_visitors_saw_are_counted(
    saw_pages: None, signed_in: OpenPage, lang: str, theme: str, title: str
) -> None:
    page = signed_in("/services", lang=lang, theme=theme)
    panel = page.get_by_role("region", name=title)
    expect(panel.get_by_role("row", name=re.compile(r"^shop\s"))).to_contain_text("default/404")
    expect(panel.get_by_role("row", name=re.compile(r"^blog\s"))).to_contain_text("34")


def test_a_decision_is_listed_lifted_and_then_among_the_ended(dozor: Running, signed_in: OpenPage) -> None:
    dozor.api("POST", "decisions", {"source": "203.0.113.77"})
    page = signed_in("/decisions?q=203.0.113.77")
    page.get_by_role("button", name="Lift the decision on 203.0.113.77").click()
    expect(page.get_by_text("203.0.113.77 is no longer banned")).to_be_visible()
    page.get_by_text("Ended", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="203.0.113.77")).to_contain_text("lifted")
