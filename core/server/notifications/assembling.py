"""Notifications put together with what they hear of and how they reach people."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.server.notifications.channels.making import plain_makers
from core.server.notifications.channels.telegram_when_needed import TelegramWhenNeeded
from core.server.notifications.notifications import Notifications
from core.server.notifications.pictures import Pictures
from core.server.notifications.sources.alarms import AlarmsTold
from core.server.notifications.sources.certificates import RunningOut
from core.server.notifications.sources.health import HealthTold
from core.server.notifications.sources.incidents import Budgets, Incidents
from core.server.notifications.sources.rules import RuleHits
from core.server.notifications.sources.stored import Attempts, Bans, Deployments, ScalingSteps, SignIns
from core.server.seal import Seal

if TYPE_CHECKING:
    from core.server.alarms.alarms import Alarms
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.fleet.fleet import Fleet
    from core.server.notifications.channels.channel import Channel
    from core.server.notifications.channels.specs import AnySpec
    from core.server.notifications.event import Event
    from core.server.notifications.telegram.held import Held
    from core.server.pipeline.core import Core
    from core.server.proxy.proxy import Proxy
    from core.server.settings.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The parts that events come from."""

    core: "Core"
    proxy: "Proxy"
    alarms: "Alarms"
    fleet: "Fleet"


def assembled(
    settings: "Settings", database: "Database", clock: "Clock", heard: Heard, telegram: "Held"
) -> Notifications:
    """Return notifications that hear of everything and reach people by every kind of channel."""

    def bot(_name: str, spec: "AnySpec") -> "Channel":
        return TelegramWhenNeeded(spec, telegram.buttons.issue)

    made = Notifications(
        database,
        clock,
        Seal(*settings.seal_keys),
        makers={**plain_makers(clock), "telegram": bot},
        public_url=settings.public_url,
    )
    alarms = AlarmsTold(heard.alarms, heard.fleet, database)
    made.sources += [
        Incidents(heard.core.live, heard.core.decisions),
        Budgets(heard.core.live),
        RuleHits(heard.core),
        alarms,
        Deployments(database),
        Attempts(database),
        RunningOut(heard.proxy),
        ScalingSteps(database),
        Bans(database),
        SignIns(database),
        HealthTold(heard.core, heard.proxy, made),
    ]
    made.draw = Pictures(database, clock).draw

    async def acknowledged(event: "Event", by: str) -> None:
        if event.kind in {"alarm", "node"}:
            await alarms.acknowledge(event, by)

    made.acknowledged = acknowledged
    return made
