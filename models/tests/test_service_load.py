import numpy as np
import pytest

from models.service_load import MEASURES, ServiceLoad
from models.tests.records import T0


def loaded() -> ServiceLoad:
    load = ServiceLoad()
    load.add(np.array([1, 0, 1]), np.full((3, len(MEASURES)), 50.0), T0)
    return load


def test_load_fades_within_a_minute_or_an_hour():
    load = loaded()
    assert load.at(np.array([0, 1]), T0).tolist() == [[50.0] * 4, [100.0] * 4]
    assert load.at(np.array([1]), T0 + 60)[0] == pytest.approx([36.8, 36.8, 98.3, 98.3], abs=0.1)
    assert load.at(np.array([1]), T0 - 60)[0].tolist() == [100.0] * 4


def test_it_survives_as_bytes():
    load = loaded()
    assert ServiceLoad.from_bytes(load.to_bytes()).to_bytes() == load.to_bytes()
