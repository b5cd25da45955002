"""Parts of data sets that stay as they were, for studies that are to be repeated. They concern the whole fleet."""

import asyncio
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from msgspec.structs import asdict

from core.server.api.caller import caller_of
from core.server.api.dataset_files import PARQUET, chunks_of
from core.server.api.dataset_slices import Name, rows_of, slice_of
from core.server.api.datasets_schemas import SnapshotIn, SnapshotOut
from core.server.api.decision_shapes import instant
from core.server.api.paced import PacedResponse
from core.server.api.parts import PartsDep
from core.server.api.permissions import Exporter
from core.server.errors import Throttled
from core.server.lab.datasets import DATASETS
from core.server.lab.refused import RefusedLab
from core.server.lab.snapshots import Snapshot

if TYPE_CHECKING:
    from typing import Any

router = APIRouter(prefix="/datasets", tags=["lab"])
_taking: Final = asyncio.Semaphore(1)


@router.get("/snapshots")
async def list_snapshots(parts: PartsDep, _person: Exporter) -> list[SnapshotOut]:
    """List what was kept, the newest first."""
    return [_shown(each) for each in await asyncio.to_thread(parts.snapshots.all)]


@router.post("/{name}/snapshots", status_code=201)
async def take_snapshot(
    name: Name, body: SnapshotIn, request: Request, parts: PartsDep, person: Exporter
) -> SnapshotOut:
    """Keep a part of a data set as it is now, for as long as somebody wants it. One at a time; audited."""
    cut, reader = slice_of(parts, person, name, body), rows_of(parts, name)
    if _taking.locked():
        raise Throttled(RefusedLab.snapshot_going_on(), retry_after_seconds=10)
    async with _taking:
        await reader.count(cut)
        about = Snapshot(
            id="", dataset=name, from_at=cut.from_at, to_at=cut.to_at, service=body.service, step_seconds=cut.step,
            note=body.note, taken_by=person.login, taken_at=parts.clock.now(), rows=0, stored_bytes=0, sha256="",
        )  # fmt: skip
        taken = await parts.snapshots.take(DATASETS[name], reader.batches(cut), about)
    parts.audit.note(caller_of(request, person), "take_snapshot", name, after=_facts(taken))
    return _shown(taken)


@router.get(
    "/snapshots/{snapshot_id}/file",
    response_class=Response,
    responses={200: {"content": {PARQUET: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def download_snapshot(snapshot_id: str, request: Request, parts: PartsDep, person: Exporter) -> Response:
    """Send a snapshot's Parquet file; audited."""
    snapshot, path = await asyncio.to_thread(parts.snapshots.get, snapshot_id)
    parts.audit.note(caller_of(request, person), "export_snapshot", snapshot.dataset, after=_facts(snapshot))
    headers = {"Content-Disposition": f'attachment; filename="dozor-{snapshot.dataset}-{snapshot.id}.parquet"'}
    return PacedResponse(chunks_of(path.open("rb")), media_type=PARQUET, headers=headers)


@router.delete("/snapshots/{snapshot_id}", status_code=204)
async def remove_snapshot(snapshot_id: str, request: Request, parts: PartsDep, person: Exporter) -> None:
    """Let a snapshot go, for good; audited."""
    removed = await asyncio.to_thread(parts.snapshots.remove, snapshot_id)
    parts.audit.note(caller_of(request, person), "remove_snapshot", removed.dataset, before=_facts(removed))


def _facts(snapshot: Snapshot) -> "dict[str, Any]":
    wanted = ("id", "from_at", "to_at", "service", "note", "rows", "sha256")
    return {name: getattr(snapshot, name) for name in wanted}


def _shown(snapshot: Snapshot) -> SnapshotOut:
    instants = {name: instant(getattr(snapshot, name)) for name in ("from_at", "to_at", "taken_at")}
    return SnapshotOut(**asdict(snapshot) | instants)
