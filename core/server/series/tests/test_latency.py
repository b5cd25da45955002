import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.server.series.latency import BUCKETS, EDGES, quantile


def counted(seconds):
    return np.bincount(np.searchsorted(EDGES, seconds, side="right"), minlength=BUCKETS).tolist()


def test_without_requests_there_is_no_quantile():
    assert quantile([], 0.95) is None
    assert quantile([0] * BUCKETS, 0.95) is None


@given(st.lists(st.floats(0.001, 50.0), min_size=1, max_size=200))
def test_a_p95_is_right_within_its_bucket(seconds):
    exact = sorted(seconds)[int(np.ceil(len(seconds) * 0.95)) - 1]
    ratio = EDGES[1] / EDGES[0]
    assert exact / ratio * 0.99 <= quantile(counted(seconds), 0.95) <= exact * ratio * 1.01
