"""What is wanted, by orders that come, repeat, fall silent and are taken back."""

from agent.containers.replicas.orders import Orders
from agent.containers.replicas.ours import Group
from agent.containers.replicas.tests.acting import order

WEB = Group("shop", "web")


def test_before_an_order_nothing_is_known_and_a_node_without_orders_says_nothing():
    orders = Orders(None)
    assert not orders.take(order(None, version=0))
    assert not orders.are_known
    assert orders.take(order(None))
    assert orders.are_known


def test_the_same_order_again_is_no_news():
    orders = Orders(None)
    assert orders.take(order(2))
    assert not orders.take(order(2, version=9))
    assert orders.of(WEB).wanted == 2


def test_what_is_ordered_no_more_is_wanted_no_more_until_nothing_is_left():
    orders = Orders(order(2, port=81).replicas)
    assert orders.take(order(None))
    assert (orders.of(WEB).wanted, orders.of(WEB).port) == (0, 81)
    assert not orders.forget_former({WEB})
    assert orders.forget_former(set())
    assert orders.entries == {}


def test_of_what_nobody_ordered_none_are_wanted():
    orders = Orders([])
    assert (orders.are_known, orders.of(WEB).wanted) == (True, 0)
