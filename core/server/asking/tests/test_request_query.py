import time

import pytest

from agent.contract.requests import Request, RequestTest, check_of
from core.server.asking.request_query import read_query
from core.server.errors import Invalid


def said(text):
    return [(test.field, test.op, test.values, test.negated) for test in read_query(text).tests]


def test_a_filter_says_what_it_looks_like():
    assert said("status:5xx path:/login -ua:curl source:203.0.113.0/24 duration>1") == [
        ("status", "is", ["5xx"], False),
        ("path", "has", ["/login"], False),
        ("agent", "has", ["curl"], True),
        ("source", "is", ["203.0.113.0/24"], False),
        ("duration", "above", ["1"], False),
    ]


def test_values_of_a_field_are_alternatives_and_words_and_bounds_are_not():
    assert said("status:404 status:5xx") == said("status:404,5xx") == [("status", "is", ["404", "5xx"], False)]
    assert said("shop cart") == [("text", "has", ["shop"], False), ("text", "has", ["cart"], False)]
    assert len(said("bytes>1k bytes>2k")) == 2


def test_quotes_and_an_equals_sign_are_exact():
    assert said('ua:"Go http \\"client\\"" path=/') == [
        ("agent", "is", ['Go http "client"'], False),
        ("path", "is", ["/"], False),
    ]
    assert said("http://shop.example/a") == [("text", "has", ["http://shop.example/a"], False)]


def test_a_value_may_be_empty():
    assert said('referer:"" status:200') == [("referer", "is", [""], False), ("status", "is", ["200"], False)]


def test_who_answered_is_an_address_as_it_is():
    assert said("member:10.0.0.5:80 upstream_addr:[2001:db8::1]:80") == [
        ("member", "is", ["10.0.0.5:80", "[2001:db8::1]:80"], False)
    ]
    assert said("tried:10.0.0.5") == [("tried", "has", ["10.0.0.5"], False)]


def test_nodes_are_chosen_by_name():
    query = read_query("node:msk-* -node:msk-2 status:500")
    assert [query.asks(name) for name in ("msk-1", "msk-2", "spb-1")] == [True, False, False]
    assert query.tests == [RequestTest(field="status", op="is", values=["500"])]


@pytest.mark.parametrize("text", ["source:nobody", "duration>soon", "path>5", 'colour:"x y"', "status:7000xx"])
def test_what_makes_no_sense_is_refused(text):
    with pytest.raises(Invalid):
        read_query(text)


HIT = Request("192.0.2.1", "shop", "GET", "/a/b/a", "", 200, 0, 0.0, 0.0, "", "", "", "")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("path:/a*/a", True),
        ("path:b*/a*b", False),
        ("path=/a*", True),
        ("path=*b*", True),
        ("path=/a/b/a*/a", False),
        ("path=/a/b*b/a", False),
        ("path=*", True),
        ("ip:192.0.2.1/32", True),
        ("ip:192.0.2.2/32", False),
    ],
)
def test_a_star_is_anything_between_what_stands_around_it(text, holds):
    assert check_of(read_query(text).tests)(HIT) is holds


def test_a_path_that_was_made_to_be_slow_to_search_is_not():
    long = HIT._replace(path="a" * 30_000)
    started = time.process_time()
    for text in ("path:*a*b*", "path:a*a*a*b", "path=a*a*b"):
        holds = check_of(read_query(text).tests)
        assert not any(holds(long) for _ in range(100))
    assert time.process_time() - started < 5  # where every place is tried again it is minutes
