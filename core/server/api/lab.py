"""Versions of the detectors, a challenger's trial, and what other thresholds would have done."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from core.server.api.caller import caller_of
from core.server.api.lab_schemas import ChampionIn, TrialOut, VersionIn, VersionOut
from core.server.api.lab_shapes import shown_trial, shown_version
from core.server.api.parts import PartsDep
from core.server.api.permissions import Reader, Trainer, may
from core.server.errors import Conflict, Forbidden, NotFound
from core.server.ingest.commands import RollBack, SetChallenger, SetChampion
from core.server.lab.fitness import unfit_because
from core.server.lab.refused import RefusedLab
from core.server.lab.registry import Registry
from core.server.lab.versions import check_version

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(prefix="/lab", tags=["lab"])
_NPZ: Final = "application/octet-stream"
_BINARY: Final[dict[str, Any]] = {_NPZ: {"schema": {"type": "string", "format": "binary"}}}
VersionPath = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


@router.get("/versions")
async def list_versions(parts: PartsDep, _person: Reader) -> list[VersionOut]:
    """List the versions of the detectors, newest first; the shipped one is among them."""
    versions = await Registry(parts.database).all(parts.clock.now())
    return [shown_version(version, parts.core.lab) for version in versions]


@router.post("/versions", status_code=201, openapi_extra={"requestBody": {"content": _BINARY, "required": True}})
async def upload_version(
    request: Request, parts: PartsDep, person: Trainer, notes: Annotated[str, Query(max_length=1000)] = ""
) -> VersionOut:
    """Take a version in, as `DetectorVersion.to_npz` writes it. It is judged by nobody until it goes on trial."""
    version = await asyncio.to_thread(check_version, await request.body())
    now = parts.clock.now()
    metrics = dict(version.version.notes)
    await Registry(parts.database).add(version, metrics=metrics, notes=notes, by=person.login, at=now)
    parts.audit.note(caller_of(request, person), "upload_version", version.digest, after={"name": version.version.name})
    return await _version(parts, version.digest)


@router.get("/versions/{version_id}", response_class=Response, responses={200: {"content": _BINARY}})
async def download_version(version_id: VersionPath, parts: PartsDep, _person: Reader) -> Response:
    """Give a version's .npz."""
    data = await Registry(parts.database).data(version_id, parts.clock.now())
    return Response(data, media_type=_NPZ)


@router.get("/trial")
async def read_trial(parts: PartsDep, _person: Reader) -> TrialOut:
    """Show who is in charge, and how the challenger does beside it."""
    return shown_trial(parts.core)


@router.put("/challenger")
async def set_challenger(body: VersionIn, request: Request, parts: PartsDep, person: Trainer) -> TrialOut:
    """Put a version on trial: it scores all traffic from now on, and what it would decide is only counted."""
    now, before = parts.clock.now(), parts.core.lab
    if body.version_id == before.champion:
        raise Conflict(RefusedLab.version_in_charge())
    data = await _usable(parts, body.version_id)
    if body.version_id != before.challenger:
        await parts.core.command(SetChallenger(at=now, digest=body.version_id, data=data, by=person.login))
    parts.audit.note(
        caller_of(request, person), "set_challenger", body.version_id, before={"challenger": before.challenger}
    )
    return shown_trial(parts.core)


@router.delete("/challenger", status_code=204)
async def end_trial(request: Request, parts: PartsDep, person: Trainer) -> None:
    """End the trial."""
    ended = parts.core.lab.challenger
    if not ended:
        raise NotFound(RefusedLab.no_trial())
    await parts.core.command(SetChallenger(at=parts.clock.now(), digest="", data=b"", by=person.login))
    parts.audit.note(caller_of(request, person), "end_trial", ended)


@router.put("/champion")
async def promote(body: ChampionIn, request: Request, parts: PartsDep, person: Trainer) -> TrialOut:
    """Put a version in charge, from this second on. The one before goes on in its shadow.

    Without `force` its trial has to speak for it: a day and enough sources, and on each day about as many flagged
    as by the champion. To force it is to change how services are protected, so it takes who may operate them, too.
    """
    now, lab = parts.clock.now(), parts.core.lab
    data = await _usable(parts, body.version_id)
    unfit = unfit_because(lab, body.version_id)
    if unfit and not body.force:
        raise Conflict(unfit)
    if unfit and not may(person, "operate"):
        raise Forbidden
    await parts.core.command(SetChampion(at=now, digest=body.version_id, data=data, by=person.login))
    _note(request, parts, person, "promote", lab.champion, forced=bool(unfit), reason=body.reason)
    return shown_trial(parts.core)


@router.post("/rollback")
async def roll_back(request: Request, parts: PartsDep, person: Trainer) -> TrialOut:
    """Put the version that was in charge before in charge again. 409 where it does not fit this release."""
    lab = parts.core.lab
    if not lab.before:
        raise Conflict(RefusedLab.version_first())
    await parts.core.command(RollBack(at=parts.clock.now(), by=person.login))
    if parts.core.lab.champion != lab.before[-1]:
        raise Conflict(RefusedLab.version_before_other())
    _note(request, parts, person, "roll_back", lab.champion, forced=False)
    return shown_trial(parts.core)


def _note(request: Request, parts: "Parts", person: Trainer, action: str, before: str, **more: object) -> None:
    champion = parts.core.lab.champion
    after = {"champion": champion, **more}
    parts.audit.note(caller_of(request, person), action, champion, before={"champion": before}, after=after)


async def _usable(parts: "Parts", version_id: str) -> bytes:
    """Return a stored version's .npz; raises Invalid where it was made for another release of the program."""
    data = await Registry(parts.database).data(version_id, parts.clock.now())
    await asyncio.to_thread(check_version, data)
    return data


async def _version(parts: "Parts", version_id: str) -> VersionOut:
    for version in await Registry(parts.database).all(parts.clock.now()):
        if version.id == version_id:
            return shown_version(version, parts.core.lab)
    raise NotFound(RefusedLab.no_version())
