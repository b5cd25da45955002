import base64
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.server.accounts.signing_keys import SigningKeys
from core.server.accounts.tokens import ACCESS_SECONDS, SKEW_SECONDS, AccessTokens, Claims, access_token
from core.server.errors import NotSignedIn

SECRET = b"s" * 32
KEYS = SigningKeys.given([SECRET])
KEY_ID = KEYS.newest.id
NOW = 1_900_000_000.0
ANN = Claims("1", "session-1")
CLAIMS = {
    "iss": "dozor",
    "aud": "dozor-api",
    "sub": "1",
    "sid": "session-1",
    "for": "person",
    "iat": int(NOW),
    "exp": int(NOW) + 60,
}


def signed(claims=CLAIMS, secret=SECRET, algorithm="HS256", **head):
    return jwt.encode(claims, secret, algorithm=algorithm, headers={"kid": KEY_ID, **head})


def refused(token, now=NOW):
    with pytest.raises(NotSignedIn):
        AccessTokens(KEYS).read(token, now)


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_names_its_account_and_session_until_it_is_over():
    token = access_token(ANN, KEYS, NOW)
    assert AccessTokens(KEYS).read(token, NOW + ACCESS_SECONDS - 1) == ANN
    refused(token, NOW + ACCESS_SECONDS + SKEW_SECONDS)


def test_clocks_may_differ_by_half_a_minute_both_ways():
    token = access_token(ANN, KEYS, NOW)
    assert AccessTokens(KEYS).read(token, NOW - SKEW_SECONDS) == ANN
    assert AccessTokens(KEYS).read(token, NOW + ACCESS_SECONDS + SKEW_SECONDS - 1) == ANN
    refused(token, NOW - SKEW_SECONDS - 1)


def test_the_handmade_token_of_these_tests_is_right_but_for_what_they_change():
    assert AccessTokens(KEYS).read(signed(), NOW) == ANN


def test_a_token_signed_with_another_secret_is_refused():
    refused(signed(secret=b"x" * 32))


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", ""])
def test_an_unsigned_token_is_refused(algorithm):
    refused(f"{part({'alg': algorithm, 'typ': 'JWT', 'kid': KEY_ID})}.{part(CLAIMS)}.")


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_with_our_secret_is_refused(algorithm):
    refused(signed(secret=SECRET * 2, algorithm=algorithm))
    two = SigningKeys.given([SECRET * 2])
    token = jwt.encode(CLAIMS, SECRET * 2, algorithm=algorithm, headers={"kid": two.newest.id})
    with pytest.raises(NotSignedIn):
        AccessTokens(two).read(token, NOW)


@pytest.mark.parametrize("key_id", ["", "0" * 16, "../../etc/passwd", "' OR 1=1 --", KEY_ID.upper() + " "])
def test_a_token_that_names_a_key_that_is_none_is_refused(key_id):
    refused(signed(kid=key_id))


@pytest.mark.parametrize("key_id", [7, None, ["a"], {"a": 1}])
def test_a_key_id_that_is_no_text_is_refused(key_id):
    head = part({"alg": "HS256", "typ": "JWT", "kid": key_id})
    refused(f"{head}.{part(CLAIMS)}.{part('x')}")


@pytest.mark.parametrize("missing", sorted(CLAIMS))
def test_a_token_without_one_of_its_claims_is_refused(missing):
    refused(signed({name: value for name, value in CLAIMS.items() if name != missing}))


@pytest.mark.parametrize(
    "odd",
    [
        {"exp": "2999"},
        {"exp": True},
        {"exp": 2**70 + 0.5},
        {"iat": None},
        {"for": "local"},
        {"for": 7},
        {"sub": None},
        {"sid": 1},
        {"iss": "other"},
        {"aud": "another-api"},
        {"aud": []},
    ],
)
def test_a_token_with_an_odd_claim_is_refused(odd):
    refused(signed({**CLAIMS, **odd}))


def test_a_token_that_was_read_before_is_over_with_its_time_and_its_key(tmp_path):
    keys = SigningKeys.of((), tmp_path, NOW)
    tokens, token = AccessTokens(keys), access_token(ANN, keys, NOW)
    for _ in range(2):
        assert tokens.read(token, NOW) == ANN
    with pytest.raises(NotSignedIn):
        tokens.read(token, NOW + ACCESS_SECONDS + SKEW_SECONDS)
    keys.rotate(NOW, forget_others=True)
    with pytest.raises(NotSignedIn):
        tokens.read(token, NOW)


def test_of_very_many_tokens_few_are_remembered():
    tokens = AccessTokens(KEYS)
    for number in range(5000):
        tokens.read(access_token(Claims(str(number), "s"), KEYS, NOW), NOW)
    assert len(tokens._known) <= 4096


def test_a_huge_token_is_refused_unread():
    refused(signed({**CLAIMS, "more": "x" * 5000}))


@given(st.text())
def test_any_text_is_refused_and_nothing_else_happens(text):
    refused(text)


@given(st.data())
def test_a_token_with_one_changed_character_is_refused(data):
    token = access_token(ANN, KEYS, NOW)
    place = data.draw(st.integers(0, len(token) - 2))  # the last one has spare bits
    other = data.draw(st.sampled_from("abcXYZ019-_.").filter(lambda each: each != token[place]))
    changed = token[:place] + other + token[place + 1 :]
    try:
        assert AccessTokens(KEYS).read(changed, NOW) == ANN
        assert changed.rpartition(".")[0] == token.rpartition(".")[0]  # other spare bits of the same signature
    except NotSignedIn:
        pass
