"""Certificates: the inventory, upload, ordering, revoking, and what came of it. Keys go in and never come out."""

from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Path, Query, Request

from core.server.api.caller import ChangesNothing, caller_of, changes_nothing
from core.server.api.certificate_schemas import (
    AttemptOut,
    AttemptSaid,
    CertificateFiles,
    CertificateItem,
    CertificateOrder,
    CertificateOrderOut,
    CertificateOut,
    CertificateRevocation,
    CertificateUpload,
    PreflightFinding,
    ServedOut,
)
from core.server.api.decision_shapes import instant
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.api.told_schemas import told_fields
from core.server.proxy.certificates.attempt import failures_in_a_row
from core.server.proxy.certificates.bundle import read_bundle
from core.server.proxy.certificates.certificate import described
from core.server.proxy.certificates.renewal import retry_at
from core.server.proxy.certificates.said import said_of

if TYPE_CHECKING:
    from core.server.proxy.certificates.attempt import Attempt
    from core.server.proxy.certificates.bringing import Served
    from core.server.proxy.certificates.certificate import Certificate
    from core.server.proxy.certificates.inventory import Item
    from core.server.proxy.certificates.preflight import Finding

router = APIRouter(prefix="/certificates", tags=["certificates"])
Name = Annotated[str, Path(pattern=r"^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$")]
_ATTEMPTS: Final = 100


@router.get("")
async def list_certificates(parts: PartsDep, _person: Reader) -> list[CertificateItem]:
    """List all certificates' documents with what there is of them, by name."""
    certificates = parts.proxy.certificates
    lately = await certificates.lately()
    return [_item(each, lately.get(each.name, [])) for each in certificates.items()]


@router.post("/inspect", dependencies=[ChangesNothing])
async def inspect_certificate(body: CertificateFiles, parts: PartsDep, _person: Operator) -> CertificateOut:
    """Say what a chain and its key are, and whether they belong together. Nothing is kept."""
    now = parts.clock.now()
    bundle = read_bundle(body.chain.encode(), body.key.encode(), names=(), now=now)
    return _certificate(described(bundle, name="", source="uploaded", made_at=now, certificate_id=""))


@router.get("/{name}")
async def read_certificate(name: Name, parts: PartsDep, _person: Reader) -> CertificateItem:
    """Show one."""
    certificates = parts.proxy.certificates
    item = certificates.item(name)
    return _item(item, (await certificates.lately()).get(name, []))


@router.get("/{name}/attempts")
async def list_certificate_attempts(
    name: Name, parts: PartsDep, _person: Reader, limit: Annotated[int, Query(ge=1, le=_ATTEMPTS)] = 20
) -> list[AttemptOut]:
    """List what was tried, the newest first."""
    now = parts.clock.now()
    return [_attempt(each) for each in await parts.proxy.certificates.attempts(name, before=now + 1, limit=limit)]


@router.post("/{name}/preflight", dependencies=[ChangesNothing])
async def preflight_certificate(name: Name, parts: PartsDep, _person: Operator) -> list[PreflightFinding]:
    """Look whether an order would go well: by the DNS, the directory and the budget. Nothing is ordered."""
    return [_finding(each) for each in await parts.proxy.certificates.preflight(name)]


@router.post("/{name}/order", status_code=202)
async def order_certificate(
    name: Name, body: CertificateOrder, request: Request, parts: PartsDep, person: Operator
) -> CertificateOrderOut:
    """Begin to get a certificate anew; what comes of it is among the attempts."""
    certificates = parts.proxy.certificates
    if body.dry_run:
        await changes_nothing(request)
        findings = await certificates.preflight(name)
        return CertificateOrderOut(attempt=None, findings=[_finding(each) for each in findings])
    current = certificates.item(name).current
    is_first = current is None or current.source == "placeholder"
    attempt = await certificates.begin(name, "issue" if is_first else "renew", by=person.login, force=body.force)
    parts.audit.note(caller_of(request, person), "order_certificate", name, after={"force": body.force})
    return CertificateOrderOut(attempt=_attempt(attempt), findings=[])


@router.post("/{name}/upload")
async def upload_certificate(
    name: Name, body: CertificateUpload, request: Request, parts: PartsDep, person: Operator
) -> CertificateOut:
    """Take in a certificate of one's own, after checking it, and begin to bring it to the nodes."""
    chain, key = body.chain.encode(), body.key.encode()
    made = await parts.proxy.certificates.upload(name, chain, key, by=person.login, dry_run=body.dry_run)
    if not body.dry_run:
        after = {"serial": made.serial, "fingerprint_sha256": made.fingerprint}
        parts.audit.note(caller_of(request, person), "upload_certificate", name, after=after)
    else:
        await changes_nothing(request)
    return _certificate(made)


@router.post("/{name}/revoke", status_code=202)
async def revoke_certificate(
    name: Name, body: CertificateRevocation, request: Request, parts: PartsDep, person: Operator
) -> AttemptOut:
    """Begin to have a certificate revoked. One that is still wanted is ordered anew by itself."""
    attempt = await parts.proxy.certificates.revoke(name, body.certificate_id, body.reason, by=person.login)
    parts.audit.note(caller_of(request, person), "revoke_certificate", name, after=body.model_dump())
    return _attempt(attempt)


def _item(item: "Item", lately: "list[Attempt]") -> CertificateItem:
    wanted = item.current.fingerprint if item.current else ""
    ended = [each for each in lately if each.ended_at]
    again = retry_at(failures_in_a_row(lately), item.name)
    return CertificateItem(
        name=item.name,
        source=item.spec.source,
        wanted_names=list(item.spec.names),
        current=_certificate(item.current) if item.current else None,
        certificates=[_certificate(each) for each in item.certificates],
        domains=item.domains,
        nodes=item.nodes,
        issuer_node=item.issuer,
        served=[_served(each, wanted) for each in item.served],
        renew_at=instant(item.renew_at) if item.renew_at is not None else None,
        warning=item.warning,
        running=_attempt(item.running) if item.running else None,
        last=_attempt(ended[-1]) if ended else None,
        retry_at=instant(again) if again and item.renew_at is not None else None,
    )


def _certificate(each: "Certificate") -> CertificateOut:
    return CertificateOut(
        id=each.id,
        source=each.source,
        serial=each.serial,
        issuer=each.issuer,
        names=list(each.names),
        key_type=each.key_type,
        fingerprint_sha256=each.fingerprint,
        not_before_at=instant(each.not_before),
        not_after_at=instant(each.not_after),
        made_at=instant(each.made_at),
        has_ocsp=each.has_ocsp,
        is_good=each.is_good,
        revoked_at=instant(each.revoked_at) if each.revoked_at else None,
    )


def _served(each: "Served", wanted: str) -> ServedOut:
    return ServedOut(
        node=each.node,
        asked_at=instant(each.asked_at),
        serial=each.serial or None,
        protocol=each.protocol or None,
        is_current=bool(each.fingerprint) and each.fingerprint == wanted,
        error=each.error or None,
    )


def _attempt(each: "Attempt") -> AttemptOut:
    return AttemptOut(
        id=each.id,
        name=each.name,
        kind=each.kind,
        names=list(each.names),
        directory=each.directory or None,
        node=each.node or None,
        started_by=each.by,
        started_at=instant(each.started_at),
        ended_at=instant(each.ended_at) if each.ended_at else None,
        outcome=each.outcome or None,
        detail=each.detail,
        said=[AttemptSaid(**told_fields(told)) for told in said_of(each.detail)],
        certificate_id=each.certificate or None,
    )


def _finding(each: "Finding") -> PreflightFinding:
    return PreflightFinding(what=each.what, name=each.name or None, verdict=each.verdict, **told_fields(each.told))
