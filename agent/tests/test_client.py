import itertools

import msgspec
import pytest
import zstandard

from agent.client import Backoff, Client, RefusedError, RetryError, encode
from agent.connection import Connection, Target
from agent.contract.wire import Reply, Report

REPORT = encode(Report(outbox="o", sequence=7, made_at=0.0))


@pytest.fixture
async def client(core):
    client = Client(Connection(Target.of_url(core.url)), node_id="node", node_key="secret")
    yield client
    client.close()


async def test_a_report_is_answered_with_a_reply(client, core):
    core.reply = Reply(sequence=0, revision=5)
    reply = await client.send(REPORT)
    assert (reply.sequence, reply.revision) == (7, 5)
    assert core.sequences == [7]


@pytest.mark.parametrize("status", [400, 413, 415, 422])
async def test_a_report_that_the_core_will_never_take_is_refused(client, core, status):
    core.status, core.said = status, b"column requests is too short"
    with pytest.raises(RefusedError, match="column requests is too short"):
        await client.send(REPORT)


@pytest.mark.parametrize("status", [301, 401, 403, 404, 429, 500, 503])
async def test_what_may_pass_is_to_be_tried_again(client, core, status):
    core.status = status
    with pytest.raises(RetryError, match=str(status)):
        await client.send(REPORT)


async def test_a_core_that_is_away_is_to_be_tried_again(client, core):
    await core.stop()
    with pytest.raises(RetryError, match="cannot be reached"):
        await client.send(REPORT)
    await core.start()
    assert (await client.send(REPORT)).sequence == 7


def test_a_report_travels_as_compressed_msgpack():
    assert msgspec.msgpack.decode(zstandard.decompress(REPORT), type=Report).sequence == 7


def test_waits_double_up_to_the_longest_and_are_spread():
    low, high = Backoff(lambda: 0.0), Backoff(lambda: 1.0)
    assert [high.failed() for _ in range(4)] == [0.25, 0.5, 1.0, 2.0]
    assert [low.failed() for _ in range(4)] == [0.125, 0.25, 0.5, 1.0]
    assert max(itertools.islice(iter(high.failed, None), 100)) == 15.0
    high.worked()
    assert high.failed() == 0.25
