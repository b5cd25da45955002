import numpy as np

from models.reservoir import Reservoir

NOW = 1_700_000_000


def keys(*values: int) -> np.ndarray:
    return np.array(values, np.uint64)


def rows(*values: float) -> np.ndarray:
    return np.array(values, np.float32)[:, None]


def test_a_source_has_one_cell_however_often_it_comes():
    reservoir = Reservoir(1)
    for second in range(1000):
        reservoir.put_maxima(keys(42), rows(second), NOW + second)
    assert len(reservoir) == 1
    assert reservoir.rows().tolist() == [[999]]


def test_maxima_keep_the_largest_and_latest_the_last():
    largest, latest = Reservoir(1), Reservoir(1)
    for second, value in enumerate((1, 5, 2)):
        largest.put_maxima(keys(42), rows(value), NOW + second)
        latest.put_latest(keys(42), rows(value), NOW + second)
    assert largest.rows().tolist() == [[5]]
    assert latest.rows().tolist() == [[2]]


def test_a_cell_passes_on_only_after_silence():
    reservoir = Reservoir(1, cells=1, hold_seconds=600)
    reservoir.put_maxima(keys(1), rows(9), NOW)
    reservoir.put_maxima(keys(2), rows(3), NOW + 600)
    assert reservoir.rows().tolist() == [[9]]
    reservoir.put_maxima(keys(2), rows(3), NOW + 601)
    assert reservoir.rows().tolist() == [[3]]


def test_it_is_bounded():
    reservoir = Reservoir(1, cells=64)
    reservoir.put_latest(np.arange(1, 100_001, dtype=np.uint64), np.ones((100_000, 1), np.float32), NOW)
    assert len(reservoir) == 64


def test_it_survives_as_bytes():
    reservoir = Reservoir(2, cells=64, hold_seconds=5)
    reservoir.put_latest(np.arange(1, 50, dtype=np.uint64), np.ones((49, 2), np.float32), NOW)
    assert Reservoir.from_bytes(reservoir.to_bytes()).to_bytes() == reservoir.to_bytes()


def test_a_source_that_is_forgotten_has_never_been():
    reservoir, keys = Reservoir(2), np.arange(1, 11, dtype=np.uint64)
    reservoir.put_maxima(keys, np.ones((10, 2), np.float32), 1000)
    reservoir.forget(keys[:4])
    reservoir.forget(np.array([777], np.uint64))
    assert len(reservoir) == 6
    reservoir.put_maxima(keys[:1], np.zeros((1, 2), np.float32), 1001)
    assert len(reservoir) == 7
    assert reservoir.rows().sum() == 12
