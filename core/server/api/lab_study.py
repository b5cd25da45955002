"""How the detectors judge what was kept, and what a version is made of."""

import asyncio
from typing import Final

from fastapi import APIRouter
from msgspec import to_builtins

from core.server.api.decision_shapes import instant
from core.server.api.lab import VersionPath
from core.server.api.lab_study_schemas import AnatomyOut, StudyOut
from core.server.api.parts import PartsDep
from core.server.api.permissions import Reader
from core.server.errors import Conflict
from core.server.lab.anatomy import anatomy_of
from core.server.lab.drift import LEAST_SOURCES
from core.server.lab.refused import RefusedLab
from core.server.lab.registry import Registry
from models.detector_version import DetectorVersion, VersionError

router = APIRouter(prefix="/lab", tags=["lab"])
LABELS_NEEDED: Final = 30
_OWN: Final = ("candidates", "from_at", "to_at")


@router.get("/study")
async def read_study(parts: PartsDep, _person: Reader) -> StudyOut:
    """Show how the version in charge, and the one on trial, judge what was kept; once it is old, the next is made."""
    study, made_at = await parts.studies.newest(parts.clock.now())
    told = {name: value for name, value in to_builtins(study).items() if name not in _OWN}
    return StudyOut(
        **told,
        as_of=instant(made_at),
        from_at=instant(study.from_at) if study.rows else None,
        to_at=instant(study.to_at) if study.rows else None,
        ordinary_needed=LEAST_SOURCES,
        labels_needed=LABELS_NEEDED,
    )


@router.get("/versions/{version_id}/anatomy")
async def read_anatomy(version_id: VersionPath, parts: PartsDep, _person: Reader) -> AnatomyOut:
    """Show what a version is made of. 409 where it was made for another release of the program."""
    data = await Registry(parts.database).data(version_id, parts.clock.now())
    try:
        anatomy = await asyncio.to_thread(lambda: anatomy_of(DetectorVersion.from_npz(data)))
    except VersionError as error:
        raise Conflict(RefusedLab.version_other_release(why=str(error))) from error
    return AnatomyOut(**to_builtins(anatomy))
