import pytest

from core.server.accounts.password_rules import weakness


@pytest.mark.parametrize(
    "password",
    ["a right long horse", "correct-horse-battery", "кириллица и пароль", "vX8$kq!mZ2#t", "四匹正确的马和很长的订书钉"],
)
def test_a_few_words_or_a_random_text_will_do(password):
    assert weakness(password, "ann") == ""


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "elevenchars",
        "x" * 201,
        "password1234",
        "P@ssw0rd!!!!!",
        "iloveyou123456",
        "passwordpassword",
        "qwertyuiop[]",
        "1q2w3e4r5t6y",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "abcdefghijklm",
        "ann.smith@corp.example",
        "ANN.SMITH@CORP.EXAMPLE1",
        "dozor-admin-2026",
        "drowssapdrowssap",
    ],
)
def test_what_guessers_try_is_refused_with_a_reason(password):
    assert weakness(password, "ann.smith@corp.example") != ""


def test_a_hostile_password_is_judged_in_a_bounded_number_of_steps():
    """Every way to read this l33t would be tried for seconds by zxcvbn itself."""
    assert weakness("4@8({[<369&#!1|0$5+7%2" * 9, "ann") == ""
