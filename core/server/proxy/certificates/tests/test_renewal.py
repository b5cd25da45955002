import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.server.proxy.certificates.advice import ari_id
from core.server.proxy.certificates.attempt import Attempt, failures_in_a_row
from core.server.proxy.certificates.renewal import chosen_within, renew_at, retry_at, warning

DAY = 86_400.0


def attempt(outcome, at, kind="renew"):
    return Attempt(
        id=f"{at}",
        name="shop",
        kind=kind,
        names=(),
        directory="",
        node="",
        by="",
        started_at=at,
        ended_at=at,
        outcome=outcome,
    )


@given(st.text(max_size=20), st.floats(0.1, 0.95))
def test_renewal_comes_up_to_a_twentieth_of_the_lifetime_before_its_fraction(seed, fraction):
    at = renew_at(0, 90 * DAY, fraction, seed)
    assert 90 * DAY * (fraction - 0.05) <= at <= 90 * DAY * fraction
    assert at == renew_at(0, 90 * DAY, fraction, seed)


def test_certificates_of_one_day_are_not_renewed_at_one_moment():
    assert len({int(renew_at(0, 90 * DAY, 0.66, f"{number}") / 3600) for number in range(100)}) > 50


@given(st.floats(0, 1e9), st.floats(0, 1e6), st.text(max_size=10))
def test_advice_is_followed_within_its_window(start, length, seed):
    assert start <= chosen_within(start, start + length, seed) <= start + length


def test_pauses_between_failures_double_up_to_a_day():
    pauses = [retry_at([0.0] * count, "shop") for count in range(1, 15)]
    assert 300 <= pauses[0] < 380
    assert pauses[:9] == sorted(pauses[:9])
    assert DAY <= pauses[-1] <= 1.25 * DAY
    assert retry_at([], "shop") == 0


def test_failures_count_back_to_the_last_order_that_went_well():
    attempts = [attempt("failed", 1), attempt("done", 2), attempt("refused", 3), attempt("done", 4, "bring")]
    attempts += [attempt("failed", 5), attempt("reverted", 6)]
    assert failures_in_a_row(attempts) == [3, 5, 6]
    assert failures_in_a_row([*attempts, attempt("unverified", 7)]) == []


@pytest.mark.parametrize(("left", "level"), [(31, 0), (30, 1), (15, 2), (7.5, 3), (0, 4), (-1, 4)])
def test_warnings_come_at_a_third_a_sixth_and_a_twelfth_of_the_lifetime(left, level):
    assert warning(0, 90 * DAY, (90 - left) * DAY) == level


def test_an_authority_knows_a_certificate_by_the_name_of_rfc_9773():
    class Extension:
        value = type("Identifier", (), {"key_identifier": bytes.fromhex("69885B6B87464041E1B37B847BA0AE2CDE01C8D4")})

    class Leaf:
        serial_number = 0x87654321
        extensions = type("E", (), {"get_extension_for_class": staticmethod(lambda _: Extension)})

    assert ari_id(Leaf()) == "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"
