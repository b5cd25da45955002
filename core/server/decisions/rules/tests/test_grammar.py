import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.server.decisions.rules.grammar import RuleError, parse
from core.server.decisions.rules.statement import (
    ACTIONS,
    AGENT_KINDS,
    COMPARISONS,
    LEAST_SECONDS,
    MOST_CONDITIONS,
    MOST_SECONDS,
    NUMBERS,
    NumberIs,
    OneOf,
    Statement,
    text_of,
)

_numbers = st.builds(
    NumberIs,
    st.sampled_from(NUMBERS),
    st.sampled_from(COMPARISONS),
    st.floats(0, 1e9, allow_nan=False).map(abs),
)
_NETWORKS = ("192.0.2.0/24", "198.51.100.7", "2001:db8::/32", "2001:db8::7")


def _one_of(field, values):
    lists = st.lists(st.sampled_from(values), min_size=1, max_size=4, unique=True).map(tuple)
    return st.builds(OneOf, st.just(field), lists, st.booleans())


_conditions = st.one_of(
    _numbers,
    _one_of("service", ("shop.example", "*.example", "api?")),
    _one_of("address", _NETWORKS),
    _one_of("asn", ("AS64500", "AS1")),
    _one_of("country", ("DE", "NL")),
    _one_of("agent", AGENT_KINDS),
)
statements = st.builds(
    Statement,
    st.lists(_conditions, min_size=1, max_size=MOST_CONDITIONS).map(tuple),
    st.sampled_from(ACTIONS),
    st.integers(LEAST_SECONDS, MOST_SECONDS),
)


@given(statements)
def test_what_a_statement_is_written_as_is_read_as_the_same(statement: Statement):
    assert parse(text_of(statement)) == statement


def test_people_write_as_they_like_and_one_text_is_kept():
    text = "WHEN Score>=.80 AND\n  service IS NOT Shop.Example , *.test\nand asn in 64500 then BAN for 60m"
    assert text_of(parse(text)) == (
        "when score >= 0.8 and service is not shop.example, *.test and asn in AS64500 then ban for 1h"
    )


@pytest.mark.parametrize(
    ("text", "fault", "marked", "word"),
    [
        ("", "expected", "", "when"),
        ("if score > 1", "expected", "if", "when"),
        ("when scor > 0.5 then ban for 1h", "unknown_field", "scor", "score"),
        ("when login_600s > 5 then ban for 1h", "unknown_field", "login_600s", "logins_600s"),
        ("when score = 1 then ban for 1h", "comparison", "=", ""),
        ("when score > high then ban for 1h", "number", "high", ""),
        ("when score > nan then ban for 1h", "number", "nan", ""),
        ("when score > -1 then ban for 1h", "number", "-1", ""),
        ("when address in 10.0.0.0/33 then ban for 1h", "network", "10.0.0.0/33", ""),
        ("when address in 0.0.0.0/0 then ban for 1h", "network", "0.0.0.0/0", ""),
        ("when address is 10.0.0.1 then ban for 1h", "expected", "is", "in"),
        ("when agent is robot then ban for 1h", "agent", "robot", "tool, scanner, crawler, browser"),
        ("when asn in ASX then ban for 1h", "asn", "ASX", ""),
        ("when country in Germany then ban for 1h", "country", "Germany", ""),
        ("when country in ДЕ then ban for 1h", "country", "ДЕ", ""),
        ("when service is a/b then ban for 1h", "service", "a/b", ""),
        ("when score > 0.5 then kill for 1h", "action", "kill", ""),
        ("when score > 0.5 then ban", "expected", "", "for"),
        ("when score > 0.5 then ban for ever", "duration", "ever", ""),
        ("when score > 0.5 then ban for 10s", "duration_range", "10s", ""),
        ("when score > 0.5 then ban for 31d", "duration_range", "31d", ""),
        ("when score > 0.5 then ban for 1h please", "more", "please", ""),
        ("when score > 0.5", "expected", "", "then"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, fault: str, marked: str, word: str):
    with pytest.raises(RuleError) as caught:
        parse(text)
    error = caught.value
    assert (error.fault, text[error.at : error.at + error.length], error.word) == (fault, marked, word)


def test_a_rule_has_so_many_conditions_and_characters_and_no_more():
    many = " and ".join(["score > 0.5"] * (MOST_CONDITIONS + 1))
    with pytest.raises(RuleError, match="too_many"):
        parse(f"when {many} then ban for 1h")
    with pytest.raises(RuleError, match="too_long"):
        parse("when " + "x" * 5000)


@given(st.text(max_size=300))
def test_whatever_is_written_is_a_rule_or_an_error_with_a_place_in_the_text(text: str):
    for error in _faults(text):
        assert 0 <= error.at <= error.at + error.length <= len(text)


def _faults(text: str) -> list[RuleError]:
    try:
        parse(text)
    except RuleError as error:
        return [error]
    return []
