"""How often something is tried."""

from agent.containers.replicas.setback import Setback


def test_failures_are_followed_by_longer_and_longer_waits():
    setback, now, waits = Setback(), 0.0, []
    for _ in range(12):
        setback.happened("no", now)
        began = now
        while not setback.may_try(now):
            now += 0.5
        waits.append(now - began)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert setback.trouble == "no (12 times in a row)"
    setback.went_well(now - 300 + 59)
    assert setback.failures == 12
    setback.went_well(now + 60)
    assert (setback.trouble, setback.may_try(now)) == ("", True)


def test_what_fails_together_counts_once_and_after_a_long_life_as_the_first_time():
    setback = Setback()
    for at in (0.0, 0.1, 0.9, 5.0):
        setback.happened("no", at)
    assert setback.failures == 2
    setback.happened("no", 10.0, is_fresh=False)
    assert (setback.failures, setback.trouble) == (1, "no")
