"""Autoscaling in a real browser: a dry run on the traffic of the demo's visitors."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running, wait_until

SERVICE = "shop.example"
SOON = 60_000


@pytest.fixture(scope="module")
def scaled(dozor: Running) -> Iterator[str]:
    """A service whose scaling is decided, and never carried out; its document is put back afterwards."""
    before = dozor.api("GET", f"config/service/{SERVICE}")["spec"]
    template = {"name": "template", "container": "nobody", "port": 80}
    scaling = {"template": "template", "min": 1, "max": 6, "dry_run": True, "target": {"kind": "rps", "value": 6}}
    dozor.api(
        "PUT", f"config/service/{SERVICE}", {**before, "members": [*before["members"], template], "scaling": scaling}
    )
    wait_until(lambda: dozor.api("GET", f"scaling/{SERVICE}")["load"], 60)
    yield SERVICE
    dozor.api("PUT", f"config/service/{SERVICE}", before)


def test_a_service_tells_why_it_is_scaled_so_and_is_paused_with_an_undo(
    dozor: Running, scaled: str, signed_in: OpenPage
) -> None:
    page = signed_in("/autoscaling")
    expect(page.get_by_role("rowheader", name=scaled)).to_be_visible(timeout=SOON)
    expect(page.get_by_text("of the 90% aimed at", exact=False).first).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Never fewer").click()
    expect(page.get_by_text(f"{scaled}: paused (fewer)")).to_be_visible(timeout=SOON)
    assert dozor.api("GET", f"scaling/{scaled}")["paused_in"]
    page.keyboard.press("KeyZ")
    expect(page.get_by_text(f"{scaled}: resumed (fewer)")).to_be_visible(timeout=SOON)
    assert not dozor.api("GET", f"scaling/{scaled}")["paused_in"]


def test_load_stands_against_capacity_in_a_chart(scaled: str, signed_in: OpenPage) -> None:
    page = signed_in("/autoscaling?range=5m")
    chart = page.get_by_role("img", name="Load and capacity, in replicas (at most 6)")
    expect(chart.locator("canvas")).to_be_visible(timeout=SOON)
    assert "\n".join(violations(page)) == ""


def test_another_policy_is_tried_on_what_was(scaled: str, signed_in: OpenPage) -> None:
    page = signed_in("/autoscaling?range=5m")
    page.get_by_label("Most", exact=True).fill("12")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("row", name="This policy")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("row", name="HPA 70%")).to_contain_text("%")
    page.get_by_label("Most", exact=True).fill("0")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("input:invalid")).to_have_count(1)
