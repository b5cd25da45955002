"""The agent as a process: killed, stopped, cut off from its core; every line counts once."""

import asyncio
import contextlib
import os
import random
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path

import pytest

from agent.contract.wire import Action, Reply

LINE = '127.0.%d.%d - - [22/Nov/2026:18:06:30 +0000] "GET /%d HTTP/1.1" 200 2 "-" "test"\n'


class AgentProcess:
    def __init__(self, core, folder, **settings):
        self.log = folder / "access.log"
        self.output = folder / "agent.out"
        self.environment = {
            **os.environ,
            "DOZOR_CORE_URL": core.url,
            "DOZOR_NODE_ID": "node",
            "DOZOR_NODE_KEY": "secret",
            "DOZOR_LOGS": str(self.log),
            "DOZOR_STATE_DIR": str(folder / "state"),
            **settings,
        }
        self.process = None

    async def start(self):
        program = "import asyncio; from agent.run import run_agent; from agent.settings import read_settings;"
        program += "asyncio.run(run_agent(read_settings()))"
        with self.output.open("ab") as output:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", program, env=self.environment, stdout=output, stderr=output, cwd=ROOT
            )

    async def kill(self):
        self.process.kill()
        await self.process.wait()

    async def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), 60)


ROOT = Path(__file__).parents[2]


@pytest.fixture
async def agent(core, tmp_path):
    agent = AgentProcess(core, tmp_path)
    yield agent
    if agent.process and agent.process.returncode is None:
        await agent.kill()


def write_lines(path, first, count):
    with path.open("a") as file:
        file.writelines(LINE % (number % 7, number % 250, number) for number in range(first, first + count))


async def test_lines_become_reports_and_the_key_goes_with_them(agent, core, until):
    write_lines(agent.log, 0, 1000)
    await agent.start()
    await until(lambda: core.requests == 1000)
    write_lines(agent.log, 1000, 500)
    await until(lambda: core.requests == 1500)
    assert core.authorizations == {"Bearer node.secret"}
    assert core.reports[0].host.agent_rss_bytes > 0
    assert core.reports[-1].host.logs == [str(agent.log)]


async def test_the_last_report_has_the_last_lines_and_no_metrics_of_which_some_would_be_missing(agent, core, until):
    await agent.start()
    await until(lambda: core.reports)
    write_lines(agent.log, 0, 100)
    assert await agent.stop() == 0
    assert core.requests == 100
    assert core.reports[-1].metrics is None
    assert all(report.metrics for report in core.reports[:-1])


async def test_an_agent_of_a_machine_without_nginx_reports_the_machine(agent, core, until):
    agent.environment["DOZOR_LOGS"] = ""
    await agent.start()
    await until(lambda: core.reports)
    assert core.reports[0].host.logs == []
    assert core.reports[0].metrics.names
    assert await agent.stop() == 0
    assert "no traffic is seen" in agent.output.read_text()


async def test_a_log_that_was_long_before_it_came_is_read_whole_at_once(agent, core, until):
    """300,000 lines are several reports' worth: they follow each other without waiting for the next second."""
    write_lines(agent.log, 0, 300_000)
    await agent.start()
    await until(lambda: core.requests == 300_000)
    made = [report.made_at for report in core.reports if report.aggregates.rows]
    assert len(made) >= 3
    assert made[-1] - made[0] < len(made) - 1
    assert sum(report.counters.rows_merged for report in core.reports) == 0


async def test_every_line_counts_once_though_the_agent_is_killed_again_and_again(agent, core, until):
    """Killed at random moments while the log is written and rotated; the core sees each line exactly once."""
    chance = random.Random(7)
    written = 500
    write_lines(agent.log, 0, written)
    await agent.start()
    await until(lambda: core.requests == written)  # a log rotated away before it was ever seen is none of its business
    await agent.kill()
    rotated = 0
    for round_ in range(12):
        await agent.start()
        for _ in range(chance.randrange(1, 8)):
            write_lines(agent.log, written, 500)
            written += 500
            await asyncio.sleep(chance.random() * 0.4)
        if round_ % 2 == 1:  # nor is one that comes and goes before an agent got so far as to look
            await until(lambda rotated=rotated: core.requests > rotated)
            rotated = written
        await agent.kill()
        if round_ % 4 == 1:
            shutil.copyfile(agent.log, agent.log.with_name(f"access.log.{round_}"))
            os.truncate(agent.log, 0)
        if round_ % 4 == 3:
            agent.log.rename(agent.log.with_name(f"access.log.{round_}"))
    before = len(core.reports)
    await agent.start()
    await until(lambda: core.requests >= written and len(core.reports) > before)
    assert await agent.stop() == 0
    assert core.requests == written
    assert sum(report.counters.lines for report in core.reports) == written


async def test_what_waited_while_the_core_was_away_comes_in_order(agent, core, until):
    write_lines(agent.log, 0, 100)
    await agent.start()
    await until(lambda: core.requests == 100)
    await core.stop()
    spool = agent.log.parent / "state/outbox"
    for _ in range(3):
        before = size(spool)
        write_lines(agent.log, 0, 100)
        await until(lambda before=before: size(spool) > before)
    await core.start()
    await until(lambda: core.requests == 400)
    assert core.sequences == list(range(1, len(core.sequences) + 1))


async def test_a_wrong_key_is_said_loudly_and_costs_nothing(agent, core, until):
    core.status = 401
    write_lines(agent.log, 0, 100)
    await agent.start()
    await until(lambda: core.refused[401] >= 2)
    assert "does not accept this node's id and key (401): no" in agent.output.read_text()
    core.status = 200
    await until(lambda: core.requests == 100)


async def test_a_report_that_is_too_large_is_given_up_and_counted(agent, core, until):
    core.limit_bytes = 10
    write_lines(agent.log, 0, 100)
    await agent.start()
    await until(lambda: core.refused[413] >= 1)
    core.limit_bytes = 1 << 30
    await until(lambda: sum(report.counters.reports_dropped for report in core.reports) >= 1)
    assert core.refused[413] == sum(report.counters.reports_dropped for report in core.reports)
    assert "given up: the report is larger than the core takes" in agent.output.read_text()


async def test_stopped_it_reports_what_it_read_last(agent, core, until):
    await agent.start()
    await until(lambda: core.reports)
    write_lines(agent.log, 0, 100)
    assert await agent.stop() == 0
    assert core.requests == 100


async def test_it_reports_as_often_as_the_core_says_and_hashes_by_its_seed(agent, core, until):
    core.reply = Reply(sequence=0, interval_seconds=0.25, hash_seed=99)
    await agent.start()
    await until(lambda: len(core.reports) >= 8)
    instants = [report.made_at for report in core.reports]
    assert instants[-1] - instants[-4] < 2
    write_lines(agent.log, 0, 1)
    await until(lambda: core.requests == 1)
    seeded = core.reports[[bool(report.aggregates.rows) for report in core.reports].index(True)]
    await agent.kill()
    await agent.start()
    write_lines(agent.log, 0, 1)
    await until(lambda: core.requests == 2)
    again = core.reports[-1] if core.reports[-1].aggregates.rows else core.reports[-2]
    assert seeded.aggregates.columns["url"] == again.aggregates.columns["url"]
    assert (agent.log.parent / "state/hash-seed").read_text() == "99"


async def test_a_full_disk_stops_neither_reports_nor_bans(core, nginx, tmp_path, small_disk, until):
    agent = AgentProcess(
        core,
        tmp_path,
        DOZOR_LOGS=f"{nginx.node.access_log}=dozor",
        DOZOR_NGINX_CONTROL=str(nginx.node.control_socket),
        DOZOR_STATE_DIR=str(small_disk),
    )
    await agent.start()
    await until(lambda: core.reports)
    fill(small_disk / "rubbish")
    try:
        await until(lambda: "reports wait in memory" in agent.output.read_text())
        assert nginx.get("127.0.0.66") == 200
        await until(lambda: core.requests == 1)
        core.reply = Reply(
            sequence=0, revision=1, hash_seed=5, actions=[ban("127.0.0.66", core.reports[-1].made_at + 60)]
        )
        await until(lambda: nginx.get("127.0.0.66") == 403)
        (small_disk / "rubbish").unlink()
        size_before = size(small_disk)
        await until(lambda: size(small_disk) > size_before)
        assert agent.process.returncode is None
        assert core.sequences == list(range(1, len(core.sequences) + 1))
    finally:
        await agent.kill()


def fill(path):
    with path.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


async def test_a_second_agent_on_the_same_folder_is_refused(agent, core, tmp_path, until):
    await agent.start()
    await until(lambda: core.reports)
    second = AgentProcess(core, tmp_path)
    await second.start()
    assert await asyncio.wait_for(second.process.wait(), 60) != 0
    assert "another agent uses" in agent.output.read_text()


async def test_an_unreadable_log_is_named_at_start_and_read_when_it_appears(agent, core, until):
    await agent.start()
    await until(lambda: core.reports)
    assert f"cannot read {agent.log}: No such file or directory" in agent.output.read_text()
    assert core.reports[0].host.logs == [f"{agent.log}: No such file or directory"]
    write_lines(agent.log, 0, 10)
    await until(lambda: core.requests == 10)


async def test_a_ban_in_a_reply_reaches_nginx_and_its_outcome_the_core(core, nginx, tmp_path, until):
    agent = AgentProcess(
        core, tmp_path, DOZOR_LOGS=f"{nginx.node.access_log}=dozor", DOZOR_NGINX_CONTROL=str(nginx.node.control_socket)
    )
    await agent.start()
    try:
        assert nginx.get("127.0.0.66") == 200
        await until(lambda: core.requests == 1)
        until_at = core.reports[-1].made_at + 600
        core.reply = Reply(sequence=0, revision=1, actions=[ban("127.0.0.66", until_at)])
        await until(lambda: nginx.get("127.0.0.66") == 403)
        core.reply = Reply(sequence=0, revision=1)
        await until(lambda: any(report.outcomes for report in core.reports))
        outcome = next(report.outcomes[0] for report in core.reports if report.outcomes)
        assert (outcome.decision_id, outcome.applied, outcome.error) == ("d1", True, "")
        await until(lambda: core.reports[-1].applied_revision == 1)
        assert core.reports[-1].host.nginx_up
        assert core.reports[-1].host.nginx_version == "1.31.3"
        await until(lambda: refused(core) == Counter(nginx.access_log.split())['"ban"'])
        assert nginx.get("127.0.0.67") == 200
    finally:
        await agent.kill()


def ban(source, until_at):
    return Action(revision=1, decision_id="d1", kind="ban", scope="ip", value=source, service="", until_at=until_at)


def size(folder):
    return sum(file.stat().st_size for file in folder.rglob("*.seg"))


def refused(core):
    columns = [report.aggregates.columns.get("refused", b"") for report in core.reports]
    return sum(sum(memoryview(column).cast("I")) for column in columns if column)
