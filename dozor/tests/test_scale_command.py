"""`dozor scale simulate`: what goes in, and what comes out."""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from dozor.cli import app
from dozor.scale_traces import TraceError, read_log_trace, read_trace

DATA = Path(os.environ.get("DOZOR_DATA_SETS", "../shared/data"))


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """A minute's count each, for an hour and a half."""
    file = tmp_path / "counts.csv.gz"
    lines = [f"2026-11-23 {8 + minute // 60:02}:{minute % 60:02},{600 + 10 * minute}" for minute in range(90)]
    file.write_bytes(gzip.compress("\n".join(["at,requests", *lines]).encode()))
    return file


def asked(*arguments: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(app, ["scale", "simulate", *arguments], env={"COLUMNS": "120"})
    return answer.exit_code, answer.stdout, answer.stderr


def test_figures_of_each_rule_are_told_as_json_and_as_a_table(counts, tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text("min: 1\nmax: 50\ntarget: {kind: concurrency, value: 4}\n")
    line = "--trace", str(counts), "--policy", str(policy), "--hours", "0.5", "--scenario", "none,fault"
    code, out, _ = asked(*line, "--json")
    told = json.loads(out)
    assert code == 0
    assert set(told) == {"none", "fault"}
    assert set(told["none"]) == {"dozor", "hpa", "kpa"}
    assert told["none"]["dozor"]["cost"] > 1
    code, out, _ = asked(*line, "--against", "hpa40")
    assert code == 0
    assert "hpa40" in out
    assert "replica-hours" in out


@pytest.mark.parametrize(
    ("policy", "arguments", "said"),
    [
        ("min: 9\nmax: 3\n", (), "min: 9 is more than max, 3"),
        ("a list\n", (), "a policy is a mapping"),
        ("min: [\n", (), "line"),
        ("target: {kind: custom, metric: jobs}\n", (), "a custom metric cannot be simulated"),
        ("{}", ("--against", "luck"), "no such rule: luck"),
        ("{}", ("--scenario", "rain"), "no such scenario: rain"),
        ("{}", ("--log", "nowhere.log"), "one of the two"),
    ],
)
def test_bad_input_has_its_answer(counts, tmp_path, policy, arguments, said):
    file = tmp_path / "policy.yaml"
    file.write_text(policy)
    code, _, err = asked("--trace", str(counts), "--policy", str(file), *arguments)
    assert code == 2
    assert said in err.replace("\n", " ")


FAR = "a,b\n1000-01-01,1\n1000-01-01 00:00:01,1\n9000-01-01,1\n"
TWICE = "a,b\n2026-01-01,1\n2026-01-01,1\n"


@pytest.mark.parametrize("text", ["", "a,b\n", "1\nx\n", "a,b\nnow,1\nthen,2\n", TWICE, "0\n0\n", "1\n-1\n", FAR])
def test_a_file_that_is_no_trace_is_refused(tmp_path, text):
    file = tmp_path / "trace"
    file.write_text(text)
    with pytest.raises(TraceError, match="trace"):
        read_trace(file)


def test_seconds_and_instants_are_read(tmp_path, counts):
    file = tmp_path / "seconds"
    file.write_text("\n".join(["4"] * 600))
    assert read_trace(file).expected[300] == pytest.approx(4.0)
    trace = read_trace(counts, mean=2.0)
    assert len(trace.expected) == 5400
    assert trace.expected.mean() == pytest.approx(2.0)
    assert trace.expected[-1] > trace.expected[0]


def test_a_log_is_a_trace_of_its_seconds(tmp_path):
    log = tmp_path / "access.log"
    line = '192.0.2.{} - - [23/Nov/2026:08:00:{:02} +0000] "GET / HTTP/1.1" 200 5 "-" "curl"\n'
    log.write_text("".join(line.format(i % 9, i // 2) for i in range(100)))
    trace = read_log_trace([log], "combined")
    assert trace.started_at % 86_400 == 8 * 3600
    assert len(trace.expected) == 50
    assert trace.expected.mean() == pytest.approx(2.0)


@pytest.mark.skipif(not (DATA / "traces").exists(), reason="needs the data sets ($DOZOR_DATA_SETS)")
def test_the_real_traces_are_read():
    cup = read_trace(DATA / "traces" / "worldcup98_requests_per_minute.csv.gz")
    assert cup.expected.max() == pytest.approx(3824, rel=0.01)
    nasa = read_trace(DATA / "traces" / "nasa_1995_jul_aug.per_second.txt.gz", mean=64.0)
    assert np.isfinite(nasa.expected).all()
    assert len(nasa.expected) == 5_059_950
