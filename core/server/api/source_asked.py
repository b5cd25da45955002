"""What is asked of sources: the question that lists, groups, exports, maps and previews have in common."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Final, Self, TypeVar

from fastapi import Depends, Query

from core.server.api.parts import Parts, PartsDep
from core.server.api.permissions import NarrowedReader
from core.server.api.reach import check_service, sees_service, services_seen
from core.server.api.source_filter import matching
from core.server.api.source_past import past_sources
from core.server.api.source_schemas import PlacesKnown
from core.server.api.source_shapes import Held
from core.server.api.source_view import SourceView, Standing, view_of
from core.server.pipeline.present import REACHES_BACK_SECONDS

if TYPE_CHECKING:
    from core.server.accounts.person import Person
    from core.server.pipeline.source_columns import SourceColumns

_Made = TypeVar("_Made")
Instant = Annotated[int | None, Query(ge=0, lt=2**40)]
FromInstant = Annotated[int | None, Query(alias="from", ge=0, lt=2**40)]
_SLACK_SECONDS: Final = 60  # a live range of an hour still counts as the hour that is in memory


@dataclass(frozen=True, slots=True)
class AskedSources:
    """Which sources somebody asks for. Without an end, those of the last hour as they are in memory."""

    parts: Parts
    person: "Person"
    service: str
    q: str
    span: tuple[int, int] | None
    now: int
    begin: int

    @classmethod
    def of(  # noqa: PLR0917 - a dependency's arguments are the query
        cls,
        parts: PartsDep,
        person: NarrowedReader,
        service: Annotated[str, Query(max_length=253)] = "",
        q: Annotated[str, Query(max_length=200)] = "",
        from_: FromInstant = None,
        to: Instant = None,
    ) -> Self:
        """Return the question of a request's query."""
        if service:
            check_service(person, service)
        now = int(parts.clock.now())
        is_past = to is not None or (from_ is not None and from_ < now - REACHES_BACK_SECONDS - _SLACK_SECONDS)
        until = now if to is None else to
        span = (until - REACHES_BACK_SECONDS if from_ is None else from_, until) if is_past else None
        begin = now - REACHES_BACK_SECONDS if from_ is None else min(from_, now - 1)
        return cls(parts, person, service, q, span, now, begin)

    def present(self) -> Self:
        """Return the same question about who is here now."""
        return replace(self, span=None)

    def sees(self, service: str) -> bool:
        """Say whether a service is among what is asked for, and may be shown."""
        return self.service in {"", service} and sees_service(self.person, service)

    async def read(self, make: Callable[[SourceView, Held], _Made]) -> _Made:
        """Return what is made of the sources that match, beside the loop: they may be many."""
        return await self.read_all(lambda view, held: make(view.of(matching(view, self.q)), held))

    async def read_all(self, make: Callable[[SourceView, Held], _Made]) -> _Made:
        """Return what is made of all sources, whether they match or not."""
        columns = await self._columns()
        return await asyncio.to_thread(self._made, columns, make)

    async def _columns(self) -> "SourceColumns":
        if self.span is None:
            return self.parts.core.present.columns(self.now)
        services = [self.service] if self.service else services_seen(self.parts, self.person)
        return await past_sources(self.parts.database, self.span, self.now, services)

    def _made(self, columns: "SourceColumns", make: Callable[[SourceView, Held], _Made]) -> _Made:
        decisions = self.parts.core.decisions.active(self.now)
        standing = self.parts.core.live.read(lambda live: Standing.of(decisions, live.context, self.now))
        sees = partial(sees_service, self.person)
        return make(view_of(columns, self.parts.places, standing, sees, self.service), Held.of(decisions))


Asked = Annotated[AskedSources, Depends(AskedSources.of)]


def places_known(parts: Parts) -> PlacesKnown:
    """Say which databases there are."""
    places = parts.places
    return PlacesKnown(
        countries=places.country is not None, systems=places.system is not None, credit=list(places.credit)
    )
