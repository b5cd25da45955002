from dozor.record import record_logs, record_scenario
from models.evaluation.recording import Recording

LINE = '192.0.2.7 - - [22/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 12 "-" "Firefox"\n'


def test_a_scenario_is_recorded_with_the_truth_about_its_sources(tmp_path):
    file = tmp_path / "new" / "one.recording"
    assert record_scenario(file, seed=101, scale=0.02, minutes=2) == 0
    recording = Recording.from_bytes(file.read_bytes())
    assert 100 < len(recording.records) <= 121
    assert any(truth.attack for truth in recording.truth.values())
    assert recording.exempt <= recording.truth.keys()


def test_a_log_is_recorded_without_any_truth(tmp_path):
    log, file = tmp_path / "access.log", tmp_path / "one.recording"
    log.write_text(LINE * 3)
    assert record_logs(file, [log], log_format="combined", service="") == 0
    recording = Recording.from_bytes(file.read_bytes())
    assert [record.aggregates.rows for record in recording.records] == [1]
    assert not recording.truth


def test_a_log_that_is_not_there_is_told(tmp_path, capsys):
    assert record_logs(tmp_path / "one", [tmp_path / "none.log"], log_format="combined", service="") == 2
    assert "none.log" in capsys.readouterr().err
