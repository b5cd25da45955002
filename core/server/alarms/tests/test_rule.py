from typing import get_args

import pytest
from pydantic import ValidationError

from core.server.alarms.builtin import BUILTIN, SummaryCode, summary_code
from core.server.alarms.rule import Rule, is_rule_name


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"metric": "disk.used_share"}, "exactly one"),
        ({"metric": "disk.used_share", "above": 1, "below": 0}, "exactly one"),
        ({"metric": "", "above": 1}, "KIND.METRIC"),
        ({"metric": "used", "above": 1}, "metric"),
        ({"metric": "disk.used\tshare", "above": 1}, "metric"),
        ({"metric": "disk." + "x" * 200, "above": 1}, "metric"),
        ({"metric": "a.b", "above": float("nan")}, "finite"),
        ({"metric": "a.b", "above": float("inf")}, "finite"),
        ({"metric": "a.b", "above": 1, "clear": 2}, "beyond the threshold"),
        ({"metric": "a.b", "below": 1, "clear": 0}, "beyond the threshold"),
        ({"metric": "a.b", "above": 1, "for_seconds": -1}, "for_seconds"),
        ({"metric": "a.b", "above": 1, "nodes": ["x" * 201]}, "nodes"),
        ({"metric": "a.b", "above": 1, "entities": ["*"] * 51}, "entities"),
        ({"metric": "a.b", "above": 1, "entities": ["a\nb"]}, "entities"),
        ({"metric": "a.b", "above": 1, "summary": "\x1b[31m"}, "summary"),
        ({"metric": "a.b", "above": 1, "exec": "rm"}, "exec"),
        ({"kind": "silence", "metric": "a.b"}, "silence"),
        ({"kind": "absence", "metric": "a.b", "above": 1}, "none of absence"),
        ({"kind": "absence", "metric": "a.b", "group": "node"}, "each entity"),
        ({"kind": "anomaly", "metric": "a.b", "for_seconds": 10}, "told once"),
        ({"kind": "forecast", "metric": "a.b", "above": 1, "group": "fleet"}, "each entity"),
        ("a text", "Input should be"),
    ],
)
def test_a_rule_that_makes_no_sense_is_told_why(said, why):
    with pytest.raises(ValidationError, match=why):
        Rule.model_validate(said)


def test_a_rule_says_the_same_after_it_was_written_down():
    rules = [*BUILTIN.values(), Rule.model_validate({"kind": "anomaly", "metric": "a.b"})]
    for rule in rules:
        assert Rule.model_validate_json(rule.model_dump_json(exclude_defaults=True)) == rule


def test_built_in_rules_have_names_and_say_what_is_wrong():
    assert all(is_rule_name(name) for name in BUILTIN)
    assert all(rule.summary and rule.enabled for rule in BUILTIN.values())


@pytest.mark.parametrize("name", ["", "A", "a/b", "-a", "a" * 64, "a\nb", "ä"])
def test_a_name_is_of_small_letters(name):
    assert not is_rule_name(name)


def test_a_rule_is_about_the_nodes_and_entities_that_it_names():
    rule = Rule(metric="a.b", above=1, nodes=("web-*", "n7"), entities=("/data*", "?"), but=("/data/tmp",))
    assert rule.names_node("n1", "web-1")
    assert rule.names_node("n7", "db")
    assert not rule.names_node("n2", "db")
    named = [each for each in ("/data", "/data/x", "/data/tmp", "/", "/x") if rule.names_entity(each)]
    assert named == ["/data", "/data/x", "/"]


def test_what_a_builtin_rule_says_has_a_code_and_what_a_person_says_has_none():
    assert set(get_args(SummaryCode)) == set(BUILTIN)
    assert all(summary_code(name, rule) == name for name, rule in BUILTIN.items())
    own = BUILTIN["disk-full"].model_copy(update={"summary": "Call Anna."})
    assert summary_code("disk-full", own) is None
    assert summary_code("mine", BUILTIN["disk-full"]) is None
