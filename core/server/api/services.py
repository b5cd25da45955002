"""What is protected, and how decisions about it are carried out."""

from fastapi import APIRouter

from core.server.api.parts import PartsDep
from core.server.api.permissions import Operator, Reader
from core.server.api.schemas import ServiceModeIn, ServiceOut

router = APIRouter(tags=["services"])


@router.get("/services")
async def list_services(parts: PartsDep, _person: Reader) -> list[ServiceOut]:
    """List the services that were seen, by name."""
    raise NotImplementedError


@router.patch("/services/{name}")
async def set_service_mode(name: str, body: ServiceModeIn, parts: PartsDep, person: Operator) -> ServiceOut:
    """Switch a service off, to observing or to enforcing."""
    raise NotImplementedError
