"""Events as they look, one of each kind and state, on which templates are checked when they are saved."""

from typing import Any, Final, get_args

from core.server.notifications.event import KINDS, Event, Kind, State

AT: Final = 1_900_000_000.0
_LONG: Final = 300
_HOSTILE: Final = "<b>\"&'{{ 7 * 7 }}\u202e\N{LOCK}" + "я" * _LONG

FACTS: Final[dict[Kind, dict[str, Any]]] = {
    "incident": {
        "id": "5f2c8d1e9a7b4c3d2e1f0a9b",
        "kind": "flood",
        "started_at": AT - 90,
        "detected_at": AT - 88,
        "ended_at": AT,
        "sources": 42,
        "decisions": 17,
        "refused": 12_400,
        "peak_rps": 870.0,
        "peak_score": 0.98,
        "verdict": "open",
        "verdict_by": "",
        "mode": "enforce",
        "worst": ["198.51.100.7", "2001:db8::7"],
    },
    "rule": {
        "rule": "Many logins",
        "rule_id": "9a7b4c3d2e1f0a9b",
        "text": "when logins_600s > 20 and score > 0.5 then notify for 1h",
        "scope": "ip",
        "value": "198.51.100.7",
        "score": 0.72,
        "had": [{"field": "logins_600s", "value": 31.0}, {"field": "score", "value": 0.72}],
        "again_at": AT + 3600,
        "is_last": True,
    },
    "ban": {
        "id": "d1",
        "scope": "ip",
        "value": "198.51.100.7",
        "until_at": AT + 3600,
        "by": "maria",
        "reason": "scrapes prices",
        "simulated": False,
    },
    "budget": {"until": AT + 600},
    "alarm": {
        "id": "a1",
        "rule": "disk-full",
        "summary": "The file system is nearly full.",
        "summary_code": "disk-full",
        "metric": "filesystem.used_share",
        "entity": "/var",
        "value": 0.97,
        "threshold": 0.95,
        "since_at": AT - 120,
        "fired_at": AT - 60,
        "cleared_at": AT,
        "cleared_why": "",
        "acknowledged_by": "",
    },
    "node": {
        "id": "a2",
        "rule": "node-silent",
        "since_at": AT - 90,
        "fired_at": AT - 60,
        "cleared_at": AT,
        "cleared_why": "",
        "acknowledged_by": "",
    },
    "certificate": {
        "name": "shop",
        "names": ["shop.example", "*.shop.example"],
        "what": "expiring",
        "not_after": AT + 7 * 86_400,
        "detail": "a sixth of its lifetime is left",
    },
    "deployment": {
        "id": "e1",
        "revision": 12,
        "phase": "failed",
        "by": "maria",
        "note": "new upstream",
        "reason": "edge-1: nginx: invalid parameter",
        "nodes": [{"name": "edge-1", "status": "failed"}, {"name": "edge-2", "status": "waiting"}],
        "more_nodes": 0,
        "failed": True,
    },
    "scaling": {"what": "more", "before": 2, "after": 4, "reason": "load 3.1 replicas", "by": ""},
    "sign_in": {"login": "maria", "address": "203.0.113.9"},
    "health": {"what": "database", "detail": "ingest and enforcement go on"},
}


def sample(kind: Kind, state: State = "opened", *, hostile: bool = False) -> Event:
    """Return an event of a kind; a hostile one has in every text what people and networks may put there."""
    facts = _spoiled(FACTS[kind]) if hostile else FACTS[kind]
    name = _HOSTILE if hostile else "shop.example"
    return Event(
        id=f"sample:{kind}:{state}",
        kind=kind,
        severity="critical" if hostile else "high",
        at=AT,
        thread=f"sample:{kind}",
        state=state,
        service=name,
        node=_HOSTILE if hostile else "edge-1",
        labels={},
        facts=facts,
    )


def samples() -> list[Event]:
    """Return all of them."""
    return [sample(kind, state, hostile=hostile) for kind in KINDS for state in _STATES for hostile in (False, True)]


_STATES: Final[tuple[State, ...]] = get_args(State)


def _spoiled(value: Any) -> Any:
    match value:
        case str():
            return _HOSTILE
        case list():
            return [_spoiled(each) for each in value]
        case dict():
            return {name: _spoiled(each) for name, each in value.items()}
        case _:
            return value
