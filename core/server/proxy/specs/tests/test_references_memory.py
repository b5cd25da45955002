"""Findings that are remembered are those of the same state and surroundings."""

from core.server.proxy.documents.change import changed, read_change, state_of
from core.server.proxy.specs.references import check_references
from core.server.proxy.specs.references_memory import ReferencesMemory

SITE = {"names": ["shop.example"], "service": "none", "nodes": ["one"]}
STATE = state_of({("domain", "shop"): read_change("domain", "shop", SITE)})


def test_a_state_is_looked_at_once_for_the_same_nodes_and_secrets(monkeypatch):
    looked = []

    def check(state, *, nodes, secrets):
        looked.append((nodes, secrets))
        return check_references(state, nodes=nodes, secrets=secrets)

    monkeypatch.setattr("core.server.proxy.specs.references_memory.check_references", check)
    memory, one, nothing = ReferencesMemory(), frozenset({"one"}), frozenset()
    first = memory.check(STATE, one, nothing)
    assert memory.check(STATE, one, nothing) is first
    assert len(memory.check(STATE, nothing, nothing)) > len(first)
    assert memory.check(STATE, one, frozenset({"s"})) == first
    assert len(looked) == 3


def test_another_state_is_looked_at_anew():
    memory, one = ReferencesMemory(), frozenset({"one"})
    assert memory.check(STATE, one, frozenset())
    mended = changed(STATE, {("service", "none"): read_change("service", "none", {"members": []})})
    assert not [each for each in memory.check(mended, one, frozenset()) if each.severity == "error"]
