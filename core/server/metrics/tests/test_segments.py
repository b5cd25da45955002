import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.server.metrics.segments import POINTS, pack_segments, unpack_segments

FLOATS = st.floats(width=32, allow_infinity=False)
SOME = st.sampled_from([0.0, 1.0, 1e9, float("nan")])


@given(st.sampled_from([1, 5]).flatmap(lambda columns: arrays("<f4", (3, columns, POINTS), elements=FLOATS | SOME)))
def test_segments_hold_every_number_to_the_bit(numbers):
    back = unpack_segments(pack_segments(numbers), numbers.shape[1])
    np.testing.assert_array_equal(back, numbers)


def test_what_stays_the_same_takes_four_bytes_and_what_is_not_there_none():
    numbers = np.stack([np.full((1, POINTS), 7, np.float32), np.full((1, POINTS), np.nan, np.float32)])
    assert [len(segment) for segment in pack_segments(numbers)] == [4, 0]


def test_noise_takes_no_more_than_its_numbers():
    noise = np.frombuffer(np.random.default_rng(1).bytes(4 * POINTS), "<u4") & 0x7F7FFFFF
    segment = pack_segments(noise.view("<f4").reshape(1, 1, POINTS))[0]
    assert len(segment) <= 4 * POINTS


@pytest.mark.parametrize("segment", [b"x", b"no zstd at all", bytes(5 * POINTS)])
def test_bytes_that_are_no_segment_are_refused(segment):
    with pytest.raises(ValueError, match="segment"):
        unpack_segments([segment], 1)


def test_a_segment_that_compresses_to_just_its_size_is_read_back():
    draw = np.random.default_rng(0)
    numbers = np.round(draw.normal(100, 30, (5000, 1, POINTS)), 3).astype(np.float32)
    numbers[draw.random(numbers.shape) < np.linspace(0, 0.5, 5000)[:, None, None]] = np.nan
    segments = pack_segments(numbers)
    assert 4 * POINTS in {len(segment) for segment in segments}
    np.testing.assert_array_equal(unpack_segments(segments, 1), numbers)
