"""The audit log as people see it, and that no change gets past it."""

import csv
import inspect
import io
import json

import pytest
from fastapi import APIRouter

from core.server.api import routes
from core.server.api.permissions import Operator

PAGE = "/api/v1/audit"


@pytest.fixture
def noted(parts):
    """Returns the actions in the log, oldest first, as the database has them without anything being stored now."""

    async def actions():
        async with parts.database.connection() as connection:
            return [row["action"] for row in await connection.fetch("SELECT action FROM audit ORDER BY id")]

    return actions


async def test_a_change_is_on_disk_before_it_is_answered(admin, noted):
    await admin.post("/api/v1/nodes", json={"name": "edge-1"})
    assert (await noted())[-1] == "create_node"


async def test_entries_are_searched_and_come_in_pages(admin):
    for name in ("one", "two", "three"):
        await admin.post("/api/v1/nodes", json={"name": name}, headers={"X-Request-Id": f"request-{name}"})
    first = (await admin.get(PAGE, params={"action": "create_node", "limit": 2})).json()
    assert [each["after"]["name"] for each in first["items"]] == ["three", "two"]
    rest = (await admin.get(PAGE, params={"action": "create_node", "cursor": first["next_cursor"]})).json()
    assert ([each["after"]["name"] for each in rest["items"]], rest["next_cursor"]) == (["one"], None)
    for params, count in (
        ({"text": "THREE"}, 1),
        ({"text": "request-two"}, 1),
        ({"text": "100%_"}, 0),
        ({"who": "ADMIN", "action": "create_node"}, 3),
        ({"who": "eve"}, 0),
        ({"subject": first["items"][0]["subject"]}, 1),
        ({"from": 1_900_000_001}, 0),
        ({"to": 1_900_000_001, "action": "create_node"}, 3),
        ({"action": "create_node", "not_subject": first["items"][0]["subject"]}, 2),
        ({"action": "create_node", "not_who": ["eve", "ADMIN"]}, 0),
        ({"not_action": ["sign_in", "create_node"]}, 0),
        ({"action": "create_node", "address": first["items"][0]["address"]}, 3),
        ({"action": "create_node", "not_address": first["items"][0]["address"]}, 0),
        ({"address": "198.51.100.9"}, 0),
    ):
        assert len((await admin.get(PAGE, params=params)).json()["items"]) == count, params


async def test_an_export_has_every_entry_and_no_formula(admin):
    await admin.put("/api/v1/alarm-rules/quiet", json={"kind": "silence", "summary": "x"})
    await admin.post("/api/v1/allowlist", json={"network": "192.0.2.1", "reason": "=HYPERLINK(1)"})
    lines = (await admin.get(f"{PAGE}/export")).text.splitlines()
    assert [json.loads(line)["action"] for line in lines] == ["allow", "create_alarm_rule", "sign_in"]
    rows = list(csv.DictReader(io.StringIO((await admin.get(f"{PAGE}/export", params={"form": "csv"})).text)))
    assert [row["action"] for row in rows] == ["allow", "create_alarm_rule", "sign_in"]
    assert not any(cell[:1] in {"=", "+", "-", "@"} for row in rows for cell in row.values())


async def test_what_is_refused_or_tried_only_is_no_change(admin, sign_in, noted):
    viewer = await sign_in("viewer")
    before = await noted()
    assert (await viewer.post("/api/v1/nodes", json={"name": "edge-1"})).status_code == 403
    assert (await admin.post("/api/v1/nodes", json={"name": "no name"})).status_code == 422
    assert (await admin.post("/api/v1/deployments", params={"dry_run": True}, json={"note": ""})).status_code == 201
    assert (await admin.post("/api/v1/config/plan", json={"text": ""})).status_code == 200
    assert (await admin.put("/api/v1/config/node/one", params={"dry_run": True}, json={})).status_code == 200
    assert await noted() == before


async def test_a_change_that_its_route_forgot_is_noted_by_its_name(new_client, admin, noted):
    app = new_client()._transport.app
    router = APIRouter()

    @router.post("/api/v1/forgotten/{thing}")
    async def change_thing(thing: str, _person: Operator) -> None:
        """Change something and tell nobody."""

    before = list(app.router.routes)
    app.include_router(router)
    app.router.routes.insert(0, app.router.routes.pop())
    try:
        assert (await admin.post("/api/v1/forgotten/7")).status_code == 200
        assert (await admin.get(PAGE)).json()["items"][0]["subject"] == "/api/v1/forgotten/7"
        assert (await noted())[-1] == "change_thing"
    finally:
        app.router.routes[:] = before


NOTES = ("audit.note(", "EditorDep", "take_update")  # the last is what Telegram brings: its users ask by the API
MADE = ("node", "account", "invitation")
CHANGES = [
    ("make_telegram_link_code", "post", "/me/telegram", None),
    ("change_policy", "patch", "/policy", {"frozen": True}),
    ("change_service", "patch", "/services/shop.example", {"mode": "enforce"}),
    ("make_decision", "post", "/decisions", {"source": "192.0.2.1", "service": "shop.example"}),
    ("make_decisions", "post", "/decisions/bulk", {"sources": ["192.0.2.2"], "service": "shop.example"}),
    ("lift_decision", "delete", "/decisions/{id}", None),
    ("allow", "post", "/allowlist", {"network": "198.51.100.0/24"}),
    ("disallow", "delete", "/allowlist/{id}", None),
    ("create_node", "post", "/nodes", {"name": "edge-1"}),
    ("change_node", "patch", "/nodes/{id}", {"groups": ["eu"]}),
    ("rotate_node_key", "post", "/nodes/{id}/key", None),
    ("revoke_node_key", "delete", "/nodes/{id}/key", None),
    ("delete_node", "delete", "/nodes/{id}", None),
    ("put_alarm_rule", "put", "/alarm-rules/quiet", {"kind": "silence"}),
    ("delete_alarm_rule", "delete", "/alarm-rules/quiet", None),
    ("apply_alarm_rules", "post", "/alarm-rules/apply", {"text": "alarms: {quiet: {kind: silence}}"}),
    ("put_secret", "put", "/config/secrets/pass", {"kind": "password", "value": "hunter2hunter2"}),
    ("delete_secret", "delete", "/config/secrets/pass", None),
    ("put_node", "put", "/config/node/one", {}),
    ("put_service", "put", "/config/service/shop", {"members": [{"name": "a", "host": "192.0.2.5", "port": 80}]}),
    ("change_member", "patch", "/config/service/shop/members/a", {"weight": 5}),
    ("put_domain", "put", "/config/domain/shop", {"names": ["shop.example"], "service": "shop", "nodes": []}),
    ("delete_document", "delete", "/config/domain/shop", None),
    ("put_pages", "put", "/config/pages/own", {"description": "x"}),
    ("put_certificate", "put", "/config/certificate/shop", {"names": ["shop.example"], "source": "uploaded"}),
    ("apply_config", "post", "/config/apply", {"text": "nodes: {two: {}}"}),
    ("restore_revision", "post", "/config/revisions/0/restore", None),
    ("create_account", "post", "/accounts", {"login": "walker", "role": "viewer"}),
    ("change_account", "patch", "/accounts/{id}", {"role": "analyst"}),
    ("reset_password", "post", "/accounts/{id}/password", None),
    ("reset_second_factor", "delete", "/accounts/{id}/second-factor", None),
    ("end_account_sessions", "delete", "/accounts/{id}/sessions", None),
    ("delete_account", "delete", "/accounts/{id}", None),
    ("invite", "post", "/invitations", {"role": "viewer"}),
    ("take_invitation_back", "delete", "/invitations/{id}", None),
    ("rotate_signing_keys", "post", "/signing-keys", {}),
]


async def test_every_changing_route_leaves_an_entry(admin, parts, noted):
    await parts.fleet.create("one")
    await parts.fleet.create("two")
    made = ""
    for name, method, path, body in CHANGES:
        before = len(await noted())
        answer = await admin.request(method, f"/api/v1{path.format(id=made)}", json=body)
        assert answer.status_code < 400, (name, answer.text)
        assert len(await noted()) > before, name
        assert "hunter2" not in (await admin.get(PAGE)).text
        said = answer.json() if answer.content else {}
        said = said if isinstance(said, dict) else {}
        made = next((said[each]["id"] for each in MADE if each in said), said.get("id", made))


def test_every_change_is_noted_by_its_own_part():
    """What the walk above cannot do without a fleet is looked for by the tests of its part; here, that it is noted."""
    forgotten = set()
    for module in vars(routes).values():
        for route in getattr(getattr(module, "router", None), "routes", ()):
            reads = route.methods <= {"GET", "HEAD"} or "changes_nothing" in str(route.dependencies)
            source = inspect.getsource(module)
            if not reads and "/agent/" not in f"{route.path}/" and not any(each in source for each in NOTES):
                forgotten.add(route.name)
    assert not forgotten
