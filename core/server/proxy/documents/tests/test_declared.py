from pathlib import Path

import pytest

from core.server.errors import Invalid
from core.server.proxy.documents.change import changed
from core.server.proxy.documents.declared import declared_changes, exported, read_declared
from core.server.proxy.specs.references import check_references
from core.server.proxy.specs.state import DesiredState

TEXT = """
services:
  shop:
    members:
      - {name: a, host: 10.0.0.5, port: 8080, weight: 3}
    retry:
      on: [error, http_502]
domains:
  shop:
    names: [shop.example, пример.example]
    service: shop
    nodes: [one]
    snippet: |
      client_body_timeout 5s;
      send_timeout 5s;
nodes:
  one:
"""


def state():
    return changed(DesiredState(), read_declared(TEXT))


def test_a_text_says_a_state_and_the_state_the_same_text_again():
    made = state()
    assert made.services["shop"].retry.on == ("error", "http_502")
    assert made.domains["shop"].names == ("shop.example", "xn--e1afmkfd.example")
    assert "one" in made.nodes
    text = exported(made, 7)
    assert "revision 7" in text
    assert "      client_body_timeout 5s;\n" in text
    assert changed(DesiredState(), read_declared(text)) == made
    assert exported(changed(DesiredState(), read_declared(text)), 7) == text


def test_nothing_is_an_empty_state():
    assert read_declared(exported(DesiredState(), 0)) == {}


def test_what_is_not_declared_stays_or_goes_as_asked():
    declared = read_declared("services: {shop: {members: []}}")
    kept = changed(state(), declared_changes(state(), declared, prune=False))
    assert (set(kept.domains), kept.services["shop"].members) == ({"shop"}, ())
    pruned = changed(state(), declared_changes(state(), declared, prune=True))
    assert (set(pruned.domains), set(pruned.nodes), set(pruned.services)) == (set(), set(), {"shop"})


def test_all_that_is_wrong_is_told_at_once():
    text = "services: {a: {nonsense: 1}, b: {members: [{name: x, port: 0}]}}\ndomains: {../c: {names: [c.example]}}"
    with pytest.raises(Invalid) as raised:
        read_declared(text)
    places = {place for place, _ in raised.value.errors}
    assert {"service a: nonsense", "service b: members.0.port"} <= places
    assert any(place.startswith("domain ../c") for place in places)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "mapping is expected"),
        ("servers: {}", "'servers' is not known"),
        ("services: [a]", "services: a mapping"),
        ("services: {a: 7}", "a mapping with fields"),
        ("services: {a: {kind: domain}}", "its kind is"),
    ],
)
def test_what_is_no_state_is_refused(text, message):
    with pytest.raises(Invalid, match=message):
        read_declared(text)


def test_the_example_of_the_documents_is_sound():
    text = (Path(__file__).parents[5] / "docs" / "configuration.md").read_text()
    example = changed(DesiredState(), read_declared(text.partition("```yaml\n")[2].partition("```")[0]))
    assert check_references(example, nodes={"edge", "one", "two"}, secrets={"ann-password"}) == []
