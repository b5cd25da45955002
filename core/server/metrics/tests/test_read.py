import asyncpg
import numpy as np
import pytest
import pytest_asyncio

from core.server.errors import Invalid
from core.server.metrics.query import Query, pieces
from core.server.metrics.read import read_series
from core.server.metrics.tests.storing import T0, Storing, name, row
from core.server.series.tiers import TRAFFIC

GAP = float("nan")
STATS = ("avg", "min", "max", "last")
VALUE = frozenset({("container", "value")})


async def read(storing: Storing, from_at: int, to_at: int, **asked):
    usual = {"nodes": ("n1", "n2"), "metrics": VALUE, "entities": None, "now": storing.writer.newest}
    most = {"most": asked.pop("most")} if "most" in asked else {}
    query = Query(from_at=from_at, to_at=to_at, **(usual | asked))
    return await read_series(storing.connection, storing.catalogue, query, STATS, **most)


def reference(values: dict[int, float], t: range) -> dict[str, np.ndarray]:
    """Return what the columns of one series should be, from its values by second."""
    cells = [[values[s] for s in range(at, at + t.step) if s in values and values[s] == values[s]] for at in t]
    make = {"avg": np.mean, "min": min, "max": max, "last": lambda cell: cell[-1]}
    return {stat: np.array([make[stat](cell) if cell else GAP for cell in cells]) for stat in STATS}


def series_of_four_hours() -> dict[tuple[str, str], dict[int, float]]:
    """Return two nodes' values; n1's `web` has a gap of half an hour and its list of names changes within a minute."""
    return {
        ("n1", "web"): {T0 + i: float(i % 100) for i in range(0, 14_400, 3) if not 4000 <= i < 5800},
        ("n1", "db"): {T0 + i: float(i % 7) for i in range(7227, 14_400, 3)},
        ("n2", "web"): {T0 + i: float(i) for i in range(0, 14_400, 6)},
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def four_hours(filled_database_url):
    """The values in a database of their own, which no test writes to."""
    values, rows = series_of_four_hours(), []
    for node in ("n1", "n2"):
        for t in range(T0, T0 + 14_400):
            told = {entity: own[t] for (of, entity), own in values.items() if of == node and t in own}
            if told:
                rows.append(row(t, told, node))
    rows.sort(key=lambda each: each.t)
    connection = await asyncpg.connect(filled_database_url)
    storing = Storing(connection)
    for place in range(0, len(rows), 4000):
        await storing.write(rows[place : place + 4000])
        await storing.roll_up()
    await connection.close()
    return filled_database_url, storing.writer.newest, values


@pytest_asyncio.fixture
async def filled(four_hours):
    url, newest, values = four_hours
    connection = await asyncpg.connect(url)
    storing = Storing(connection)
    storing.writer.newest = newest
    yield storing, values
    await connection.close()


@pytest.mark.parametrize(
    ("since_seconds", "to_seconds", "step", "wanted_step"),
    [
        (120, 0, 1, 1),
        (1000, 0, 1, 1),
        (7000, 0, 1, 2),
        (7000, 3000, 15, 20),
        (14_000, 0, 1, 10),
        (14_400, 0, 60, 60),
        (14_393, 17, 90, 120),
    ],
)
async def test_the_answer_is_what_the_seconds_say_whichever_tiers_give_it(
    filled, since_seconds, to_seconds, step, wanted_step
):
    storing, values = filled
    end = T0 + 14_400
    answer = await read(storing, end - since_seconds, end - to_seconds, step_seconds=step)
    assert answer.step_seconds == wanted_step
    assert [(each.node, each.name.entity) for each in answer.series] == [("n1", "db"), ("n1", "web"), ("n2", "web")]
    covered = range(answer.t.start, end - to_seconds - 1 - (end - to_seconds - 1 - answer.t.start) % wanted_step)
    for number, each in enumerate(answer.series):
        wanted = reference(values[each.node, each.name.entity], answer.t)
        for stat in STATS:
            whole = len(range(covered.start, covered.stop, wanted_step))  # the last point may reach beyond
            np.testing.assert_allclose(answer.stats[stat][number][:whole], wanted[stat][:whole], rtol=1e-6)


async def test_gaps_stay_gaps(filled):
    storing, _ = filled
    answer = await read(storing, T0 + 3600, T0 + 7200, nodes=("n1",), entities=frozenset({"web"}), step_seconds=60)
    gap = np.isnan(answer.stats["avg"][0])
    assert np.flatnonzero(gap).tolist() == [place for place, t in enumerate(answer.t) if T0 + 4000 <= t < T0 + 5760]


async def test_nothing_lags_behind(filled):
    storing, _ = filled
    for step in (1, 10, 60, 600):
        answer = await read(storing, T0, T0 + 14_400, nodes=("n2",), step_seconds=step, since=T0 + 14_300)
        assert answer.t.start <= T0 + 14_300
        assert answer.stats["last"][0][-1] >= 14_394


async def test_since_gives_the_end_of_the_same_answer(filled):
    storing, _ = filled
    whole = await read(storing, T0, T0 + 14_400, step_seconds=30)
    end = await read(storing, T0, T0 + 14_400, step_seconds=30, since=T0 + 14_000)
    assert end.step_seconds == whole.step_seconds
    for stat in STATS:
        np.testing.assert_array_equal(end.stats[stat], whole.stats[stat][:, -len(end.t) :])


async def test_most_series_of_a_list_are_read_as_those_of_a_few(storing):
    rows = [row(T0 + i, {f"e{n}": float(n * i) for n in range(20)}) for i in range(200)]
    rows.append(row(T0 + 199, {f"e{n}": -1.0 for n in range(20)}))
    await storing.write(rows)
    await storing.roll_up()
    all_of_it = await read(storing, T0, T0 + 200)
    for part in (["e3"], ["e0", "e19"]):
        some = await read(storing, T0, T0 + 200, entities=frozenset(part))
        places = [[each.name.entity for each in all_of_it.series].index(name) for name in part]
        for stat in STATS:
            np.testing.assert_array_equal(some.stats[stat], all_of_it.stats[stat][places])
    assert all_of_it.stats["last"][:, -1].tolist() == [-1.0] * 20


async def test_more_series_than_an_answer_holds_are_refused(storing):
    await storing.write([row(T0, {f"e{n}": 1.0 for n in range(20)})])
    with pytest.raises(Invalid, match="20 series: at most 19"):
        await read(storing, T0, T0 + 1, most=19)


async def test_many_series_are_told_with_a_wider_step(storing):
    await storing.write([row(T0 + i, {f"e{n}": 1.0 for n in range(100)}) for i in range(0, 3000, 100)])
    answer = await read(storing, T0, T0 + 3000)
    assert answer.step_seconds == 5
    assert (await read(storing, T0, T0 + 3000, entities=frozenset({"e5"}))).step_seconds == 1


async def test_the_end_of_an_answer_has_the_series_of_all_of_it(storing):
    rows = [row(T0 + i, {f"e{n}": 1.0 for n in range(100)}) for i in range(0, 2000, 100)]
    await storing.write([*rows, *(row(T0 + i, {"e1": 2.0}) for i in range(2000, 3000, 100))])
    await storing.roll_up()
    whole = await read(storing, T0, T0 + 3000)
    end = await read(storing, T0, T0 + 3000, since=T0 + 2500)
    assert (end.step_seconds, end.series) == (whole.step_seconds, whole.series)
    assert np.flatnonzero(~np.isnan(end.stats["avg"]).all(axis=1)).tolist() == [end.series.index(("n1", name("e1")))]


async def test_where_there_is_nothing_the_answer_is_empty(storing):
    answer = await read(storing, T0, T0 + 100)
    assert (answer.series, answer.stats["avg"].shape) == ([], (0, 100))


def test_a_tier_answers_up_to_where_it_is_made_and_the_finer_ones_after():
    done = {60: 3600, 10: 6000, 1: 6540}
    parts = pieces(TRAFFIC[2], 0, 6600, done)
    found = [(each.tier and each.tier.step_seconds, each.from_at, each.to_at) for each in parts]
    assert found == [(60, 0, 3600), (10, 3600, 6000), (1, 6000, 6540), (None, 6540, 6600)]
    assert [each.tier for each in pieces(TRAFFIC[0], 6550, 6600, done)] == [None]
