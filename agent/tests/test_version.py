from importlib.metadata import version

from agent.version import VERSION


def test_the_agent_tells_the_version_that_is_installed():
    assert version("dozor") == VERSION
