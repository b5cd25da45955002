import gzip
import io
import json
import os
import sys
from itertools import islice
from pathlib import Path

import pytest

from dozor.analyze import analyze
from dozor.recorded_background import labels_of
from dozor.tests.thorough import tries

DATA = Path(os.environ.get("DOZOR_DATA_SETS", Path(__file__).parents[2].parent / "shared" / "data"))
needs_data = pytest.mark.skipif(not (DATA / "logs").is_dir(), reason="no data sets: set DOZOR_DATA_SETS")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def line(source: str, second: int, request: str, status: int = 200, agent: str = BROWSER) -> str:
    clock = f"01/Nov/2026:12:{second // 60:02}:{second % 60:02} +0000"
    return f'{source} - - [{clock}] "{request}" {status} 512 "https://shop.example/" "{agent}"\n'


def visitors(seconds: int = 120) -> list[str]:
    pages = ("/", "/catalogue", "/item/1", "/item/2", "/app.css", "/logo.png")
    return [
        line(f"198.51.100.{n}", (7 * n + 3 * step) % seconds, f"GET {pages[step]} HTTP/1.1")
        for n in range(60)
        for step in range(len(pages))
    ]


def scan() -> list[str]:
    paths = [
        f"/{name}.php"
        for name in ["config", "backup", "shell", "admin", "setup", "test", "old", "info", "db", "phpinfo"]
    ]
    return [
        line("203.0.113.9", 60 + n // 8, f"GET {prefix}{path} HTTP/1.1", 404, "curl/8.0")
        for n, (prefix, path) in enumerate((p, q) for p in ("", "/wp", "/blog", "/.git", "/cgi-bin") for q in paths)
    ]


def flood() -> list[str]:
    return [line("203.0.113.66", 90 + n // 100, "GET /search HTTP/1.1") for n in range(500)]


def in_order(lines: list[str]) -> str:
    return "".join(sorted(lines, key=lambda text: text.split("[")[1]))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text(in_order(visitors() + scan() + flood()))
    return path


def findings(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(text) for text in capsys.readouterr().out.splitlines()]


def test_attackers_would_be_banned_and_visitors_left_alone(log: Path, capsys: pytest.CaptureFixture[str]):
    assert analyze([log], as_json=True) == 0
    found = {finding["source"]: finding for finding in findings(capsys)}
    assert {source: found[source]["decision"] for source in found} == {"203.0.113.9": "ban", "203.0.113.66": "ban"}
    assert (found["203.0.113.9"]["kind"], found["203.0.113.66"]["kind"]) == ("scan", "flood")


def test_a_finding_says_who_when_and_why(log: Path, capsys: pytest.CaptureFixture[str]):
    analyze([log], service="shop.example", as_json=True)
    finding = next(f for f in findings(capsys) if f["source"] == "203.0.113.66")
    assert (finding["service"], finding["requests"]) == ("shop.example", 500)
    assert (finding["first_seen_at"], finding["last_seen_at"]) == ("2026-11-01T12:01:30Z", "2026-11-01T12:01:34Z")
    assert "2026-11-01T12:01:30Z" <= finding["decided_at"] <= "2026-11-01T12:01:33Z"
    assert finding["until"] > finding["decided_at"]
    assert 0 < finding["score"] <= 1
    assert sum(reason["share"] for reason in finding["reasons"]) == pytest.approx(1, abs=0.01)
    assert set(finding["reasons"][0]) == {"feature", "value", "typical", "share"}


def test_plain_gzip_and_standard_input_are_the_same(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    analyze([log], as_json=True)
    plain = findings(capsys)
    packed = tmp_path / "access.log.1.gz"
    packed.write_bytes(gzip.compress(log.read_bytes()))
    analyze([packed], as_json=True)
    assert findings(capsys) == plain
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(log.read_bytes())))
    analyze([Path("-")], as_json=True)
    assert findings(capsys) == plain


def test_a_log_in_two_files_is_one_log(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    analyze([log], as_json=True)
    whole = findings(capsys)
    text = log.read_bytes()
    cut = text.index(b"\n", len(text) // 2) + 1
    first, second = tmp_path / "a.log", tmp_path / "b.log"
    first.write_bytes(text[:cut])
    second.write_bytes(text[cut:])
    analyze([first, second], as_json=True)
    assert [(f["source"], f["decision"], f["requests"]) for f in findings(capsys)] == [
        (f["source"], f["decision"], f["requests"]) for f in whole
    ]


def test_the_table_names_what_would_be_done(log: Path, capsys: pytest.CaptureFixture[str]):
    assert analyze([log]) == 0
    out = capsys.readouterr().out
    assert "203.0.113.66" in out
    assert "62 sources: 2 would be banned, 0 limited, 0 watched." in out


def test_terminal_codes_in_a_log_do_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "access.log"
    path.write_text("\x1b[31mnot a line\n" + in_order(visitors()))
    assert analyze([path]) == 0
    captured = capsys.readouterr()
    assert "\x1b" not in captured.err + captured.out
    assert "1 of 361 lines" in captured.err


def test_a_last_line_without_its_newline_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "access.log"
    path.write_text(in_order(visitors() + flood()).rstrip("\n"))
    assert analyze([path], as_json=True) == 0
    assert findings(capsys)[0]["requests"] == 500


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "the log is empty"), (b"hello\nworld\n", "none of 2 lines has this format"), (None, "No such file")],
)
def test_what_cannot_be_analysed_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, message: str
):
    path = tmp_path / "access.log"
    if content is not None:
        path.write_bytes(content)
    assert analyze([path], as_json=True) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err


def test_a_broken_gzip_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "access.log.gz"
    path.write_bytes(gzip.compress(in_order(visitors()).encode())[:-50])
    assert analyze([path]) == 2
    assert "access.log.gz" in capsys.readouterr().err


def test_an_unknown_format_is_named(log: Path, capsys: pytest.CaptureFixture[str]):
    assert analyze([log], log_format="nonsense") == 2
    assert "nonsense" in capsys.readouterr().err


@needs_data
@pytest.mark.parametrize("scanner", ["netsparker", "w3af"])
def test_real_scanners_would_be_banned(scanner: str, capsys: pytest.CaptureFixture[str]):
    assert analyze([DATA / "labelled" / "scans" / f"{scanner}.log.gz"], as_json=True) == 0
    assert "ban" in {finding["decision"] for finding in findings(capsys)}


@needs_data
def test_of_a_real_shop_only_its_attacker_is_banned_and_no_harmless_burst(capsys: pytest.CaptureFixture[str]):
    folder = DATA / "logs" / "nginx_shop_cn_2018"
    assert analyze([folder / "access.log.gz"], as_json=True) == 0
    labels = labels_of(folder / "labels_silver.csv")
    assert [labels[f["source"]] for f in findings(capsys) if f["decision"] == "ban"] == ["attack"]


@needs_data
@pytest.mark.timeout(600)
def test_a_site_s_own_page_speed_fetcher_is_not_banned(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """It asks at the same pace on each of six days, the first two of which are its first 46,000 lines."""
    log = tmp_path / "access.log"
    with gzip.open(DATA / "logs" / "apache_drupal_2015" / "access.log.gz") as whole:
        log.write_bytes(b"".join(islice(whole, tries(46_000, 157_433))))
    assert analyze([log], as_json=True) == 0
    banned = {f["source"] for f in findings(capsys) if f["decision"] == "ban"}
    assert not banned & {"107.170.18.142", "::1", "::"}


def test_a_file_that_is_no_database_of_autonomous_systems_is_named(tmp_path, capsys):
    log = tmp_path / "access.log"
    log.write_text(in_order(visitors()))
    assert analyze([log], asn_database=log) == 2
    assert "access.log is no database of autonomous systems" in capsys.readouterr().err
