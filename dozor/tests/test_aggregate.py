import gzip
import json
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from dozor.aggregate import aggregate

LINE = '192.0.2.{source} - - [10/Oct/2000:13:{minute:02}:{second:02} +0000] "{request}" 200 10 "-" "m"\n'

app = typer.Typer()
app.command()(aggregate)


def line(source=1, minute=0, second=0, request="GET / HTTP/1.1"):
    return LINE.format(source=source, minute=minute, second=second, request=request)


def objects(result):
    assert result.exit_code == 0, result.output
    return [json.loads(text) for text in result.stdout.splitlines()]


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "access.log"
    path.write_text(line() + line(2) + line(request="POST /login HTTP/1.1") + line(second=1).rstrip("\n"))
    return path


def test_a_log_becomes_one_object_per_second_service_and_source(log):
    found = objects(CliRunner().invoke(app, [str(log), "--json"]))
    assert [(row["second"], row["source"], row["requests"], row["posts"]) for row in found] == [
        (971182800, "192.0.2.1", 2, 1),
        (971182800, "192.0.2.2", 1, 0),
        (971182801, "192.0.2.1", 1, 0),
    ]
    assert {row["service"] for row in found} == {"default"}


def test_packed_and_plain_logs_and_standard_input_are_read_alike(log, tmp_path):
    packed = tmp_path / "access.log.gz"
    packed.write_bytes(gzip.compress(log.read_bytes()))
    plain = CliRunner().invoke(app, [str(log)])
    assert CliRunner().invoke(app, [str(packed)]).stdout == plain.stdout
    program = [sys.executable, "-c", "from dozor.aggregate import main; main()", "-", "--json"]
    done = subprocess.run(program, input=log.read_bytes(), capture_output=True, check=True)
    assert done.stdout.decode() == plain.stdout


def test_a_service_can_be_named(log):
    assert {row["service"] for row in objects(CliRunner().invoke(app, [str(log), "--service", "shop"]))} == {"shop"}


def test_a_format_can_come_from_a_file(tmp_path):
    (tmp_path / "format").write_text("log_format t '$msec\\t$remote_addr\\t$request_uri\\t$status';")
    (tmp_path / "log").write_text("971182800.123\t192.0.2.1\t/a b\t404\n")
    found = objects(CliRunner().invoke(app, [str(tmp_path / "log"), "--format", str(tmp_path / "format")]))
    assert (found[0]["second"], found[0]["not_found"]) == (971182800, 1)


@pytest.mark.parametrize("text", ["$remote_addr $time_local", '$remote_addr [$time_local] "$request" $http_a $http_b'])
def test_an_unsafe_format_is_refused_with_its_reason(log, tmp_path, text):
    (tmp_path / "format").write_text(text)
    result = CliRunner().invoke(app, [str(log), "--format", str(tmp_path / "format")])
    assert result.exit_code == 2
    assert "format" in result.output


def test_one_unreadable_log_is_named_and_the_rest_is_read(log, tmp_path):
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(log.read_bytes() * 100)[:-30])
    result = CliRunner().invoke(app, [str(tmp_path / "absent"), str(cut), str(log)])
    assert result.exit_code == 1
    assert "absent" in result.stderr
    assert "cut.gz" in result.stderr
    assert len(result.stdout.splitlines()) >= 3


def test_lines_that_cannot_be_read_are_counted_on_standard_error(log):
    with log.open("a") as file:
        file.write("\nnonsense\n")
    result = CliRunner().invoke(app, [str(log)])
    assert result.exit_code == 0
    assert "1 of 5 lines" in result.stderr


def test_a_long_log_stands_in_one_object_per_key(tmp_path):
    path = tmp_path / "long.log"
    with path.open("w") as file:
        for minute in range(45):
            for second in range(60):
                for source in range(1, 90):
                    file.write(line(source, minute, second))
                file.write(line(200, minute, max(second - 8, 0)))
    found = objects(CliRunner().invoke(app, [str(path)]))
    keys = {(row["second"], row["service"], row["source"]) for row in found}
    assert len(found) == len(keys)
    assert sum(row["requests"] for row in found) == 45 * 60 * 90
    assert "::" not in {row["source"] for row in found}


def test_a_reader_that_has_had_enough_ends_it_quietly(log):
    log.write_text(
        line() + "".join(line(source % 250, source // 250 // 60 % 60, source // 250 % 60) for source in range(9999))
    )
    program = f"{sys.executable} -c 'from dozor.aggregate import main; main()' {log} | head -1"
    done = subprocess.run(program, shell=True, capture_output=True, check=True, text=True)
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr
