"""A world that many tests begin with."""

from random import Random

import pytest

from models.groups.tests.simulation import START, WARM_SECONDS, World, visitors
from models.tests.records import T0


@pytest.fixture(scope="session")
def site() -> tuple[bytes, bytes]:
    """A site that browsers visit, after twelve minutes: scoring's state, and that of groups."""
    world = World().run(visitors(Random(1), T0, WARM_SECONDS), START)
    return world.scoring.to_bytes(), world.groups.to_bytes()
