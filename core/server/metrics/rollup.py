"""Makes blocks of a tier of what is finer, for the spans that are over, and again where something came late.

What is made depends on what there is to make it of, not on when: it may be broken off anywhere, and is done once more.
"""

import asyncio
import logging
from collections.abc import Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Final

import asyncpg

from core.server.db.queries import load_queries
from core.server.metrics.block import STATS, Block, fuller, of_seconds, overlaid, rolled_up, unpack
from core.server.metrics.catalogue import Catalogue, Listed, forget_unused
from core.server.metrics.ladder import LADDER, block_seconds, block_start, over
from core.server.metrics.partitions import BlockPartitions
from core.server.series.tiers import Tier

_LOG: Final = logging.getLogger(__name__)
_SQL: Final = load_queries(Path(__file__).with_name("rollup.sql"))
_AT_ONCE: Final = 16  # blocks, whose parts are in memory together
_DROP_SECONDS: Final = 60
_FORGET_SECONDS: Final = 3600
_Key = tuple[str, int]


class RollUp:
    """One connection's; only one may be at work on a database."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._partitions = BlockPartitions()
        self._drop_at = self._forget_at = 0
        self.damaged = 0  # blocks that could not be read back

    async def run(self, connection: Any, newest: int) -> None:
        """Make every block that is over at `newest`, the newest instant of what is stored (Unix seconds)."""
        for finer, tier in pairwise((None, *LADDER)):
            assert tier is not None
            limit = over(tier, newest)
            while due := await connection.fetch(_SQL["due"], tier.step_seconds, limit, _AT_ONCE):
                await self._make(connection, finer, tier, due, newest)
            await connection.execute(_SQL["done"], tier.step_seconds, limit)
        await self._forget(connection, newest)

    async def _make(
        self, connection: Any, finer: Tier | None, tier: Tier, due: Sequence[asyncpg.Record], newest: int
    ) -> None:
        keys = [(row["node"], row["t"]) for row in due]
        held = await self._held(connection, tier, keys)
        if finer is None:
            made = await self._of_rows(connection, keys, held)
        else:
            made = await self._of_blocks(connection, finer, tier, keys, held)
        await self._partitions.make(connection, tier, {t for _, t in made})
        packed = await asyncio.to_thread(lambda: {key: block.pack() for key, block in made.items()})
        rows = []
        for (node, t), (ends, data) in packed.items():
            number = await self._catalogue.number(connection, made[node, t].names, newest)
            rows.append((tier.step_seconds, node, t, number, ends, data))
        async with connection.transaction():
            await connection.executemany(_SQL["put_block"], rows)
            await self._mark_coarser(connection, tier, keys)
            nodes, starts = [node for node, _ in keys], [t for _, t in keys]
            await connection.execute(_SQL["made"], tier.step_seconds, nodes, starts, [row["marks"] for row in due])

    async def _of_rows(self, connection: Any, keys: list[_Key], held: dict[_Key, Block]) -> dict[_Key, Block]:
        step = LADDER[0]
        nodes, starts = [node for node, _ in keys], [t for _, t in keys]
        rows = await connection.fetch(_SQL["rows"], nodes, starts, block_seconds(step))
        names = await self._catalogue.read(connection, {row["names"] for row in rows})
        return await asyncio.to_thread(_blocks_of_rows, keys, rows, names, held)

    async def _of_blocks(
        self, connection: Any, finer: Tier, tier: Tier, keys: list[_Key], held: dict[_Key, Block]
    ) -> dict[_Key, Block]:
        made = {}
        for node, start in keys:  # one by one: of each there are ten finer ones
            rows = await connection.fetch(_SQL["parts"], finer.step_seconds, node, start, start + block_seconds(tier))
            parts = await self._blocks(connection, finer, rows)
            if parts:
                made[node, start] = await asyncio.to_thread(_block_of_blocks, finer, tier, start, parts)
        return {key: fuller(held[key], block) if key in held else block for key, block in made.items()}

    async def _held(self, connection: Any, tier: Tier, keys: list[_Key]) -> dict[_Key, Block]:
        nodes, starts = [node for node, _ in keys], [t for _, t in keys]
        rows = await connection.fetch(_SQL["blocks"], tier.step_seconds, nodes, starts)
        blocks = await self._blocks(connection, tier, rows)
        return {(node, t): block for node, t, block in blocks}

    async def _blocks(
        self, connection: Any, tier: Tier, rows: Sequence[asyncpg.Record]
    ) -> list[tuple[str, int, Block]]:
        """Return those of stored blocks that can be read back."""
        names = await self._catalogue.read(connection, {row["names"] for row in rows})
        columns, blocks = 1 if tier is LADDER[0] else len(STATS), []
        for row in rows:
            try:
                block = unpack(names[row["names"]].names, row["ends"], row["data"], columns)
            except (ValueError, KeyError) as error:
                self.damaged += 1
                _LOG.error("A block of metrics of %s at %d cannot be read: %r", row["node"], row["t"], error)
            else:
                blocks.append((row["node"], row["t"], block))
        return blocks

    async def _mark_coarser(self, connection: Any, tier: Tier, keys: list[_Key]) -> None:
        for coarser in LADDER[LADDER.index(tier) + 1 : LADDER.index(tier) + 2]:
            marked = sorted({(node, block_start(coarser, t)) for node, t in keys})
            nodes, starts = [node for node, _ in marked], [t for _, t in marked]
            await connection.execute(_SQL["mark_due"], coarser.step_seconds, nodes, starts)

    async def _forget(self, connection: Any, newest: int) -> None:
        if newest >= self._drop_at:
            self._drop_at = newest + _DROP_SECONDS
            await self._partitions.drop_old(connection, newest)
        if newest >= self._forget_at:
            self._forget_at = newest + _FORGET_SECONDS
            await forget_unused(connection, newest)


def _blocks_of_rows(
    keys: list[_Key], rows: Sequence[asyncpg.Record], names: dict[int, Listed], held: dict[_Key, Block]
) -> dict[_Key, Block]:
    """Return the blocks of the finest tier; `rows` stand by their block's place in `keys`, then in order."""
    made = {}
    for place, group in groupby(rows, key=lambda row: row["place"]):
        key = keys[place - 1]
        known = [row for row in group if row["names"] in names]
        if known:
            block = of_seconds((row["t"] - key[1], names[row["names"]].names, row["data"]) for row in known)
            made[key] = overlaid(held[key], block) if key in held else block
    return made


def _block_of_blocks(finer: Tier, tier: Tier, start: int, parts: list[tuple[str, int, Block]]) -> Block:
    placed = [((t - start) // tier.step_seconds, block) for _, t, block in parts]
    return rolled_up(placed, tier.step_seconds // finer.step_seconds)
