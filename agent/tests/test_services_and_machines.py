"""What services tell and virtual machines use, from the node's settings to the report."""

import struct

import httpx
import pytest

from agent.contract.metrics import unpack_names
from agent.tests.test_run import AgentProcess
from dozor.tests.waiting import free_port, until

TOKEN = "a-token-of-many-letters"


@pytest.fixture
async def agent(core, tmp_path):
    port = free_port()
    plan = tmp_path / "metrics.toml"
    plan.write_text(
        f"""
        listen = "127.0.0.1:{port}"
        [services.shop]
        token = "{TOKEN}"
        [[services.shop.pull]]
        command = ["echo", '{{"queue": 17}}']
        every_seconds = 1
        metrics = [{{name = "queue", path = "$.queue", unit = "count"}}]
        """
    )
    agent = AgentProcess(core, tmp_path, DOZOR_METRICS=str(plan), DOZOR_LIBVIRT="test:///default")
    agent.port = port
    agent.log.touch()
    await agent.start()
    yield agent
    if agent.process.returncode is None:
        await agent.kill()


def told(core):
    """Return the newest value of each series that was reported, by kind, entity and metric."""
    found = {}
    for report in core.reports:
        if report.metrics:
            names = unpack_names(report.metrics.names)
            values = struct.unpack(f"<{len(names)}f", report.metrics.values)
            found |= {name[:3]: value for name, value in zip(names, values, strict=True)}
    return found


async def push(agent, *metrics):
    async with httpx.AsyncClient(trust_env=False) as client:
        url, headers = f"http://127.0.0.1:{agent.port}/metrics/shop", {"Authorization": f"Bearer {TOKEN}"}
        return await client.post(url, json={"metrics": metrics}, headers=headers)


async def test_what_services_tell_and_machines_use_is_reported(core, agent):
    await until(lambda: ("service", "shop", "queue") in told(core))
    assert told(core)["service", "shop", "queue"] == 17.0
    assert (await push(agent, {"type": "gauge", "name": "temperature", "value": 40.5})).status_code == 200
    await until(lambda: ("service", "shop", "temperature") in told(core))
    assert told(core)["service", "shop", "temperature"] == 40.5
    await until(lambda: told(core).get(("machine", "test", "running_share")) == 1.0)
    assert await agent.stop() == 0
