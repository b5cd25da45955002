import asyncio

import dns.asyncresolver
import pytest

from core.server.errors import Unavailable
from core.server.ingest.commands import Command, SetMode, VerifyBot
from core.server.pipeline.core import Core
from core.server.pipeline.tests.reports import flood, report, visit
from core.server.verification import verifier
from core.server.verification.verifier import Verifier
from dozor.tests.waiting import until


class Log:
    """Questions that wait, and what was answered."""

    def __init__(self, *asked: str) -> None:
        self.asked = list(asked)
        self.written: list[Command] = []
        self.full = False

    def take_questions(self) -> list[str]:
        asked, self.asked = self.asked, []
        return asked

    async def command(self, command: Command) -> int:
        if self.full:
            raise Unavailable
        self.written.append(command)
        return len(self.written)


@pytest.fixture
def nobody() -> dns.asyncresolver.Resolver:
    """A resolver whose server is not there."""
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port, resolver.lifetime = ["127.0.0.1"], 1, 0.2
    return resolver


async def test_a_question_is_answered_once_and_soon_asked_again_where_nobody_knew(clock, nobody):
    log = Log("192.0.2.1", "192.0.2.1")
    task = asyncio.ensure_future(Verifier(log, clock, nobody).run())
    await until(lambda: bool(log.written))
    log.asked.append("192.0.2.1")
    await until(lambda: len(log.written) == 2)
    task.cancel()
    answer = VerifyBot(at=clock.at, address="192.0.2.1", bot="", verified=False, until_at=clock.at + 600)
    assert log.written == [answer, answer]


async def test_a_flood_of_questions_is_answered_as_far_as_there_is_room(clock, nobody, monkeypatch):
    monkeypatch.setattr(verifier, "_MOST_UNDER_WAY", 3)
    log = Log(*(f"192.0.2.{n}" for n in range(1, 200)))
    task = asyncio.ensure_future(Verifier(log, clock, nobody).run())
    await until(lambda: len(log.written) == 3)
    log.asked.append("192.0.2.200")  # there is room again
    await until(lambda: len(log.written) == 4)
    task.cancel()
    addresses = [each.address for each in log.written if isinstance(each, VerifyBot)]
    assert sorted(addresses) == ["192.0.2.1", "192.0.2.2", "192.0.2.200", "192.0.2.3"]


async def test_a_log_that_cannot_be_written_costs_the_answer_alone(clock, nobody):
    log = Log("192.0.2.1")
    log.full = True
    task = asyncio.ensure_future(Verifier(log, clock, nobody).run())
    await until(lambda: not log.asked)
    log.full = False
    log.asked.append("192.0.2.2")
    await until(lambda: bool(log.written))
    task.cancel()
    assert isinstance(log.written[0], VerifyBot)


async def test_a_crawler_that_comes_in_a_rush_is_watched_until_its_name_is_known_and_then_left_alone(
    tmp_path, database_url, clock, resolver
):
    core, second = Core(tmp_path / "pipeline", database_url), int(clock.at)
    await core.start()
    task = asyncio.ensure_future(Verifier(core, clock, resolver).run())
    await core.command(SetMode(at=clock.at, service="shop", mode="enforce", by="ann"))
    crawler, liar = ({"bot_agents": 900} | flood(source, second, 900) for source in ("127.0.9.9", "127.0.9.8"))
    await core.accept("n1", report(0, [visit("127.0.1.1", second), crawler, liar]), second + 1.0)
    await until(lambda: core.health().processed_position >= 4)
    await core.accept("n1", report(1, [crawler | {"second": second + 1}, liar | {"second": second + 1}]), second + 2.0)
    held = {(decision.value, decision.type) for decision in core.decisions.active(clock.at)}
    task.cancel()
    await core.stop()
    assert held == {("127.0.9.8", "ban")}
