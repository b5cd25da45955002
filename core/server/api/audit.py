"""The audit log, searched and exported."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Annotated, Any, Final

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from core.server.accounts.audit import SQL
from core.server.api.audit_schemas import AuditEntryOut, AuditExportQuery, AuditPage, AuditPageQuery, AuditQuery
from core.server.api.decision_history import pattern_of
from core.server.api.harmless import harmless
from core.server.api.ndjson import NDJSON
from core.server.api.parts import Parts, PartsDep
from core.server.api.permissions import Manager

router = APIRouter(prefix="/audit", tags=["audit"])
_AT_ONCE: Final = 500
_MEDIA: Final = {"ndjson": NDJSON, "csv": "text/csv; charset=utf-8"}
_HEADER: Final = tuple(AuditEntryOut.model_fields)
_LAST_ID: Final = 2**63 - 1


@router.get("")
async def list_audit(query: Annotated[AuditPageQuery, Query()], parts: PartsDep, _person: Manager) -> AuditPage:
    """Search the audit log, newest first."""
    after = min(int(query.cursor), _LAST_ID) if query.cursor else None
    rows = await _rows(parts, query, after, query.limit + 1)
    items = [_shown(row) for row in rows[: query.limit]]
    return AuditPage(items=items, next_cursor=str(items[-1].id) if len(rows) > query.limit else None)


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}, NDJSON: {"schema": {"type": "string"}}}}},
)
async def export_audit(
    query: Annotated[AuditExportQuery, Query()], parts: PartsDep, _person: Manager
) -> StreamingResponse:
    """Stream all entries that are meant, newest first, as lines of JSON or as CSV."""
    headers = {"Content-Disposition": f'attachment; filename="dozor-audit.{query.form}"'}
    pages = _pages(parts, query)
    return StreamingResponse(
        _csv(pages) if query.form == "csv" else _lines(pages), headers=headers, media_type=_MEDIA[query.form]
    )


async def _pages(parts: Parts, query: AuditQuery) -> AsyncIterator[list[AuditEntryOut]]:
    after = None
    while rows := await _rows(parts, query, after, _AT_ONCE):
        yield [_shown(row) for row in rows]
        after = rows[-1]["id"]


async def _rows(parts: Parts, query: AuditQuery, after: int | None, limit: int) -> list[Any]:
    asked = (query.who, query.action, query.subject, pattern_of(query.text), query.from_at, query.to_at, query.address)
    not_who = [each.lower() for each in query.not_who]
    excluded = (not_who, query.not_action, query.not_subject, query.not_address)
    async with parts.database.connection() as connection:
        rows: list[Any] = await connection.fetch(SQL["page"], after, *asked, *excluded, limit)
    return rows


def _shown(row: Any) -> AuditEntryOut:
    return AuditEntryOut(
        id=row["id"],
        at=row["at"],
        by=row["by"],
        kind=row["kind"],
        account_id=row["account"],
        session=row["session"],
        address=row["address"],
        request_id=row["request_id"],
        action=row["action"],
        subject=row["subject"],
        before=msgspec.json.decode(row["before"]) if row["before"] else None,
        after=msgspec.json.decode(row["after"]) if row["after"] else None,
    )


async def _lines(pages: AsyncIterator[list[AuditEntryOut]]) -> AsyncIterator[bytes]:
    async for page in pages:
        yield b"".join(entry.model_dump_json().encode() + b"\n" for entry in page)


async def _csv(pages: AsyncIterator[list[AuditEntryOut]]) -> AsyncIterator[str]:
    yield _rows_of_csv([_HEADER])
    async for page in pages:
        yield _rows_of_csv([_cells(entry) for entry in page])


def _cells(entry: AuditEntryOut) -> list[str]:
    told = entry.model_dump(mode="json")
    for name in ("before", "after"):
        told[name] = "" if told[name] is None else msgspec.json.encode(told[name]).decode()
    return [harmless(str(told[name])) for name in _HEADER]


def _rows_of_csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
