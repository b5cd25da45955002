"""When a replica may be stopped."""

import os

import pytest

from agent.containers.replicas.drains import UNHEARD_SECONDS, Drains
from agent.containers.replicas.ours import replicas_in
from agent.containers.replicas.tests.told import AT, container
from agent.host.roots import Roots


@pytest.fixture
def replica():
    return next(replicas_in([container(Pid=os.getpid())]))


def test_a_drain_is_over_when_nginx_knows_and_nobody_is_connected(replica):
    drains = Drains(Roots(), {})
    drains.begin("web-r2", 30, AT)
    assert not drains.is_over(replica, 1, AT + 5, 5.0, serving=True)
    assert not drains.is_over(replica, 1, AT + 6, 6.0, serving=False)
    assert not drains.is_over(replica, 1, AT + 8, 8.0, serving=False)
    assert drains.is_over(replica, 1, AT + 9, 6.0 + UNHEARD_SECONDS, serving=False)


def test_a_drain_is_over_when_its_time_is_whoever_is_connected(replica, tmp_path):
    drains = Drains(Roots(proc=str(tmp_path)), {"web-r2": AT + 30})
    assert not drains.is_over(replica, 1, AT, 0.0, serving=False)
    assert not drains.is_over(replica, 1, AT + 29, 29.0, serving=False)
    assert drains.is_over(replica, 1, AT + 30, 30.0, serving=True)


def test_a_drain_of_a_year_ends_within_the_hour():
    drains = Drains(Roots(), {})
    drains.begin("web-r2", 1e9, AT)
    assert drains.until == {"web-r2": AT + 3600}
