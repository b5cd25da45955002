import os
from pathlib import Path

import pytest

from dozor.recorded_background import half_of, recorded_background
from models.evaluation.request import HARMLESS

DATA = Path(os.environ.get("DOZOR_DATA_SETS", Path(__file__).parents[2].parent / "shared" / "data"))
needs_data = pytest.mark.skipif(not (DATA / "logs").is_dir(), reason="no data sets: set DOZOR_DATA_SETS")


def test_a_source_belongs_to_one_half_of_its_log():
    halves = [half_of("shop", f"192.0.2.{n}") for n in range(256)]
    assert 90 < halves.count("test") < 166
    assert half_of("shop", "192.0.2.1") == halves[1]


@needs_data
def test_recorded_sessions_are_harmless_and_begin_at_their_first_request():
    background = recorded_background(DATA, "test")
    assert len(background.sessions) > 5000
    assert {session.kind for session in background.sessions} <= set(HARMLESS)
    assert all(session.visits[0].offset == 0 for session in background.sessions)
    assert {session.service for session in background.sessions} < {site.name for site in background.sites}
    assert len(background.scans) == 2


@needs_data
def test_scanners_that_the_labels_overlook_are_no_visitors():
    urls = [visit.url for session in recorded_background(DATA, "test").sessions for visit in session.visits]
    assert len(urls) > 10_000
    assert not any("/id_rsa" in url or "/wp-login.php" in url for url in urls)


def test_a_folder_without_logs_is_said(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        recorded_background(tmp_path, "train")
