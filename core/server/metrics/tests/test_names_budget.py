import secrets

import pytest

from agent.contract.metrics import SeriesName, pack_names
from core.server.errors import TooLarge
from core.server.metrics.names_budget import HOURLY_BYTES, NamesBudget

NOW = 1_800_000_000.0
HOUR = 3600.0


def set_of(*metrics: str) -> bytes:
    return pack_names(SeriesName("host", "", metric, "count") for metric in metrics)


def test_a_known_set_costs_nothing_and_a_new_one_waits_for_the_next_hour():
    budget = NamesBudget(2 * 512)
    for _ in range(10):
        budget.spend("n1", set_of("a"), NOW)
        budget.spend("n1", set_of("b"), NOW)
    with pytest.raises(TooLarge):
        budget.spend("n1", set_of("c"), NOW)
    budget.spend("n1", set_of("a"), NOW)
    budget.spend("n1", set_of("c"), NOW + HOUR)


def test_each_node_has_its_own():
    budget = NamesBudget(512)
    budget.spend("n1", set_of("a"), NOW)
    budget.spend("n2", set_of("b"), NOW)
    with pytest.raises(TooLarge):
        budget.spend("n1", set_of("b"), NOW)


def test_names_that_cannot_be_compressed_end_an_hour_soon():
    budget = NamesBudget()
    sets = [set_of(*(secrets.token_hex(64) for _ in range(1000))) for _ in range(100)]

    def kept():
        for taken, names in enumerate(sets):
            try:
                budget.spend("n1", names, NOW)
            except TooLarge:
                return taken
        return len(sets)

    assert kept() * 64_000 <= HOURLY_BYTES  # each of the 128 digits of a name stands for half a byte


def test_containers_that_come_and_go_every_four_seconds_are_let_in():
    budget, metrics = NamesBudget(), [f"metric_{number}_bytes_per_second" for number in range(20)]
    running = [secrets.token_hex(6) for _ in range(50)]
    for change in range(900):
        running = [*running[1:], secrets.token_hex(6)]
        names = pack_names(SeriesName("container", name, metric, "share") for name in running for metric in metrics)
        budget.spend("n1", names, NOW + 4 * change)
