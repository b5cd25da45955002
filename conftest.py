"""Fixtures of the tests that need the whole of Dozor: everything is real, on loopback, in a folder of its own."""

import os
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from agent.docker.tests.real_engine import RealEngine, new_engine
from dozor.tests import waiting
from dozor.tests.running import Running, start_dozor, stop_dozor

CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PORTS = range(17700, 19700, 200)
settings.register_profile("dozor", deadline=None)  # how long an example takes says nothing of its truth
settings.load_profile("dozor")
expect.set_options(timeout=waiting.WITHIN_SECONDS * 1000)


@pytest.fixture
def until() -> Callable[..., Awaitable[Any]]:
    """Polls until a condition holds, and fails where that does not come about."""
    return waiting.until


@pytest.fixture(scope="session")
def dozor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A Dozor with demo visitors, no attacks, shared by all tests of a session."""
    turn = os.getpid() % len(PORTS)  # sessions side by side begin to look at different ones
    port = next(port for port in (*PORTS[turn:], *PORTS[:turn]) if waiting.are_free(range(port, port + 100)))
    ports = "--port", str(port), "--nginx-port", str(port + 80)
    running = start_dozor(tmp_path_factory.mktemp("dozor"), "--demo", "--no-attacks", *ports)
    yield running
    stop_dozor(running)


@pytest.fixture(scope="session")
def core_url(dozor: Running) -> str:
    return dozor.core_url


@pytest.fixture(scope="session")
def admin_password(dozor: Running) -> str:
    return dozor.admin_password


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run files that need the browser last: once it was started, no event loop but its own runs in this process."""
    with_browser = {item.path for item in items if "browser" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path in with_browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def shared_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealEngine]:
    """A Docker engine for all tests that do not want one of their own."""
    engine = new_engine(tmp_path_factory.mktemp("engine"))
    yield engine
    engine.discard()


@pytest.fixture
def engine(shared_engine: RealEngine) -> Iterator[RealEngine]:
    """The shared engine, without containers again after the test."""
    yield shared_engine
    shared_engine.remove_all()
