import base64
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.server.accounts.person import Person
from core.server.accounts.tokens import ACCESS_SECONDS, access_token, read_access_token
from core.server.errors import NotSignedIn

SECRET = b"s" * 32
NOW = 1_900_000_000.0
ANN = Person(id="1", login="ann", role="analyst")
CLAIMS = {"iss": "dozor", "sub": "1", "login": "ann", "role": "admin", "iat": int(NOW), "exp": int(NOW) + 60}


def refused(token, now=NOW):
    with pytest.raises(NotSignedIn):
        read_access_token(token, SECRET, now)


def test_a_token_names_its_person_until_it_is_over():
    token = access_token(ANN, SECRET, NOW)
    assert read_access_token(token, SECRET, NOW + ACCESS_SECONDS - 1) == ANN
    refused(token, NOW + ACCESS_SECONDS)


def test_a_token_signed_with_another_secret_is_refused():
    refused(access_token(ANN, b"x" * 32, NOW))


def test_an_unsigned_token_is_refused():
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).rstrip(b"=")
    body = base64.urlsafe_b64encode(json.dumps(CLAIMS).encode()).rstrip(b"=")
    refused(f"{head.decode()}.{body.decode()}.")


def test_another_algorithm_with_our_secret_is_refused():
    refused(jwt.encode(CLAIMS, SECRET * 2, algorithm="HS512"))
    refused(jwt.encode(CLAIMS, SECRET * 2, algorithm="HS384"))


@pytest.mark.parametrize("missing", sorted(CLAIMS))
def test_a_token_without_one_of_its_claims_is_refused(missing):
    refused(jwt.encode({name: value for name, value in CLAIMS.items() if name != missing}, SECRET, algorithm="HS256"))


@pytest.mark.parametrize(
    "odd", [{"exp": "2999"}, {"exp": True}, {"role": "root"}, {"role": 7}, {"login": None}, {"iss": "other"}]
)
def test_a_token_with_an_odd_claim_is_refused(odd):
    refused(jwt.encode({**CLAIMS, **odd}, SECRET, algorithm="HS256"))


@given(st.text())
def test_any_text_is_refused_and_nothing_else_happens(text):
    refused(text)


@given(st.data())
def test_a_token_with_one_changed_character_is_refused(data):
    token = access_token(ANN, SECRET, NOW)
    place = data.draw(st.integers(0, len(token) - 2))  # the last one has spare bits
    other = data.draw(st.sampled_from("abcXYZ019-_.").filter(lambda each: each != token[place]))
    changed = token[:place] + other + token[place + 1 :]
    try:
        assert read_access_token(changed, SECRET, NOW) == ANN
        assert changed.rpartition(".")[0] == token.rpartition(".")[0]  # other spare bits of the same signature
    except NotSignedIn:
        pass
