"""Reloading NGINX on picked nodes in a real browser, on real nodes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from core.app.tests.edge import NAME, Edge, new_edge
from dozor.tests.running import Running

SOON = 60_000
BARE = "bare-01"


@pytest.fixture(scope="module")
def edge(dozor: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    with new_edge(dozor, tmp_path_factory.mktemp("edge")) as edge:
        yield edge


@pytest.fixture
def first(dozor: Running, edge: Edge) -> str:
    """The name of the node that Dozor began with."""
    return next(each["name"] for each in dozor.api("GET", "nodes") if each["id"] != edge.id)


def pick(page: Page, *names: str, word: str = "Select") -> None:
    for name in names:
        page.get_by_role("checkbox", name=f"{word} {name}", exact=True).check()


def top_of(shown: Locator) -> float:
    box = shown.bounding_box()
    assert box is not None
    return box["y"]


def begin(page: Page, many: str) -> None:
    page.get_by_role("button", name=many).click()
    page.get_by_role("dialog").get_by_role("button", name="Reload, one after the other").click()


def test_picked_nodes_are_reloaded_one_after_the_other_though_the_page_is_closed(
    dozor: Running, edge: Edge, first: str, signed_in: OpenPage
) -> None:
    before = {each["id"]: each["reloads"] for each in dozor.api("GET", "proxy/nodes")}
    page = signed_in("/nodes")
    pick(page, first, NAME)
    begin(page, "Reload NGINX on 2 nodes, one after the other")
    panel = page.get_by_role("region", name="Reload of NGINX")
    expect(panel).to_be_visible()
    page.goto("about:blank")
    page.go_back()
    expect(panel.get_by_role("status")).to_contain_text("Done 2 of 2 nodes", timeout=SOON)
    expect(panel.get_by_role("listitem").filter(has_text=NAME)).to_contain_text("reloaded")
    after = {each["id"]: each["reloads"] for each in dozor.api("GET", "proxy/nodes")}
    assert {node: after[node] - before[node] for node in before} == dict.fromkeys(before, 1)
    assert violations(page) == []
    row = page.get_by_role("checkbox", name=f"Select {NAME}", exact=True)
    assert top_of(row) < top_of(panel)
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)


def test_it_ends_at_a_node_that_refuses_its_file_and_says_so_in_the_readers_language(
    edge: Edge, first: str, signed_in: OpenPage
) -> None:
    text = edge.site.read_text()
    edge.site.write_text(f"{text}\nlistne 80;\n")
    page = signed_in("/nodes?sort=name", lang="ru")
    pick(page, NAME, first, word="Отметить:")
    page.get_by_role("button", name="Перечитать конфигурацию NGINX на 2 узлах по очереди").click()
    page.get_by_role("dialog").get_by_role("button", name="Перечитать по очереди").click()
    panel = page.get_by_role("region", name="Перечитывание конфигурации NGINX")
    expect(panel).to_have_attribute("data-phase", "failed", timeout=SOON)
    said = panel.get_by_role("alert")
    expect(said).to_contain_text(f"{NAME}: NGINX не принимает свою конфигурацию и работает как раньше")
    expect(said).to_contain_text("NGINX не знает директивы listne")
    expect(said).to_contain_text(f"sites/edge.example.conf:{len(text.splitlines()) + 2}")
    edge.site.write_text(text)
    panel.get_by_role("button", name="Повторить для 2 узлов").click()
    page.get_by_role("dialog").get_by_role("button", name="Перечитать по очереди").click()
    expect(panel).to_have_attribute("data-phase", "done", timeout=SOON)


def test_a_node_whose_nginx_is_not_dozors_is_left_out_and_said_so(
    dozor: Running, edge: Edge, signed_in: OpenPage
) -> None:
    bare = dozor.api("POST", "nodes", {"name": BARE})["node"]["id"]
    page = signed_in("/nodes")
    pick(page, BARE)
    page.get_by_role("button", name="Reload NGINX on 1 node, one after the other").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem")).to_have_text(
        f"{BARE} — left out: Dozor does not write this NGINX's configuration"
    )
    expect(dialog.get_by_role("button", name="Reload, one after the other")).to_be_disabled()
    expect(dialog.get_by_role("button", name="Reload, one after the other")).to_be_focused()
    dozor.api("DELETE", f"nodes/{bare}")


def test_agents_that_are_older_than_the_core_are_named(signed_in: OpenPage) -> None:
    def older(route, request) -> None:
        nodes = route.fetch().json()
        route.fulfill(json=[{**each, "agent_version": "0.0.9", "agent_is_older": True} for each in nodes])

    page = signed_in("/nodes")
    page.route("**/api/v1/nodes", older)
    page.reload()
    region = page.get_by_role("region", name="older than the core")
    expect(region).to_contain_text("(0.0.9)")
    region.get_by_role("button", name="Show 0.0.9").click()
    expect(page).to_have_url(re.compile(r"q=agent(:|%3A)0\.0\.9"))
