"""What the routes work with: the parts of the running core, put together in `core.server.main`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

if TYPE_CHECKING:
    from core.server.accounts.accounts import Accounts
    from core.server.accounts.audit import Audit
    from core.server.alarms.alarms import Alarms
    from core.server.api.studies import Studies
    from core.server.asking.asking import Asking
    from core.server.attention.attention import Attention
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.fleet.fleet import Fleet
    from core.server.fleet.services import Services
    from core.server.inventory.inventories import Inventories
    from core.server.lab.snapshots import Snapshots
    from core.server.notifications.notifications import Notifications
    from core.server.notifications.telegram.held import Held
    from core.server.pipeline.core import Core
    from core.server.places.places import Places
    from core.server.proxy.proxy import Proxy
    from core.server.scaling.scaling import Scaling
    from core.server.settings.settings import Settings
    from core.server.verification.source_names import SourceNames


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
    places: "Places"
    proxy: "Proxy"
    asking: "Asking"
    inventories: "Inventories"
    alarms: "Alarms"
    scaling: "Scaling"
    telegram: "Held"
    notifications: "Notifications"
    attention: "Attention"
    studies: "Studies"
    snapshots: "Snapshots"
    source_names: "SourceNames"

    def end(self) -> None:
        """Let requests go that wait for long: the core ends."""
        self.proxy.deployer.orders.end()
        self.asking.end()


async def parts_of(request: Request) -> Parts:
    """Return the parts that the application was made with."""
    return cast("Parts", request.app.state.parts)


PartsDep = Annotated[Parts, Depends(parts_of)]


async def check_proxies(parts: PartsDep) -> None:
    """Let a request pass that needs the proxies' side; raises Unavailable where that cannot work."""
    parts.proxy.check()
