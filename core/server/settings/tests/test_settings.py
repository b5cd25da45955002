import stat

import pytest

from core.server.settings.settings import SettingsError, read_settings

NEW, OLD = "9f86d081884c7d659a2feaa0c55ad015", "a3bf4f1b2b0b822cd15d6c15b0f00a08"


def test_a_seal_key_is_made_once_and_for_its_owner_alone(tmp_path):
    first = read_settings({"DOZOR_DATA_DIR": str(tmp_path)})
    again = read_settings({"DOZOR_DATA_DIR": str(tmp_path)})
    assert first.seal_keys == again.seal_keys
    assert stat.S_IMODE((tmp_path / "seal-key").stat().st_mode) == 0o600


def test_secrets_for_tokens_are_several_with_the_newest_first(tmp_path):
    settings = read_settings({"DOZOR_DATA_DIR": str(tmp_path), "DOZOR_SECRET": f"{NEW}, {OLD}"})
    assert settings.signing_secrets == (NEW.encode(), OLD.encode())


def test_all_wrong_settings_are_named_at_once(tmp_path):
    wrong = {
        "DOZOR_DATA_DIR": str(tmp_path),
        "DOZOR_LISTEN": "7700",
        "DOZOR_DATABASE_URL": "mysql://here",
        "DOZOR_REFRESH_DAYS": "many",
        "DOZOR_SECRET": "short",
        "DOZOR_ASN_DATABASE": str(tmp_path / "none.mmdb"),
    }
    with pytest.raises(SettingsError) as caught:
        read_settings(wrong)
    for name in ("DOZOR_LISTEN", "DOZOR_DATABASE_URL", "DOZOR_REFRESH_DAYS", "DOZOR_SECRET", "DOZOR_ASN_DATABASE"):
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


@pytest.mark.parametrize(
    "weak", ["s" * 64, "0123" * 16, "change-me-" + NEW, "this-is-an-example-" + NEW, NEW[:31], "abcdefgh" * 8]
)
def test_a_secret_that_is_guessed_is_refused_and_not_repeated(tmp_path, weak):
    with pytest.raises(SettingsError, match="DOZOR_SECRET") as caught:
        read_settings({"DOZOR_DATA_DIR": str(tmp_path), "DOZOR_SECRET": weak})
    assert weak not in str(caught.value)


def test_secrets_are_read_from_files_that_nobody_else_may_read(tmp_path):
    file = tmp_path / "secret"
    file.write_text(f"{NEW}\n")
    environment = {"DOZOR_DATA_DIR": str(tmp_path / "data"), "DOZOR_SECRET_FILE": str(file)}
    file.chmod(0o644)
    with pytest.raises(SettingsError, match=r"DOZOR_SECRET_FILE.*chmod 600"):
        read_settings(environment)
    file.chmod(0o400)
    assert read_settings(environment).signing_secrets == (NEW.encode(),)
    with pytest.raises(SettingsError, match="DOZOR_SECRET_FILE: either"):
        read_settings({**environment, "DOZOR_SECRET": NEW})


def test_a_seal_key_that_lies_open_ends_the_start(tmp_path):
    read_settings({"DOZOR_DATA_DIR": str(tmp_path)})
    (tmp_path / "seal-key").chmod(0o644)
    with pytest.raises(SettingsError, match="seal-key"):
        read_settings({"DOZOR_DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("url", "passes"),
    [
        ("postgresql://dozor@127.0.0.1/dozor", True),
        ("postgresql://dozor@/dozor?host=/run/postgresql", True),
        ("postgresql://dozor:dozor@[::1]/dozor", True),
        ("postgresql://dozor:q8fW2-long@db.example/dozor", True),
        ("postgresql://dozor@db.example/dozor?sslmode=verify-full&sslcert=/c.pem", True),
        ("postgresql://dozor@db.example/dozor", False),
        ("postgresql://ann:ann@db.example/dozor", False),
        ("postgresql://dozor:postgres@192.0.2.1/dozor", False),
    ],
)
def test_a_database_elsewhere_wants_a_password(tmp_path, url, passes):
    environment = {"DOZOR_DATA_DIR": str(tmp_path), "DOZOR_DATABASE_URL": url}
    if passes:
        assert read_settings(environment).database_url == url
    else:
        with pytest.raises(SettingsError, match="DOZOR_DATABASE_URL"):
            read_settings(environment)


def test_proxies_that_are_trusted_are_addresses_and_networks(tmp_path):
    environment = {"DOZOR_DATA_DIR": str(tmp_path), "DOZOR_TRUSTED_PROXIES": " 172.16.0.0/12 , ::1"}
    assert read_settings(environment).trusted_proxies == "172.16.0.0/12,::1"


@pytest.mark.parametrize("everybody", ["*", "0.0.0.0/0", "::/0", "127.0.0.1,*", "router"])
def test_that_everybody_is_trusted_to_say_where_they_are_is_refused(tmp_path, everybody):
    """Each could guess passwords from any address, and sign with it in the audit log."""
    with pytest.raises(SettingsError, match="DOZOR_TRUSTED_PROXIES"):
        read_settings({"DOZOR_DATA_DIR": str(tmp_path), "DOZOR_TRUSTED_PROXIES": everybody})


@pytest.mark.parametrize("path", ["dozor", "//evil.example", "/a b", "/a;b"])
def test_a_public_path_leads_nowhere_else(tmp_path, path):
    with pytest.raises(SettingsError, match="DOZOR_PUBLIC_PATH"):
        read_settings({"DOZOR_DATA_DIR": str(tmp_path), "DOZOR_PUBLIC_PATH": path})
