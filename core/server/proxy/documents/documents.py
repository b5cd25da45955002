"""The documents, revision by revision: in memory as they are now, in PostgreSQL as they ever were."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import asyncpg

from core.server.db.queries import load_queries
from core.server.errors import Conflict, NotFound
from core.server.proxy.documents.change import DocumentChange, Key, changed, differences
from core.server.proxy.documents.refused import RefusedDocuments
from core.server.proxy.documents.stored import read_stored, tell_unreadable
from core.server.proxy.specs.state import DesiredState

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("documents.sql"))
_NEVER: Final = 2**62
Changes = Mapping[Key, Any] | Callable[[DesiredState], Mapping[Key, Any]]
"""Specifications by kind and name, None for documents to take away; or what gives them for the state as it is."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A state that somebody made. `changes` is how many documents differ from the one before."""

    number: int
    made_at: float
    made_by: str
    note: str
    changes: int


@dataclass(frozen=True, slots=True)
class Change:
    """A step from one state to another, made or only thought of. `revision` is the one that it leads to."""

    before: DesiredState
    after: DesiredState
    differences: list[DocumentChange]
    revision: int


class Documents:
    """What operators want. Reading is from memory; a change is one transaction and one revision."""

    def __init__(self, database: "Database", clock: "Clock") -> None:
        self._database = database
        self._clock = clock
        self._lock = asyncio.Lock()
        self.revision = 0
        self.state = DesiredState()
        self.changed = asyncio.Event()

    async def load(self) -> None:
        """Read the newest revision.

        Raises:
            DatabaseAway: it cannot be read.
        """
        async with self._database.connection() as connection:
            self.revision = await connection.fetchval(_SQL["newest"])
            self.state = read_stored(await connection.fetch(_SQL["current"]))
        tell_unreadable(self.state)

    def propose(self, changes: Changes, *, expected: int | None = None) -> Change:
        """Return what `change` would do. Its revision is the one that there is.

        Raises:
            Conflict: somebody else made a revision meanwhile.
        """
        if expected is not None and expected != self.revision:
            raise Conflict(RefusedDocuments.documents_meanwhile(revision=str(self.revision), meant=str(expected)))
        after = changed(self.state, changes(self.state) if callable(changes) else changes)
        return Change(self.state, after, differences(self.state, after), self.revision)

    async def change(
        self,
        changes: Changes,
        *,
        by: str,
        note: str,
        expected: int | None = None,
        check: Callable[[Change], None] | None = None,
    ) -> Change:
        """Make the next revision; none where nothing differs.

        `expected` is the revision that the person saw. `check` may raise what keeps the change from being made: nobody
        else changes anything between its look and the change.

        Raises:
            Conflict: somebody else made a revision meanwhile.
            DatabaseAway: nothing was changed.
        """
        async with self._lock:
            proposed = self.propose(changes, expected=expected)
            if check is not None:
                check(proposed)
            if not proposed.differences:
                return proposed
            await self._store(proposed.differences, by, note)
            self.state, self.revision = proposed.after, self.revision + 1
            self.changed.set()
            return replace(proposed, revision=self.revision)

    async def at(self, revision: int) -> DesiredState:
        """Return the state of a revision; 0 is the empty one.

        Raises:
            NotFound: there is none.
        """
        if not 0 <= revision <= self.revision:
            raise NotFound(RefusedDocuments.no_revision(revision=str(revision)))
        if revision == self.revision:
            return self.state
        async with self._database.connection() as connection:
            return read_stored(await connection.fetch(_SQL["at_revision"], revision))

    async def made(self, revision: int) -> Revision:
        """Return who made a revision, when and why.

        Raises:
            NotFound: there is none.
        """
        found = await self.history(before=revision + 1, limit=1)
        if not found or found[0].number != revision:
            raise NotFound(RefusedDocuments.no_revision(revision=str(revision)))
        return found[0]

    async def history(
        self, *, before: int | None = None, limit: int = 50, document: Key | None = None
    ) -> list[Revision]:
        """Return revisions, the newest first; of a document those in which it became different."""
        kind, name = document or (None, None)
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["history"], _NEVER if before is None else before, limit, kind, name)
        return [
            Revision(row["number"], row["made_at"].timestamp(), row["made_by"], row["note"], row["changes"])
            for row in rows
        ]

    async def _store(self, done: list[DocumentChange], by: str, note: str) -> None:
        number = self.revision + 1
        ended = [each for each in done if each.before is not None]
        begun = [each for each in done if each.after is not None]
        try:
            async with self._database.transaction() as connection:
                await connection.execute(_SQL["add_revision"], number, self._clock.now(), by, note)
                await connection.execute(_SQL["end_documents"], number, *_keys(ended))
                specs = [json.dumps(each.after) for each in begun]
                await connection.execute(_SQL["begin_documents"], number, *_keys(begun), specs)
        except asyncpg.UniqueViolationError as error:
            raise Conflict(RefusedDocuments.documents_elsewhere()) from error


def _keys(changes: list[DocumentChange]) -> tuple[list[str], list[str]]:
    return [each.kind for each in changes], [each.name for each in changes]
