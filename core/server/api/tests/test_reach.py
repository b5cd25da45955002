"""What people see whose scope is limited: walks every route as an administrator of one service and one group.

The other service and node have names that occur nowhere else, so that whatever tells of them is found.
"""

import asyncio

import pytest
from msgspec import structs

from agent.contract.inventory import Container, Inventory, LogSource, Machine
from agent.contract.metrics import Metrics, SeriesName, pack_names, pack_values
from agent.contract.wire import Report
from core.server.accounts.scope import Scope
from core.server.api.tests.conftest import PASSWORD
from core.server.api.tests.test_permissions import BODIES, NEEDS, describe
from core.server.ingest.commands import SetMode
from core.server.pipeline.tests.reports import flood, report, visit
from core.server.series.partitions import Partitions
from dozor.tests.waiting import until

HIDDEN, BUNKER = "zq-hidden", "zq-bunker"
REACHED = {
    "overview",
    "search",
    "note_attention",
    "anomalies",
    "traffic_series",
    "metric_series",
    "list_metrics",
    "latest_metrics",
    "metric_changes",
    "list_alarms",
    "alarm_history",
    "read_alarm",
    "acknowledge_alarm",
    "unacknowledge_alarm",
    "silence_alarm",
    "unsilence_alarm",
    "list_alarm_silences",
    "end_alarm_silence",
    "export_sources",
    "list_sources",
    "export_source_list",
    "source_map",
    "source_impact",
    "source_profile",
    "read_source",
    "read_source_name",
    "list_incidents",
    "read_incident",
    "judge_incident",
    "list_incident_notes",
    "add_incident_note",
    "remove_incident_note",
    "read_policy",
    "list_decisions",
    "read_decision",
    "make_decision",
    "make_decisions",
    "lift_decision",
    "change_decision",
    "decision_effects",
    "read_marks",
    "list_services",
    "change_service",
    "list_nodes",
    "read_node",
    "change_node",
    "delete_node",
    "rotate_node_key",
    "revoke_node_key",
    "read_inventory",
    "list_machines",
    "list_containers",
    "read_container",
    "act_on_container",
    "list_processes",
    "list_log_sources",
    "read_log_lines",
    "download_logs",
    "read_log_context",
    "read_log_histogram",
    "list_request_logs",
    "read_requests",
    "download_requests",
    "summarize_requests",
    "list_evidence_requests",
    "read_request_context",
    "list_reloads",
    "read_reload",
    "reload_nodes",
    "stop_reload",
    "list_scaling",
    "read_scaling",
    "scaling_history",
    "pause_scaling",
    "resume_scaling",
    "simulate_scaling",
    "pages_shown",
    "list_labels",
    "read_queue",
    "list_datasets",
    "dataset_coverage",
    "count_dataset",
    "sample_dataset",
    "dataset_snippet",
    "download_dataset",
    "label_source",
    "unlabel_source",
}
"""Everything else concerns the whole fleet, or oneself (`/me`), or is for agents."""
SIMULATION = {"service": "shop", "from_at": "2030-03-17T17:00:00Z", "to_at": "2030-03-17T17:40:00Z"}
MINE = {
    "make_decision": {"source": "192.0.2.9", "service": "shop"},
    "make_decisions": {"sources": ["192.0.2.9"], "service": "shop"},
    "simulate_scaling": SIMULATION,
    "pause_scaling": {"direction": "in"},
    "resume_scaling": {"direction": "in"},
    "acknowledge_alarm": {},
    "silence_alarm": {"duration_seconds": 60},
    "change_node": {"name": "edge-9"},
    "label_source": BODIES["label_source"] | {"service": "shop", "source": "127.1.9.9"},
    "note_attention": {"key": "frozen:automation", "assignee": ""},
}


class Fleet:
    """Two nodes and two services of which everything is known, and the ids of what there is of each."""

    def __init__(self, parts, clock, admin):
        self._parts, self._clock, self._admin = parts, clock, admin
        self.mine, self.hidden = {}, {}

    async def prepare(self):
        for ids, name, service in ((self.mine, "edge-eu", "shop"), (self.hidden, BUNKER, HIDDEN)):
            node, _ = await self._parts.fleet.create(name, ("eu",) if ids is self.mine else ("zq-group",))
            ids |= {"node_id": node.id, "node": name, "service": service, "name": service, "container": f"{name}-web"}
            long_ago = self._clock.at - 3600  # it is away, so that nobody waits for its answers
            self._parts.fleet.note(node.id, Report(outbox="o", sequence=0, made_at=long_ago), long_ago, "")
            self._parts.inventories.hear(node.id, self._inventory(name))
            await self._parts.core.command(SetMode(at=self._clock.at - 60, service=service, mode="enforce", by="admin"))
        await self._admin.put(
            "/api/v1/alarm-rules/half", json={"metric": "host.load_1m", "above": 0.5, "for_seconds": 20}
        )
        for _ in range(40):
            self._clock.at += 1
            for ids, net in ((self.mine, 1), (self.hidden, 2)):
                await self._second(ids, net)
        await until(lambda: self._parts.core.health().stored_position == self._parts.core.health().log_position)
        await self._parts.alarms.tick()
        await self._find()

    def _inventory(self, name):
        container = Container(id=f"{name}-" + "c" * 12, name=f"{name}-web", image=f"{name}:1", state="running")
        logs = [LogSource(kind="container", name=f"{name}-web")]
        return Inventory(
            at=self._clock.at, containers=[container], machines=[Machine(id=f"{name}-1", name=f"{name}-vm")], logs=logs
        )

    async def _second(self, ids, net):
        second, node = int(self._clock.at) - 1, ids["node_id"]
        rows = [visit(f"127.{net}.1.{n}", second, service=ids["service"]) for n in range(10)]
        rows.append(flood(f"127.{net}.9.9", second, 900) | {"service": ids["service"]})
        names = [SeriesName("host", "", "load_1m", "count"), SeriesName("disk", f"{ids['node']}-sda", "reads", "count")]
        metrics = Metrics(at=second + 0.25, names=pack_names(names), values=pack_values([0.75, 1.0]))
        sent = structs.replace(report(second, rows, outbox=node), metrics=metrics)
        await self._parts.core.accept(node, sent, self._clock.at)

    async def _find(self):
        alarms = (await self._admin.get("/api/v1/alarms", params={"rule": "half"})).json()["alarms"]
        for alarm in alarms:
            await self._admin.post(f"/api/v1/alarms/{alarm['id']}/silence", json={"duration_seconds": 3600})
        silences = (await self._admin.get("/api/v1/alarms/silences")).json()["silences"]
        decisions = (await self._admin.get("/api/v1/decisions")).json()["items"]
        incidents = (await self._admin.get("/api/v1/incidents")).json()["items"]
        for ids, net in ((self.mine, 1), (self.hidden, 2)):
            ids["alarm_id"] = next(each["id"] for each in alarms if each["node_id"] == ids["node_id"])
            ids["silence_id"] = next(each["id"] for each in silences if each["node_id"] == ids["node_id"])
            ids["decision_id"] = next(each["id"] for each in decisions if each["service"] == ids["service"])
            ids["incident_id"] = next(each["id"] for each in incidents if each["service"] == ids["service"])
            ids["source"] = f"127.{net}.9.9"


@pytest.fixture
async def fleet(parts, clock, admin):
    made = Fleet(parts, clock, admin)
    await made.prepare()
    return made


@pytest.fixture
async def limited(parts, new_client, fleet):
    """An administrator of one service and one group of nodes."""
    await parts.accounts.people.add("lim", PASSWORD, "admin", scope=Scope(services=("shop",), groups=("eu",)))
    client = new_client()
    answer = await client.post("/api/v1/session", json={"login": "lim", "password": PASSWORD})
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


def queries(name, ids, clock):
    """Return what a route is asked: what it wants in any case, and the names of what is meant."""
    now = int(clock.at)
    source = f"{ids['node']}/container:{ids['container']}"
    instants = {"since": "2030-03-17T17:00:00Z", "until": "2030-03-17T17:40:00Z", "step_seconds": 60}
    return {
        "metric_series": {"metric": ["host.load_1m", "disk.reads"], "node": ids["node_id"]},
        "latest_metrics": {"metric": ["host.load_1m", "disk.reads"], "node": ids["node_id"]},
        "list_metrics": {"node": ids["node_id"]},
        "metric_changes": {"from": now - 20, "to": now - 2, "node": ids["node_id"]},
        "list_alarms": {"node": ids["node_id"]},
        "alarm_history": {"node": ids["node_id"]},
        "list_containers": {"node": ids["node_id"]},
        "source_impact": {"service": ids["service"], "group_by": "network", "key": "127.0.0.0/8"},
        "source_profile": {"service": ids["service"], "of": ids["source"]},
        "decision_effects": {"id": ids["decision_id"]},
        "explain_route": {"host": "shop.example"},
        "search": {"q": "e"},
        "read_log_lines": {"source": source},
        "download_logs": {"source": source},
        "read_log_context": {"source": source, "line": "1", "at": now},
        "read_log_histogram": {"source": source} | instants,
        "read_requests": {"node": ids["node"]},
        "download_requests": {"node": ids["node"]},
        "summarize_requests": {"node": ids["node"]} | instants,
        "list_evidence_requests": {key: instants[key] for key in ("since", "until")},
        "read_request_context": {"source": f"{ids['node']}/access:/a.log", "line": "1", "at": now},
    }.get(name, {"service": ids["service"]} if name != "list_decisions" else {})


def walk(ids):
    """Yield every route with its path filled in; what takes away comes last."""
    order = ("get", "post", "put", "patch", "delete")
    found = []
    for path, operations in describe().openapi()["paths"].items():
        for method, operation in operations.items():
            filled = path
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    name = parameter["name"]
                    filled = filled.replace(f"{{{name}}}", ids.get(name, "restart" if name == "act" else "0"))
            found.append((order.index(method), operation["operationId"], method, filled))
    last = {"delete_node": 2, "revoke_node_key": 1}
    return [each[1:] for each in sorted(found, key=lambda each: (last.get(each[1], 0), each[0]))]


def concerns_people_or_agents(name, path):
    return NEEDS[name] is None or f"{path}/".startswith("/api/v1/me/")


def without_notifications(names):
    """Leave out what narrows itself by rules of its own: what it tells is looked at all the same."""
    return {name for name in names if "notification" not in name}


async def test_nothing_tells_of_what_is_beyond_a_scope(limited, fleet, clock):
    reached = set()
    for name, method, path in walk(fleet.mine):
        if concerns_people_or_agents(name, path):
            continue
        for params in ({}, queries(name, fleet.mine, clock)):
            async with asyncio.timeout(30):
                answer = await limited.request(method, path, params=params, json=MINE.get(name, BODIES.get(name)))
            assert "zq-" not in answer.text, (name, params, answer.text)
            assert answer.status_code < 500 or answer.status_code in {503, 504}, (name, answer.text)
            if answer.status_code != 403:
                reached.add(name)
    assert without_notifications(reached) == REACHED


async def test_what_is_asked_for_by_name_beyond_a_scope_is_refused(limited, fleet, clock):
    bodies = {
        "make_decision": {"source": "192.0.2.9", "service": HIDDEN},
        "make_decisions": {"sources": ["192.0.2.9"], "service": ""},
        "simulate_scaling": SIMULATION | {"service": HIDDEN},
    }
    empty = set()
    for name, method, path in walk(fleet.hidden):
        if concerns_people_or_agents(name, path):
            continue
        params = queries(name, fleet.hidden, clock)
        answer = await limited.request(
            method, path, params=params, json=bodies.get(name, MINE.get(name, BODIES.get(name)))
        )
        if answer.status_code in {200, 201}:
            assert "zq-" not in answer.text, (name, answer.text)
            empty.add(name)
        else:
            assert answer.status_code in {403, 404, 422}, (name, answer.text)
    assert without_notifications(empty) == {  # lists, which have nothing of it
        "overview",
        "search",
        "metric_series",
        "latest_metrics",
        "list_metrics",
        "metric_changes",
        "list_alarms",
        "alarm_history",
        "list_alarm_silences",
        "list_containers",
        "list_decisions",
        "list_services",
        "list_nodes",
        "list_machines",
        "list_log_sources",
        "list_request_logs",
        "read_requests",
        "download_requests",
        "summarize_requests",
        "list_evidence_requests",
        "list_scaling",
        "list_reloads",
        "decision_effects",
        "list_labels",
        "read_queue",
        "list_datasets",
        "read_policy",
    }


async def test_lists_are_counted_as_they_are_seen(limited, admin, fleet):
    for path in ("/decisions", "/incidents", "/alarms/history"):
        mine, every = [(await who.get(f"/api/v1{path}")).json() for who in (limited, admin)]
        assert 0 < mine["total"] == len(mine["items"]) < every["total"], path


async def test_without_a_service_traffic_is_that_of_all_within_the_scope(limited, admin, fleet):
    own = (await admin.get("/api/v1/traffic/series", params={"service": "shop"})).json()
    seen = (await limited.get("/api/v1/traffic/series")).json()
    assert seen["rps"] == own["rps"]
    assert max(rps for rps in seen["rps"] if rps) > 100
    own = (await admin.get("/api/v1/snapshot/anomalies", params={"service": "shop"})).json()
    seen = (await limited.get("/api/v1/snapshot/anomalies")).json()
    assert seen["kpis"]["requests_rps"]["value"] == own["kpis"]["requests_rps"]["value"] > 100
    assert (seen["services"], [node["name"] for node in seen["nodes"]]) == (["shop"], ["edge-eu"])


async def test_who_is_limited_decides_about_their_service_alone_and_moves_no_node(limited, fleet):
    decide = "/api/v1/decisions"
    for service, status in (("shop", 201), (HIDDEN, 403), ("", 403)):
        answer = await limited.post(decide, json={"source": "192.0.2.9", "service": service})
        assert answer.status_code == status, service
    assert (await limited.delete(f"{decide}/{fleet.hidden['decision_id']}")).status_code == 404
    assert (await limited.delete(f"{decide}/{fleet.mine['decision_id']}")).status_code == 200
    node = f"/api/v1/nodes/{fleet.mine['node_id']}"
    assert (await limited.patch(node, json={"groups": ["eu", "zq-group"]})).status_code == 403
    assert (await limited.post("/api/v1/nodes", json={"name": "mine"})).status_code == 403


async def test_who_is_limited_sees_what_was_decided_about_all_services_and_cannot_lift_it(limited, admin):
    made = (await admin.post("/api/v1/decisions", json={"source": "192.0.2.8"})).json()
    path = f"/api/v1/decisions/{made['id']}"
    assert (await limited.get(path)).status_code == 200
    assert (await limited.delete(path)).status_code == 403


async def test_who_is_limited_is_told_what_was_refused_at_their_service_alone(limited, admin, database, clock):
    made = (await admin.post("/api/v1/decisions", json={"source": "203.0.113.7"})).json()
    t = int(clock.at) // 10 * 10
    async with database.connection() as connection:
        await Partitions().make(connection, "source_traffic", {t}, t)
        await connection.executemany(
            "INSERT INTO source_traffic VALUES (10, $1, $2, '203.0.113.7', 0, $3, 0, 0, 0.9)",
            [(t, "shop", 5), (t, HIDDEN, 40)],
        )
    for who, refused in ((limited, 5), (admin, 45)):
        told = (await who.get("/api/v1/decisions/effects", params={"id": made["id"]})).json()["items"]
        assert [each["refused"] for each in told] == [refused]


async def test_who_is_limited_sets_nothing_aside_that_concerns_everybody(limited, admin):
    await admin.patch("/api/v1/policy", json={"frozen": True})
    noted = {"key": "frozen:automation", "snoozed_seconds": 3600}
    for who, status in ((limited, 403), (admin, 200)):
        assert (await who.patch("/api/v1/overview/attention", json=noted)).status_code == status
