"""Silences: what nobody wants to be told of for a while. One may hold where nothing fires: it is of what may."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from core.server.alarms import store
from core.server.alarms.alarm import Silence
from core.server.alarms.refused import RefusedAlarm
from core.server.alarms.transition import Key
from core.server.errors import Conflict, NotFound

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database

MOST_SILENCES: Final = 1000


class Silences:
    """All silences, by what they are of; in memory and in the database alike."""

    def __init__(self, database: "Database", clock: "Clock") -> None:
        self._database = database
        self._clock = clock
        self._by_key: dict[Key, Silence] = {}

    def restore(self, kept: Mapping[Key, Silence]) -> None:
        """Go on from what was kept."""
        self._by_key = dict(kept)

    def of(self, key: Key) -> Silence | None:
        """Return who wants nobody to be told of something now."""
        silence = self._by_key.get(key)
        return silence if silence and silence.until > self._clock.now() else None

    def all(self) -> list[tuple[Key, Silence]]:
        """Return those that hold now, the one that ends first first."""
        now = self._clock.now()
        return sorted((each for each in self._by_key.items() if each[1].until > now), key=lambda each: each[1].until)

    def key_of(self, silence_id: str) -> Key:
        """Return what the silence of an id is of.

        Raises:
            NotFound: there is none, or it is over.
        """
        for key, _ in self.all():
            if id_of(key) == silence_id:
                return key
        raise NotFound(RefusedAlarm.no_silence())

    async def put(self, key: Key, silence: Silence) -> None:
        """Begin one, or change the one that there is.

        Raises:
            Conflict: there are too many.
        """
        self.forget()
        if key not in self._by_key and len(self._by_key) >= MOST_SILENCES:
            raise Conflict(RefusedAlarm.many_silences(most=MOST_SILENCES))
        said = (silence.until, silence.at, silence.by, silence.note)
        async with self._database.connection() as connection:
            await connection.execute(store.SQL["put_silence"], *key, *said)
        self._by_key[key] = silence

    async def end(self, key: Key) -> None:
        """End one before its time.

        Raises:
            Conflict: there is none.
        """
        if self.of(key) is None:
            raise Conflict(RefusedAlarm.alarm_unsilenced())
        async with self._database.connection() as connection:
            await connection.execute(store.SQL["delete_silence"], *key)
        self._by_key.pop(key, None)

    def forget(self) -> None:
        """Let go of those that are over."""
        self._by_key = dict(self.all())


def id_of(key: Key) -> str:
    """Return the id of the silence of something: there is one at most."""
    return blake2b("\0".join(key).encode(), digest_size=10).hexdigest()
