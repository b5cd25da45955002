import json
from pathlib import Path

import pytest

from agent.parse.formats import COMBINED
from dozor.evaluate_log import evaluate_log
from dozor.labelled_log import LabelledLog, read_alerts, read_labels

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
SCANNER, PERSON, MISSED = "203.0.113.9", "198.51.100.1", "203.0.113.10"


def line(source: str, second: int, url: str, status: int, agent: str = BROWSER) -> str:
    clock = f"01/Nov/2026:12:{second // 60:02}:{second % 60:02} +0000"
    return f'{source} - - [{clock}] "GET {url} HTTP/1.1" {status} 512 "https://shop.example/" "{agent}"\n'


@pytest.fixture
def log(tmp_path: Path) -> Path:
    pages = ("/", "/catalogue", "/item/1", "/app.css", "/logo.png")
    lines = [(n % 300, line(f"198.51.100.{n % 60 + 1}", n % 300, pages[n % 5], 200)) for n in range(0, 3000, 7)]
    lines += [(200 + n // 5, line(SCANNER, 200 + n // 5, f"/.git/{n}.php", 404, "Nikto/2.5")) for n in range(150)]
    lines += [(30 * n, line(MISSED, 30 * n, "/", 200)) for n in range(4)]
    path = tmp_path / "access.log"
    path.write_text("".join(text for _, text in sorted(lines)))
    labels = [f"{SCANNER},attack", f"{MISSED},attack", "192.0.2.77,attack"]
    labels += [f"198.51.100.{n + 1},normal?" for n in range(60)]
    (tmp_path / "labels.csv").write_text("source,label\n" + "\n".join(labels) + "\n")
    return path


def test_bans_are_held_to_the_labels_of_sources_that_asked_often_enough(log: Path, tmp_path: Path):
    measured = LabelledLog(read_labels(tmp_path / "labels.csv"))
    measured.read(log, COMBINED)
    assert "192.0.2.77" not in measured.counted()
    found = measured.figures()["banned"]
    assert (found.found, found.precision, found.recall) == (1, 1.0, 0.5)
    (missed,) = measured.disagreements(5)
    assert (missed["source"], missed["label"], missed["requests"]) == (MISSED, "attack", 4)


def test_alerts_of_another_program_stand_beside(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "crowdsec_alerts.csv").write_text(f"source_ip,scenario\n{SCANNER},x\n{PERSON},y\n")
    assert evaluate_log(log, tmp_path / "labels.csv", disagreements=3, as_json_text=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["figures"]["CrowdSec's replay"]["precision"] == 0.5
    assert [found["source"] for found in told["disagreements"]] == [MISSED]


def test_the_table_names_what_counted(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert evaluate_log(log, tmp_path / "labels.csv", disagreements=3) == 0
    told = capsys.readouterr().out
    assert "2 labelled as attackers" in told
    assert f"{MISSED}: labelled attack" in told


def test_which_labels_mean_an_attacker_can_be_said(log: Path, tmp_path: Path):
    measured = LabelledLog(read_labels(tmp_path / "labels.csv"), attacks=("normal?",))
    measured.read(log, COMBINED)
    assert measured.figures()["banned"].precision == 0.0


def test_the_two_halves_share_no_source(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    counts = []
    for half in ("train", "test", None):
        assert evaluate_log(log, tmp_path / "labels.csv", half=half) == 0
        counts.append(int(capsys.readouterr().out.split(" sources")[0]))
    assert counts[0] + counts[1] == counts[2]


def test_no_alerts_beside_the_labels_are_none(tmp_path: Path):
    assert read_alerts(tmp_path / "crowdsec_alerts.csv") == set()


def test_an_unreadable_file_and_a_missing_column_are_said(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert evaluate_log(log, tmp_path / "none.csv") == 2
    (tmp_path / "odd.csv").write_text("address,label\n")
    (tmp_path / "odd.csv").write_text("address,label\n192.0.2.1,attack\n")
    assert evaluate_log(log, tmp_path / "odd.csv") == 2
    assert "no column 'source'" in capsys.readouterr().err


def test_an_empty_log_has_no_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "access.log").write_text("")
    (tmp_path / "labels.csv").write_text("source,label\n")
    assert evaluate_log(tmp_path / "access.log", tmp_path / "labels.csv") == 0
    assert "0 sources" in capsys.readouterr().out
