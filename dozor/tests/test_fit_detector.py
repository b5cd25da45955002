import pytest

from dozor.fit_detector import TRAINED_LOGS, data_of


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_a_command_line_that_names_no_one_folder_is_told_how_to(arguments):
    with pytest.raises(SystemExit, match=r"usage: python -m dozor\.fit_detector DATA"):
        data_of(arguments)


def test_a_folder_without_the_logs_is_told_which_are_missing(tmp_path):
    for name in TRAINED_LOGS[1:]:
        (tmp_path / "logs" / name).mkdir(parents=True)
        (tmp_path / "logs" / name / "access.log.gz").touch()
    with pytest.raises(SystemExit, match=f"access.log.gz of {TRAINED_LOGS[0]}$"):
        data_of([str(tmp_path)])
    (tmp_path / "logs" / TRAINED_LOGS[0]).mkdir()
    (tmp_path / "logs" / TRAINED_LOGS[0] / "access.log.gz").touch()
    assert data_of([str(tmp_path)]) == tmp_path
