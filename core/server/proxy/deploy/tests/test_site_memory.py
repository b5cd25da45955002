from hypothesis import given, settings
from hypothesis import strategies as st

from core.server.proxy.deploy.site_memory import SiteMemory
from core.server.proxy.documents.change import changed, read_change
from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.node import render_node
from core.server.proxy.specs.state import DesiredState

CHANGES = [
    ("domain", "a", {"names": ["a.example"], "service": "x", "nodes": ["one"]}),
    ("domain", "a", {"names": ["a.example"], "service": "y", "nodes": ["one"], "pages": "p"}),
    ("domain", "a", {"names": ["a.example"], "service": "y", "nodes": ["two"]}),
    ("domain", "b", {"names": ["b.example"], "service": "x", "nodes": ["one"], "entries": ["two"]}),
    ("domain", "b", {"names": ["b.example"], "service": "x", "nodes": ["one"], "limit": {"requests": 5}}),
    ("domain", "b", None),
    ("service", "x", {}),
    ("service", "x", {"protocol": "https"}),
    ("service", "x", {"protocol": "grpc", "members": [{"name": "m", "host": "h", "port": 1}]}),
    ("service", "y", {"sticky": {}}),
    ("service", "y", None),
    ("node", "one", {"address": "10.0.0.1"}),
    ("node", "one", {"address": "10.0.0.3", "http_port": 8080}),
    ("node", "two", {"address": "10.0.0.2"}),
    ("pages", "p", {"intercept": ["5xx"]}),
    ("pages", "p", {}),
]
SURROUNDINGS = [Surroundings(), Surroundings(in_maintenance=frozenset({"a"})), Surroundings(issuers={"b": "two"})]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(CHANGES), st.sampled_from(SURROUNDINGS)), max_size=12))
def test_what_is_remembered_is_what_would_be_written_now(steps):
    state, memories = DesiredState(), {"one": SiteMemory(), "two": SiteMemory()}
    for (kind, name, value), around in steps:
        state = changed(state, {(kind, name): None if value is None else read_change(kind, name, value)})
        for node, memory in memories.items():
            assert memory.render(state, node, around) == render_node(state, node, around)
