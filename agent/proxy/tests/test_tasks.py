"""What the core wants done once is done once, told until it is heard, and breaks nothing."""

import asyncio
import contextlib

import msgspec
import pytest

from agent.contract.proxy import Order, Task
from agent.proxy.tasks import TaskError, Tasks


@pytest.fixture
async def work():
    """Tasks that are being done, with what was done."""
    done = []

    async def note(arguments):
        done.append(arguments["name"])
        return {"said": arguments["name"]}

    async def refuse(_arguments):
        raise TaskError("the authority refuses")

    async def fail(_arguments):
        return {}["secret"]

    tasks = Tasks({"issue": note, "revoke": refuse, "handshake": fail})
    running = asyncio.ensure_future(tasks.run())
    yield tasks, done
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


def issue(name):
    return Task(id=name, kind="issue", arguments={"name": name})


async def test_a_task_is_done_once_however_often_it_is_ordered(work, until):
    tasks, done = work
    tasks.set([issue("a"), issue("b")])
    await until(lambda: len(tasks.outcomes) == 2)
    told = tasks.outcomes
    tasks.set([issue("a"), issue("b"), issue("c")])
    await until(lambda: len(tasks.outcomes) == 3)
    tasks.told(told)
    tasks.set([issue("a"), issue("b"), issue("c")])
    assert [outcome.id for outcome in tasks.outcomes] == ["c"]
    assert done == ["a", "b", "c"]
    assert tasks.outcomes[0].results == {"said": "c"}


async def test_a_failure_is_told_and_a_mistake_of_ours_without_its_words(work, until, caplog):
    tasks, _ = work
    kinds = ("revoke", "handshake", "purge")
    tasks.set([Task(id=kind, kind=kind) for kind in kinds])
    await until(lambda: len(tasks.outcomes) == 3)
    assert [(outcome.ok, outcome.error) for outcome in tasks.outcomes] == [
        (False, "the authority refuses"),
        (False, "the agent failed at it; its log says how"),
        (False, "this agent does not know how to purge"),
    ]
    assert "the task handshake failed" in caplog.text


async def test_a_task_that_is_withdrawn_before_its_turn_is_not_done(work, until):
    tasks, done = work
    tasks.set([issue("a"), issue("b")])
    tasks.set([issue("b")])
    await until(lambda: tasks.outcomes)
    assert done == ["b"]


async def test_an_order_of_a_newer_core_is_read_and_a_kind_that_is_new_is_said_to_be(work, until):
    tasks, _ = work
    order = msgspec.msgpack.decode(msgspec.msgpack.encode({"tasks": [{"id": "n", "kind": "dance"}]}), type=Order)
    tasks.set(order.tasks)
    await until(lambda: tasks.outcomes)
    assert tasks.outcomes[0].error == "this agent does not know how to dance"


def test_what_kinds_can_be_done_is_told():
    assert Tasks({"issue": None, "reload": None}).kinds == ["issue", "reload"]
