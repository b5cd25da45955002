"""The explorer of metrics in a real browser, of the node that really reports."""

import re

from playwright.sync_api import Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running, wait_until


def has_history(dozor: Running) -> bool:
    """Whether there are a minute's values of the processor: charts have something to draw, and windows to compare."""
    columns = dozor.api("GET", "series?metric=host.cpu_busy_share&step=1")
    return any(sum(value is not None for value in each["avg"]) > 60 for each in columns["series"])


def dragged(page: Page, chart: str) -> None:
    """Drag over the right third of a chart."""
    box = page.get_by_role("img", name=re.compile(f"^{chart}")).locator("canvas").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.6, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.97, y, steps=8)
    page.mouse.up()


def test_a_newcomer_begins_with_a_question_and_the_address_holds_the_answer(
    dozor: Running, signed_in: OpenPage
) -> None:
    wait_until(lambda: has_history(dozor), 120)
    page = signed_in("/metrics?range=5m")
    expect(page.get_by_role("img", name=re.compile("^CPU in use"))).to_be_visible()
    page.get_by_role("button", name="How is NGINX doing?").click()
    expect(page.get_by_role("img", name=re.compile("^Requests"))).to_be_visible()
    page.get_by_label("Find a metric").fill("temperature of nothing")
    expect(page.get_by_text("No metric of that name")).to_be_visible()
    page.get_by_label("Find a metric").fill("swap in all")
    page.get_by_role("checkbox", name="Swap in all").check()
    page.get_by_role("radiogroup", name="Values").get_by_text("Highest").click()
    expect(page.get_by_role("img", name=re.compile("^Swap in all"))).to_be_visible()
    again = signed_in(page.url.removeprefix(dozor.core_url))
    expect(again.get_by_role("img", name=re.compile("^Swap in all"))).to_be_visible()
    expect(again.get_by_role("radio", name="Highest")).to_be_checked()
    assert violations(again) == []


def test_what_changed_in_a_window_that_was_dragged_is_ranked(dozor: Running, signed_in: OpenPage) -> None:
    wait_until(lambda: has_history(dozor), 120)
    page = signed_in("/metrics?range=5m&metric=%5B%22agent.open_files_count%22%5D")
    dragged(page, "Agent: open files")
    changes = page.get_by_role("region", name="What changed then")
    expect(changes.get_by_text(re.compile("compared, the most unlike first"))).to_be_visible()
    expect(changes.get_by_role("listitem").first).to_be_visible()
    name = changes.get_by_role("listitem").first.get_by_role("button").get_attribute("aria-label")
    assert name is not None
    changes.get_by_role("listitem").first.get_by_role("button").click()
    expect(page.get_by_role("region", name=name.removeprefix("Show "), exact=True)).to_be_visible()
    changes.get_by_role("button", name="Zoom in").click()
    expect(page).to_have_url(re.compile(r"from=\d+&to=\d+"))


def test_an_alarm_begins_with_a_chart(signed_in: OpenPage) -> None:
    page = signed_in("/metrics?metric=%5B%22host.cpu_busy_share%22%5D")
    page.get_by_role("link", name="Make an alarm").click()
    drawer = page.get_by_role("dialog", name="New rule")
    expect(drawer.get_by_label("Metric", exact=True)).to_have_value("host.cpu_busy_share")


def test_what_changed_in_the_time_shown_is_ranked_without_a_mouse(dozor: Running, signed_in: OpenPage) -> None:
    wait_until(lambda: has_history(dozor), 120)
    page = signed_in("/metrics?range=1m", lang="ru")
    page.get_by_role("button", name="Что изменилось?").press("Enter")
    expect(page.get_by_role("region", name="Что изменилось за это время")).to_contain_text("самые непохожие")
