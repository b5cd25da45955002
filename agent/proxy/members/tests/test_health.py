"""Rise and fall."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.contract.proxy import HealthCheck
from agent.proxy.members.health import Health, after_check

CHECK = HealthCheck(rise=2, fall=3)


def after(health, results, check=CHECK):
    """Put a row of checks through it: `+` is good."""
    for result in results:
        health = after_check(health, "" if result == "+" else "answered 500", check)
    return health


@pytest.mark.parametrize(
    ("results", "well"),
    [
        ("", None), ("+", True), ("-", False), ("+--", True), ("+---", False), ("+--+--", True), ("+---+", False),
        ("+---++", True), ("-+", False), ("-+-+", False), ("-++", True),
    ],
)  # fmt: skip
def test_it_takes_as_many_in_a_row_as_the_check_says(results, well):
    assert after(Health(), results).well is well


def test_who_was_never_checked_is_told_only_where_it_may_have_served_for_long():
    assert Health().is_unwell
    assert not Health(trusted=True).is_unwell
    assert after(Health(trusted=True), "-").is_unwell
    assert not after(Health(), "+").is_unwell


def test_the_reason_is_that_of_the_state():
    assert after(Health(), "+--").reason == ""
    assert after(Health(), "+---").reason == "answered 500"
    assert after(Health(), "+---+").reason == "answered 500"
    assert after(Health(), "+---++").reason == ""


@given(st.text("+-", max_size=40), st.integers(-1, 5), st.integers(-1, 5))
def test_no_more_than_the_last_checks_decide(results, rise, fall):
    check = HealthCheck(rise=rise, fall=fall)
    health = after(Health(), results, check)
    assert after(health, "+" * max(rise, 1), check).well
    assert not after(health, "-" * max(fall, 1), check).well
