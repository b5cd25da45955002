"""A running core over a folder and a database of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from core.server.pipeline.core import Core


@pytest.fixture
def core_dir(tmp_path: Path) -> Path:
    return tmp_path / "core"


@pytest_asyncio.fixture
async def core(core_dir: Path, database_url: str) -> AsyncIterator[Core]:
    made = Core(core_dir, database_url, store_pause_seconds=0.01)
    await made.start()
    yield made
    await made.stop()
