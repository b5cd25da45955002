"""The lab in a real browser: a threshold tried, a version promoted and rolled back, labels by keyboard, data taken."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.loopback import Flood
from dozor.tests.running import Running, wait_until
from models.detector_version import shipped

SOON = 90_000
ATTACKER = "127.184.20.20"


@pytest.fixture(scope="module")
def kept(dozor: Running) -> str:
    """A source that flooded, of which rows are kept, and whose incident nobody has judged."""
    with Flood(dozor.nginx_port, ATTACKER) as flood:
        wait_until(lambda: flood.statuses[403] > 20)
    wait_until(lambda: dozor.api("GET", "datasets/features/count?service=")["rows"], 60)
    return ATTACKER


@pytest.fixture
def version(tmp_path: Path, dozor: Running) -> Iterator[Path]:
    """A version as a notebook writes it; the one that was in charge is so again afterwards."""
    before = dozor.api("GET", "lab/trial")["champion"]
    file = tmp_path / "cautious.npz"
    file.write_bytes(replace(shipped(), name="cautious", caps=shipped().caps * 0.9).to_npz())
    yield file
    if dozor.api("GET", "lab/trial")["champion"] != before:
        dozor.api("PUT", "lab/champion", {"version_id": before, "force": True})
    if dozor.api("GET", "lab/trial")["challenger"]:
        dozor.api("DELETE", "lab/challenger")


def _answered(page: Page) -> None:
    expect(page.get_by_text("Is it good?")).to_be_visible(timeout=SOON)


def test_a_threshold_is_moved_previewed_and_used_with_an_undo(dozor: Running, kept: str, signed_in: OpenPage) -> None:
    page = signed_in("/models")
    _answered(page)
    slider = page.get_by_role("slider", name="Threshold")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("1 harmless source in 3,162")).to_be_visible()
    expect(page).to_have_url(re.compile("point=3.5"))
    page.get_by_role("button", name="Replay the policy").click()
    expect(page.get_by_role("row", name=re.compile("Incidents caught"))).to_be_visible(timeout=SOON)
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name="Use this threshold").click()
    expect(page.get_by_text("Threshold of limit changed")).to_be_visible(timeout=SOON)
    assert dozor.api("GET", "policy")["thresholds"]["limit"] == pytest.approx(10**-3.5, rel=0.01)
    page.keyboard.press("KeyZ")
    wait_until(lambda: dozor.api("GET", "policy")["thresholds"]["limit"] == 1e-3)


def test_a_version_is_uploaded_tried_promoted_by_force_and_rolled_back(
    dozor: Running, kept: str, version: Path, signed_in: OpenPage
) -> None:
    page = signed_in("/models?lab=versions")
    page.get_by_label("Upload a version").set_input_files(version)
    row = page.get_by_role("row", name=re.compile("cautious"))
    expect(row).to_be_visible(timeout=SOON)
    row.get_by_role("button", name="Put on trial").click()
    expect(page.get_by_text("cautious is on trial")).to_be_visible(timeout=SOON)
    page.get_by_text("Detector", exact=True).click()
    _answered(page)
    expect(page.get_by_text(re.compile("A day of traffic on trial: 0|1 of 24 hours"))).to_be_visible()
    page.get_by_role("button", name="Promote by force…").click()
    dialog = page.get_by_role("dialog")
    act = dialog.get_by_role("button", name="Promote by force")
    expect(act).to_be_disabled()
    dialog.get_by_label("Why it cannot wait").fill("a test of promotion")
    act.click()
    expect(page.get_by_text("cautious is in charge")).to_be_visible(timeout=SOON)
    noted = dozor.api("GET", "audit?action=promote")["items"][0]["after"]
    assert (noted["forced"], noted["reason"]) == (True, "a test of promotion")
    page.keyboard.press("KeyZ")
    expect(page.get_by_text(f"{shipped().name} is in charge again")).to_be_visible(timeout=SOON)
    wait_until(lambda: dozor.api("GET", "lab/trial")["champion"] == dozor.api("GET", "lab/trial")["shipped"])


def test_sources_are_labelled_by_keyboard_and_a_slip_is_taken_back(
    dozor: Running, kept: str, signed_in: OpenPage
) -> None:
    page = signed_in("/models?lab=labels")
    article = page.get_by_role("article")
    expect(article).to_be_visible(timeout=SOON)
    assert "\n".join(violations(page)) == ""
    first = article.get_attribute("aria-label") or ""
    page.keyboard.press("KeyA")
    expect(page.get_by_text(f"{first}: attack")).to_be_visible(timeout=SOON)
    expect(article).not_to_have_attribute("aria-label", first)
    wait_until(lambda: first in [each["source"] for each in dozor.api("GET", "labels")["items"]])
    page.keyboard.press("KeyZ")
    expect(page.get_by_text(f"{first} is to be labelled again")).to_be_visible(timeout=SOON)
    expect(article).to_have_attribute("aria-label", first)
    wait_until(lambda: first not in [each["source"] for each in dozor.api("GET", "labels")["items"]])


def test_a_download_is_what_was_counted(dozor: Running, kept: str, signed_in: OpenPage) -> None:
    counted = dozor.api("GET", "datasets/decisions/count?from=0&to=1")
    assert counted["rows"] == 0
    page = signed_in("/datasets?open=decisions")
    told = page.get_by_role("status").filter(has_text="in this part")
    expect(told).to_be_visible(timeout=SOON)
    assert "\n".join(violations(page)) == ""
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download").click()
    lines = Path(taken.value.path()).read_text().splitlines()
    noted = dozor.api("GET", "audit?action=export_dataset")["items"][0]
    assert (noted["subject"], noted["after"]["rows"]) == ("decisions", len(lines))
    assert kept in {line.split('"source":"')[1].split('"')[0] for line in lines}
    page.get_by_role("button", name="Python").click()
    expect(page.get_by_role("region", name="Python")).to_contain_text("/api/v1/datasets/decisions/rows")


def test_a_part_is_kept_as_it_is_and_let_go(dozor: Running, kept: str, signed_in: OpenPage) -> None:
    page = signed_in("/datasets?open=features")
    page.get_by_role("button", name="Keep as it is").click()
    page.get_by_label("What for").fill("the flood of today")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_text(re.compile("^Kept: "))).to_be_visible(timeout=SOON)
    (snapshot,) = dozor.api("GET", "datasets/snapshots")
    assert (snapshot["dataset"], snapshot["note"]) == ("features", "the flood of today")
    expect(page.get_by_text(snapshot["sha256"])).to_be_visible()
    assert "\n".join(violations(page)) == ""
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the flood of today").click()
    assert hashlib.sha256(Path(taken.value.path()).read_bytes()).hexdigest() == snapshot["sha256"]
    page.get_by_role("button", name="Remove the flood of today").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("The snapshot is gone")).to_be_visible(timeout=SOON)
    expect(page.get_by_text(snapshot["sha256"])).to_have_count(0)
    assert dozor.api("GET", "datasets/snapshots") == []
