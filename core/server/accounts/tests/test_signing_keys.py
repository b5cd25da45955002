import stat

import pytest

from core.server.accounts.signing_keys import TOKENS_LIVE_SECONDS, BrokenSigningKeys, SigningKeys
from core.server.accounts.tokens import ACCESS_SECONDS, SKEW_SECONDS, AccessTokens, Claims, access_token
from core.server.errors import Conflict, NotSignedIn

NOW = 1_900_000_000.0
ANN = Claims("1", "session-1")
DAY = 86_400


@pytest.fixture
def keys(tmp_path):
    return SigningKeys.of((), tmp_path, NOW)


def test_the_first_start_makes_a_key_for_its_owner_alone_and_the_next_one_reads_it(keys, tmp_path):
    again = SigningKeys.of((), tmp_path, NOW + 5)
    assert again.all == keys.all
    assert stat.S_IMODE((tmp_path / "signing-keys.json").stat().st_mode) == 0o600


def test_a_token_of_the_key_before_is_believed_as_long_as_it_lives(keys, tmp_path):
    token = access_token(ANN, keys, NOW)
    keys.rotate(NOW)
    assert AccessTokens(keys).read(token, NOW + ACCESS_SECONDS) == ANN
    assert AccessTokens(SigningKeys.of((), tmp_path, NOW)).read(token, NOW + 1) == ANN
    assert TOKENS_LIVE_SECONDS >= ACCESS_SECONDS + SKEW_SECONDS


def test_what_a_replaced_key_signs_later_is_not_believed(keys):
    """A stolen key must not sign for longer than it had to be believed."""
    old = keys.newest
    keys.rotate(NOW)
    later = NOW + TOKENS_LIVE_SECONDS
    forged = access_token(ANN, SigningKeys.given([old.secret]), later)
    assert keys.find(SigningKeys.given([old.secret]).newest.id, later) is None
    with pytest.raises(NotSignedIn):
        AccessTokens(keys).read(forged, later)


def test_a_key_that_somebody_knows_is_forgotten_at_once(keys):
    token = access_token(ANN, keys, NOW)
    keys.rotate(NOW, forget_others=True)
    with pytest.raises(NotSignedIn):
        AccessTokens(keys).read(token, NOW)


def test_keys_change_by_themselves_after_thirty_days_and_old_ones_are_forgotten(keys):
    assert not keys.rotate_when_old(NOW + 29 * DAY)
    assert keys.rotate_when_old(NOW + 30 * DAY)
    assert len(keys.all) == 2
    assert keys.rotate_when_old(NOW + 61 * DAY)
    assert len(keys.all) == 2


def test_of_the_environments_keys_the_first_signs_and_all_are_believed():
    both = SigningKeys.given([b"n" * 32, b"o" * 32])
    token = access_token(ANN, SigningKeys.given([b"o" * 32]), NOW)
    assert AccessTokens(both).read(token, NOW) == ANN
    assert both.newest.secret == b"n" * 32
    with pytest.raises(Conflict, match="DOZOR_SECRET"):
        both.rotate(NOW)
    assert not both.rotate_when_old(NOW + 365 * DAY)


@pytest.mark.parametrize("text", ["", "[]", "{}", "[1]", '[{"id": "a", "secret": "00", "made_at": 0}]', "\0"])
def test_a_file_that_holds_no_keys_is_named_at_the_start(tmp_path, text):
    (tmp_path / "signing-keys.json").write_text(text)
    with pytest.raises(BrokenSigningKeys, match=r"signing-keys\.json"):
        SigningKeys.of((), tmp_path, NOW)


def test_a_secret_is_shown_by_no_repr(keys):
    assert keys.newest.secret.hex() not in repr(keys.newest)
    assert repr(keys.newest.secret) not in repr(keys.newest)
