"""Counts of pages shown."""

from collections import Counter

from core.server.proxy.pages.shown import KEPT_MINUTES, KEYS_LIMIT, OTHERS, PagesShown, ShownPage

GONE = ShownPage("shop", 404, "default/404")
BANNED = ShownPage("shop", 403, "default/banned")


def totals(shown, *, service="", minutes=KEPT_MINUTES, now=1000.0):
    return shown.of(service, minutes, now)[2]


def test_what_a_node_counts_more_is_shown():
    shown = PagesShown(0.0)
    shown.hear("n", {"shop 404 default/404": 5}, {"shop 404 default/404": 7}, 1000.0)
    shown.hear("n", {}, {"shop 404 default/404": 8, "shop 403 default/banned": 2}, 1000.0)
    assert totals(shown) == Counter({GONE: 3, BANNED: 2})


def test_an_agent_that_has_not_asked_yet_says_nothing_of_pages():
    shown = PagesShown(0.0)
    for after in ({"shop 404 default/404": 7}, {}, {"shop 404 default/404": 7}):
        shown.hear("n", {}, after, 1000.0)
    assert totals(shown) == Counter({GONE: 7})


def test_an_nginx_that_was_started_anew_counts_from_nothing():
    shown = PagesShown(0.0)
    shown.hear("n", {"shop 404 default/404": 100}, {"shop 404 default/404": 3, "shop 403 default/banned": 1}, 1000.0)
    assert totals(shown) == Counter({GONE: 3, BANNED: 1})


def test_pages_are_counted_by_the_minute_and_by_service():
    shown = PagesShown(0.0)
    shown.hear("n", {}, {"shop 404 default/404": 1}, 60.0)
    shown.hear("n", {}, {"shop 404 default/404": 3, "blog 404 default/404": 1}, 185.0)
    assert shown.of("", 3, 200.0)[:2] == ([60, 120, 180], [1, 0, 3])
    assert shown.of("shop", 2, 200.0)[:2] == ([120, 180], [0, 2])
    assert totals(shown, service="blog", now=200.0) == Counter({ShownPage("blog", 404, "default/404"): 1})


def test_what_is_older_than_a_day_is_forgotten():
    shown = PagesShown(0.0)
    shown.hear("n", {}, {"shop 404 default/404": 1}, 0.0)
    assert not totals(shown, now=60.0 * KEPT_MINUTES)


def test_what_cannot_be_read_is_not_counted_and_too_many_are_counted_as_one():
    shown = PagesShown(0.0)
    shown.hear("n", {}, {"shop": 1, "shop x default/404": 1, "shop 404": 1, "": 1}, 1000.0)
    assert not totals(shown)
    shown.hear("n", {}, {f"s{number} 404 default/404": 1 for number in range(KEYS_LIMIT + 7)}, 1000.0)
    assert totals(shown)[OTHERS] == 7
