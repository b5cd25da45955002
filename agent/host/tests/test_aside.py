import contextlib
import threading

import pytest

from agent.host.aside import Aside


def test_what_was_seen_last_is_there_at_once():
    seen = iter([1, 2, 3])
    aside = Aside(lambda: next(seen), every_seconds=5)
    aside.latest(0.0)
    assert aside.wait(60)
    assert aside.latest(1.0) == 1
    aside.latest(6.0)
    assert aside.wait(60)
    assert aside.latest(7.0) == 2


def test_a_look_that_hangs_holds_one_thread_and_nothing_else():
    go_on, began = threading.Event(), []

    def look():
        began.append(1)
        return go_on.wait(30)

    aside = Aside(look, every_seconds=1)
    for now in (0.0, 10.0, 20.0):
        assert aside.latest(now) is None
    assert aside.unanswered_seconds(20.0) == 20
    assert len(began) == 1
    go_on.set()
    assert aside.wait(60)
    assert aside.unanswered_seconds(21.0) == 0
    assert aside.latest(21.0) is True


def test_an_error_that_is_told_again_and_again_does_not_grow():
    """As of a libvirt that failed once, and has hung since."""
    calls, go_on = [], threading.Event()

    def look():
        calls.append(1)
        if len(calls) > 1:
            go_on.wait(30)
        raise OSError("away")

    aside = Aside(look, every_seconds=1)
    with contextlib.suppress(OSError):
        aside.latest(0.0)
    assert aside.wait(60)
    lengths = set()
    for second in range(1, 20):
        with pytest.raises(OSError, match="away") as raised:
            aside.latest(float(second))
        lengths.add(len(raised.traceback))
    assert len(lengths) == 1
    go_on.set()
    assert aside.wait(60)


def test_what_a_look_ended_by_is_raised_until_the_next():
    fails = iter([True, False])

    def look():
        if next(fails):
            raise OSError("gone")
        return 5

    aside = Aside(look, every_seconds=1)
    with contextlib.suppress(OSError):
        aside.latest(0.0)
    aside.wait(60)
    with pytest.raises(OSError, match="gone"):
        aside.latest(0.5)
    with contextlib.suppress(OSError):
        aside.latest(2.0)
    aside.wait(60)
    assert aside.latest(2.5) == 5
