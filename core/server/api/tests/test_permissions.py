"""Walks every route as every role: what a role may not do is refused before anything else is looked at."""

import pytest

from core.server.api.app import describe

NEEDS = {
    "sign_in": None,
    "refresh_session": None,
    "sign_out": None,
    "health": None,
    "accept_report": None,  # nodes have keys of their own
    "me": "read",
    "anomalies": "read",
    "traffic_series": "read",
    "export_sources": "read",
    "read_source": "read",
    "list_incidents": "read",
    "read_incident": "read",
    "read_policy": "read",
    "list_decisions": "read",
    "read_decision": "read",
    "list_allowed": "read",
    "list_services": "read",
    "list_nodes": "read",
    "read_node": "read",
    "list_versions": "read",
    "download_version": "read",
    "read_trial": "read",
    "try_thresholds": "read",
    "judge_incident": "decide",
    "make_decision": "decide",
    "make_decisions": "decide",
    "lift_decision": "decide",
    "allow": "decide",
    "disallow": "decide",
    "change_service": "operate",
    "change_policy": "operate",
    "create_node": "operate",
    "delete_node": "operate",
    "rotate_node_key": "operate",
    "upload_version": "train",
    "set_challenger": "train",
    "end_trial": "train",
    "promote": "train",
    "roll_back": "train",
}
ROLES = {
    "viewer": {"read"},
    "data_scientist": {"read", "train"},
    "analyst": {"read", "decide"},
    "operator": {"read", "decide", "operate"},
    "admin": {"read", "decide", "operate", "train"},
}
BODIES = {
    "judge_incident": {"verdict": "expected"},
    "make_decision": {"source": "no address"},
    "make_decisions": {"sources": ["no address"]},
    "allow": {"network": "no network"},
    "change_service": {"mode": "observe"},
    "change_policy": {"frozen": False},
    "create_node": {"name": "edge-1"},
    "set_challenger": {"version_id": "0" * 32},
    "promote": {"version_id": "0" * 32},
}


def routes():
    for path, operations in describe().openapi()["paths"].items():
        for method, operation in operations.items():
            yield operation["operationId"], method, path.replace("{", "").replace("}", "")


def test_every_route_has_its_permission_written_down_here():
    assert {name for name, _, _ in routes()} == set(NEEDS)


@pytest.mark.parametrize("role", [*ROLES, None])
async def test_a_role_passes_where_it_may_and_nowhere_else(role, client, sign_in):
    person = await sign_in(role) if role else client
    for name, method, path in routes():
        need = NEEDS[name]
        if need is None:
            continue
        answer = await person.request(method, path, json=BODIES.get(name))
        if role is None:
            assert answer.status_code == 401, name
        else:
            assert (answer.status_code == 403) == (need not in ROLES[role]), (name, answer.text)
            assert answer.status_code < 500, (name, answer.text)
