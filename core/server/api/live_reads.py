"""Short questions to the live view that several routes ask."""

from typing import TYPE_CHECKING, Final

from core.server.pipeline.fold import EVERYTHING

if TYPE_CHECKING:
    from core.server.decisions.context import AllowEntry
    from core.server.pipeline.core import Core
    from core.server.pipeline.live import Now

_RPS_SECONDS: Final = 10


def rps_by_service(core: "Core", now: float) -> dict[str, float]:
    """Return the services of the last quarter of an hour, with their requests per second over the last 10 s."""

    def read(live: "Now") -> dict[str, float]:
        loads = {name: service.now(int(now)) for name, service in live.services.items() if name != EVERYTHING}
        return {name: load.requests / load.seconds if load else 0.0 for name, load in loads.items()}

    return core.live.read(read)


def services_with_a_mode(core: "Core") -> list[str]:
    """Return the services that somebody set a mode for."""
    return core.live.read(lambda live: list(live.context.modes))


def allowlist(core: "Core", now: float) -> "list[AllowEntry]":
    """Return the allowlist's entries that hold at `now`, newest first."""
    entries = core.live.read(lambda live: list(live.context.allowlist.values()))
    holding = [entry for entry in entries if not 0 < entry.until_at <= now]
    return sorted(holding, key=lambda entry: (entry.at, entry.id), reverse=True)
