"""The real application over a real pipeline and a real PostgreSQL, spoken to without a socket."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from core.server.accounts.accounts import Accounts
from core.server.accounts.audit import Audit
from core.server.api.app import create_app
from core.server.api.parts import Parts
from core.server.fleet.fleet import Fleet
from core.server.fleet.services import Services
from core.server.pipeline.core import Core
from core.server.settings.settings import read_settings

PASSWORD = "a right long horse"
SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture
def app_dir(tmp_path: Path) -> Path:
    """A built app: a page with an inline script, and a file with a hash in its name."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(
        "<!doctype html><html><head><script>document.documentElement.dataset.theme = 'dark'</script>"
        "<script type='module' src='./assets/index-abc123.js'></script></head><body></body></html>"
    )
    (folder / "assets" / "index-abc123.js").write_text("console.log('dozor')\n" * 200)
    (tmp_path / "secret.txt").write_text("not for the web")
    return folder


@pytest_asyncio.fixture
async def parts(database, database_url, clock, tmp_path, app_dir) -> AsyncIterator[Parts]:
    environment = {
        "DOZOR_DATA_DIR": str(tmp_path / "data"),
        "DOZOR_DATABASE_URL": database_url,
        "DOZOR_APP_DIR": str(app_dir),
        "DOZOR_BODY_BYTES_MAX": "65536",
        "DOZOR_REPORT_BYTES_MAX": "262144",
    }
    settings = read_settings(environment)
    core = Core(settings.data_dir / "pipeline", database_url, store_pause_seconds=0.05)
    await core.start()
    yield Parts(
        settings=settings,
        clock=clock,
        database=database,
        accounts=Accounts(database, clock, settings.secret, refresh_days=settings.refresh_days),
        audit=Audit(database, clock),
        fleet=Fleet(database, clock, settings.data_dir / "nodes.json"),
        services=Services(database),
        core=core,
    )
    await core.stop()


@pytest_asyncio.fixture
async def new_client(parts) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Makes clients, each with cookies of its own."""
    transport = httpx.ASGITransport(create_app(parts))
    made: list[httpx.AsyncClient] = []

    def make() -> httpx.AsyncClient:
        made.append(httpx.AsyncClient(transport=transport, base_url="http://localhost"))
        return made[-1]

    yield make
    for client in made:
        await client.aclose()


@pytest.fixture
def client(new_client) -> httpx.AsyncClient:
    """Somebody who is not signed in."""
    return new_client()


@pytest.fixture
def sign_in(new_client, parts) -> SignIn:
    """Makes an account of a role and returns a client that is signed in with it."""

    async def as_role(role: str) -> httpx.AsyncClient:
        await parts.accounts.add(role, PASSWORD, role)
        client = new_client()
        answer = await client.post("/api/v1/session", json={"login": role, "password": PASSWORD})
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    return as_role


@pytest_asyncio.fixture
async def admin(sign_in) -> httpx.AsyncClient:
    """The administrator."""
    return await sign_in("admin")
