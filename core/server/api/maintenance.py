"""Which domains are in maintenance, since when and until when, and how to look at them meanwhile."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Request

from core.server.api.caller import caller_of
from core.server.api.pages_schemas import BypassLink, MaintenanceOut, WindowOut
from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.errors import NotFound
from core.server.proxy.maintenance import next_window, window_at
from core.server.proxy.render.maintenance import ARGUMENT
from core.server.proxy.secrets.refused import RefusedSecret
from core.server.proxy.specs.domain import DomainSpec, MaintenanceSpec, WindowSpec

if TYPE_CHECKING:
    from core.server.api.parts import Parts

router = APIRouter(prefix="/maintenance", tags=["pages"])
DomainPath = Annotated[str, Path(pattern=r"^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$")]
_NONE = MaintenanceSpec()


@router.get("")
async def list_maintenance(parts: PartsDep, _person: Reader) -> list[MaintenanceOut]:
    """List the domains of which anything is said of maintenance."""
    now = datetime.fromtimestamp(parts.clock.now(), UTC)
    saved = parts.proxy.documents.state.domains
    deployed = parts.proxy.deployer.deployed()[1].domains
    said = {name for domains in (saved, deployed) for name, spec in domains.items() if spec.maintenance != _NONE}
    return [_shown(name, saved.get(name), deployed.get(name), now) for name in sorted(said)]


@router.get("/{domain}/link")
async def read_bypass_link(domain: DomainPath, request: Request, parts: PartsDep, person: Operator) -> BypassLink:
    """Tell the secret link that opens a domain in maintenance. Who asked is in the audit log."""
    spec = parts.proxy.documents.state.domains.get(domain)
    token = _token(parts, spec)
    if spec is None or not token:
        raise NotFound(RefusedSecret.no_secret_link(domain=domain))
    parts.audit.note(caller_of(request, person), "read_bypass_link", domain, before=None, after=None)
    scheme = "https" if spec.tls else "http"
    names = [name for name in spec.names if not name.startswith("*.")]
    return BypassLink(links=[f"{scheme}://{name}/?{ARGUMENT}={token}" for name in names])


def _token(parts: "Parts", spec: DomainSpec | None) -> str:
    return parts.proxy.secrets.tokens().get(spec.maintenance.bypass_secret or "", "") if spec else ""


def _shown(name: str, saved: DomainSpec | None, deployed: DomainSpec | None, now: datetime) -> MaintenanceOut:
    spec = deployed or saved
    assert spec is not None
    runs = deployed.maintenance if deployed else _NONE
    window = window_at(deployed, now) if deployed else None
    coming = next_window(deployed, now) if deployed else None
    return MaintenanceOut(
        domain=name,
        names=list(spec.names),
        because="switch" if runs.active else "window" if window else "",
        window=_window(window),
        next_window=_window(coming),
        retry_after_seconds=runs.retry_after_seconds,
        bypass_networks=list(runs.bypass_networks),
        has_link=runs.bypass_secret is not None,
        is_saved_only=(saved.maintenance if saved else _NONE) != runs,
    )


def _window(window: WindowSpec | None) -> WindowOut | None:
    return WindowOut(from_at=window.from_at, until_at=window.until_at) if window else None
