import pytest

from core.server.proxy.certificates.budget import Limits, Order, registered, spent

NOW = 1_000_000.0
HOUR, WEEK = 3600.0, 7 * 86_400.0


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("shop.example", "shop.example"),
        ("*.a.b.shop.example", "shop.example"),
        ("www.shop.co.uk", "shop.co.uk"),
        ("www.yandex.ru", "yandex.ru"),
        ("example", "example"),
    ],
)
def test_a_name_belongs_to_what_somebody_registered(name, owner):
    assert registered(name) == owner


def said(orders, *names):
    limits = Limits(per_registered=3, per_set=2, failures_an_hour=2)
    return [str(told) for told in spent(names, orders, limits, NOW)]


def test_a_weeks_certificates_of_a_registered_name_are_counted_over_all_its_names():
    orders = [Order(NOW - at, (f"{at}.shop.example",), succeeded=True) for at in (1, 2, 3)]
    assert said(orders, "new.shop.example") == ["3 certificates for shop.example within a week; 3 are permitted"]
    assert said(orders, "new.other.example") == []
    assert said([*orders[1:], Order(NOW - WEEK, ("x.shop.example",), succeeded=True)], "new.shop.example") == []


def test_the_same_names_again_have_a_limit_of_their_own_whatever_their_order():
    orders = [Order(NOW - 5, names, succeeded=True) for names in (("a.x", "b.x"), ("b.x", "a.x"))]
    assert said(orders, "a.x", "b.x") == ["2 certificates for just these names within a week; 2 are permitted"]
    assert said(orders, "a.x") == []


def test_failures_of_an_hour_are_waited_out():
    orders = [Order(NOW - at, ("a.x",), succeeded=False) for at in (1, HOUR - 1)]
    assert said(orders, "a.x") == ["2 orders failed within an hour; 2 are permitted"]
    assert said([orders[0], Order(NOW - HOUR, ("a.x",), succeeded=False)], "a.x") == []
