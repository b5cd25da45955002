import csv
import re
from collections.abc import Iterator

import httpx
import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from agent.contract.wire import Report
from core.app.tests.conftest import OpenPage
from dozor.tests.loopback import Flood, get
from dozor.tests.running import Running, wait_until

ATTACKER = "127.183.9.9"


@pytest.fixture(scope="module")
def flooded(dozor: Running) -> Iterator[Running]:
    """A Dozor that has just banned a flood."""
    with Flood(dozor.nginx_port, ATTACKER) as flood:
        wait_until(lambda: flood.statuses[403] > 20)
        yield dozor


def _row(page: Page, source: str = ATTACKER) -> Locator:
    return page.locator(f'tr[data-key^="{source}|"]').first


def _next_snapshot(page: Page) -> None:
    with page.expect_response("**/api/v1/snapshot/anomalies**"):
        pass


def test_an_attack_is_told_first_with_its_source_and_reasons(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in()
    expect(page.get_by_text("Attack in progress")).to_be_visible()
    row = _row(page)
    expect(row).to_be_visible()
    expect(row.get_by_text("shop.example")).to_be_visible()
    row.get_by_role("button", name=re.compile(f"^Details of {ATTACKER}")).click()
    page.wait_for_url(re.compile(rf"open={re.escape(ATTACKER)}(\||%7C)shop\.example"))
    expect(page.get_by_text("What pushed the score up")).to_be_visible()
    expect(page.get_by_text("/api/cart").first).to_be_visible()


def test_a_link_to_a_source_opens_it(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in(f"/anomalies?open={ATTACKER}")
    expect(page.get_by_text("What pushed the score up")).to_be_visible()


def test_unban_lets_requests_pass_and_keys_ban_again(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in(f"/anomalies?q={ATTACKER}")
    row = _row(page)
    expect(row.get_by_text("left")).to_be_visible()
    page.keyboard.press("KeyJ")
    expect(row).to_have_attribute("aria-current", "true")
    row.get_by_role("button", name="Unban").click()
    expect(page.get_by_text(f"{ATTACKER} is no longer banned")).to_be_visible()
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyB")
    expect(page.get_by_text(f"{ATTACKER} banned for")).to_be_visible()
    expect(page.get_by_text("Applied on 1 node")).to_be_visible()
    wait_until(lambda: get(flooded.nginx_port, "/", source=ATTACKER) == 403)


def test_a_person_bans_and_undoes_and_nginx_follows(dozor: Running, signed_in: OpenPage) -> None:
    source = "127.183.10.10"
    page = signed_in()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.insert_text(source)
    page.get_by_role("option", name=f"Ban {source} for 4 h").click()
    wait_until(lambda: get(dozor.nginx_port, "/", source=source) == 403)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    wait_until(lambda: get(dozor.nginx_port, "/", source=source) == 200)


def test_a_filter_stands_in_the_url_and_finds_nothing_honestly(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in()
    expect(_row(page)).to_be_visible()
    page.keyboard.press("Slash")
    page.keyboard.type("score>2")
    expect(page.get_by_text("No source matches the filter")).to_be_visible()
    page.wait_for_url(re.compile("q="))
    page.reload()
    expect(page.get_by_role("button", name="Remove score>2 from the filter")).to_be_visible()
    page.get_by_role("button", name="Clear the filter").click()
    expect(_row(page)).to_be_visible()


def test_the_export_holds_what_the_filter_shows(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in(f"/anomalies?q={ATTACKER}")
    expect(_row(page)).to_be_visible()
    page.get_by_role("button", name="Save the list").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="As CSV").click()
    rows = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert {row["source"] for row in rows} == {ATTACKER}
    assert len(rows) == page.locator("tr[data-key]").count()


def test_a_value_is_looked_for_and_left_out_by_keys(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in()
    _row(page).locator("td[data-name=service]").hover()
    expect(page.get_by_role("button", name="What to do with this value")).to_be_visible()
    page.keyboard.press("KeyI")
    expect(page.get_by_role("button", name="Remove service:shop.example from the filter")).to_be_visible()
    expect(_row(page)).to_be_visible()
    _row(page).locator("td[data-name=service]").hover()
    page.keyboard.press("KeyE")
    expect(page.get_by_role("button", name="Remove -service:shop.example from the filter")).to_be_visible()
    expect(_row(page)).to_be_hidden()
    page.reload()
    expect(page.get_by_role("button", name="Remove -service:shop.example from the filter")).to_be_visible()


def test_keys_alone_find_open_ban_and_undo_on_any_layout(dozor: Running, flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in(f"/anomalies?q={ATTACKER}")
    row = _row(page)
    expect(row).to_be_visible()
    page.keyboard.press("KeyJ")
    expect(row).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_text("What pushed the score up")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("What pushed the score up")).to_be_hidden()
    before = _bans_by_people(dozor)
    pressed = "new KeyboardEvent('keydown', {key: 'и', code: 'KeyB', bubbles: true, cancelable: true})"
    page.evaluate(f"document.dispatchEvent({pressed})")  # the key as a Russian layout has it
    expect(page.get_by_text(f"{ATTACKER} banned for")).to_be_visible()
    assert len(_bans_by_people(dozor) - before) == 1
    page.keyboard.press("KeyZ")
    wait_until(lambda: _bans_by_people(dozor) == before)  # what was decided earlier is not taken back


def _bans_by_people(dozor: Running) -> set[str]:
    held = dozor.api("GET", f"decisions?active=true&q={ATTACKER}&type=ban")["items"]
    return {each["id"] for each in held if each["origin"] == "person"}


def test_a_ban_in_one_tab_is_seen_in_the_other(flooded: Running, signed_in: OpenPage) -> None:
    one, other = signed_in(f"/anomalies?q={ATTACKER}"), signed_in(f"/anomalies?q={ATTACKER}")
    for each in flooded.api("GET", f"decisions?active=true&q={ATTACKER}")["items"]:
        flooded.api("DELETE", f"decisions/{each['id']}")
    for page in (one, other):
        expect(_row(page).get_by_role("button", name=re.compile("^Ban"))).to_be_visible()
    one.keyboard.press("KeyJ")
    one.keyboard.press("KeyB")
    expect(_row(other).get_by_role("button", name="Unban")).to_be_visible()


def test_many_are_banned_together_and_nodes_that_lag_are_named(flooded: Running, signed_in: OpenPage) -> None:
    lagging = _silent_node(flooded, "edge-lagging")
    try:
        page = signed_in(f"/anomalies?q={ATTACKER}")
        page.get_by_role("checkbox", name="Select all").check()
        page.get_by_role("button", name="Ban 1 source").last.click()
        expect(page.get_by_text(re.compile(r"Applied on 1 of 2 nodes · not yet on: edge-lagging"))).to_be_visible()
    finally:
        flooded.api("DELETE", f"nodes/{lagging}")


def _silent_node(dozor: Running, name: str) -> str:
    """Make a node that reports once, and then never again."""
    made = dozor.api("POST", "nodes", {"name": name})
    headers = {
        "Authorization": f"Bearer {made['node']['id']}.{made['key']}",
        "Content-Type": "application/vnd.dozor.report+msgpack",
    }
    body = msgspec.msgpack.encode(Report(outbox="box", sequence=1, made_at=1.0))
    httpx.post(f"{dozor.core_url}/api/v1/agent/reports", content=body, headers=headers, timeout=60).raise_for_status()
    return str(made["node"]["id"])


def test_dragging_over_the_chart_zooms_and_back_is_live(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in("/anomalies?range=5m")
    over = page.locator(".u-over")
    over.wait_for()
    box = over.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 120, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile(r"from=\d+"))
    expect(page.get_by_text("Paused: showing")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="Live: Pause")).to_be_visible()


def test_the_chart_can_be_read_as_a_table(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in("/anomalies?table=true&range=5m")
    table = page.get_by_role("region", name="View as table")
    expect(table.get_by_role("columnheader", name="Observed")).to_be_visible()
    expect(table.get_by_role("row").nth(1)).to_be_visible()


def test_rows_keep_their_place_under_the_pointer(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in()
    expect(_row(page)).to_be_visible()
    _row(page).hover()
    before = page.locator("tr[data-key]").evaluate_all("rows => rows.map(row => row.dataset.key)")
    for _ in range(3):
        _next_snapshot(page)
    after = page.locator("tr[data-key]").evaluate_all("rows => rows.map(row => row.dataset.key)")
    assert after[: len(before)] == before


def test_a_lost_core_is_told_and_found_again_without_losing_what_was_typed(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in()
    _next_snapshot(page)
    page.get_by_role("searchbox").fill("kept")
    page.context.set_offline(True)
    expect(page.get_by_text(re.compile(r"^data \d+"))).to_be_visible()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Retry now").click()
    expect(page.get_by_text("Connection lost")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_have_value("kept")


def test_a_chart_without_its_history_says_up_to_when_it_shows(dozor: Running, signed_in: OpenPage) -> None:
    series = "**/api/v1/traffic/series**"
    page = signed_in()
    with page.expect_response(series):
        pass
    page.route(series, lambda route: route.abort("internetdisconnected"))
    note = page.get_by_text(re.compile(r"^The history does not answer\. Shown up to \d\d:\d\d:\d\d\.$"))
    expect(note).to_be_visible()
    with Flood(dozor.nginx_port, "127.183.11.11"):  # the live part goes on
        expect(page.get_by_text("Attack in progress")).to_be_visible()
    page.unroute(series)
    expect(note).to_be_hidden()
