import pytest

from core.server.api.kpis import NO_LOAD, service_load
from core.server.pipeline.live_service import Load


async def test_a_service_may_be_set_before_its_first_request(admin):
    answer = await admin.patch("/api/v1/services/shop.example", json={"mode": "enforce"})
    assert answer.status_code == 200
    shown = (await admin.get("/api/v1/services")).json()
    assert shown == [answer.json()]
    assert (shown[0]["name"], shown[0]["mode"], shown[0]["rps"]) == ("shop.example", "enforce", 0.0)


def test_a_service_tells_how_often_it_fails_where_it_answers_at_all():
    load = Load(seconds=10, requests=8.0, refused=0.0, errors_5xx=2.0, anomalous=0.0, latency_counts=[8.0])
    shown = service_load(load)
    assert (shown["rps"], shown["errors_5xx_share"]) == (0.8, 0.25)
    assert 0.0 < shown["latency_p95_ms"] <= 1.0
    assert service_load(None) == NO_LOAD


async def test_a_mode_survives_a_restart_of_the_pipeline(admin, parts, database_url):
    await admin.patch("/api/v1/services/shop.example", json={"mode": "enforce"})
    await parts.core.stop()
    again = type(parts.core)(parts.settings.data_dir / "pipeline", database_url)
    await again.start()
    assert again.live.mode("shop.example") == "enforce"
    assert again.live.mode("other.example") == "observe"
    await again.stop()


@pytest.mark.parametrize("name", ["a b", "<script>", "x" * 254, "a%00b"])
async def test_a_name_that_is_none_is_refused(admin, name):
    assert (await admin.patch(f"/api/v1/services/{name}", json={"mode": "off"})).status_code == 422


async def test_an_unknown_mode_is_refused(admin):
    assert (await admin.patch("/api/v1/services/a", json={"mode": "panic"})).status_code == 422
