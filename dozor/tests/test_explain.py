"""`dozor explain`, asked of a whole Dozor about a flood that it banned."""

import json

import pytest

from dozor.explain import explain
from dozor.tests.loopback import Flood
from dozor.tests.running import Running, wait_until

ATTACKER = "127.181.9.9"


@pytest.fixture(scope="module")
def banned(dozor: Running) -> str:
    """The id of a real ban whose evidence is stored."""

    def ids() -> list[str]:
        listed = dozor.api("GET", f"decisions?q={ATTACKER}&type=ban")["items"]
        return [each["id"] for each in listed if each["value"] == ATTACKER]

    with Flood(dozor.nginx_port, ATTACKER):
        wait_until(lambda: bool(ids()))
    decision = ids()[-1]
    wait_until(lambda: bool((dozor.api("GET", f"decisions/{decision}")["reproduction"] or {}).get("equal")))
    return decision


def test_it_says_why_and_that_the_score_is_the_same_again(dozor: Running, banned: str, capsys):
    assert explain(banned, data=dozor.data, url=dozor.core_url, as_json=False) == 0
    said = capsys.readouterr().out
    assert f"ban of {ATTACKER}" in said
    assert "the same, bit for bit" in said
    assert "pot_tails" in said
    assert "requests" in said


def test_as_json_it_is_what_the_api_says(dozor: Running, banned: str, capsys):
    assert explain(banned, data=dozor.data / "core", url=dozor.core_url, as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["id"] == banned
    assert told["reproduction"]["p_value"] == told["p_value"]


def test_what_a_person_decided_is_told_without_a_score(dozor: Running, capsys):
    made = dozor.api("POST", "decisions", {"source": "127.183.1.1"})
    assert explain(made["id"], data=dozor.data, url=dozor.core_url, as_json=False) == 0
    assert " decided" in capsys.readouterr().out
    dozor.api("DELETE", f"decisions/{made['id']}")


@pytest.mark.parametrize("decision", ["none", "../health", "a/b?c"])
def test_the_unknown_is_said_to_be_unknown(dozor: Running, decision: str, capsys):
    assert explain(decision, data=dozor.data, url=dozor.core_url, as_json=False) == 2
    assert "dozor explain" in capsys.readouterr().err


def test_without_a_running_core_it_says_so(tmp_path, capsys):
    assert explain("x", data=tmp_path, url="http://127.0.0.1:1", as_json=False) == 2
    assert "local-token" in capsys.readouterr().err
