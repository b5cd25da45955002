"""Several logs, formats and services in one report."""

from collections import Counter

import pytest

from agent.contract.address import address_text
from agent.logs import LOOK_FOR_FILES_SECONDS, ROTATION_SECONDS, Logs
from agent.parse.formats import named_format
from agent.settings import LogSource

COMBINED = '%s - - [22/Nov/2026:18:06:30 +0000] "GET / HTTP/1.1" 200 2 "-" "test"\n'
DOZOR = (
    COMBINED.replace("GET /", "GET /wp-login.php").replace(" 200 ", " 404 ").rstrip()
    + ' "%s" 0.001 "-" 0123456789abcdef ""\n'
)


def open_logs(*sources, positions=()):
    formats = {source.format: named_format(source.format) for source in sources}
    return Logs(sources, formats, positions)


def rows(drained):
    """Return (service, source, requests) of every row."""
    table = drained.aggregates
    services = memoryview(table.columns["service"]).cast("H")
    requests = memoryview(table.columns["requests"]).cast("I")
    addresses = [address_text(table.addresses[16 * row : 16 * row + 16]) for row in range(table.rows)]
    return sorted(zip([table.services[index] for index in services], addresses, requests, strict=True))


def read_all(logs, now=0.0):
    while logs.read(now, limit_bytes=1 << 20):
        pass
    return logs.drain()


def test_logs_of_different_formats_and_services_become_one_table(tmp_path):
    (tmp_path / "a.log").write_text(COMBINED % "192.0.2.1" * 2)
    (tmp_path / "b.log").write_text(COMBINED % "192.0.2.1" + COMBINED % "2001:db8::7")
    (tmp_path / "c.log").write_text(DOZOR % ("192.0.2.3", "shop.example") + DOZOR % ("192.0.2.4", "blog.example"))
    logs = open_logs(
        LogSource(pattern=str(tmp_path / "a.log"), service="a.example"),
        LogSource(pattern=str(tmp_path / "b.log"), service="b.example"),
        LogSource(pattern=str(tmp_path / "c.log"), format="dozor"),
    )
    drained = read_all(logs)
    assert rows(drained) == [
        ("a.example", "192.0.2.1", 2),
        ("b.example", "192.0.2.1", 1),
        ("b.example", "2001:db8::", 1),
        ("blog.example", "192.0.2.4", 1),
        ("shop.example", "192.0.2.3", 1),
    ]
    assert drained.counters.lines == 6
    paths = Counter(
        (address_text(drained.aggregates.addresses[16 * each.row :][:16]), each.path) for each in drained.samples
    )
    assert paths["192.0.2.3", "/wp-login.php"] == 1
    assert read_all(logs).aggregates.rows == 0
    logs.close()


def test_a_pattern_takes_new_files_and_leaves_rotated_ones(tmp_path):
    (tmp_path / "a.log").write_text(COMBINED % "192.0.2.1")
    (tmp_path / "a.log.1").write_text(COMBINED % "192.0.2.9")
    (tmp_path / "a.log.2.gz").write_bytes(b"\x1f\x8b")
    logs = open_logs(LogSource(pattern=str(tmp_path / "*.log*"), service="x"))
    assert rows(read_all(logs)) == [("x", "192.0.2.1", 1)]
    (tmp_path / "b.log").write_text(COMBINED % "192.0.2.2")
    assert rows(read_all(logs, now=LOOK_FOR_FILES_SECONDS)) == [("x", "192.0.2.2", 1)]
    logs.close()


def test_after_a_restart_every_log_goes_on_where_it_stood(tmp_path):
    source = LogSource(pattern=str(tmp_path / "*.log"), service="x")
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text(COMBINED % "192.0.2.1")
    logs = open_logs(source)
    read_all(logs)
    positions = logs.positions
    logs.close()
    with (tmp_path / "a.log").open("a") as file:
        file.write(COMBINED % "192.0.2.3")
    (tmp_path / "b.log").rename(tmp_path / "b.log.1")
    with (tmp_path / "b.log.1").open("a") as file:
        file.write(COMBINED % "192.0.2.4")
    again = open_logs(source, positions=positions)
    assert rows(read_all(again)) == [("x", "192.0.2.3", 1), ("x", "192.0.2.4", 1)]
    again.close()


def test_what_cannot_be_read_is_told_until_it_can(tmp_path):
    logs = open_logs(LogSource(pattern=str(tmp_path / "a.log")))
    read_all(logs)
    assert logs.troubles == [f"{tmp_path}/a.log: No such file or directory"]
    (tmp_path / "a.log").touch()
    read_all(logs)
    assert logs.troubles == []
    logs.close()


def test_a_log_that_is_away_while_it_is_rotated_is_no_trouble(tmp_path, caplog):
    log = tmp_path / "a.log"
    log.write_text(COMBINED % "192.0.2.1")
    logs = open_logs(LogSource(pattern=str(log)))
    read_all(logs, 0.0)
    log.rename(tmp_path / "a.log.1")
    read_all(logs, 1.0)
    log.touch()
    read_all(logs, 2.0)
    assert (logs.troubles, caplog.messages) == ([], [])
    log.unlink()
    read_all(logs, 3.0)
    assert logs.troubles == []
    read_all(logs, 3.0 + ROTATION_SECONDS)
    assert logs.troubles == [f"{log}: No such file or directory"]
    assert len(caplog.messages) == 1
    logs.close()


def test_hashes_change_with_the_seed(tmp_path):
    log = tmp_path / "a.log"
    logs = open_logs(LogSource(pattern=str(log), service="x"))
    seen = []
    for seed in (0, 1, 1):
        logs.reseed(seed)
        with log.open("a") as file:
            file.write(COMBINED % "192.0.2.1")
        seen.append(read_all(logs).aggregates.columns["url"])
    assert seen[0] != seen[1] == seen[2]
    logs.close()


@pytest.mark.parametrize("count", [1, 2])
def test_nothing_read_is_an_empty_table(tmp_path, count):
    sources = [LogSource(pattern=str(tmp_path / f"{n}.log"), service=f"s{n}") for n in range(count)]
    drained = read_all(open_logs(*sources))
    assert (drained.aggregates.rows, drained.aggregates.addresses, drained.counters.lines) == (0, b"", 0)
