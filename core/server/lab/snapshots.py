"""Parts of data sets that stay as they were: what a study stood on outlives what the installation keeps."""

import asyncio
import hashlib
import logging
import os
import secrets
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from core.server.errors import Invalid, NotFound
from core.server.lab.datasets import Dataset
from core.server.lab.parquet import write_parquet
from core.server.lab.refused import RefusedLab

_log: Final = logging.getLogger(__name__)
_MOST_BYTES: Final = 2 << 30


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A kept part of a data set: times in Unix seconds, `service` empty for all, `step_seconds` 0 without tiers.

    `sha256` is of the file: what a study names, so that whoever repeats it knows that they have the same rows.
    """

    id: str
    dataset: str
    from_at: float
    to_at: float
    service: str
    step_seconds: int
    note: str
    taken_by: str
    taken_at: float
    rows: int
    stored_bytes: int
    sha256: str


class Snapshots:
    """The snapshots in a folder: a Parquet file each, and beside it what it holds. Both are whole or not there."""

    def __init__(self, folder: Path, most_bytes: int = _MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._taking = asyncio.Lock()

    def all(self) -> list[Snapshot]:
        """Return them, the newest first. Reads the disk."""
        found = (_read(path) for path in self._folder.glob("*.json") if path.with_suffix(".parquet").exists())
        return sorted((each for each in found if each), key=lambda each: -each.taken_at)

    def get(self, snapshot_id: str) -> tuple[Snapshot, Path]:
        """Return one, and its file. Reads the disk.

        Raises:
            NotFound: there is none of this name.
        """
        found = next((each for each in self.all() if each.id == snapshot_id), None)
        if found is None:
            raise NotFound(RefusedLab.no_snapshot(snapshot=snapshot_id))
        return found, self._folder / f"{found.id}.parquet"

    async def take(self, dataset: Dataset, batches: AsyncGenerator[list[Sequence[Any]]], about: Snapshot) -> Snapshot:
        """Keep rows, and return `about` with its name and what it came to.

        Raises:
            Invalid: there are no rows, or all snapshots together would take more than there is room for.
        """
        async with self._taking:
            await asyncio.to_thread(self._swept)
            made = msgspec.structs.replace(about, id=secrets.token_hex(8))
            making = self._folder / f"{made.id}.making"
            try:
                facts = {"dozor": msgspec.json.encode(made).decode()}
                with making.open("wb") as file:
                    rows = await write_parquet(file, dataset, batches, facts)
                return await asyncio.to_thread(self._kept, making, msgspec.structs.replace(made, rows=rows))
            finally:
                making.unlink(missing_ok=True)

    def remove(self, snapshot_id: str) -> Snapshot:
        """Let one go, and return what it was.

        Raises:
            NotFound: there is none of this name.
        """
        snapshot, path = self.get(snapshot_id)
        path.with_suffix(".json").unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        return snapshot

    def _swept(self) -> None:
        """Make the folder, and clear away what a core that ended meanwhile has left half done."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for left in self._folder.iterdir():
            if not left.with_suffix(".json").exists():
                left.unlink(missing_ok=True)

    def _kept(self, making: Path, snapshot: Snapshot) -> Snapshot:
        size = making.stat().st_size
        if not snapshot.rows:
            raise Invalid(RefusedLab.snapshot_empty())
        if size + sum(each.stored_bytes for each in self.all()) > self._most_bytes:
            raise Invalid(RefusedLab.snapshots_full(most=self._most_bytes >> 20))
        with making.open("rb") as file:
            os.fsync(file.fileno())
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        kept = msgspec.structs.replace(snapshot, stored_bytes=size, sha256=digest)
        path = self._folder / f"{kept.id}.parquet"
        making.rename(path)
        described = making.with_suffix(".describing")
        with described.open("wb") as file:
            file.write(msgspec.json.encode(kept))
            file.flush()
            os.fsync(file.fileno())
        described.rename(path.with_suffix(".json"))
        return kept


def _read(path: Path) -> Snapshot | None:
    """Return what a file tells; nothing where it went meanwhile, or is damaged: that costs no other."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Snapshot)
    except (OSError, msgspec.MsgspecError) as error:
        _log.warning("the snapshot %s cannot be read: %s", path.stem, error)
        return None
