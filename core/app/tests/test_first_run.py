"""An empty core below a path of a real NGINX: a newcomer is led from the first password to a protected service."""

import re
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import zstandard
from playwright.sync_api import Browser, Page, expect

from agent.contract.wire import MSGPACK, Report
from core.server.pipeline.tests.reports import report, visit
from dozor.tests.running import core_process, wait_until
from dozor.tests.waiting import WITHIN_SECONDS, free_port
from dozor.up.nginx import nginx_binary

PASSWORD = "copper lantern 77 drizzle"
CONFIGURATION = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location /watch/ {{ proxy_pass {core}/; proxy_set_header Host $http_host; }}
    }}
}}
"""


@pytest.fixture(scope="module")
def below_a_path(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str, Path]]:
    """An empty core, shown by NGINX below /watch: its address for people, for agents, and its data."""
    data, folder, port = tmp_path_factory.mktemp("core"), tmp_path_factory.mktemp("nginx"), free_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOZOR_PUBLIC_PATH", "/watch")
        with core_process(data) as core:
            file = folder / "nginx.conf"
            file.write_text(CONFIGURATION.format(folder=folder, port=port, core=core))
            with subprocess.Popen([nginx_binary(), "-p", str(folder), "-c", str(file)]) as nginx:
                url = f"http://127.0.0.1:{port}/watch"
                wait_until(lambda: _answers(f"{url}/api/v1/health"))
                yield url, core, data
                nginx.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10):
            return True
    except OSError:
        return False


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without anything of before."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(WITHIN_SECONDS * 1000)
    yield context.new_page()
    context.close()


def _say(core: str, node: str, key: str, said: Report) -> None:
    request = urllib.request.Request(
        f"{core}/api/v1/agent/reports",
        method="POST",
        data=zstandard.compress(msgspec.msgpack.encode(said)),
        headers={
            "Authorization": f"Bearer {node}.{key}",
            "Content-Encoding": "zstd",
            "Content-Type": MSGPACK,
        },
    )
    with urllib.request.urlopen(request, timeout=60):
        pass


def _choose_a_password(page: Page, first: str) -> None:
    page.get_by_label("Login").fill("admin")
    page.get_by_label("Password", exact=True).fill(first)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Password so far").fill(first)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()


def test_a_newcomer_is_led_from_nothing_to_a_watched_service(below_a_path: tuple[str, str, Path], page: Page) -> None:
    url, core, data = below_a_path
    page.goto(f"{url}/")
    _choose_a_password(page, (data / "first-admin").read_text().strip())
    page.wait_for_url(f"{url}/overview")  # below the path of NGINX, and where an empty system begins
    expect(page.get_by_text("set Dozor up")).to_be_visible()
    steps = page.get_by_role("region", name="First steps")
    expect(steps).to_contain_text("0 of 5 done")

    steps.get_by_role("button", name="Add node").click()
    page.get_by_label("Name").fill("edge-1")
    page.keyboard.press("Enter")
    command = page.get_by_test_id("enrol-command").inner_text()
    settings = dict(line.split("=", 1) for line in command.splitlines() if line.startswith("DOZOR_"))
    assert settings["DOZOR_CORE_URL"] == url
    expect(page.get_by_text("Waiting for the first report…")).to_be_visible()
    node = settings["DOZOR_NODE_ID"], settings["DOZOR_NODE_KEY"]
    _say(core, *node, report(0, [], outbox="agent"))
    expect(page.get_by_text("It reports.")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(steps).to_contain_text("edge-1 reports")

    steps.get_by_label("Name", exact=True).fill("shop")
    steps.get_by_label("Host or address").fill("10.0.0.5")
    steps.get_by_role("button", name="Add service").click()
    expect(steps).to_contain_text("shop is there")
    steps.get_by_label("Domain", exact=True).fill("no domain")
    steps.get_by_role("button", name="Add and deploy").click()
    expect(steps.get_by_role("alert")).to_contain_text("That is no domain name")

    # What comes now, by the clock of the page.
    second = int(page.evaluate("Date.now()") / 1000) - 1
    _say(core, *node, report(1, [visit("198.51.100.7", second, service="shop.example")], outbox="agent"))
    expect(steps).to_contain_text("shop.example has visitors")
    page.reload()  # it can be left and come back to
    steps.get_by_role("button", name=re.compile("^Observe")).click()
    expect(page.get_by_text("Chosen for all services: Observe")).to_be_visible()
    expect(steps).to_be_hidden()


def test_who_has_done_all_steps_is_told_so(below_a_path: tuple[str, str, Path], page: Page) -> None:
    url, *_ = below_a_path
    page.goto(f"{url}/settings?panel=config")
    page.get_by_label("Login").fill("admin")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Show them again").click()
    expect(page.get_by_text("All first steps are done")).to_be_visible()
