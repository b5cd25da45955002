import pytest

from agent.containers.replicas.tests.acting import APP, Node, configuration
from agent.proxy.members.tests.acting import RealNginx, free_port


@pytest.fixture(scope="session")
def _shop(shared_engine):
    shared_engine.make_image("shop:1", command='["sh", "/app"]', files={"app": APP})


@pytest.fixture
async def network(engine, _shop):
    """This test is inside the engine's network."""
    with engine.inside():
        yield


@pytest.fixture
def run(engine, network):
    """Run a template."""

    def run(*words, image="shop:1", name="web"):
        quick = ("--init", "--stop-timeout", "2")
        engine.run("run", "-d", "--name", name, *quick, *words, image)

    return run


@pytest.fixture
async def start_node(engine, network, tmp_path):
    nodes = []

    def start(**more):
        node = Node(engine.socket, tmp_path / "state", **more)
        node.start()
        nodes.append(node)
        return node

    yield start
    for node in nodes:
        await node.kill()


@pytest.fixture
async def node(start_node):
    return start_node()


@pytest.fixture
async def nginx(node, tmp_path):
    folder = tmp_path / "n"
    (folder / "logs").mkdir(parents=True)
    port = free_port()
    (folder / "nginx.conf").write_text(configuration(port, node.port))
    real = RealNginx(folder, port)
    await real.start()
    yield real
    real.stop()


@pytest.fixture
def names(engine):
    """The names of all containers there are."""
    return lambda: sorted(engine.run("ps", "-a", "--format", "{{.Names}}").split())
