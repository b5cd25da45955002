"""Windows of maintenance."""

from datetime import UTC, datetime, timedelta

from core.server.proxy.maintenance import again_seconds, in_maintenance, next_edge, next_window, window_at
from core.server.proxy.specs.domain import DomainSpec
from core.server.proxy.specs.state import DesiredState

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def hours(number):
    return NOON + timedelta(hours=number)


def domain(*windows, **more):
    edges = [{"from_at": hours(begin), "until_at": hours(end)} for begin, end in windows]
    return DomainSpec(names=["shop.example"], service="shop", maintenance={"windows": edges}, **more)


def test_a_window_holds_from_its_begin_until_before_its_end():
    state = DesiredState(domains={"shop": domain((0, 2)), "blog": domain((5, 6))})
    assert [in_maintenance(state, hours(at)) for at in (-1, 0, 1, 2, 5)] == [
        *(frozenset(), {"shop"}, {"shop"}, frozenset(), {"blog"})
    ]


def test_edges_come_in_the_order_of_time():
    state = DesiredState(
        domains={"shop": domain((0, 2), (8, 9)), "blog": domain((1, 3)), "off": domain((4, 5), enabled=False)}
    )
    at, seen = hours(-1), []
    while at := next_edge(state, at):
        seen.append((at - NOON) / timedelta(hours=1))
    assert seen == [0, 1, 2, 3, 8, 9]


def test_of_windows_that_overlap_the_one_that_ends_last_is_told():
    spec = domain((0, 2), (1, 4), (6, 7))
    assert window_at(spec, hours(1)).until_at == hours(4)
    assert next_window(spec, hours(1)).from_at == hours(6)
    assert window_at(spec, hours(5)) is None


def test_what_comes_to_nothing_again_and_again_is_tried_ever_more_rarely():
    assert [again_seconds(times) / 60 for times in (0, 1, 2, 5, 6, 1000)] == [1, 2, 4, 32, 60, 60]
