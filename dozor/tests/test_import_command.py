import json

import pytest

from core.server.proxy.documents.declared import read_declared
from dozor.import_command import import_folder
from dozor.route_command import route

TEXT = "events {} http { server { server_name a.example; location / { proxy_pass http://10.0.0.1:80; } } }"
WAYS = {"main": "nginx.conf", "nodes": ["n"], "output": None, "every": True, "as_json": False}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "nginx").mkdir()
    (tmp_path / "nginx" / "nginx.conf").write_text(TEXT)
    return tmp_path / "nginx"


def test_the_output_is_what_config_apply_takes_and_the_report_stands_apart(folder, capsys):
    assert import_folder(folder, **WAYS) == 1  # events are the frame's
    said = capsys.readouterr()
    assert set(read_declared(said.out)) == {("service", "10.0.0.1-80"), ("domain", "a.example")}
    assert "not taken" in said.err


def test_as_json_documents_and_report_are_one_object(folder, capsys):
    import_folder(folder / "nginx.conf", **{**WAYS, "as_json": True})
    made = json.loads(capsys.readouterr().out)
    assert {"text", "lines", "wanted"} == set(made)


def test_a_link_out_of_the_folder_and_keys_are_not_read(folder, tmp_path, capsys):
    (tmp_path / "secret.conf").write_text("secret;")
    (folder / "link.conf").symlink_to(tmp_path / "secret.conf")
    (folder / "key.pem").write_text("secret;")
    (folder / "nginx.conf").write_text(f"{TEXT} include link.conf; include key.pem;")
    import_folder(folder, **{**WAYS, "as_json": True})
    lines = json.loads(capsys.readouterr().out)["lines"]
    assert [line["note"] for line in lines if line["text"].startswith("include")] == ["the file was not given"] * 2
    assert "secret" not in {line["text"] for line in lines}


def test_what_a_file_holds_does_not_steer_the_terminal(folder, capsys):
    (folder / "nginx.conf").write_text("events { x \x1b[31m; }")
    import_folder(folder, **WAYS)
    assert "\x1b[31m" not in capsys.readouterr().err


def test_what_cannot_be_read_is_said(tmp_path, capsys):
    assert import_folder(tmp_path, **WAYS) == 2
    assert import_folder(tmp_path / "none", **WAYS) == 2
    assert "there is no file nginx.conf" in capsys.readouterr().err


def test_without_a_running_core_a_route_is_not_told(tmp_path, capsys):
    assert route({"host": "a.example"}, data=tmp_path, url="http://127.0.0.1:1", as_json=False) == 2
    assert "local-token" in capsys.readouterr().err
