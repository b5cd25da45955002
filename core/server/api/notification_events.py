"""What happened, and what chats were told of it."""

from datetime import timedelta
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Path, Query, Request

from core.server.api import notification_schemas as schemas
from core.server.api.caller import caller_of
from core.server.api.cursor import Cursor, decode_cursor, encode_cursor
from core.server.api.decision_history import EPOCH
from core.server.api.decision_shapes import instant
from core.server.api.notification_shapes import detail_shown, event_shown, sees_event, sees_thread, thread_shown
from core.server.api.parts import Parts, PartsDep
from core.server.api.permissions import NarrowedDecider, NarrowedReader
from core.server.api.refused import RefusedReach
from core.server.errors import Forbidden, NotFound
from core.server.notifications import store
from core.server.notifications.event import Kind
from core.server.notifications.refused import RefusedNotification
from core.server.notifications.thread import Status, Thread

router = APIRouter(prefix="/notifications", tags=["notifications"])
_FAR_FUTURE: Final = 1 << 52
_MOST_LOOKED_AT: Final = 2000
ThreadId = Annotated[str, Path(max_length=32, pattern=r"^[0-9a-f]+$")]
Name = Annotated[str, Query(max_length=300, pattern=r"^[^\x00]*$")]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/events")
async def list_notification_events(  # noqa: PLR0917 - a route's arguments are its query
    parts: PartsDep,
    person: NarrowedReader,
    kind: Kind | None = None,
    service: Name = "",
    node: Name = "",
    thread: Name = "",
    before: Annotated[int | None, Query(ge=0, lt=_FAR_FUTURE)] = None,
    limit: Limit = 50,
) -> schemas.EventPage:
    """Show what happened, the newest first, whether or not anybody was told. `before` is `next_before` of a page."""
    most = limit + 1 if not person.scope.limited else _MOST_LOOKED_AT
    wanted = (_FAR_FUTURE if before is None else before, kind or "", thread, service, node, most)
    async with parts.database.connection() as connection:
        rows = await connection.fetch(store.SQL["events"], *wanted)
    found = [(row["number"], event) for row in rows if (event := _decoded(store.event_of, row["event"])) is not None]
    seen = [(number, event) for number, event in found if sees_event(parts, person, event)]
    goes_on = len(seen) > limit or len(rows) == most
    last = seen[limit - 1][0] if len(seen) > limit else rows[-1]["number"] if goes_on else None
    items = [event_shown(event) for _, event in seen[:limit]]
    return schemas.EventPage(as_of=instant(parts.clock.now()), items=items, next_before=last)


@router.get("/threads")
async def list_notification_threads(  # noqa: PLR0917 - a route's arguments are its query
    parts: PartsDep,
    person: NarrowedReader,
    chat: Annotated[str, Query(max_length=32, pattern=r"^[a-z0-9]*$")] = "",
    status: Status | None = None,
    key: Name = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
    limit: Limit = 50,
) -> schemas.ThreadPage:
    """Show the messages of chats, those that changed last first, with how far each is delivered."""
    after = decode_cursor(cursor) if cursor else Cursor(_FAR_FUTURE, "")
    wanted = (EPOCH + timedelta(microseconds=after.at_micros), after.id, chat, status or "", key)
    async with parts.database.connection() as connection:
        rows = await connection.fetch(store.SQL["threads"], *wanted, limit + 1)
        total = await connection.fetchval(store.SQL["threads_total"], *wanted[2:])
    threads = [each for row in rows[:limit] if (each := _decoded(store.thread_of, row["thread"])) is not None]
    seen = [thread for thread in threads if sees_thread(parts, person, thread)]
    last = rows[limit - 1] if len(rows) > limit else None
    return schemas.ThreadPage(
        items=[thread_shown(each) for each in seen],
        next_cursor=encode_cursor(_place(last)) if last else None,
        total=total if not person.scope.limited else len(seen),
        as_of=instant(parts.clock.now()),
    )


@router.get("/threads/{thread_id}")
async def read_notification_thread(
    thread_id: ThreadId, parts: PartsDep, person: NarrowedReader
) -> schemas.ThreadDetail:
    """Show a message of a chat with the events that it tells of."""
    thread = await _thread(parts, thread_id)
    if not sees_thread(parts, person, thread):
        raise Forbidden(RefusedReach.beyond())
    return detail_shown(thread)


@router.post("/threads/{thread_id}/acknowledge")
async def acknowledge_notification(
    thread_id: ThreadId, request: Request, parts: PartsDep, person: NarrowedDecider
) -> schemas.ThreadDetail:
    """Say that somebody sees to what a message tells of: it is told neither again nor to others. All chats see it."""
    if not sees_thread(parts, person, await _thread(parts, thread_id)):
        raise Forbidden(RefusedReach.beyond())
    thread = await parts.notifications.acknowledge(thread_id, person.login)
    parts.audit.note(caller_of(request, person), "acknowledge_notification", thread_id, after={"key": thread.key})
    return detail_shown(thread)


async def _thread(parts: Parts, thread_id: str) -> Thread:
    held = parts.notifications.routing.threads.get(thread_id)
    if held is not None:
        return held
    async with parts.database.connection() as connection:
        text = await connection.fetchval(store.SQL["thread"], thread_id)
    thread: Thread | None = None if text is None else _decoded(store.thread_of, text)
    if thread is None:
        raise NotFound(RefusedNotification.no_message())
    return thread


def _decoded(decode: Any, text: str) -> Any:
    try:
        return decode(text)
    except msgspec.DecodeError:  # of another release
        return None


def _place(row: Any) -> Cursor:
    return Cursor((row["changed_at"] - EPOCH) // timedelta(microseconds=1), row["id"])
