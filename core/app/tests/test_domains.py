"""Domains in a real browser, on a real NGINX: made, checked on their line, deployed, answered for, rolled back."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from core.app.tests.editing import paste_over
from core.app.tests.served import NAME, answered, deploy, forget
from dozor.tests.running import Running, wait_until

SOON = 60_000
DOCUMENT = "The document as text"
CONFIGURATION = """
http {
    upstream backend { server 127.0.0.1:%d; }
    server {
        listen 80;
        server_name brought.example;
        gzip on;
        location / { proxy_pass http://backend; }
        location /old { return 301 /new; }
        location /files { alias /srv/files; }
    }
}
"""


@pytest.fixture(scope="module")
def member(dozor: Running) -> str:
    """Where the demo's own site is."""
    (known, *_) = dozor.api("GET", "config/service/shop.example")["spec"]["members"]
    return f"{known['host']}:{known['port']}"


@pytest.fixture
def made(dozor: Running, member: str) -> Iterator[str]:
    """A domain of its own that is deployed; afterwards everything is as it was."""
    host, _, port = member.rpartition(":")
    node = dozor.api("GET", "nodes")[0]["name"].lower()
    documents = {
        "services": {NAME: {"members": [{"name": "main", "host": host, "port": int(port)}]}},
        "domains": {NAME: {"names": [NAME], "service": NAME, "nodes": [node]}},
    }
    dozor.api("POST", "config/apply", {"text": json.dumps(documents)})
    deploy(dozor)
    yield NAME
    forget(dozor, NAME)


@pytest.fixture
def fresh(dozor: Running) -> Iterator[str]:
    """A name that no domain has, nor has afterwards."""
    yield "fresh.example"
    forget(dozor, "fresh.example")


def test_a_domain_is_made_in_three_fields_and_answers_at_once(
    dozor: Running, member: str, fresh: str, signed_in: OpenPage
) -> None:
    page = signed_in("/domains")
    page.get_by_role("button", name="Add domain").click()
    dialog = page.get_by_role("dialog", name="Add domain")
    dialog.get_by_label("Name", exact=True).fill(fresh)
    dialog.get_by_label("Address of what answers").fill("no address")
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Address of what answers").fill(member)
    dialog.get_by_role("button", name="Create and deploy").click()
    expect(dialog.get_by_text("Deployed", exact=True)).to_be_visible(timeout=SOON)
    wait_until(lambda: answered(dozor, fresh).status == 200)
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("heading", name="Where it goes")).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Send one").click()
    expect(page.get_by_role("region", name="Try a request")).to_contain_text("200 ·", timeout=SOON)


def test_an_error_is_told_on_its_line_and_what_was_mended_is_deployed_and_rolled_back(
    dozor: Running, made: str, signed_in: OpenPage
) -> None:
    page = signed_in(f"/domains/{made}?look=edit&text=true")
    good = dozor.api("POST", f"config/domain/{made}/draft", {"text": json.dumps({
        "names": [made], "service": made, "nodes": [dozor.api("GET", "nodes")[0]["name"].lower()],
    })})["text"]  # fmt: skip
    line = good.count("\n") + 3
    paste_over(page, f"{good}snippet: |\n  etag off;\n  root /etc;\n", DOCUMENT)
    expect(page.get_by_role("button", name=f"at snippet, Line {line}")).to_be_visible(timeout=SOON)
    expect(page.get_by_test_id("draft-bar")).to_contain_text("1 error")
    expect(page.get_by_role("button", name="Review and deploy")).to_be_disabled()

    paste_over(page, f"{good}snippet: |\n  etag off;\n  add_header X-Made;\n", DOCUMENT)
    page.get_by_role("button", name="Review and deploy").click()
    review = page.get_by_role("dialog")
    expect(review.get_by_text("NGINX refuses it")).to_be_visible(timeout=SOON)
    expect(review.get_by_role("list", name="What to look at")).to_contain_text(f"Line {line}")
    assert "x-made" not in answered(dozor, made).headers
    review.get_by_role("button", name="Back to the editor").click()

    paste_over(page, f'{good}snippet: |\n  etag off;\n  add_header X-Made "here";\n', DOCUMENT)
    page.get_by_role("button", name="Review and deploy").click()
    expect(review.get_by_text("NGINX accepts it on 1 node")).to_be_visible(timeout=SOON)
    expect(review.get_by_role("region", name=f"Changes of sites/{made}.conf")).to_contain_text(
        'add_header X-Made "here";'
    )
    review.get_by_label("What for (stands in the history)").fill("a header")
    review.get_by_role("button", name="Save and deploy").click()
    expect(review.get_by_test_id("deployment")).to_have_attribute("data-phase", "done", timeout=SOON)
    wait_until(lambda: answered(dozor, made).headers.get("x-made") == "here")

    review.get_by_role("button", name="Roll back to revision").click()
    wait_until(lambda: "x-made" not in answered(dozor, made).headers)
    page.goto(f"{dozor.core_url}/domains/{made}?look=history")
    expect(page.get_by_role("table")).to_contain_text("a header", timeout=SOON)


def test_a_draft_survives_a_reload_and_is_discarded_by_one_press(made: str, signed_in: OpenPage) -> None:
    page = signed_in(f"/domains/{made}?look=edit")
    page.get_by_label("Names", exact=True).fill(f"{made}\nmore.{made}")
    expect(page.get_by_test_id("draft-bar")).to_contain_text("Ready to deploy", timeout=SOON)
    expect(page.get_by_role("textbox", name=f"Generated sites/{made}.conf")).to_contain_text(f"more.{made}")
    page.reload()
    expect(page.get_by_text("were not saved", exact=False)).to_be_visible(timeout=SOON)
    expect(page.get_by_label("Names", exact=True)).to_have_value(f"{made}\nmore.{made}")
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name="Discard changes").click()
    expect(page.get_by_label("Names", exact=True)).to_have_value(made)
    page.reload()
    expect(page.get_by_test_id("draft-bar")).to_contain_text("Nothing changed", timeout=SOON)


def test_on_a_phone_a_document_is_only_read(made: str, signed_in: OpenPage) -> None:
    page = signed_in(f"/domains/{made}?look=edit", width=390, height=780)
    expect(page.get_by_text("Editing needs a wider screen", exact=False).first).to_be_visible(timeout=SOON)
    expect(page.get_by_label("Names", exact=True)).to_be_disabled()
    expect(page.get_by_role("button", name="Review and deploy")).to_be_disabled()


def test_an_existing_configuration_is_read_shown_and_deployed(dozor: Running, member: str, signed_in: OpenPage) -> None:
    page = signed_in("/domains?part=import")
    port = int(member.rpartition(":")[2])
    paste_over(page, CONFIGURATION % port, "The existing nginx.conf")
    page.get_by_role("button", name="Read it").click()
    fates = page.get_by_role("region", name="What becomes of each directive").first
    expect(fates.get_by_role("row").filter(has_text="alias /srv/files")).to_contain_text("Not taken", timeout=SOON)
    expect(fates.get_by_role("row").filter(has_text="server_name brought.example")).to_contain_text("Understood")
    page.get_by_role("button", name="Save and deploy").click()
    expect(page.get_by_text("Deployed", exact=True)).to_be_visible(timeout=SOON)
    wait_until(lambda: answered(dozor, "brought.example").status == 200)
    assert answered(dozor, "brought.example", "/old").status == 301
    documents = dozor.api("GET", "config")
    domains = [name for name, spec in documents["domains"].items() if "brought.example" in spec["names"]]
    services = [documents["domains"][name]["service"] for name in domains]
    forget(dozor, *domains, *services)


@pytest.mark.parametrize(("lang", "theme"), [("en", "dark"), ("ru", "light")])
@pytest.mark.parametrize("part", ["", "?part=deployments", "?part=history", "?part=import"])
def test_each_part_is_usable_by_everybody(signed_in: OpenPage, part: str, lang: str, theme: str) -> None:
    page = signed_in(f"/domains{part}", lang=lang, theme=theme)
    expect(page.locator("main table, main [role=textbox], main .cm-content").first).to_be_visible(timeout=SOON)
    assert "\n".join(violations(page)) == ""
