"""The real application over a real pipeline and PostgreSQL, spoken to without a socket or, as `served`, over one.

The application is made once, as FastAPI works out its routes at the first request (0.2 s): each test puts parts of its
own behind it.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from core.server.accounts.accounts import Accounts
from core.server.accounts.audit import Audit
from core.server.accounts.signing_keys import SigningKeys
from core.server.alarms.alarms import Alarms
from core.server.api.app import make_app
from core.server.api.parts import Parts
from core.server.api.studies import Studies
from core.server.asking.asking import Asking
from core.server.attention.attention import Attention, Watched
from core.server.attention.notes import Notes
from core.server.conftest import quick_passwords
from core.server.fleet.fleet import Fleet
from core.server.fleet.services import Services
from core.server.inventory.inventories import Inventories
from core.server.lab.snapshots import Snapshots
from core.server.notifications.assembling import Heard, assembled
from core.server.notifications.telegram.held import Held
from core.server.pipeline.core import Core
from core.server.places.places import open_places
from core.server.proxy.proxy import Proxy
from core.server.scaling.scaling import Scaling
from core.server.seal import Seal
from core.server.settings.settings import Settings, read_settings
from core.server.verification.source_names import SourceNames
from core.server.webserver import run_webserver

PASSWORD = "a right long horse"
SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]


@pytest.fixture(scope="session")
def app_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built app: a page with an inline script, and a file with a hash in its name."""
    folder = tmp_path_factory.mktemp("app") / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(
        "<!doctype html><html><head><script>document.documentElement.dataset.theme = 'dark'</script>"
        "<script type='module' src='./assets/index-abc123.js'></script></head><body></body></html>"
    )
    (folder / "assets" / "index-abc123.js").write_text("console.log('dozor')\n" * 200)
    (folder.parent / "secret.txt").write_text("not for the web")
    return folder


def _settings(data_dir: Path, app_dir: Path, database_url: str) -> Settings:
    environment = {
        "DOZOR_DATA_DIR": str(data_dir),
        "DOZOR_DATABASE_URL": database_url,
        "DOZOR_APP_DIR": str(app_dir),
        "DOZOR_PLACES_DIR": str(data_dir / "places"),
        "DOZOR_BODY_BYTES_MAX": "65536",
        "DOZOR_REPORT_BYTES_MAX": "262144",
        "DOZOR_REQUESTS_PER_SECOND": "100000",  # their clock stands still
        "DOZOR_GUEST_REQUESTS_PER_SECOND": "100000",
    }
    return read_settings(environment)


@pytest.fixture(scope="session")
def app(app_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application, over no parts yet."""
    return make_app(_settings(tmp_path_factory.mktemp("data"), app_dir, "postgresql:///dozor"))


@pytest_asyncio.fixture
async def parts(database, database_url, clock, tmp_path, app_dir) -> AsyncIterator[Parts]:
    settings = _settings(tmp_path / "data", app_dir, database_url)
    core = Core(settings.data_dir / "pipeline", database_url, store_pause_seconds=0.01)
    await core.start()
    fleet = Fleet(database, clock, settings.data_dir / "nodes.json")
    proxy = Proxy(database, clock, fleet, settings.seal_keys)
    inventories = Inventories(database, clock)
    scaling = Scaling(database, clock=clock, fleet=fleet, core=core, proxy=proxy, inventories=inventories)
    await scaling.load()
    alarms = Alarms(database, clock, fleet, core.metrics.averages)
    await alarms.load()
    await proxy.load()
    seal, keys = Seal(*settings.seal_keys), SigningKeys.of((), settings.data_dir, clock.now())
    days, passwords = settings.refresh_days, quick_passwords()
    accounts = Accounts(database, clock, keys, seal, refresh_days=days, passwords=passwords)
    await accounts.load()
    telegram, heard = (
        Held(database, clock, settings.seal_keys[0]),
        Heard(core=core, proxy=proxy, alarms=alarms, fleet=fleet),
    )
    notifications = assembled(settings, database, clock, heard, telegram)
    await notifications.load()
    watched = Watched(core=core, fleet=fleet, proxy=proxy, alarms=alarms, scaling=scaling, notifications=notifications)
    yield Parts(
        settings=settings,
        clock=clock,
        database=database,
        accounts=accounts,
        audit=Audit(database, clock, settings.data_dir / "audit-waiting"),
        fleet=fleet,
        services=Services(database),
        core=core,
        places=open_places(settings.places_dir, None, None),
        proxy=proxy,
        asking=Asking(),
        inventories=inventories,
        alarms=alarms,
        scaling=scaling,
        telegram=telegram,
        notifications=notifications,
        attention=Attention(database, clock, settings.data_dir, watched, Notes(database)),
        studies=Studies(database, core),
        snapshots=Snapshots(settings.data_dir / "snapshots"),
        source_names=SourceNames(clock, None),
    )
    await core.stop()


@pytest_asyncio.fixture
async def new_client(app, parts) -> AsyncIterator[Callable[[], httpx.AsyncClient]]:
    """Makes clients, each with cookies of its own."""
    app.state.parts = parts
    transport = httpx.ASGITransport(app)
    made: list[httpx.AsyncClient] = []

    def make() -> httpx.AsyncClient:
        made.append(httpx.AsyncClient(transport=transport, base_url="http://localhost"))
        return made[-1]

    yield make
    for client in made:
        await client.aclose()


@pytest_asyncio.fixture
async def served(app, parts) -> AsyncIterator[str]:
    """The application at a real socket: its address. For streams, which no other transport has."""
    app.state.parts = parts
    listener, started = socket.create_server(("127.0.0.1", 0)), asyncio.Event()

    async def announce() -> None:
        started.set()

    serving = asyncio.ensure_future(run_webserver(app, parts.settings, listener, announce, ending=parts.end))
    await started.wait()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
    listener.close()


@pytest.fixture
def client(new_client) -> httpx.AsyncClient:
    """Somebody who is not signed in."""
    return new_client()


@pytest.fixture
def sign_in(new_client, parts) -> SignIn:
    """Makes an account of a role and returns a client that is signed in with it."""

    async def as_role(role: str) -> httpx.AsyncClient:
        await parts.accounts.people.add(role, PASSWORD, role)
        client = new_client()
        answer = await client.post("/api/v1/session", json={"login": role, "password": PASSWORD})
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    return as_role


@pytest_asyncio.fixture
async def admin(sign_in) -> httpx.AsyncClient:
    """The administrator."""
    return await sign_in("admin")
