"""Texts that are hard to read are told, and those that are not are left in peace."""

import time

import pytest

from core.server.proxy.pages.contrast import contrast, faint
from core.server.proxy.pages.rendering import Which, own_page
from core.server.proxy.specs.page import PagesSpec


def test_black_on_white_is_as_far_apart_as_there_is():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<style>body { color: #999; background: #fff }</style>", ["body"]),
        ("<style>:root { --ink: #999 } p { color: var(--ink); background-color: white }</style>", ["p"]),
        ('<p style="color: rgb(200, 200, 200); background: #fff">', ["style"]),
        ("<style>body { color: #333; background: #fff } /* p { color: #fff; background: #fff } */</style>", []),
        ("<style>@media print { p { color: #eee; background: #fff } }</style>", ["p"]),
        ("<style>p { border-color: #eee; background: #fff }</style>", []),
        ("<style>p { color: #999 } body { background: url(data:,) #999 }</style>", []),
    ],
)
def test_only_what_is_said_of_both_together_is_judged(page, found):
    assert [where for where, _ in faint(page)] == found


@pytest.mark.parametrize("key", ["404", "banned", "maintenance"])
def test_dozors_own_pages_are_easy_to_read(key):
    assert list(faint(own_page(Which(key, "en", "html"), PagesSpec(), PagesSpec()))) == []


def test_a_page_that_was_made_to_be_slow_to_read_is_not():
    made = ("<style>" * 30_000, f"<style>{'x' * 200_000}</style>", f"<style>a{{{'-' * 200_000}}}</style>")
    started = time.process_time()
    assert [list(faint(page)) for page in (*made, f"<style>{'/*' * 100_000}</style>")] == [[], [], [], []]
    assert time.process_time() - started < 5  # where every place is tried again it is minutes
