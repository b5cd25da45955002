"""What charts mark on their time axis."""

from core.server.api.tests.test_anomalies import traffic
from core.server.api.tests.test_decisions import BAN, stored
from core.server.scaling.timeline import Event, write

URL = "/api/v1/marks"


async def test_what_happened_in_a_span_is_told_in_one_answer(admin, parts, clock, database):
    await traffic(parts, clock)
    await admin.post("/api/v1/decisions", json=BAN)
    await stored(parts)
    async with database.connection() as connection:
        await write(connection, [], [Event("shop", clock.at, "more", 1, 3, ())])
    span = {"from": int(clock.at) - 3600, "to": int(clock.at) + 60}
    found = (await admin.get(URL, params=span)).json()
    (incident,) = found["incidents"]
    assert (incident["kind"], incident["service"]) == ("flood", "shop")
    assert sum(mark["decisions"] for mark in found["decisions"]) == 2
    assert {mark["type"] for mark in found["decisions"]} == {"ban"}
    assert [(mark["service"], mark["before"], mark["after"]) for mark in found["scaling"]] == [("shop", 1, 3)]
    assert found["deployments"] == []
    of_another = (await admin.get(URL, params=span | {"service": "blog"})).json()
    assert [of_another[name] for name in ("incidents", "decisions", "scaling")] == [[], [], []]


async def test_decisions_made_close_together_are_one_mark(admin, parts, clock):
    for i in range(3):
        kind = "ban" if i == 1 else "limit"
        await admin.post("/api/v1/decisions", json=BAN | {"source": f"203.0.113.{i + 1}", "type": kind})
    await stored(parts)
    span = {"from": int(clock.at) - 86_400, "to": int(clock.at) + 60}
    (mark,) = (await admin.get(URL, params=span)).json()["decisions"]
    assert (mark["decisions"], mark["type"]) == (3, "ban")


async def test_a_span_is_from_before_to(admin, clock):
    assert (await admin.get(URL, params={"from": int(clock.at), "to": int(clock.at) - 1})).status_code == 422


async def test_any_span_is_answered(admin):
    assert (await admin.get(URL, params={"from": 0, "to": 2**40 - 1})).status_code == 200
