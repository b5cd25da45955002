import csv
import io
import json

import numpy as np
import pytest

from agent.contract.address import pack_address
from core.server.api.source_filter import matching
from core.server.api.source_view import Standing, view_of
from core.server.api.tests.test_anomalies import traffic
from core.server.ingest.commands import SetMode
from core.server.pipeline.present import PresentSources
from core.server.pipeline.tests.reports import report, visit
from core.server.places.database import number_of
from core.server.places.places import Names, Places
from core.server.places.table import Table
from core.server.series.rows import SourceRow

LIST = "/api/v1/sources"
VISITORS = {f"127.0.1.{n}" for n in range(10)}


def table(**ranges):
    return Table.of(
        [(*(int.from_bytes(pack_address(end)[12:]) for end in each.split("-")), v) for each, v in ranges.items()], []
    )


@pytest.fixture
def placed(app, parts):
    """The application with a database of places, of which loopback addresses are in two countries and networks."""
    every = {"16.0.0.0-16.0.0.255": number_of("NL"), "16.0.1.0-16.0.1.255": number_of("BR")}
    systems = {"16.0.0.0-16.0.0.255": 64500, "16.0.1.0-16.0.1.255": 64501}
    names = Names.of({64500: "=Cloud, GmbH", 64501: "Telecom"})
    object.__setattr__(parts, "places", Places(table(**every), table(**systems), names, ["Somebody"]))


async def crowd(parts, clock):
    """Let two honest visitors and a flood come from one network, and somebody from another."""
    start = int(clock.now()) - 20
    await parts.core.command(SetMode(at=start, service="shop", mode="enforce", by="admin"))
    for i in range(20):
        rows = [visit(f"16.0.0.{n}", start + i) for n in (1, 2)] + [visit("16.0.1.9", start + i, service="blog")]
        if i > 14:
            flooding = {"no_referrer": 900, "tool_agents": 900}
            rows.append(visit("16.0.0.66", start + i, 900, **flooding))
        await parts.core.accept("n1", report(i, rows), start + i + 1.0)


async def listed(person, **params):
    answer = await person.get(LIST, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_everybody_is_listed_the_worst_first_with_what_holds(admin, parts, clock):
    await traffic(parts, clock)
    page = await listed(admin)
    assert {each["key"] for each in page["items"]} == VISITORS | {"127.0.2.1", "127.0.9.9"}
    worst, *others = page["items"]
    assert (worst["key"], worst["services"], worst["requests"]) == ("127.0.9.9", ["shop"], 900)
    assert worst["decision"]["type"] == "ban"
    assert (worst["anomalous"], worst["held"], worst["score"] > 0.5) == (1, 1, True)
    assert all(each["decision"] is None and each["requests"] == 20 for each in others)
    sums = page["sums"]
    assert (sums["sources"], sums["anomalous"], sums["held"], sums["loose"]) == (12, 1, 1, 0)


async def test_who_stands_out_and_is_not_held_is_loose_while_they_ask(admin, parts, clock):
    await traffic(parts, clock)
    (made,) = (await admin.get("/api/v1/decisions", params={"active": True, "q": "127.0.9.9"})).json()["items"][:1]
    await admin.delete(f"/api/v1/decisions/{made['id']}")
    held = [d for d in parts.core.decisions.active(clock.now()) if d.value == "127.0.9.9" and d.type != "observe"]
    for each in held:
        await admin.delete(f"/api/v1/decisions/{each.id}")
    assert (await listed(admin))["sums"]["loose"] == 1
    clock.at += 90
    sums = (await listed(admin))["sums"]
    assert (sums["anomalous"], sums["loose"]) == (1, 0)


async def test_without_a_database_of_places_everything_but_places_is_there(admin, parts, clock):
    await traffic(parts, clock)
    page = await listed(admin, group_by="country")
    assert page["places"] == {"countries": False, "systems": False, "credit": []}
    assert [(each["key"], each["sources"]) for each in page["items"]] == [("", 12)]


async def test_pages_follow_each_other_and_hold_everybody_once(admin, parts, clock):
    await traffic(parts, clock)
    found, cursor = [], ""
    while cursor is not None:
        page = await listed(admin, sort="requests", limit=5, cursor=cursor)
        found += [each["key"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert len(found) == 12 == len(set(found))
    assert page["total"] == 12
    assert found[0] == "127.0.9.9"
    assert (await admin.get(LIST, params={"cursor": "none"})).status_code == 422


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("127.0.9", {"127.0.9.9"}),
        ("-service:shop", {"127.0.2.1"}),
        ("state:banned", {"127.0.9.9"}),
        ("score>0.5", {"127.0.9.9"}),
        ("-state:honest", {"127.0.9.9"}),
        ("requests>=21", {"127.0.9.9"}),
        ("requests>=0.021k", {"127.0.9.9"}),
        ("net:127.0.2.0/23 service:blog", {"127.0.2.1"}),
        ("127.0.2.0/24", {"127.0.2.1"}),
        ("net:nonsense", set()),
        ("state:nonsense", set()),
        ("nobody", set()),
    ],
)
async def test_words_and_tokens_find_sources(admin, parts, clock, q, expected):
    await traffic(parts, clock)
    assert {each["key"] for each in (await listed(admin, q=q))["items"]} == expected


async def test_sources_are_grouped_by_network_system_and_country(admin, parts, clock, placed):
    await crowd(parts, clock)
    for by, keys in (
        ("network", ["16.0.0.0/24", "16.0.1.0/24"]),
        ("asn", ["AS64500", "AS64501"]),
        ("country", ["NL", "BR"]),
    ):
        page = await listed(admin, group_by=by)
        assert [each["key"] for each in page["items"]] == keys
        assert [(each["sources"], each["anomalous"]) for each in page["items"]] == [(3, 1), (1, 0)]
    only = await listed(admin, q="country:br")
    assert [(each["key"], each["country"], each["system"]["name"]) for each in only["items"]] == [
        ("16.0.1.9", "BR", "Telecom")
    ]
    assert [each["key"] for each in (await listed(admin, q="telecom"))["items"]] == ["16.0.1.9"]
    assert only["places"]["credit"] == ["Somebody"]


async def test_a_decision_about_a_group_is_told_whom_it_would_hit_before_it_is_made(admin, parts, clock, placed):
    await crowd(parts, clock)
    params = {"group_by": "network", "key": "16.0.0.0/24"}
    impact = (await admin.get(f"{LIST}/impact", params=params)).json()
    assert (impact["sources"], impact["anomalous"], impact["honest"], impact["spared"]) == (3, 1, 2, 0)
    assert impact["honest_share"] == pytest.approx(2 / 3, abs=0.02)
    assert (impact["range"], impact["members"][0], impact["anomalous_members"]) == (
        "16.0.0.0/24",
        "16.0.0.66",
        ["16.0.0.66"],
    )
    await admin.post("/api/v1/allowlist", json={"network": "16.0.0.1"})
    impact = (await admin.get(f"{LIST}/impact", params={"group_by": "asn", "key": "AS64500"})).json()
    assert (impact["range"], impact["spared"], impact["honest"]) == (None, 1, 1)
    assert impact["members"] == ["16.0.0.66", "16.0.0.2"]
    assert (await admin.get(f"{LIST}/impact", params={"group_by": "network", "key": "0.0.0.0/0"})).status_code == 422
    assert (await admin.get(f"{LIST}/impact", params={"group_by": "asn", "key": "ASx"})).status_code == 422


async def test_the_map_parts_honest_traffic_from_anomalous(admin, parts, clock, placed):
    await crowd(parts, clock)
    found = (await admin.get(f"{LIST}/map")).json()
    by_country = {each["country"]: each for each in found["countries"]}
    assert by_country["NL"]["anomalous_rps"] > by_country["NL"]["honest_rps"] > 0
    assert by_country["BR"]["anomalous_rps"] == 0 < by_country["BR"]["honest_rps"]
    assert found["systems"][0]["key"] == "AS64500"


async def test_the_export_is_exactly_what_the_list_finds_and_no_formula(admin, parts, clock, placed):
    await crowd(parts, clock)
    answer = await admin.get(f"{LIST}/export", params={"q": "country:NL", "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["key"] for row in rows} == {"16.0.0.1", "16.0.0.2", "16.0.0.66"}
    assert rows[0]["asn_name"] == "'=Cloud, GmbH"
    lines = await admin.get(f"{LIST}/export", params={"format": "ndjson", "group_by": "country"})
    assert [json.loads(line)["key"] for line in lines.text.splitlines()] == ["NL", "BR"]


async def test_a_span_of_the_past_is_read_from_what_is_stored(admin, parts, clock):
    last = await traffic(parts, clock)
    past = await listed(admin, **{"from": last - 3600, "to": last + 1})
    assert {each["key"] for each in past["items"]} == VISITORS | {"127.0.2.1", "127.0.9.9"}
    assert past["items"][0]["key"] == "127.0.9.9"
    assert (await listed(admin, **{"from": last - 9000, "to": last - 8000}))["items"] == []


async def test_nobody_sees_sources_of_services_beyond_their_scope(admin, parts, clock, sign_in):
    await traffic(parts, clock)
    own = await listed(admin, service="blog")
    assert [each["key"] for each in own["items"]] == ["127.0.2.1"]
    assert own["sums"]["sources"] == 1


def test_no_text_of_a_client_breaks_the_search():
    present = PresentSources(slots=64)
    present.recall([SourceRow(1000, "shop", "16.0.0.1", 1, 0, 0, 0, None)])
    view = view_of(present.columns(1000), Places(), Standing([], [], []), lambda _name: True)
    for q in (
        "-",
        "--",
        "score>",
        "score>9e999",
        "country:",
        "asn:99999999999999999999",
        "agent:#zz",
        "net:/",
        "\0",
        "(" * 50,
        "1.2.3.4/99",
    ):
        assert matching(view, q).dtype == np.bool_
