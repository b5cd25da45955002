"""What people do with incidents and with the evidence of decisions."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.loopback import Flood
from dozor.tests.running import Running, wait_until

ATTACKER = "127.183.20.20"


@pytest.fixture(scope="module")
def incident(dozor: Running) -> str:
    """The id of the incident that a flood has just brought about."""
    with Flood(dozor.nginx_port, ATTACKER) as flood:
        wait_until(lambda: flood.statuses[403] > 20)
    return _decision(dozor)["incident_id"]


def _decision(dozor: Running) -> dict[str, str]:
    found = dozor.api("GET", f"decisions?q={ATTACKER}&type=ban")["items"]
    return {name: found[0][name] for name in ("id", "incident_id")}


def _open(signed_in: OpenPage, path: str, **preferences: str) -> Page:
    page = signed_in(path, **preferences)
    expect(page.locator("main section").first).to_be_visible()
    return page


def test_an_incident_is_opened_from_the_anomalies(dozor: Running, incident: str, signed_in: OpenPage) -> None:
    page = _open(signed_in, "/anomalies")
    page.locator(f'main a[href*="/incidents/{incident}"]').first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Incident")
    timeline = page.get_by_role("region", name="What happened")
    expect(timeline.get_by_text("It began")).to_be_visible()
    expect(timeline.get_by_text("First ban")).to_be_visible()
    expect(page.get_by_role("region", name="Sources").get_by_text(ATTACKER)).to_be_visible()


def test_an_incident_is_judged_with_a_reason_and_the_verdict_taken_back(
    dozor: Running, incident: str, signed_in: OpenPage
) -> None:
    def verdict() -> tuple[str, str]:
        shown = dozor.api("GET", f"incidents/{incident}")
        return shown["verdict"], shown["verdict_reason"]

    page = _open(signed_in, f"/incidents/{incident}")
    page.get_by_label("Reason (optional)").fill("not ours")
    page.get_by_role("button", name="Attack").click()
    expect(page.get_by_text(re.compile("^Attack: said admin"))).to_contain_text("not ours")
    assert verdict() == ("attack", "not ours")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_text("nobody has said yet").first).to_be_visible()
    wait_until(lambda: verdict() == ("open", ""))


def test_a_decision_shows_that_its_score_comes_out_again(dozor: Running, incident: str, signed_in: OpenPage) -> None:
    page = _open(signed_in, f"/decisions?q={ATTACKER}")
    page.get_by_role("button", name=f"Details of {ATTACKER}").first.click()
    why = page.get_by_role("dialog", name=re.compile(ATTACKER))
    expect(why.get_by_text("Score made again: equal to the last bit")).to_be_visible()
    for what in ("Half-space trees", "What stands out", "Detector parts that judged"):
        expect(why.get_by_text(what).first).to_be_visible()
    why.get_by_role("link", name="Open the incident").click()
    page.wait_for_url(f"**/incidents/{incident}**")


@pytest.mark.parametrize(("theme", "lang"), [("dark", "en"), ("light", "ru")])
def test_incidents_and_evidence_are_accessible(
    dozor: Running, incident: str, signed_in: OpenPage, core_url: str, theme: str, lang: str
) -> None:
    page = _open(signed_in, f"/incidents/{incident}", theme=theme, lang=lang)
    expect(page.locator("ol li").first).to_be_visible()
    assert "\n".join(violations(page)) == ""
    page.goto(f"{core_url}/decisions?open={_decision(dozor)['id']}")
    expect(page.get_by_role("dialog").get_by_role("table")).to_be_visible()
    assert "\n".join(violations(page)) == ""
    page.keyboard.press("Escape")
    page.get_by_role("button", name={"en": "New decision", "ru": "Новое решение"}[lang]).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert "\n".join(violations(page)) == ""


def test_a_person_challenges_a_range(dozor: Running, signed_in: OpenPage) -> None:
    page = _open(signed_in, "/decisions")
    page.get_by_role("button", name="New decision").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Address or range").fill("nobody")
    dialog.get_by_role("button", name="Decide").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Address or range").fill("198.51.100.77/24")
    dialog.get_by_text("Challenge", exact=True).click()
    dialog.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("198.51.100.77/24 challenged for 4")).to_be_visible()
    made = dozor.api("GET", "decisions?q=198.51.100")["items"][0]
    assert (made["type"], made["scope"], made["value"]) == ("challenge", "range", "198.51.100.0/24")
    page.keyboard.press("KeyZ")
    wait_until(lambda: not dozor.api("GET", "decisions?q=198.51.100&active=true")["items"])


def test_automation_is_frozen_and_goes_on(dozor: Running, signed_in: OpenPage) -> None:
    page = _open(signed_in, "/services")
    page.get_by_role("button", name="Freeze automation").click()
    expect(page.get_by_text("Automation is frozen")).to_be_visible()
    assert dozor.api("GET", "policy")["frozen"]
    page.get_by_role("link", name="Anomalies").first.click()
    page.get_by_role("button", name="Unfreeze automation").click()
    expect(page.get_by_text("Automation goes on")).to_be_visible()
    assert not dozor.api("GET", "policy")["frozen"]


def test_the_strongest_step_of_a_service_changes_and_is_undone(dozor: Running, signed_in: OpenPage) -> None:
    def most() -> str:
        return {each["name"]: each["max_step"] for each in dozor.api("GET", "services")}["blog.example"]

    page = _open(signed_in, "/services")
    before = most()
    page.get_by_label("The strongest step at blog.example").select_option("limit")
    expect(page.get_by_text("blog.example: at most limit")).to_be_visible()
    assert most() == "limit"
    page.keyboard.press("KeyZ")
    wait_until(lambda: most() == before)


def test_notes_are_written_removed_and_put_back_and_all_of_it_is_taken_along(
    dozor: Running, incident: str, signed_in: OpenPage
) -> None:
    page = _open(signed_in, f"/incidents/{incident}")
    expect(page.get_by_role("region", name="Before and during")).to_contain_text("Refused / s")
    notes = page.get_by_role("region", name="Notes")
    notes.get_by_label("Write something down").fill("Their provider was told")
    notes.get_by_role("button", name="Add the note").click()
    expect(notes.get_by_role("listitem")).to_contain_text("Their provider was told")
    notes.get_by_role("button", name="Remove the note").click()
    expect(notes.get_by_role("listitem")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(notes.get_by_role("listitem")).to_contain_text("Their provider was told")
    assert "\n".join(violations(page)) == ""
    with page.expect_download() as download:
        page.get_by_role("button", name="Report").click()
        page.get_by_role("menuitem", name="Save as JSON").click()
    saved = json.loads(Path(download.value.path()).read_text())
    assert saved["incident"]["id"] == incident
    assert [note["text"] for note in saved["notes"]] == ["Their provider was told"]
    assert dozor.api("GET", f"incidents/{incident}/notes")[0]["text"] == "Their provider was told"
