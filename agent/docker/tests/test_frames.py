"""Frames and lines, however the bytes of a stream fall into pieces."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.docker.frames import FRAME_LIMIT_BYTES, LINE_LIMIT_BYTES, Frames, Lines, streams
from agent.http_framing import Chunks

PARTS = st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=40)), max_size=8)
CUTS = st.lists(st.integers(1, 20), min_size=1, max_size=5)


def pieces(data, cuts):
    at, turn = 0, 0
    while at < len(data):
        size = cuts[turn % len(cuts)]
        yield data[at : at + size]
        at, turn = at + size, turn + 1


@given(PARTS, CUTS)
def test_frames_are_the_same_however_they_are_cut(parts, cuts):
    data = b"".join(struct.pack(">BxxxL", stream, len(part)) + part for stream, part in parts)
    frames = Frames()
    assert [each for piece in pieces(data, cuts) for each in frames.feed(piece)] == parts
    assert streams(data) == b"".join(part for _, part in parts)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), CUTS)
def test_chunks_are_the_same_however_they_are_cut(parts, cuts):
    data = b"".join(b"%x;ext=1\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    chunks = Chunks()
    assert b"".join(chunks.feed(piece) for piece in pieces(data, cuts)) == b"".join(parts)
    assert chunks.ended


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), max_size=8), CUTS)
def test_lines_are_the_same_however_they_are_cut(parts, cuts):
    lines = Lines()
    found = [line for piece in pieces(b"".join(part + b"\n" for part in parts), cuts) for line in lines.feed(piece)]
    assert found == [part for part in parts if part.strip()]


def test_what_is_too_long_is_no_stream_of_the_engine():
    with pytest.raises(ValueError, match="too long"):
        Frames().feed(struct.pack(">BxxxL", 1, FRAME_LIMIT_BYTES + 1))


@pytest.mark.parametrize("piece", [1 << 16, 1 << 20, 1 << 24])
def test_a_line_that_is_too_long_is_left_out_and_those_around_it_are_not(piece):
    long = b"x" * (LINE_LIMIT_BYTES + 1)
    data = b"\n".join([b"before", long, b"between", 3 * long, b"\n", b"after", b""])
    lines = Lines()
    assert [line for part in pieces(data, [piece]) for line in lines.feed(part)] == [b"before", b"between", b"after"]
    assert lines.skipped == 2
