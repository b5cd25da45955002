import json
import struct
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.logbook import twin, twin_group, twin_level, twin_scan
from agent.logbook.entry import CONTINUES, CUT_SHIFT, ENTRY, LEVELS, STDERR, Entry, Wish

compiled = pytest.importorskip("agent.logbook._kernel", reason="no kernel was compiled here")

FRAGMENTS = [
    *(
        "ERROR",
        "info",
        "Warning",
        "[error]",
        "error:",
        "level=warn",
        '"level":"debug"',
        '"severity": 50',
        "{",
        "}",
        ")",
    ),
    *(
        "\x1b[31mERROR\x1b[0m",
        "http://x/error?level=info",
        "<11>",
        "I0102 ",
        " ",
        "\t",
        "\r",
        "\0",
        "\\",
        '"',
        "=",
        ":",
    ),
    *("Traceback (most recent call last):", "Caused by: ", "java.lang.Error", "panic: ", "goroutine 1", "a.BError: x"),
    *("During handling of the above", "exit status 2", "é", "|", "log", "(", "level", "@l", ",", "/", "x" * 70),
]
LINE = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=4), max_size=6).map(lambda parts: "".join(parts).encode())
STAMP = st.sampled_from(
    [
        b"2026-11-23T03:24:32.123456789Z ",
        b"2000-02-29T23:59:60Z ",
        b"1970-01-01T00:00:00.1Z ",
        b"none ",
        b"2026-13-01T00:00:00Z ",
    ]
)
NOW_NS = 1_700_000_000_000_000_000


def split(splitter, pieces):
    for piece in pieces:
        splitter.feed(piece, NOW_NS)
    splitter.finish()
    return splitter.take()


def pieces_of(data, sizes):
    at, pieces = 0, []
    for size in sizes:
        pieces.append(data[at : at + size])
        at += size
    return [*pieces, data[at:]]


def lines_of(text, index):
    start, found = 0, []
    for at in range(0, len(index), ENTRY.size):
        entry = Entry(*ENTRY.unpack_from(index, at))
        found.append((text[start : entry.end - 1], entry))
        start = entry.end
    return found


@given(st.lists(LINE | st.binary(max_size=20), max_size=8), st.lists(st.integers(0, 40), max_size=6), st.booleans())
def test_plain_lines_come_out_as_the_reference_says(lines, sizes, stamped):
    pieces = pieces_of(b"\n".join(lines), sizes)
    options = {"framed": False, "stamped": stamped, "line_bytes": 64}
    assert split(compiled.Splitter(**options), pieces) == split(twin.Splitter(**options), pieces)


@given(
    st.lists(st.tuples(st.integers(0, 3), STAMP, LINE, st.sampled_from([b"\n", b"", b"\r\n"])), max_size=8),
    st.lists(st.integers(0, 60), max_size=6),
    st.integers(0, 3),
)
def test_frames_in_any_pieces_come_out_as_the_reference_says(frames, sizes, count):
    data = b"".join(
        struct.pack(">BxxxL", stream, len(stamp + line + end)) + stamp + line + end
        for stream, stamp, line, end in frames
    )
    made = []
    for splitter in (each.Splitter(framed=True, stamped=True, line_bytes=64) for each in (compiled, twin)):
        splitter.resume(0, 951868800_000000000, count)
        made.append(split(splitter, pieces_of(data, sizes)))
    assert made[0] == made[1]


@given(
    st.lists(st.tuples(LINE | st.text(max_size=30).map(str.encode), st.booleans(), STAMP), max_size=6),
    st.binary(max_size=9),
)
def test_records_come_out_as_the_reference_says(records, other):
    data = b"".join(
        json.dumps(
            {"log": text.decode() + end, "stream": stream, "time": stamp.decode().strip()}, separators=(",", ":")
        ).encode()
        + b"\n"
        for text, whole, stamp in records
        for end, stream in [("\n" if whole else "", "stderr" if len(text) % 3 == 1 else "stdout")]
    )
    made = []
    for splitter in (each.Splitter(framed=False, stamped=False, line_bytes=64) for each in (compiled, twin)):
        splitter.feed_records(data + other.replace(b"u", b"") + b"\n", NOW_NS)
        made.append((splitter.is_open, split(splitter, [])))
    assert made[0] == made[1]


@given(LINE | st.binary(max_size=200))
def test_the_level_is_what_the_reference_says(line):
    assert compiled.level_of(line) == twin_level.level_of(line)


@given(st.lists(LINE, min_size=1, max_size=12), st.binary(max_size=2), st.data())
def test_lines_are_found_and_counted_as_the_reference_says(lines, needle, data):
    splitter = compiled.Splitter(framed=False, stamped=False, line_bytes=64)
    for number, line in enumerate(lines):
        splitter.feed(line.replace(b"\n", b"") + b"\n", number)
    text, packed = splitter.take()
    index = bytes(packed)
    first = data.draw(st.integers(0, len(lines)))
    wish = Wish(
        since_ns=data.draw(st.integers(0, 5)),
        levels=data.draw(st.integers(0, 127)),
        streams=data.draw(st.integers(0, 3)),
    )
    needle = needle.replace(b"\n", b"")
    most = data.draw(st.integers(1, 5))
    found = compiled.scan(index, text, first, len(lines), wish, needle, most)
    assert found[0] == twin_scan.scan(index, text, first, len(lines), wish, needle, most)[0]
    offset = data.draw(st.integers(0, len(text) + 2))
    assert compiled.line_at(index, len(lines), offset) == twin_scan.line_at(index, len(lines), offset)
    bins = [array("Q", bytes(8 * 3 * len(LEVELS))) for _ in range(2)]
    compiled.count(index, first, len(lines), wish, 2, 3, bins[0])
    twin_scan.count(index, first, len(lines), wish, 2, 3, bins[1])
    assert bins[0] == bins[1]


def test_an_index_that_is_damaged_is_not_believed():
    index = b"".join(ENTRY.pack(1, end, 0) for end in (5, 1 << 31, 3))
    assert compiled.scan(index, b"abcd\nabc", 0, 3, Wish(), b"abc", 10)[1] == 3
    with pytest.raises(IndexError):
        compiled.scan(index, b"", 0, 4, Wish(), b"", 10)


def test_pieces_of_a_long_message_are_one_line_with_the_first_ones_time():
    first, second = b"2026-11-23T03:24:32.000000001Z ", b"2026-11-23T03:24:32.000000009Z "
    data = b"".join(struct.pack(">BxxxL", 1, len(part)) + part for part in (first + b"a" * 50, second + b"b\n"))
    splitter = compiled.Splitter(framed=True, stamped=True, line_bytes=1000)
    [(line, entry)] = lines_of(*split(splitter, [data]))
    assert (line, entry.at_ns % 10**9, entry.cut_bytes) == (b"a" * 50 + b"b", 1, 0)


@pytest.mark.parametrize("module", [compiled, twin])
@pytest.mark.parametrize("size", [16383, 16384, 16385, 40_000])
def test_a_terminals_long_line_has_no_instants_in_its_text(module, size):
    stamp = b"2026-11-23T03:24:32.000000001Z "
    text = b"x" * size
    pieces = [text[at : at + 16384] for at in range(0, size, 16384)]
    splitter = module.Splitter(framed=False, stamped=True, line_bytes=65536)
    data = b"".join(stamp + piece for piece in pieces) + b"\r\n" + stamp + b"next\n"
    found = lines_of(*split(splitter, pieces_of(data, [1000, 16000, 5, 20])))
    assert [line for line, _ in found] == [text, b"next"]


def test_what_is_cut_off_a_line_is_counted():
    splitter = compiled.Splitter(framed=False, stamped=False, line_bytes=8)
    [(line, entry), (rest, _)] = lines_of(*split(splitter, [b"x" * 6, b"x" * 10_000_000, b"\nnext\n"]))
    assert (line, entry.cut_bytes, rest) == (b"x" * 8, 10_000_000 - 2, b"next")


LEVELS_OF_LINES = {
    "2026-11-23 03:24:32,123 ERROR root failed": "error",
    "[2026-11-23T03:24:32Z] [warn] slow": "warning",
    "2026/11/23 03:24:32 [crit] 12#12: *1 connect() failed": "fatal",
    "INFO:     127.0.0.1:5000 - GET / HTTP/1.1": "info",
    "\x1b[32mDEBUG\x1b[0m start": "debug",
    '{"time":"2026","level":"warning","msg":"level error"}': "warning",
    '{"msg":"x","level":50}': "error",
    "time=2026 level=info msg=error": "info",
    "<3>kernel: broken": "error",
    "E1123 03:24:32.1 1 main.go:1] broken": "error",
    'GET /api?level=error&x=ERROR HTTP/1.1" 200': "",
    "https://example.com/ERROR/fatal.html fetched": "",
    "error://not-a-level": "",
    "no errors were found, all is fine": "",
    "LOG:  database system is ready": "info",
    "Error: cannot open": "error",
    "Traceback (most recent call last):": "error",
    "panic: runtime error": "fatal",
    "": "",
}


@pytest.mark.parametrize(("line", "level"), LEVELS_OF_LINES.items())
def test_levels_are_guessed_where_they_stand_and_not_within_urls(line, level):
    assert LEVELS[compiled.level_of(line.encode())] == level


GROUPS = {
    "python": [
        "ERROR:root:failed", ">Traceback (most recent call last):", '>  File "a.py", line 1, in f', ">    f()",
        ">ValueError: no", ">", ">During handling of the above exception, another exception occurred:", ">",
        ">Traceback (most recent call last):", '>  File "b.py"', ">KeyError: 1", "INFO next",
    ],
    "java": [
        "2026 ERROR [main] c.A - broken", ">java.lang.IllegalStateException: no", ">\tat c.A.b(A.java:1)",
        ">Caused by: java.io.IOException: x", ">\tat c.B.c(B.java:2)", ">\t... 3 more", "2026 INFO [main] c.A - on",
    ],
    "go": [
        "panic: boom", ">", ">goroutine 1 [running]:", ">main.main()", ">\t/src/main.go:4 +0x1d", ">exit status 2",
        "next",
    ],
    "indented": ["config:", ">  a: 1", ">  b: 2", "{", '>  "a": 1', ">}", "done"],
}  # fmt: skip


@pytest.mark.parametrize("lines", GROUPS.values(), ids=GROUPS)
def test_stack_traces_and_what_is_indented_belong_to_the_line_before(lines):
    splitter = compiled.Splitter(framed=False, stamped=False, line_bytes=1000)
    found = lines_of(*split(splitter, ["\n".join(line.removeprefix(">") for line in lines).encode() + b"\n"]))
    assert [(">" if entry.continues else "") + line.decode() for line, entry in found] == lines


def test_a_group_is_of_the_level_that_it_began_with():
    splitter = compiled.Splitter(framed=False, stamped=False, line_bytes=1000)
    found = lines_of(*split(splitter, [b"ERROR a\n  INFO b\n"]))
    assert [(entry.level, bool(entry.marks & CONTINUES)) for _, entry in found] == [("error", False), ("error", True)]


def test_stderr_is_told_apart():
    frame = b"2026-11-23T03:24:32Z x\n"
    splitter = compiled.Splitter(framed=True, stamped=True, line_bytes=1000)
    [(_, entry)] = lines_of(*split(splitter, [struct.pack(">BxxxL", 2, len(frame)) + frame]))
    assert entry.marks & STDERR
    assert entry.marks >> CUT_SHIFT == 0


def test_the_reference_has_the_same_modes():
    assert [mode.name for mode in twin_group.Mode] == ["PLAIN", "PYTHON", "PYTHON_SAID", "GO"]
