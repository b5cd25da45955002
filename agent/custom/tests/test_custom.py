"""Custom metrics from the plan to the readings, over real sockets."""

import asyncio
import math
import time

import httpx
import pytest

from agent.contract.inventory import Inventory
from agent.contract.metrics import SeriesName
from agent.custom.custom import CustomMetrics
from agent.custom.plan import Listed, Plan, Pull, Service
from dozor.tests.waiting import until

TOKEN = "a-token-of-many-letters"


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


def values(custom, now):
    return {name.metric: value for name, value in custom.read(now)}


@pytest.fixture
async def started():
    running = []

    def start(clock=time.monotonic, **services):
        custom = CustomMetrics(Plan(services=services, listen="127.0.0.1:0"), chance=lambda: 0.0, clock=clock)
        running.append(asyncio.ensure_future(custom.run()))
        return custom

    yield start
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)


async def push(custom, service, *metrics):
    await until(lambda: custom.listener.port)
    async with httpx.AsyncClient(trust_env=False) as client:
        url = f"http://127.0.0.1:{custom.listener.port}/metrics/{service}"
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return (await client.post(url, json={"metrics": metrics}, headers=headers)).json()


async def test_what_is_pulled_and_what_is_pushed_is_read(started):
    pull = Pull(command=["echo", '{"a": 7}'], metrics=[Listed("a", "$.a", unit="bytes")])
    custom = started(shop=Service(token=TOKEN, pull=[pull]))
    answer = await push(custom, "shop", {"type": "gauge", "name": "b", "value": 8})
    assert answer["accepted"] == 1
    await until(lambda: len(values(custom, time.monotonic())) == 3)
    readings = dict(custom.read(time.monotonic()))
    assert readings[SeriesName("service", "shop", "a", "bytes")] == 7.0
    assert readings[SeriesName("service", "shop", "b", "")] == 8.0
    assert custom.trouble == ""


async def test_what_does_not_count_is_a_trouble_and_counted(started):
    clock = Clock()
    custom = started(clock, shop=Service(token=TOKEN), mail=Service(token=TOKEN))
    values(custom, clock.now)
    await push(custom, "shop", {"type": "counter", "name": "a", "value": 8})
    answer = await push(custom, "shop", {"type": "gauge", "name": "a", "value": 8}, 5)
    whys = [each["why"] for each in answer["refused"]]
    assert whys == ["Expected `object`, got `int`", "it was a counter and came as a gauge"]
    assert "shop: a: it was a counter and came as a gauge" in custom.trouble
    rates = [value for name, value in custom.read(clock.now + 2) if name.metric == "dozor_refused_per_second"]
    assert rates == [1.0, 0.0]
    assert custom.inventory() == Inventory(parts=["custom"], troubles={"custom": custom.trouble})
    clock.now += 121
    assert custom.inventory() == Inventory(parts=["custom"])


async def test_a_pull_that_fails_is_a_trouble_until_it_works(started, tmp_path):
    path = tmp_path / "value"
    pull = Pull(command=["cat", str(path)], every_seconds=1.0, metrics=[Listed("a")])
    custom = started(shop=Service(pull=[pull]))
    await until(lambda: "No such file" in custom.trouble)
    path.write_text("5")
    await until(lambda: not custom.trouble)
    assert values(custom, time.monotonic())["a"] == 5.0


async def test_neither_arguments_nor_queries_are_told_which_may_hold_secrets(started):
    commands = [Pull(command=["sh", "-c", f": secret; exit {status}"]) for status in (1, 2)]
    custom = started(shop=Service(pull=[*commands, Pull(url="http://127.0.0.1:1/x?token=secret")]))
    await until(lambda: custom.trouble.count("shop: pull") == 3)
    assert "secret" not in custom.trouble
    assert all(told in custom.trouble for told in ("pull 1: sh: ", "pull 2: sh: ", "pull 3: http://127.0.0.1:1/x: "))


async def test_one_service_that_fails_stops_no_other(started):
    broken = Service(pull=[Pull(command=["sleep", "1000"], within_seconds=0.2)])
    custom = started(broken=broken, good=Service(pull=[Pull(command=["echo", "1"], metrics=[Listed("a")])]))
    await until(lambda: values(custom, time.monotonic()).get("a") == 1.0)
    await until(lambda: "did not end within 0.2 s" in custom.trouble)


async def test_many_troubles_are_told_in_part(started):
    custom = started(shop=Service(token=TOKEN))
    await push(custom, "shop", *({"type": "x" * 100, "name": f"m{number}"} for number in range(1000)))
    assert custom.trouble.endswith("more")
    assert len(custom.trouble) < 5000


async def test_nobody_listens_where_nobody_may_push(started):
    custom = started(shop=Service())
    assert custom.listener is None
    assert math.isnan(values(custom, 1.0)["dozor_refused_per_second"])
