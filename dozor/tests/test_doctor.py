from dozor.doctor import examine


def test_a_database_of_autonomous_systems_may_be_absent_and_may_not_be_wrong(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DOZOR_ASN_DATABASE", raising=False)
    examine(tmp_path)
    assert "none; DOZOR_ASN_DATABASE may name one" in capsys.readouterr().out
    monkeypatch.setenv("DOZOR_ASN_DATABASE", str(tmp_path / "none.mmdb"))
    assert examine(tmp_path) == 1
    assert "no database of autonomous systems" in " ".join(capsys.readouterr().out.split())
