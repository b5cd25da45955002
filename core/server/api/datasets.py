"""What data the installation holds, from when, and a way to take it along."""

import asyncio
import io
import tempfile
from typing import IO, TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from core.server.api.caller import caller_of
from core.server.api.dataset_files import PARQUET, chunks_of, csv_of, in_a_place, lines_of, plain
from core.server.api.dataset_slices import Name, rows_of, slice_of
from core.server.api.datasets_schemas import (
    CoverageDay,
    CoverageOut,
    DatasetColumn,
    DatasetCount,
    DatasetOut,
    DatasetSample,
    DatasetSnippet,
    DatasetTier,
    DownloadQuery,
    Form,
    SliceQuery,
)
from core.server.api.decision_shapes import instant
from core.server.api.long_questions import FewAtATime
from core.server.api.ndjson import NDJSON
from core.server.api.paced import PacedResponse
from core.server.api.parts import PartsDep
from core.server.api.permissions import NarrowedExporter, NarrowedReader
from core.server.errors import Invalid, Throttled
from core.server.lab.dataset_rows import DatasetRows, Slice
from core.server.lab.datasets import DATASETS, DAY_SECONDS, MOST_ROWS, Dataset
from core.server.lab.parquet import write_parquet
from core.server.lab.refused import RefusedLab
from core.server.lab.snippets import snippet

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(prefix="/datasets", tags=["lab"])
_ROWS_AS: Final[tuple[Form, ...]] = ("ndjson", "parquet", "csv")
_MEDIA: Final[dict[Form, str]] = {
    "parquet": PARQUET,
    "ndjson": NDJSON,
    "csv": "text/csv; charset=utf-8",
    "npz": "application/octet-stream",
}
_SAMPLE: Final = 8
_AT_ONCE: Final = 2
_LOOKS_AT_ONCE: Final = 3
_running = asyncio.Semaphore(_AT_ONCE)
_looking: Final = FewAtATime(_LOOKS_AT_ONCE, RefusedLab.datasets_looked_at())


@router.get("")
async def list_datasets(parts: PartsDep, _person: NarrowedReader) -> list[DatasetOut]:
    """List what data there is, with its columns, its size and how long it is kept."""
    return [await _shown(parts, dataset) for dataset in DATASETS.values()]


@router.get("/{name}/coverage")
async def dataset_coverage(
    name: Name, parts: PartsDep, person: NarrowedReader, step: Annotated[int, Query(ge=0, le=86_400)] = 0
) -> CoverageOut:
    """Show of which days there is how much."""
    cut = slice_of(parts, person, name, SliceQuery.model_validate({"from": 0, "step": step}))
    async with _looking.turn():
        days = await rows_of(parts, name).days(cut)
    return CoverageOut(
        step_seconds=cut.step,
        days=[CoverageDay(day=instant(day), rows=rows) for day, rows in days],
        as_of=instant(parts.clock.now()),
    )


@router.get("/{name}/count")
async def count_dataset(
    name: Name, query: Annotated[SliceQuery, Query()], parts: PartsDep, person: NarrowedReader
) -> DatasetCount:
    """Tell how many rows a download would have."""
    cut = slice_of(parts, person, name, query)
    try:
        async with _looking.turn():
            rows = await rows_of(parts, name).count(cut)
    except Invalid:
        return DatasetCount(rows=None, most=MOST_ROWS)
    return DatasetCount(rows=rows, most=MOST_ROWS)


@router.get("/{name}/sample")
async def sample_dataset(
    name: Name, query: Annotated[SliceQuery, Query()], parts: PartsDep, person: NarrowedReader
) -> DatasetSample:
    """Show the newest rows."""
    cut = slice_of(parts, person, name, query)
    async with _looking.turn():
        rows = await rows_of(parts, name).newest(cut, _SAMPLE)
    names = [column.name for column in DATASETS[name].columns]
    return DatasetSample(columns=names, rows=[[plain(cell) for cell in row] for row in rows])


@router.get("/{name}/snippet")
async def dataset_snippet(
    name: Name, query: Annotated[SliceQuery, Query()], request: Request, parts: PartsDep, person: NarrowedReader
) -> DatasetSnippet:
    """Give Python that loads exactly this slice, with the code that judges live."""
    cut = slice_of(parts, person, name, query)
    asked: dict[str, str | int] = {"from": int(cut.from_at), "to": int(cut.to_at)}
    asked |= {"service": query.service} if query.service else {}
    asked |= {"step": cut.step} if cut.step else {}
    return DatasetSnippet(code=snippet(name, asked, str(request.base_url).rstrip("/")))


@router.get(
    "/{name}/rows",
    response_class=Response,
    responses={
        200: {
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                NDJSON: {"schema": {"type": "string"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
                PARQUET: {"schema": {"type": "string", "format": "binary"}},
            }
        }
    },
)
async def download_dataset(
    name: Name, query: Annotated[DownloadQuery, Query()], request: Request, parts: PartsDep, person: NarrowedExporter
) -> Response:
    """Stream all rows of a part of a data set, oldest first; what is taken along is audited.

    Two downloads at once. One whose reader takes less than 16 KiB a second is broken off after half a minute.
    """
    dataset, cut, reader = DATASETS[name], slice_of(parts, person, name, query), rows_of(parts, name)
    if query.form not in _forms(dataset):
        raise Invalid(RefusedLab.dataset_form(dataset=name, forms=", ".join(_forms(dataset))))
    if _running.locked():
        raise Throttled(RefusedLab.downloads_going_on(), retry_after_seconds=10)
    async with _running:
        rows = await reader.count(cut)
        whole = await _whole(parts, query.form, reader, cut)
    taken = {"from": cut.from_at, "to": cut.to_at, "service": query.service, "form": query.form, "rows": rows}
    parts.audit.note(caller_of(request, person), "export_dataset", name, after=taken)
    headers = {"Content-Disposition": f'attachment; filename="dozor-{name}.{query.form}"'}
    if whole is not None:
        return PacedResponse(in_a_place(_running, chunks_of(whole)), media_type=_MEDIA[query.form], headers=headers)
    told = (csv_of if query.form == "csv" else lines_of)(dataset, reader.batches(cut), _running)
    return PacedResponse(told, media_type=_MEDIA[query.form], headers=headers)


async def _whole(parts: "Parts", form: Form, reader: DatasetRows, cut: Slice) -> IO[bytes] | None:
    """Return a file that is gone once it is closed, of a form that is not written row by row."""
    if form == "npz":
        return io.BytesIO(await reader.file(cut))
    if form != "parquet":
        return None
    file = tempfile.TemporaryFile(dir=parts.settings.data_dir)  # noqa: SIM115 - who sends it closes it
    try:
        await write_parquet(file, reader.dataset, reader.batches(cut), {})
    except BaseException:
        file.close()
        raise
    return file


async def _shown(parts: "Parts", dataset: Dataset) -> DatasetOut:
    days = getattr(parts.settings, dataset.keep) if dataset.keep else 0
    kept = days * DAY_SECONDS if dataset.keep else dataset.tiers[-1].keep_seconds
    return DatasetOut(
        name=dataset.name,
        columns=[DatasetColumn(name=each.name, kind=each.kind, unit=each.unit) for each in dataset.columns],
        bytes=await rows_of(parts, dataset.name).size(),
        keep_seconds=kept,
        keep_setting=dataset.keep and f"DOZOR_{dataset.keep.upper()}",
        tiers=[DatasetTier(step_seconds=t.step_seconds, keep_seconds=t.keep_seconds) for t in dataset.tiers],
        made_from=list(dataset.made_from),
        forms=_forms(dataset),
    )


def _forms(dataset: Dataset) -> list[Form]:
    return ["npz", *_ROWS_AS] if dataset.name == "features" else [*_ROWS_AS]
