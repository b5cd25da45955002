import pytest

from agent.contract.proxy import NodeState, Problem
from core.server.proxy.deploy.store import NodeRecord
from core.server.proxy.deploy.sync import AWAY_SECONDS, why_not_in_sync

NOW = 1_900_000_000.0


def why(desired="d", confirmed="d", applied="d", *, at=NOW, is_deployed_to=False, **state):
    record = NodeRecord(confirmed=confirmed, state=NodeState(applied=applied, **state), state_at=at)
    return why_not_in_sync(desired, record, is_deployed_to=is_deployed_to, now=NOW)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        ({"desired": "", "confirmed": "", "applied": "", "at": 0.0}, ""),
        ({"is_deployed_to": True}, "a deployment is going on"),
        ({"at": NOW - AWAY_SECONDS - 1}, "the node is away"),
        ({"at": 0.0}, "the node was never heard of"),
        ({"confirmed": "c", "applied": "c"}, "the newest revision is not deployed"),
        ({"applied": "other"}, "NGINX runs something else"),
        ({"applied": ""}, "NGINX does not answer"),
        ({"applied": "", "trouble": "disk full"}, "disk full"),
        ({"left_out": [Problem(file="sites/a.conf", line=1, message="x")]}, "left out: sites/a.conf"),
    ],
)
def test_what_is_between_a_node_and_the_newest_revision_is_said_in_words(facts, said):
    assert str(why(**facts) or "") == said
