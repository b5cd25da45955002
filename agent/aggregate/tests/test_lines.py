import gzip
import os
from pathlib import Path

import pytest

from agent.aggregate.aggregator import KERNEL, Aggregator, new_aggregator
from agent.aggregate.tests.reading import counters_of, objects
from agent.parse.format import LineFormat
from agent.parse.formats import COMBINED, DOZOR, JSON
from agent.parse.tests.samples import SAMPLES

ENGINES = [False, True] if KERNEL else [False]
DATA = Path(os.environ.get("DOZOR_DATA_SETS", Path(__file__).parents[4] / "shared" / "data")) / "parsers"
GOOD = {
    COMBINED.name: b'203.0.113.%d - - [10/Oct/2000:13:55:36 +0000] "GET /good HTTP/1.1" 200 77 "-" "good"\n',
    DOZOR.name: b'203.0.113.%d - - [10/Oct/2000:13:55:36 +0000] "GET /good HTTP/1.1" 200 77 "-" "g" "s" 0 "-" 1 ""\n',
    JSON.name: b'{"remote_addr":"203.0.113.%d","time":"2000-10-10T13:55:36Z","request":"GET /good HTTP/1.1",'
    b'"status":200,"bytes":77}\n',
}


def fed(line_format: LineFormat, data: bytes, *, kernel: bool) -> Aggregator:
    aggregator = new_aggregator(line_format, kernel=kernel)
    assert aggregator.feed(data) == len(data)
    return aggregator


@pytest.mark.parametrize("kernel", ENGINES)
@pytest.mark.parametrize(("line_format", "line", "answer"), SAMPLES, ids=[str(at) for at in range(len(SAMPLES))])
def test_a_line_is_read_as_its_answer_says(line_format, line, answer, kernel):
    found = objects(fed(line_format, line + b"\n", kernel=kernel))
    if answer is None:
        assert found == []
        assert counters_of(fed(line_format, line + b"\n", kernel=kernel)).malformed == 1
    else:
        assert len(found) == 1
        assert {name: found[0][name] for name in answer} == answer


def odd_lines(path: Path) -> list[bytes]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return data.split(b"\n")


FILES = sorted(path for path in DATA.rglob("*") if path.is_file()) if DATA.is_dir() else []


@pytest.mark.skipif(not FILES, reason="no ../shared/data/parsers beside the checkout, nor in $DOZOR_DATA_SETS")
@pytest.mark.parametrize("kernel", ENGINES)
@pytest.mark.parametrize("line_format", [COMBINED, DOZOR, JSON], ids=lambda line_format: line_format.name)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_odd_line_never_damages_its_neighbours(path, line_format, kernel):
    good = GOOD[line_format.name]
    lines = odd_lines(path)
    data = good % 1 + b"".join(line + b"\n" + good % 2 for line in lines)
    aggregator = fed(line_format, data, kernel=kernel)
    drained = aggregator.drain()
    counted = sum(row["requests"] for row in objects(fed(line_format, data, kernel=kernel)))
    assert drained.counters.lines == counted + drained.counters.malformed
    neighbours = [
        row for row in objects(fed(line_format, data, kernel=kernel)) if row["source"].startswith("203.0.113.")
    ]
    assert sum(row["requests"] for row in neighbours) == 1 + len(lines)
    assert {row["bytes"] // row["requests"] for row in neighbours} == {77}


@pytest.mark.skipif(not FILES, reason="no ../shared/data/parsers beside the checkout, nor in $DOZOR_DATA_SETS")
@pytest.mark.parametrize(
    ("name", "line_format", "read"),
    [
        ("real_weird_lines.log", COMBINED, 471),
        ("lnav/logfile_access_log.0", COMBINED, 3),
        ("lnav/logfile_bad_access_log.0", COMBINED, 2),
        ("lnav/logfile_access_log.1", COMBINED, 1),
        ("matomo/common.log", COMBINED, 1),
        ("matomo/common_vhost.log", COMBINED, 1),
        ("matomo/common_complete.log", COMBINED, 1),
        ("matomo/common_encoding_big5.log", COMBINED, 1),
        ("matomo/nginx_json.log", JSON, 2),
    ],
)
def test_the_readable_lines_of_others_are_all_read(name, line_format, read):
    for kernel in ENGINES:
        data = (DATA / name).read_bytes()
        aggregator = fed(line_format, data if data.endswith(b"\n") else data + b"\n", kernel=kernel)
        assert sum(row["requests"] for row in objects(aggregator)) == read
