import pytest

from core.server.accounts.redaction import HIDDEN, redacted


@pytest.mark.parametrize(
    "name", ["password", "new_password", "client_secret", "token", "secret", "recovery_codes", "Authorization"]
)
def test_what_a_secret_s_name_stands_for_is_hidden_at_any_depth(name):
    assert redacted({"a": [{name: "deep"}]}) == {"a": [{name: HIDDEN}]}
    assert redacted({name: ["one", "two"]}) == {name: HIDDEN}


def test_that_there_is_no_secret_is_no_secret():
    assert redacted({"password": None, "token": "", "secret": False}) == {
        "password": None,
        "token": "",
        "secret": False,
    }


def test_a_header_of_a_document_is_hidden_by_its_name():
    said = {"headers": [{"name": "Authorization", "value": "x"}, {"name": "Accept", "value": "y"}]}
    assert redacted(said) == {"headers": [{"name": "Authorization", "value": HIDDEN}, {"name": "Accept", "value": "y"}]}


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://ann:hunter2@db/dozor",
        "-----BEGIN EC PRIVATE KEY-----\nhunter2\n-----END EC PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nhunter2 that was cut",
        "curl -H 'Authorization: Bearer hunter2hunter2'",
        "DOZOR_TOKEN=dzr_0a1b_hunter2",
        "https://api.telegram.org/bot123456789:AAhunter2hunter2hunter2hunter2hunter2/getMe",
        "eyJhbGciOiJIUzI1NiJ9.hunter2.hunter2",
    ],
)
def test_what_looks_like_a_secret_is_hidden_in_any_text(text):
    assert "hunter2" not in str(redacted({"note": [text]}))
    assert HIDDEN in str(redacted({"note": [text]}))


def test_what_is_no_secret_stays():
    said = {
        "name": "edge-1",
        "key_type": "ec256",
        "groups": ["eu"],
        "max_step": "ban",
        "note": "a bearer of news",
        "n": 1,
    }
    assert redacted(said) == said
