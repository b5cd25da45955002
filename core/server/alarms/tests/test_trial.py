import asyncpg
import pytest

from core.server.alarms.rule import Rule
from core.server.alarms.trial import Past, try_rule
from core.server.errors import Invalid
from core.server.metrics.tests.storing import T0, Storing, row
from models.metric_anomalies import MetricAnomalies

RULE = {"metric": "container.value", "above": 5, "for_seconds": 30, "clear_seconds": 30}
NODES = {"n1": "web-1", "n2": "web-2"}


@pytest.fixture
async def storing(database_url):
    connection = await asyncpg.connect(database_url)
    yield Storing(connection)
    await connection.close()


async def tried(storing, said, hours=1):
    newest = storing.writer.newest + 1
    past = Past(nodes=NODES, from_at=newest - hours * 3600, to_at=newest, now=newest)
    return await try_rule(storing.connection, storing.catalogue, Rule.model_validate(said), past)


async def test_a_trial_tells_what_would_have_fired(storing):
    def value(i):
        return 9.0 if 100 <= i < 200 or 400 <= i < 420 or i >= 500 else 1.0

    await storing.write(row(T0 + i, {"a": value(i), "b": 1.0}) for i in range(0, 600, 2))
    await storing.roll_up(T0 + 1300)
    found = await tried(storing, RULE)
    assert (found.step_seconds, found.series, found.fired) == (10, 2, 2)
    first, second = found.alarms
    assert (first.key.node, first.key.entity) == ("n1", "a")
    assert (first.fired_at - T0, first.cleared_at - T0, first.value) == (130, 230, 9)
    assert second.cleared_at == 0
    assert (await tried(storing, RULE | {"nodes": ["web-2"]})).series == 0
    assert (await tried(storing, RULE | {"entities": ["b"]})).fired == 0
    assert (await tried(storing, RULE | {"enabled": False, "group": "fleet", "of": "sum", "above": 9.5})).fired == 2


async def test_an_anomaly_can_be_tried(storing):
    await storing.write(row(T0 + i, {"a": 1.0 + i % 7 / 100 + (50 if i == 2500 else 0)}) for i in range(0, 3000, 10))
    await storing.roll_up(T0 + 4000)
    found = await tried(storing, {"kind": "anomaly", "metric": "container.value", "above": 3.0})
    assert T0 + 2510 in {each.fired_at for each in found.alarms}


async def test_only_what_the_rule_is_about_is_scored(storing, monkeypatch):
    """A detector takes its time, and of other entities there may be a thousand."""
    made = []

    class Counted(MetricAnomalies):
        def __init__(self):
            made.append(self)
            super().__init__()

    monkeypatch.setattr("core.server.alarms.trial.MetricAnomalies", Counted)
    await storing.write(row(T0 + i, {"a": 1.0, "b": 1.0, "c": 1.0}) for i in range(0, 600, 10))
    await storing.roll_up(T0 + 1300)
    await tried(storing, {"kind": "anomaly", "metric": "container.value", "entities": ["b"]})
    assert len(made) == 1


async def test_what_cannot_be_tried_is_told(storing):
    with pytest.raises(Invalid, match="leaves nothing behind"):
        await tried(storing, {"kind": "silence"})
    assert (await tried(storing, RULE)).series == 0
