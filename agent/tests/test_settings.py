from pathlib import Path

import pytest

from agent.run import read_formats
from agent.settings import LogSource, SettingsError, read_settings

NEEDED = {
    "DOZOR_CORE_URL": "http://core.example:8080/dozor/",
    "DOZOR_NODE_ID": "n1",
    "DOZOR_NODE_KEY": "k",
    "DOZOR_LOGS": "/var/log/nginx/access.log",
}


def test_four_settings_are_enough():
    settings = read_settings(NEEDED)
    assert (settings.core.host, settings.core.port, settings.core.path) == ("core.example", 8080, "/dozor")
    assert settings.core.tls is None
    assert settings.logs == (LogSource(pattern="/var/log/nginx/access.log"),)
    assert settings.nginx_control is None
    assert settings.spool_bytes == 256 * 1024**2


def test_https_is_verified():
    settings = read_settings(NEEDED | {"DOZOR_CORE_URL": "https://core.example"})
    assert settings.core.port == 443
    assert settings.core.tls.check_hostname


def test_a_log_has_a_format_and_a_service_where_they_are_given():
    logs = "/a.log=dozor, /b/*.log=/etc/format@shop.example,/c.log@blog.example"
    assert read_settings(NEEDED | {"DOZOR_LOGS": logs}).logs == (
        LogSource(pattern="/a.log", format="dozor"),
        LogSource(pattern="/b/*.log", format="/etc/format", service="shop.example"),
        LogSource(pattern="/c.log", service="blog.example"),
    )


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_missing_setting_is_named(name):
    with pytest.raises(SettingsError, match=f"{name} is not set"):
        read_settings({key: value for key, value in NEEDED.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DOZOR_CORE_URL", "core:8080", "not an http:// or https:// address"),
        ("DOZOR_CORE_URL", "http://core:99999", "Port out of range"),
        ("DOZOR_NODE_KEY", "a b", "letters, digits"),
        ("DOZOR_NODE_KEY", "a\nX-Evil: 1", "letters, digits"),
        ("DOZOR_LOGS", " , ", "a list of PATH"),
        ("DOZOR_LOGS", "access.log", "absolute path"),
        ("DOZOR_LOGS", "/a.log@", "absolute path"),
        ("DOZOR_TRUSTED_NETWORKS", "10.0.0.0/8,elsewhere", "'elsewhere'"),
        ("DOZOR_SPOOL_BYTES", "much", "a size such as 256m"),
        ("DOZOR_SPOOL_BYTES", "10k", "at least 1m"),
    ],
)
def test_a_wrong_setting_is_named_with_what_is_expected(name, value, said):
    with pytest.raises(SettingsError, match=name) as raised:
        read_settings(NEEDED | {name: value})
    assert said in str(raised.value)


def test_a_file_holds_the_same_settings_and_the_environment_wins(tmp_path):
    file = tmp_path / "agent.toml"
    file.write_text(
        'core_url = "http://core:1"\nnode_id = "n1"\nnode_key = "k"\nspool_bytes = 2097152\n'
        'logs = ["/a.log=dozor", "/b.log"]\ntrusted_networks = ["10.0.0.0/8", "fd00::/8"]\n'
    )
    settings = read_settings({"DOZOR_CONFIG": str(file), "DOZOR_NODE_ID": "n2"})
    assert settings.node_id == "n2"
    assert settings.spool_bytes == 2 * 1024**2
    assert [log.pattern for log in settings.logs] == ["/a.log", "/b.log"]
    assert settings.trusted_networks == ("10.0.0.0/8", "fd00::/8")


@pytest.mark.parametrize(("text", "said"), [("core = 1", "unknown setting 'core'"), ("core_url", "cannot be read")])
def test_a_file_that_is_wrong_is_named(tmp_path, text, said):
    file = tmp_path / "agent.toml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=said):
        read_settings({"DOZOR_CONFIG": str(file)})


def test_a_format_that_cannot_be_read_is_named(tmp_path):
    settings = read_settings(NEEDED | {"DOZOR_LOGS": f"/a.log={tmp_path}/none"})
    with pytest.raises(SettingsError, match=r"DOZOR_LOGS: format .*none"):
        read_formats(settings)


def test_a_format_file_is_compiled(tmp_path):
    (tmp_path / "format").write_text("log_format x '$remote_addr [$time_local] \"$request\" $status';")
    settings = read_settings(NEEDED | {"DOZOR_LOGS": f"/a.log={tmp_path}/format"})
    assert list(read_formats(settings)) == [str(tmp_path / "format")]
    assert settings.proc == Path("/proc")
