from agent.host.nginx_ports import listening_ports


def test_ports_are_those_of_all_files(tmp_path):
    (tmp_path / "sites").mkdir()
    (tmp_path / "nginx.conf").write_text("server {listen 127.0.0.1:8080 default_server; listen [::]:8443 ssl;}\n")
    (tmp_path / "sites/shop.conf").write_text(
        "server {\n  listen 81;\n listen localhost;\n # listen 9;\n listen unix:/run/x.sock;\n keepalive_listen 7;\n}\n"
    )
    (tmp_path / "sites/odd.conf").write_bytes(b"\xff\xfelisten")
    assert listening_ports(tmp_path) == {8080, 8443, 81, 80}


def test_a_folder_that_is_not_there_has_none(tmp_path):
    assert listening_ports(tmp_path / "none") == frozenset()
