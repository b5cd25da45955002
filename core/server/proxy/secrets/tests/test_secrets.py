import os

import bcrypt
import pytest

from core.server.clock import SystemClock
from core.server.errors import NotFound
from core.server.proxy.secrets.secrets import Secrets
from core.server.seal import CannotOpen, Seal

KEY = bytes(range(32))


async def test_secrets_survive_a_restart_and_lie_sealed(database):
    secrets = Secrets(database, SystemClock(), Seal(KEY))
    await secrets.put("ann", "password", "correct horse", by="admin")
    await secrets.put("link", "token", "open sesame please", by="admin")
    await secrets.put("dns", "credentials", {"CF_Token": "abcdef"}, by="admin")
    again = Secrets(database, SystemClock(), Seal(KEY))
    await again.load()
    assert bcrypt.checkpw(b"correct horse", again.passwords()["ann"].encode())
    assert again.tokens() == secrets.tokens()
    assert "sesame" not in str(again.tokens())
    assert again.credentials("dns") == {"CF_Token": "abcdef"}
    async with database.connection() as connection:
        stored = b"".join(row["sealed"] for row in await connection.fetch("SELECT sealed FROM proxy_secret"))
    assert not any(word in stored for word in (b"correct", b"sesame", b"abcdef"))


async def test_with_another_key_the_start_says_so(database):
    await Secrets(database, SystemClock(), Seal(KEY)).put("ann", "password", "pw", by="admin")
    with pytest.raises(CannotOpen):
        await Secrets(database, SystemClock(), Seal(os.urandom(32))).load()


async def test_a_secret_that_is_gone_is_not_there(database):
    secrets = Secrets(database, SystemClock(), Seal(KEY))
    await secrets.put("dns", "credentials", {"A": "b"}, by="admin")
    await secrets.delete("dns")
    assert secrets.names == frozenset()
    with pytest.raises(NotFound):
        secrets.credentials("dns")
    with pytest.raises(NotFound):
        await secrets.delete("dns")
