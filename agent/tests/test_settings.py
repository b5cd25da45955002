from pathlib import Path

import pytest

from agent.host.roots import Roots
from agent.logbook.keeping import Keeping
from agent.run import read_formats
from agent.settings import LogSource, SettingsError, read_settings

NEEDED = {
    "DOZOR_CORE_URL": "http://core.example:8080/dozor/",
    "DOZOR_NODE_ID": "n1",
    "DOZOR_NODE_KEY": "k",
    "DOZOR_LOGS": "/var/log/nginx/access.log",
}


def test_three_settings_are_enough_and_a_log_is_worth_having():
    settings = read_settings(NEEDED)
    assert (settings.core.host, settings.core.port, settings.core.path) == ("core.example", 8080, "/dozor")
    assert settings.core.tls is None
    assert settings.logs == (LogSource(pattern="/var/log/nginx/access.log"),)
    assert settings.nginx_control is None
    assert settings.spool_bytes == 256 * 1024**2


def test_services_tell_metrics_as_a_file_on_the_node_says(tmp_path):
    (tmp_path / "metrics.toml").write_text("[services.shop]")
    assert read_settings(NEEDED).custom is None
    settings = read_settings(NEEDED | {"DOZOR_METRICS": f"{tmp_path}/metrics.toml"})
    assert list(settings.custom.services) == ["shop"]


def test_logs_are_kept_unless_they_are_given_no_room():
    assert read_settings(NEEDED).keeping == Keeping()
    assert read_settings(NEEDED | {"DOZOR_LOG_BYTES": "0"}).keeping is None
    said = {"FILES": "/a.log, /b/*.log", "EXCLUDE": "tmp-*", "BYTES": "1g", "SOURCE_BYTES": "10m", "KEEP": "7d"}
    settings = read_settings(NEEDED | {f"DOZOR_LOG_{name}": value for name, value in said.items()})
    assert settings.keeping == Keeping(
        files=("/a.log", "/b/*.log"),
        exclude=("tmp-*",),
        bound_bytes=1 << 30,
        source_bytes=10 << 20,
        keep_seconds=7 * 86400,
    )


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


@pytest.mark.parametrize("logs", [{}, {"DOZOR_LOGS": ""}])
def test_a_node_without_access_logs_is_one_too(logs):
    needed = {key: value for key, value in NEEDED.items() if key != "DOZOR_LOGS"}
    assert read_settings(needed | logs).logs == ()
    place = read_settings(needed | logs | {"DOZOR_NGINX_FOLDER": "/n"})
    assert [source.format for source in place.logs] == ["dozor"]


@pytest.mark.parametrize("name", sorted(NEEDED.keys() - {"DOZOR_LOGS"}))
def test_a_missing_setting_is_named(name):
    with pytest.raises(SettingsError, match=f"{name} is not set"):
        read_settings({key: value for key, value in NEEDED.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DOZOR_CORE_URL", "core:8080", "not an http:// or https:// address"),
        ("DOZOR_CORE_URL", "http://core:99999", "Port out of range"),
        ("DOZOR_LOG_FILES", "a.log", "an absolute path"),
        ("DOZOR_LOG_KEEP", "soon", "a time such as"),
        ("DOZOR_LOG_BYTES", "much", "DOZOR_LOG_BYTES"),
        ("DOZOR_NODE_KEY", "a b", "letters, digits"),
        ("DOZOR_NODE_KEY", "a\nX-Evil: 1", "letters, digits"),
        ("DOZOR_LOGS", " , ", "a list of PATH"),
        ("DOZOR_LOGS", "access.log", "absolute path"),
        ("DOZOR_LOGS", "/a.log@", "absolute path"),
        ("DOZOR_TRUSTED_NETWORKS", "10.0.0.0/8,elsewhere", "'elsewhere'"),
        ("DOZOR_SPOOL_BYTES", "much", "a size such as 256m"),
        ("DOZOR_SPOOL_BYTES", "10k", "at least 1m"),
        ("DOZOR_DOCKER", "docker.sock", "an absolute path"),
        ("DOZOR_DOCKER_ACTS", "no", "0 or 1 is expected"),
        ("DOZOR_MOST_REPLICAS", "501", "501 is not in range"),
        ("DOZOR_MOST_REPLICAS", "-1", "-1 is not in range"),
        ("DOZOR_METRICS", "metrics.toml", "an absolute path"),
        ("DOZOR_METRICS", "/no/such/file", "No such file"),
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


def test_without_a_folder_dozor_does_not_write_the_configuration_of_nginx():
    assert read_settings(NEEDED).place is None


def test_with_a_folder_the_log_and_the_control_socket_are_known(tmp_path):
    needed = {name: value for name, value in NEEDED.items() if name != "DOZOR_LOGS"}
    settings = read_settings(needed | {"DOZOR_NGINX_FOLDER": "/srv/nginx", "DOZOR_NGINX_CACHE": "/var/cache/nginx=5g"})
    assert settings.logs == (LogSource(pattern="/srv/nginx/logs/access.log", format="dozor"),)
    assert settings.nginx_control == Path("/srv/nginx/run/control.sock")
    assert settings.place.live == Path("/srv/nginx/live")
    assert settings.place.resolver_address == ("127.0.0.1", 5335)
    assert (settings.place.cache_folder, settings.place.cache_size) == (Path("/var/cache/nginx"), "5g")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DOZOR_NGINX_FOLDER", "srv", "absolute path"),
        ("DOZOR_NGINX_CONTAINER", "a/b", "container's name"),
        ("DOZOR_ACME_IMAGE", "--privileged", "container's image"),
        ("DOZOR_RESOLVER", "localhost:53", "localhost"),
        ("DOZOR_RESOLVER", "127.0.0.1:99999", "address and a port"),
        ("DOZOR_RESOLVER", "127.0.0.1", "IPv4"),
        ("DOZOR_DOCKER", "docker.sock", "absolute path"),
        ("DOZOR_NGINX_PID", "x.pid", "absolute path"),
        ("DOZOR_NGINX_CACHE", "cache=1g", "absolute path"),
    ],
)
def test_a_wrong_setting_of_the_proxy_is_named(name, value, said):
    with pytest.raises(SettingsError, match=name) as raised:
        read_settings(NEEDED | {"DOZOR_NGINX_FOLDER": "/srv/nginx", name: value})
    assert said in str(raised.value)


def test_a_format_that_cannot_be_read_is_named(tmp_path):
    settings = read_settings(NEEDED | {"DOZOR_LOGS": f"/a.log={tmp_path}/none"})
    with pytest.raises(SettingsError, match=r"DOZOR_LOGS: format .*none"):
        read_formats(settings)


def test_a_format_file_is_compiled(tmp_path):
    (tmp_path / "format").write_text("log_format x '$remote_addr [$time_local] \"$request\" $status';")
    settings = read_settings(NEEDED | {"DOZOR_LOGS": f"/a.log={tmp_path}/format"})
    assert list(read_formats(settings)) == [str(tmp_path / "format")]


def test_the_host_is_where_it_is_mounted():
    settings = read_settings(NEEDED | {"DOZOR_HOST_PROC": "/host/proc", "DOZOR_HOST_ROOT": "/host/root"})
    assert settings.roots == Roots(proc="/host/proc", sys="/sys", root="/host/root")
    assert settings.roots.in_container
    assert settings.roots.under("/etc") == "/host/root/etc"
