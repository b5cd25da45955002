import pytest

from agent.host.roots import Roots


class Machine:
    """The files of a machine that the test writes."""

    def __init__(self, folder):
        self.folder = folder
        self.roots = Roots(proc=f"{folder}/proc", sys=f"{folder}/sys", root=f"{folder}/root")

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.fixture
def values():
    """Ask a gauge; return its numbers by entity (where there is one) and metric."""

    def ask(gauge, now):
        told = list(gauge.read(now))
        found = {f"{name.entity} {name.metric}".strip(): value for name, value in told}
        assert len(found) == len(told)
        return found

    return ask
