"""Writes `schema.sql`, the sum of the migrations: `python -m core.server.db.schema`."""

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Final

import asyncpg

from core.server.db.embedded import EmbeddedPostgres, program
from core.server.db.migrate import migrate, read_migrations

DOCUMENT: Final = Path(__file__).with_name("schema.sql")
_FIRST_LINES: Final = "-- The sum of the migrations, made by `python -m core.server.db.schema`: not to be edited.\n\n"
_NOISE: Final = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*)\n", re.MULTILINE)


async def dump(url: str) -> str:
    """Return the schema of a database as SQL, without what differs between two dumps of the same."""
    process = await asyncio.create_subprocess_exec(
        *program("pg_dump"), "--schema-only", "--no-owner", "--no-privileges", url, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError("pg_dump failed")
    statements = _NOISE.sub("", output.decode())
    return _FIRST_LINES + re.sub(r"\n{3,}", "\n\n", statements).strip() + "\n"


async def _render() -> str:
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "data")
        await server.start()
        try:
            connection = await asyncpg.connect(server.url())
            await migrate(connection, read_migrations())
            await connection.close()
            return await dump(server.url())
        finally:
            await server.stop()


if __name__ == "__main__":
    DOCUMENT.write_text(asyncio.run(_render()), encoding="utf-8")
