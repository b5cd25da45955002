"""Containers, logs and nodes in a real browser, of a real engine."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from agent.docker.tests.real_engine import RealEngine
from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from core.app.tests.machine import NAME, Machine, logs_of, new_machine
from dozor.tests.running import Running, wait_until

SAID = """echo "INFO line $i"; echo '{"level":"error","msg":"late","status":502}' >&2"""
TALK = f"i=0; while true; do i=$((i+1)); {SAID}; sleep 0.3; done"
HOSTILE = (
    r"""printf '<img src=x onerror=window.broken=1>\n\033[31mred\033[0m\n"""
    r"""Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no\n'; exec sleep 999"""
)


@pytest.fixture(scope="module")
def machine(dozor: Running, shared_engine: RealEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with new_machine(dozor, shared_engine, tmp_path_factory.mktemp("rack")) as machine:
        machine.start("web", "exec sleep 999", "--label", "com.docker.compose.project=shop")
        yield machine


@pytest.fixture(scope="module")
def talker(machine: Machine) -> str:
    return machine.start("talker", TALK)


def test_a_container_is_stopped_and_the_undo_starts_it_again(machine: Machine, signed_in: OpenPage) -> None:
    page = signed_in("/containers")
    page.get_by_role("button", name="Stop: web").click()
    expect(page.get_by_text("web: stopped")).to_be_visible()
    assert not machine.inspect("web")["State"]["Running"]
    page.keyboard.press("KeyZ")
    expect(page.get_by_text("web: started")).to_be_visible()
    assert machine.inspect("web")["State"]["Running"]


def test_what_cannot_be_undone_is_asked_about_and_removing_wants_the_name(
    machine: Machine, signed_in: OpenPage
) -> None:
    machine.start("brief", "exec sleep 999")
    page = signed_in("/containers?q=brief")
    page.get_by_role("button", name="More for brief").click()
    page.get_by_role("menuitem", name="Restart").click()
    before = machine.inspect("brief")["State"]["StartedAt"]
    page.get_by_role("dialog").get_by_role("button", name="Restart").click()
    expect(page.get_by_text("brief: restarted")).to_be_visible()
    assert machine.inspect("brief")["State"]["StartedAt"] > before
    page.get_by_role("button", name="More for brief").click()
    page.get_by_role("menuitem", name="Remove").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Remove")).to_be_disabled()
    assert dialog.locator("form").evaluate("form => form.scrollWidth <= form.clientWidth")
    dialog.get_by_label("Type brief to confirm").fill("brief")
    dialog.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("brief: removed")).to_be_visible()
    expect(page.get_by_text("No container matches")).to_be_visible()


def test_a_container_that_was_recreated_is_taken_back_to_the_image_before(
    machine: Machine, signed_in: OpenPage
) -> None:
    machine.engine.make_image("renewed:1", command='["sleep", "998"]')
    machine.engine.run("run", "-d", "--name", "renewed", "--stop-timeout", "0", "renewed:1")
    old = machine.inspect("renewed")["Image"]
    machine.engine.make_image("renewed:1", command='["sleep", "997"]')
    page = signed_in("/containers?q=renewed")
    page.get_by_role("button", name="More for renewed").click()
    page.get_by_role("menuitem", name="Pull and recreate").click()
    page.get_by_role("dialog").get_by_role("button", name="Pull and recreate").click()
    wait_until(lambda: machine.image("renewed") not in {"", old}, 60)
    back = f"Take back to {old.removeprefix('sha256:')[:12]}"
    page.get_by_role("button", name="Details of renewed").click()
    page.get_by_role("dialog", name="renewed").get_by_role("button", name=back).click()
    page.get_by_role("dialog", name=f"renewed: {back}").get_by_role("button", name=back).click()
    wait_until(lambda: machine.image("renewed") == old, 60)
    machine.remove("renewed")


def test_two_containers_are_compared_and_what_is_different_is_marked(machine: Machine, signed_in: OpenPage) -> None:
    machine.start("worker", "exec sleep 999", "--label", "com.docker.compose.project=shop", "--memory", "64m")
    page = signed_in("/containers?q=web")
    page.get_by_role("button", name="Details of web").click()
    page.get_by_label("Compare with…").select_option(label="worker · rack-02")
    beside = page.get_by_role("dialog", name="Two containers beside each other")
    for _ in ("chosen", "reloaded"):
        expect(beside.get_by_role("columnheader", name="worker")).to_be_visible()
        expect(beside.get_by_role("row", name="Limits (different)")).to_contain_text("64 MiB")
        expect(beside.get_by_role("row", name="Project shop")).not_to_contain_text("different")
        page.reload()
    expect(beside.get_by_role("figure").filter(has_text="worker").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="web")).to_be_visible()
    machine.remove("worker")


def test_containers_stand_under_their_project_and_a_drawer_tells_the_rest(
    machine: Machine, signed_in: OpenPage
) -> None:
    page = signed_in("/containers")
    page.get_by_text("Project", exact=True).click()
    expect(page.get_by_role("rowheader", name="shop")).to_be_visible()
    page.get_by_role("button", name="Details of web").click()
    drawer = page.get_by_role("dialog", name="web")
    expect(drawer.get_by_text("dozor-test/busybox:1")).to_be_visible()
    drawer.get_by_role("link", name="Logs").click()
    expect(page).to_have_url(re.compile(r"/logs\?.*container(:|%3A)web"))


def test_an_engine_that_hangs_is_told_of(machine: Machine, signed_in: OpenPage) -> None:
    machine.engine.hang()
    try:
        wait_until(lambda: machine.dozor.api("GET", f"nodes/{machine.id}/inventory")["troubles"].get("containers"), 90)
        page = signed_in("/containers")
        expect(page.get_by_role("alert")).to_contain_text(f"The engine of {NAME} cannot be reached")
    finally:
        machine.engine.go_on()
    wait_until(lambda: not machine.dozor.api("GET", f"nodes/{machine.id}/inventory")["troubles"].get("containers"), 60)


def test_a_log_is_picked_followed_held_and_followed_again(talker: str, signed_in: OpenPage) -> None:
    page = signed_in("/logs")
    page.get_by_role("checkbox", name=talker).check()
    page.get_by_role("button", name="Read: 1 log").click()
    log = page.get_by_role("log")
    expect(log).to_contain_text("INFO line")
    page.go_back()
    page.get_by_role("button", name=f"Read: {talker}").click()
    expect(log).to_contain_text("INFO line")
    page.get_by_text("Following").wait_for()
    wait_until(lambda: log.evaluate("log => log.scrollTop") > 300, 60)
    log.hover()
    page.mouse.wheel(0, -200)
    held = page.get_by_role("button", name="held")
    expect(held).to_be_visible()
    stays = log.locator("[data-log-line]").first.inner_text()
    said = held.inner_text()
    expect(held).not_to_have_text(said)
    assert log.locator("[data-log-line]").first.inner_text() == stays
    held.click()
    expect(held).to_be_hidden()


def test_j_and_k_go_from_line_to_line_and_enter_opens_one(talker: str, signed_in: OpenPage) -> None:
    page = signed_in(logs_of(talker))
    log = page.get_by_role("log")
    expect(log).to_contain_text("INFO line")
    current = log.locator("[aria-current]")
    page.keyboard.press("KeyK")
    expect(current.get_by_role("button").first).to_be_focused()
    last = current.inner_text()
    page.keyboard.press("KeyK")
    expect(current).not_to_have_text(last)
    page.keyboard.press("KeyJ")
    expect(current).to_have_text(last, use_inner_text=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("heading", name="Around it")).to_be_visible()


def test_lines_are_filtered_by_text_level_and_field_and_the_address_keeps_it(talker: str, signed_in: OpenPage) -> None:
    page = signed_in(logs_of(talker))
    page.get_by_role("button", name="Error").click()
    log = page.get_by_role("log")
    expect(log).to_contain_text("late")
    expect(log).not_to_contain_text("INFO line")
    page.get_by_role("button", name="Error").click()
    page.get_by_text("Field", exact=True).click()
    page.get_by_label("Search in the lines").fill("status=502")
    expect(log).not_to_contain_text("INFO line")
    page.reload()
    expect(page.get_by_label("Search in the lines")).to_have_value("status=502")
    page.get_by_text("Regex", exact=True).click()
    page.get_by_label("Search in the lines").fill("(")
    expect(page.get_by_text("This cannot be asked.", exact=False)).to_be_visible()


def test_a_line_has_a_permalink_with_what_stands_around_it(talker: str, signed_in: OpenPage) -> None:
    page = signed_in(logs_of(talker, q="late"))
    page.get_by_role("button", name="details of the line").first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("status", exact=True)).to_be_visible()
    expect(drawer.locator("[aria-current=true]")).to_contain_text("late")
    page.reload()
    expect(page.get_by_role("dialog").locator("[aria-current=true]")).to_contain_text("late")


def test_hostile_text_is_text_and_lines_that_belong_together_unfold(machine: Machine, signed_in: OpenPage) -> None:
    page = signed_in(logs_of(machine.start("hostile", HOSTILE)))
    log = page.get_by_role("log")
    expect(log).to_contain_text("<img src=x onerror=window.broken=1>")
    expect(log.locator(".ansi-1")).to_have_text("red")
    expect(log).not_to_contain_text("ValueError")
    log.get_by_role("button", name="more lines").click()
    expect(log).to_contain_text("ValueError: no")
    assert page.evaluate("window.broken") is None


def test_a_stream_that_breaks_off_goes_on_by_itself_with_a_mark(machine: Machine, signed_in: OpenPage) -> None:
    page = signed_in(logs_of(machine.start("clock", "while true; do echo tick; sleep 2; done")))
    log = page.get_by_role("log")
    expect(log).to_contain_text("tick")
    machine.agent.stop()
    expect(page.get_by_text("it is taken up again by itself", exact=False).first).to_be_visible()
    machine.agent.start()
    expect(log).to_contain_text("The stream was broken off")
    expect(page.get_by_text("Following")).to_be_visible()


def test_logs_are_downloaded(talker: str, signed_in: OpenPage) -> None:
    page = signed_in(logs_of(talker))
    page.get_by_role("log").get_by_text("INFO line").first.wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert "INFO line" in Path(download.value.path()).read_text()


def test_a_thousand_lines_a_second_leave_the_page_quick_and_bounded(machine: Machine, signed_in: OpenPage) -> None:
    hundred = "j=0; while [ $j -lt 100 ]; do i=$((i+1)); j=$((j+1)); echo line $i of the flood; done"
    flood = f"i=0; while true; do {hundred}; sleep 0.1; done"
    page = signed_in(logs_of(machine.start("flood", flood)))
    expect(page.get_by_text("older ones let go", exact=False)).to_be_visible()
    assert page.locator("[data-log-line]").count() < 150
    page.get_by_role("button", name="Wrap").click()
    expect(page.get_by_role("button", name="Wrap")).to_have_attribute("aria-pressed", "true")
    machine.remove("flood")


def test_a_node_shows_its_metrics_processes_and_what_changed(machine: Machine, signed_in: OpenPage) -> None:
    page = signed_in("/nodes")
    page.get_by_role("button", name=f"Details of {NAME}").click()
    node = page.get_by_role("main")
    shown = node.get_by_role("radiogroup", name="What is shown")
    expect(node.get_by_text(re.compile(f"{NAME} (is well|needs a look)"))).to_be_visible()  # a busy machine says so
    shown.get_by_text("Metrics", exact=True).click()
    expect(node.get_by_role("img", name="Pressure (waiting for)")).to_be_visible()
    expect(node.get_by_role("img", name="The agent's memory")).to_be_visible()
    shown.get_by_text("Processes", exact=True).click()
    expect(node.get_by_role("row").nth(3)).to_be_visible()
    node.get_by_role("radiogroup", name="Order by").get_by_text("Memory", exact=True).click()
    shown.get_by_text("What changed", exact=True).click()
    expect(node.get_by_text("series compared", exact=False)).to_be_visible()
    shown.get_by_text("Machine", exact=True).click()
    expect(node.get_by_text("No virtual machines")).to_be_visible()


@pytest.mark.parametrize(("theme", "lang"), [("dark", "en"), ("light", "ru")])
def test_its_pages_are_accessible_and_fit_a_phone(
    machine: Machine, talker: str, signed_in: OpenPage, core_url: str, theme: str, lang: str
) -> None:
    page = signed_in("/containers", theme=theme, lang=lang)
    for place, there in (
        ("/containers", "tbody tr"),
        (f"/containers?open={machine.id}%2Fweb", "dialog dl"),
        (f"/containers?open={machine.id}%2Fweb%2C{machine.id}%2Ftalker", "dialog table"),
        (logs_of(talker), "[data-log-line]"),
        ("/logs", "main li"),
        (f"/nodes/{machine.id}", "main dl"),
        (f"/nodes/{machine.id}?pane=metrics", "main figure"),
        (f"/nodes?open={machine.id}&pane=processes", "main tbody tr"),
        ("/autoscaling", "main p"),
    ):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(core_url + place)
        page.locator(there).first.wait_for()
        assert "\n".join(violations(page)) == "", place
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, place
