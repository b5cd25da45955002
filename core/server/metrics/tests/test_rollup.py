import random

import numpy as np
import pytest

from core.server.metrics.tests.storing import STEPS, T0, expected, row
from core.server.series.tiers import TRAFFIC

GAP = float("nan")
DAY = 86_400


async def tiers(storing):
    return {step: await storing.points(step) for step in STEPS}


def some_rows(seed: int) -> list:
    """Return rows of three nodes over 70 minutes, with gaps, series that come and go, and seconds told of twice."""
    draw = random.Random(seed)
    rows = []
    for node in ("n1", "n2", "n3"):
        entities = ["web", "db"]
        for t in range(T0 + draw.randrange(300), T0 + 4200, draw.choice([1, 2, 7])):
            if draw.random() < 0.01:
                entities = draw.sample(["web", "db", "cache", "job-1", "job-2"], draw.randrange(1, 5))
            if draw.random() < 0.05:
                continue
            values = {entity: GAP if draw.random() < 0.1 else round(draw.gauss(100, 30), 3) for entity in entities}
            rows += [row(t, values, node)] * (1 if draw.random() < 0.98 else 2)
    rows.sort(key=lambda each: each.t)
    return rows


def assert_close(found, wanted):
    assert found.keys() == wanted.keys()
    if wanted:
        np.testing.assert_allclose(list(found.values()), [wanted[key] for key in found], rtol=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_every_cut_of_the_data_gives_the_same_tiers(storing, seed):
    """Batches, restarts and roll-ups at any moment, and a tenth of the rows up to half an hour late."""
    draw, rows = random.Random(seed), some_rows(seed)
    came = sorted(rows, key=lambda each: each.t + (draw.randrange(1800) if draw.random() < 0.1 else 0))
    newest, place = T0, 0
    while place < len(came):
        part = came[place : place + draw.choice([1, 40, 400, 2000])]
        place += len(part)
        newest = max(newest, *(each.t for each in part))
        await storing.write(part, newest)
        if draw.random() < 0.6:
            await storing.roll_up(newest)
        if draw.random() < 0.2:
            storing.restart()
    await storing.write([], T0 + 3 * DAY)
    await storing.roll_up(T0 + 3 * DAY)
    for step in STEPS[2:]:  # the finer ones are over by then
        assert_close(await storing.points(step), expected(came, step))


async def test_every_tier_tells_least_most_average_last_and_how_many(storing):
    rows = [row(T0 + i, {"web": float(i % 17), "db": GAP if i % 3 else 5.0}) for i in range(7300)]
    await storing.write(rows)
    await storing.roll_up(T0 + 7300)
    for step in (1, 10, 60):
        whole = 7300 - 7300 % (60 * step)
        assert_close(await storing.points(step), expected(rows[:whole], step))


async def test_what_came_late_is_made_again_in_every_tier(storing):
    rows = [row(T0 + i, {"web": 1.0}) for i in range(0, 3600, 2)]
    await storing.write(rows)
    await storing.roll_up(T0 + 3700)
    late = [row(T0 + 1, {"web": 9.0, "new": 3.0}), row(T0 + 3, {"web": 5.0})]
    await storing.write(late, T0 + 3700)
    await storing.roll_up(T0 + 3700)
    for step in (1, 10, 60):
        assert_close(await storing.points(step), expected([*rows, *late], step))


async def test_what_is_a_day_late_reaches_the_tiers_that_hold_that_time_and_leaves_no_partition_behind(storing):
    now = T0 + 2 * DAY
    await storing.write([row(now, {"web": 1.0})])
    await storing.roll_up(now + 100)
    late = [row(T0 + DAY + i, {"web": float(i)}) for i in range(1200)]
    await storing.write(late, now)
    await storing.roll_up(now)
    for step in (10, 60):
        found = await storing.points(step)
        assert_close({key: value for key, value in found.items() if key[2] < now}, expected(late, step))
    await storing.write([row(now + 1200, {"web": 1.0})])
    await storing.roll_up(now + 1200)
    names = await storing.connection.fetch(
        "SELECT relname FROM pg_class WHERE relname ~ '^metric_(raw|block_1)_[0-9]+$'"
    )
    assert all(int(each["relname"].rpartition("_")[2]) > T0 + DAY + 1200 for each in names)


async def test_rows_that_come_while_their_block_is_made_make_it_once_more(storing):
    await storing.write([row(T0, {"web": 1.0})], T0 + 100)
    due = await storing.connection.fetch("SELECT node, t, marks FROM metric_due WHERE step_seconds = 1")
    await storing.write([row(T0 + 1, {"web": 2.0})], T0 + 100)
    await storing.rollup._make(storing.connection, None, TRAFFIC[0], due, T0 + 100)
    assert await storing.connection.fetchval("SELECT marks FROM metric_due WHERE step_seconds = 1") == 2
    await storing.roll_up(T0 + 100)
    assert not await storing.connection.fetch("SELECT FROM metric_due WHERE step_seconds = 1")
    assert set(await storing.points(1)) == {("n1", "web", T0), ("n1", "web", T0 + 1)}


async def test_a_block_that_cannot_be_read_is_made_anew_of_what_there_is(storing):
    await storing.write([row(T0 + i, {"web": 1.0, "db": float(i)}) for i in range(60)], T0 + 100)
    await storing.roll_up(T0 + 100)
    await storing.connection.execute("UPDATE metric_block SET data = '\\x0102'")
    await storing.write([row(T0 + 60, {"web": 1.0}), row(T0 + 5, {"web": 7.0})], T0 + 100)
    await storing.roll_up(T0 + 130)
    assert storing.rollup.damaged >= 1
    assert (await storing.points(1))["n1", "web", T0 + 5] == (7.0,)


async def test_time_that_is_over_is_dropped_and_the_coarser_tiers_stay(storing):
    await storing.write([row(T0 + i, {"web": float(i)}) for i in range(4000)])
    await storing.roll_up(T0 + 4000)
    assert await storing.connection.fetchval("SELECT count(*) FROM metric_raw WHERE t < $1", T0 + 3000) > 0
    later = T0 + 3 * DAY
    await storing.write([row(later, {"web": 0.0})])
    await storing.roll_up(later)
    left = {step: len(await storing.blocks(step)) for step in STEPS}
    assert left == {1: 0, 10: 0, 60: 2, 600: 1, 3600: 1}
    await storing.write([row(later + 600, {"web": 0.0})])  # what nobody made blocks of before is dropped a window later
    assert await storing.connection.fetchval("SELECT min(t) FROM metric_raw") == later


async def test_names_that_nothing_refers_to_are_forgotten_after_an_hour(storing):
    count = "SELECT count(*) FROM metric_names"
    await storing.write([row(T0, {"job": 1.0})], T0 + 100)
    await storing.roll_up(T0 + 100)
    await storing.connection.execute("DELETE FROM metric_block; DELETE FROM metric_raw; DELETE FROM metric_due")
    await storing.roll_up(T0 + 3700)
    assert await storing.connection.fetchval(count) == 1
    await storing.roll_up(T0 + 7300)
    assert await storing.connection.fetchval(count) == 0


async def test_names_are_stored_compressed(storing):
    entities = {f"shop-worker-{number}": 1.0 for number in range(1000)}
    await storing.write([row(T0, entities)])
    stored = await storing.connection.fetchval("SELECT length(names) FROM metric_names")
    assert stored < len(row(T0, entities).names) / 5
    await storing.roll_up(T0 + 100)
    assert len(await storing.points(1)) == 1000
