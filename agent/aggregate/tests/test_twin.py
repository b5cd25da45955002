"""The kernel and its twin give the same answers."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.aggregate.aggregator import KERNEL, Limits, new_aggregator
from agent.parse.format import compile_format
from agent.parse.formats import COMBINED, DOZOR, JSON
from agent.parse.tests.samples import SAMPLES
from bench.generate import lines
from dozor.tests.thorough import tries

pytestmark = pytest.mark.skipif(not KERNEL, reason="the kernel is not built: there is no compiler")

LINES = tries(200_000, 1_000_000)
LIMITS = Limits(rows=1_000_000)
SEPARATE = compile_format(
    "$msec\t$remote_addr\t$request_method\t$uri\t$args\t$status\t$http_x_forwarded_for\t$request_time"
)
PIECES = [
    *{piece for _, line, _ in SAMPLES for piece in line.replace(b'"', b'\0"\0').replace(b" ", b"\0 \0").split(b"\0")},
    *(b"\n", b"\r\n", b"\\", b'\\"', b"\t", b"%2e", b"%25", b"\\x41", b"::1", b"1.2.3.4", b"\xff", b"\0", b"?", b"//"),
    *(b"1700000000.5", b"GET", b"/login", b"select", b"$(", b".css", b"/12345678-abcd"),
    *(b"%", b"%u", b"%u00", b"2f", b"2e", b"%c0", b"%c1%1c", b"%e0%80", b"%f0%80%80", b"%af", b"%00", b"\\x00", b"/./"),
    *(
        b".",
        b"/**/",
        b"*",
        b"+",
        b"%09",
        b"%uff0e",
        b"%u2215",
        b"../..",
        b"${jndi:",
        b"eval-stdin.php",
        b"nikto",
        b"Googlebot",
    ),
]


def both(line_format, chunks, **options):
    """Drain the kernel and the twin of the same chunks."""
    drained = []
    for kernel in (True, False):
        aggregator = new_aggregator(line_format, kernel=kernel, **options)
        rest = b""
        for chunk in chunks:
            rest += chunk
            rest = rest[aggregator.feed(rest) :]
        drained.append(aggregator.drain())
    return drained


@pytest.mark.timeout(600)
def test_many_lines_with_odd_ones_among_them_give_the_same_aggregates():
    chosen = {
        kernel: new_aggregator(COMBINED, kernel=kernel, hash_seed=2**63 + 5, limits=LIMITS) for kernel in (True, False)
    }
    batch: list[str] = []
    total = 0
    for line in lines(LINES):
        batch.append(line)
        if len(batch) == 50_000:
            data = "\n".join([*batch, ""]).encode("utf-8", "surrogateescape")
            for aggregator in chosen.values():
                assert aggregator.feed(data) == len(data)
            kernel, twin = chosen[True].drain(), chosen[False].drain()
            assert kernel.counters == twin.counters
            assert kernel.samples == twin.samples
            assert kernel.aggregates == twin.aggregates
            total += kernel.counters.lines
            batch.clear()
    assert total > 0.99 * LINES


def test_json_is_the_same_byte_for_byte():
    data = "\n".join([*lines(20_000, seed=2), ""]).encode("utf-8", "surrogateescape")
    written = {True: b"", False: b""}
    for kernel in written:
        aggregator = new_aggregator(COMBINED, kernel=kernel, service='a "b"')
        aggregator.feed(data)
        pieces: list[bytes] = []
        aggregator.drain_json(lambda piece, pieces=pieces: pieces.append(bytes(piece)))
        written[kernel] = b"".join(pieces)
    assert written[True] == written[False]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([COMBINED, DOZOR, SEPARATE, JSON]),
    st.lists(st.lists(st.sampled_from(PIECES) | st.binary(max_size=5), max_size=40).map(b"".join), max_size=5),
)
def test_any_bytes_in_any_chunks_give_the_same_aggregates(line_format, chunks):
    kernel, twin = both(line_format, [*chunks, b"\n"], trusted=["10.0.0.0/8"], limits=Limits(rows=3, line_bytes=300))
    assert kernel == twin


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from([(line_format, line) for line_format, line, _ in SAMPLES if line_format is COMBINED]).map(
            lambda s: s[1]
        ),
        max_size=12,
    ),
    st.lists(st.integers(0, 4000), max_size=6),
    st.binary(max_size=3),
)
def test_samples_spliced_with_any_bytes_give_the_same_aggregates(chosen, cuts, noise):
    data = b"\n".join([*chosen, b""])
    at = min(cuts, default=0) % (len(data) + 1)
    data = data[:at] + noise + data[at:]
    edges = sorted({0, *(cut % (len(data) + 1) for cut in cuts), len(data)})
    chunks = [data[first:last] for first, last in pairwise(edges)]
    whole, in_pieces = both(COMBINED, [data])[0], both(COMBINED, chunks)
    assert in_pieces[0] == in_pieces[1]
    assert in_pieces[0] == whole


def separate(*fields):
    return b"\t".join(fields) + b"\n"


def test_a_request_in_parts_is_put_together_alike():
    data = separate(b"1700000000.5", b"192.0.2.1", b"POST", b"/login", b"next=/a", b"200", b"-", b"0.25")
    data += separate(b"1700000001", b"192.0.2.1", b"GET", b"/a b", b"-", b"404", b"-", b"1.5")
    kernel, twin = both(SEPARATE, [data])
    assert kernel == twin
    assert kernel.aggregates.rows == 2


@pytest.mark.parametrize("most", [0, 5, 400, 100_000])
def test_settled_seconds_are_written_alike_and_the_rest_is_kept(most):
    data = "\n".join([*lines(30_000, seed=3), ""]).encode("utf-8", "surrogateescape")
    late = data[:20_000].rpartition(b"\n")[0] + b"\n"
    written = []
    for kernel in (True, False):
        aggregator = new_aggregator(COMBINED, kernel=kernel, limits=LIMITS)
        pieces: list[bytes] = []
        for part in (data, late):
            aggregator.feed(part)
            aggregator.settle_json(lambda piece, pieces=pieces: pieces.append(bytes(piece)), most)
            pieces.append(b"%d\n" % aggregator.rows)
        written.append((b"".join(pieces), aggregator.drain()))
    assert written[0] == written[1]
