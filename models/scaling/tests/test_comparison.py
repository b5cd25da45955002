import numpy as np
import pytest

from models.scaling.comparison import figures_of
from models.scaling.simulator import Run
from models.scaling.tests.test_simulator import load


def test_figures_are_shares_of_legitimate_requests_and_hours_of_replicas():
    late, dropped, replicas = np.zeros(3600), np.zeros(3600), np.full(3600, 2.0)
    late[100:110], dropped[105], late[300] = 5.0, 3.0, 1.0
    wanted = replicas + (np.arange(3600) > 99)
    run = Run(wanted=wanted, ready=replicas, paid=replicas, late=late, dropped=dropped)
    figures = figures_of(load([10.0] * 3600), run, oracle_hours=1.0)
    assert figures.violating == pytest.approx((50 + 3 + 1) / 36_000)
    assert (figures.cost, figures.changes_per_hour, figures.recovery_seconds) == (2.0, 1.0, 10.0)
