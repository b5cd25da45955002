import stat

import pytest

from core.server.settings.settings import SettingsError, read_settings


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path):
    first = read_settings({"DOZOR_DATA_DIR": str(tmp_path)})
    again = read_settings({"DOZOR_DATA_DIR": str(tmp_path)})
    assert first.secret == again.secret
    assert len(first.secret) >= 32
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_all_wrong_settings_are_named_at_once(tmp_path):
    wrong = {
        "DOZOR_DATA_DIR": str(tmp_path),
        "DOZOR_LISTEN": "7700",
        "DOZOR_DATABASE_URL": "mysql://here",
        "DOZOR_REFRESH_DAYS": "many",
        "DOZOR_SECRET": "short",
    }
    with pytest.raises(SettingsError) as caught:
        read_settings(wrong)
    for name in ("DOZOR_LISTEN", "DOZOR_DATABASE_URL", "DOZOR_REFRESH_DAYS", "DOZOR_SECRET"):
        assert name in str(caught.value)


def test_a_data_folder_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="DOZOR_DATA_DIR"):
        read_settings({"DOZOR_DATA_DIR": str(tmp_path / "file")})


def test_ipv6_addresses_are_written_in_brackets(tmp_path):
    settings = read_settings({"DOZOR_DATA_DIR": str(tmp_path), "DOZOR_LISTEN": "[::1]:80"})
    assert (settings.host, settings.port) == ("::1", 80)


def test_an_empty_variable_counts_as_absent(tmp_path):
    assert read_settings({"DOZOR_DATA_DIR": str(tmp_path), "DOZOR_DATABASE_URL": ""}).database_url is None
