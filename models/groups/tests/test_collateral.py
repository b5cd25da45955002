from random import Random

import numpy as np
import pytest

from models.groups.tests.simulation import START, T0, WARM_SECONDS, World, address, ask, bots, visitors
from models.tests.records import Row


def readers(random: Random, start: int, seconds: int, *, only_home: bool) -> list[Row]:
    """Clients without browsers: each asks for the front page, and then for others or for it again."""
    rows = []
    for number in range(0, seconds, 2):
        source, at = address(500_000 + start - T0 + number), start + number
        for step in range(6):
            path = 61 if step < 2 or only_home else random.randint(1, 60)
            rows.append(ask(at, source, path))
            at += random.randint(4, 9)
    return rows


@pytest.mark.parametrize(("only_home", "kinds"), [(False, {"distributed"}), (True, {"flash_crowd"})])
def test_a_front_page_shields_bots_only_where_harmless_clients_ask_for_it_and_little_else(only_home, kinds):
    random = Random(1)
    rows = visitors(random, T0, WARM_SECONDS + 90) + readers(random, T0, WARM_SECONDS + 90, only_home=only_home)
    rows += bots(Random(3), START, 90, 300, 5, path=61)
    world = World().run(rows, START + 90)
    assert world.kinds() == kinds
    assert bool(world.attackers) == (not only_home)


def test_variety_is_a_bit_for_each_page():
    rows = [ask(T0, "1.2.3.4", path) for path in (1, 2, 2, 3)] + [ask(T0, "1.2.3.5", 1)]
    register = World().run(rows, T0 + 1).groups.register
    assert sorted(np.bitwise_count(register.variety[register.last >= T0]).tolist()) == [1, 3]
