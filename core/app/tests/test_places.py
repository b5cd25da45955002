from playwright.sync_api import expect

from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running


def test_a_node_is_made_with_a_key_shown_once_and_deleted_by_its_name(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/nodes")
    page.get_by_role("button", name="Add node").click()
    page.get_by_label("Name").fill("no spaces please")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Name").fill("kzn-01")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("enrol-command")).to_contain_text("DOZOR_NODE_KEY=")
    expect(page.get_by_text("Waiting for the first report…")).to_be_visible()
    page.get_by_role("button", name="Done").click()

    page.get_by_role("button", name="Details of kzn-01").click()
    drawer = page.get_by_role("dialog", name="kzn-01")
    drawer.get_by_role("button", name="Delete node").click()
    expect(drawer.get_by_role("button", name="Delete node")).to_be_disabled()
    drawer.get_by_label("Type kzn-01 to confirm").fill("kzn-01")
    drawer.get_by_role("button", name="Delete node").click()
    expect(page.get_by_role("button", name="Details of kzn-01")).to_be_hidden()
    assert "kzn-01" not in {node["name"] for node in dozor.api("GET", "nodes")}


def test_the_node_that_reports_is_healthy(signed_in: OpenPage) -> None:
    page = signed_in("/nodes")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Healthy", timeout=20_000)


def test_a_services_mode_changes_and_is_undone(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/services")
    modes = page.get_by_role("radiogroup", name="Mode of blog.example")
    before = {service["name"]: service["mode"] for service in dozor.api("GET", "services")}["blog.example"]
    modes.get_by_text("Off").click()
    expect(page.get_by_text("blog.example: Off")).to_be_visible()
    assert {service["name"]: service["mode"] for service in dozor.api("GET", "services")}["blog.example"] == "off"
    page.keyboard.press("KeyZ")
    expect(page.get_by_text(f"blog.example: {before.capitalize()}")).to_be_visible()


def test_a_decision_is_listed_lifted_and_then_among_the_ended(dozor: Running, signed_in: OpenPage) -> None:
    dozor.api("POST", "decisions", {"source": "203.0.113.77"})
    page = signed_in("/decisions?q=203.0.113.77")
    page.get_by_role("button", name="Lift the decision on 203.0.113.77").click()
    expect(page.get_by_text("203.0.113.77 is no longer banned")).to_be_visible()
    page.get_by_text("Ended", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="203.0.113.77")).to_contain_text("lifted", timeout=15_000)
