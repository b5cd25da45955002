"""Notifications over a real database, with a channel whose far end is the test."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from core.server.notifications.book import Said
from core.server.notifications.tests.core import SAID, Core


@pytest_asyncio.fixture
async def core(database, clock) -> AsyncIterator[Core]:
    """A core with one chat, `room`, that gets what is high or critical."""
    made = Core(database, clock)
    await made.start()
    made.chat = await made.bind()
    yield made


@pytest.fixture
def said() -> Said:
    """Who set something up."""
    return SAID
