import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dozor.cli import app
from dozor.evaluate import Trial, evaluate
from models.evaluation.request import FAMILIES

SMALL = Trial(seed=1000, scale=0.02, baselines=False)


@pytest.fixture(scope="module")
def told() -> dict:
    result = CliRunner().invoke(app, ["evaluate", "--seed", "1000", "--scale", "0.05", "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_detection_does_not_fall_below_its_floors(told: dict):
    dozor = told["Dozor"]
    floors = {"macro_recall": 0.7, "precision": 0.97, "recall": 0.75, "pr_auc": 0.95, "stopped": 0.85}
    assert {name: dozor[name] for name in floors if dozor[name] < floors[name]} == {}
    assert dozor["false_bans"] == 0
    assert {kind: banned for kind, banned in dozor["traps_banned"].items() if banned} == {}


def test_dozor_does_better_than_every_baseline(told: dict):
    best = max(shown["f1"] or 0 for name, shown in told.items() if name != "Dozor")
    assert told["Dozor"]["f1"] > best


def test_every_baseline_and_every_family_is_told(told: dict):
    assert set(told) == {"Dozor", "CrowdSec", "fail2ban", "limit_req", "z-score", "river HST", "IsolationForest"}
    assert all(set(shown["families"]) == set(FAMILIES) for shown in told.values())


def test_a_table_holds_goals_beside_figures_and_a_picture_is_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "160")
    assert evaluate(SMALL, plot=tmp_path / "figures.png") == 0
    printed = capsys.readouterr().out
    assert "macro-recall over 12 families" in printed
    assert "≥ 0.970" in printed
    assert (tmp_path / "figures.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_without_matplotlib_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert evaluate(SMALL, plot=tmp_path / "figures.png") == 2
    assert "pip install 'dozor[notebooks]'" in capsys.readouterr().err


def test_an_unknown_family_and_a_missing_folder_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert evaluate(Trial(leave_out=frozenset({"sneezing"}))) == 2
    assert "no such family: sneezing" in capsys.readouterr().err
    assert evaluate(Trial(background="recorded", data=tmp_path)) == 2


@pytest.mark.parametrize("options", [["--shift", "fast"], ["--background", "real"], ["--log", "access.log"]])
def test_options_that_make_no_sense_are_refused(options: list[str]):
    assert CliRunner().invoke(app, ["evaluate", *options]).exit_code == 2
