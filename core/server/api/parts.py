"""What the routes work with: the parts of the running core, put together in `core.server.main`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

if TYPE_CHECKING:
    from core.server.accounts.accounts import Accounts
    from core.server.accounts.audit import Audit
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.fleet.fleet import Fleet
    from core.server.fleet.services import Services
    from core.server.pipeline.core import Core
    from core.server.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a route may need. `clock` is the only source of now."""

    settings: "Settings"
    clock: "Clock"
    database: "Database"
    accounts: "Accounts"
    audit: "Audit"
    fleet: "Fleet"
    services: "Services"
    core: "Core"


def parts_of(request: Request) -> Parts:
    """Return the parts that the application was made with."""
    return cast("Parts", request.app.state.parts)


PartsDep = Annotated[Parts, Depends(parts_of)]
