import pytest

from dozor.tests.machines.machine import new_machine


@pytest.fixture(scope="module")
def machine(tmp_path_factory, shared_engine):
    """A node with an engine, shared by the tests of a file; each removes its containers."""
    with new_machine(tmp_path_factory.mktemp("machine"), shared_engine) as machine:
        yield machine
