import json
import os
from pathlib import Path

import pytest

from dozor.evaluate_log import evaluate_hub
from dozor.hub_logs import HubResult, hub_results, summary

DATA = Path(os.environ.get("DOZOR_DATA_SETS", Path(__file__).parents[2].parent / "shared" / "data"))
HUB = DATA / "labelled" / "crowdsec_hub"
needs_data = pytest.mark.skipif(not HUB.is_dir(), reason="no data sets: set DOZOR_DATA_SETS")
PHPUNIT = "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php"


def a_hub(folder: Path) -> Path:
    clock = "29/Sep/2021:14:11:34 +0200"
    probing = [f'127.0.0.1 - - [{clock}] "GET {PHPUNIT} HTTP/1.1" 404 9 "-" "curl/8"\n'] * 3
    calm = [f'192.0.2.7 - - [{clock}] "GET /index.html HTTP/1.1" 200 9 "-" "Firefox"\n']
    for name, lines in (("a-cve", probing), ("a-whitelist", calm)):
        (folder / name).mkdir()
        (folder / name / f"{name}.log").write_text("".join(lines))
    index = [
        {"test": "a-cve", "log_file": "a-cve.log", "expected_sources": ["127.0.0.1"]},
        {"test": "a-whitelist", "log_file": "a-whitelist.log", "expected_sources": []},
    ]
    (folder / "index.json").write_text(json.dumps(index))
    return folder


def test_loopback_is_read_as_another_and_the_harmless_are_let_be(tmp_path: Path):
    probing, calm = hub_results(a_hub(tmp_path))
    assert (probing.source, probing.must_alert, probing.right) == ("203.0.113.1", True, True)
    assert (calm.source, calm.must_alert, calm.right) == ("192.0.2.7", False, True)


def test_a_reason_that_shows_a_second_later_is_the_one_that_counts(tmp_path: Path):
    folder = tmp_path / "a-bf"
    folder.mkdir()
    tries = [
        f'1.2.3.4 - - [12/Jul/2022:11:45:0{n // 2} -0400] "POST /apps/login HTTP/1.1" 200 1950 "-" "Firefox"\n'
        for n in range(7)
    ]
    (folder / "a-bf.log").write_text("".join(tries))
    index = [{"test": "a-bf", "log_file": "a-bf.log", "expected_sources": ["1.2.3.4"]}]
    (tmp_path / "index.json").write_text(json.dumps(index))
    (found,) = hub_results(tmp_path)
    assert (found.step, found.kind) == ("observe", "stuffing")


def test_the_reason_has_to_be_right():
    assert not HubResult("x-cve", "192.0.2.1", must_alert=True, step="ban", kind="flood").right
    assert HubResult("x-bf", "192.0.2.1", must_alert=True, step="observe", kind="stuffing").right
    assert not HubResult("x-whitelist", "192.0.2.1", must_alert=False, step="ban", kind="scan").right


def test_what_went_wrong_is_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    results = [HubResult("x-cve", "192.0.2.1", must_alert=True, step="", kind="")]
    assert summary(results)["wrong"] == ["x-cve 192.0.2.1 none"]
    assert evaluate_hub(a_hub(tmp_path)) == 0
    assert "100% of 1 sources" in capsys.readouterr().out


def test_a_folder_without_an_index_is_said(tmp_path: Path):
    assert evaluate_hub(tmp_path) == 2


@needs_data
def test_most_sources_that_must_alert_are_watched_and_no_harmless_one_is_banned():
    found = summary(list(hub_results(HUB)))
    assert found["alerted"] >= 0.65
    assert found["harmless_banned"] == 0
