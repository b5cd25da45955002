from pathlib import Path

import numpy as np
import pytest

from dozor.fit_priors import fit, main
from models.features import FEATURE, NAMES
from models.tails import LEVELS


def line(source: str, second: int, path: str) -> str:
    return f'{source} - - [01/Nov/2026:12:00:{second:02} +0000] "GET {path} HTTP/1.1" 200 5 "-" "Mozilla/5.0 X"\n'


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    lines = [line(f"198.51.100.{n}", n % 60, f"/{k}") for n in range(200) for k in range(1 + n % 5)]
    path.write_text("".join(lines + [line("203.0.113.9", 30, f"/{k}") for k in range(500)]))
    return path


def test_quantiles_are_of_sources_and_never_fall(log: Path):
    features, tops = fit([log])
    assert features.shape == (len(NAMES), len(LEVELS))
    assert (np.diff(features) >= 0).all()
    assert (np.diff(tops) >= 0).all()
    assert features[FEATURE["requests_10s"], 0] == pytest.approx(np.log1p(3), rel=0.01)


def test_sources_called_attackers_are_left_out(log: Path):
    label = [f"198.51.100.{n},normal?" for n in range(200)] + ["203.0.113.9,attack"]
    log.with_name("labels_silver.csv").write_text("source,label\n" + "\n".join(label) + "\n")
    features, _ = fit([log])
    assert features[FEATURE["requests_10s"], -1] < np.log1p(6)


def test_it_prints_a_module_without_addresses(log: Path, capsys: pytest.CaptureFixture[str]):
    main([log])
    printed = capsys.readouterr().out
    module: dict = {}
    exec(printed, module)
    assert set(module["FEATURE_QUANTILES"]) == set(NAMES)
    assert len(module["TOP_QUANTILES"]) == len(LEVELS)
    assert "198.51.100" not in printed
