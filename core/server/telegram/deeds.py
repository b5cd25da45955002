"""What a button does, through the public API. All of it can be undone, so nothing asks twice."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.server.telegram.acting import be_silent
from core.server.telegram.api import Refusal, Session

_DAY_SECONDS: Final = 86_400
_BAN_SECONDS: Final = 4 * 3600
_SILENCE_SECONDS: Final = 3600
_MOST_SOURCES: Final = 500
_MOST_AT_ONCE: Final = 250
_MOST_PAGES: Final = 10
_REASON: Final = "Telegram"
_HARMFUL: Final = frozenset({"ban", "challenge", "limit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that somebody took. `args` say what it is about (see notifications.pressing); `key` is its own."""

    api: Session
    args: Mapping[str, str]
    key: str
    now: float


Deed = Callable[[Press], Awaitable[int]]
"""Does it and returns how many times it was done; 0 where there was nothing to do it to. Raises Refusal."""


async def acknowledge(press: Press) -> int:
    """Say that one sees to what the message tells of."""
    await press.api.post(f"/notifications/threads/{press.args.get('thread', '')}/acknowledge", {})
    return 1


async def ban(press: Press) -> int:
    """Ban a source, or all sources of an incident against which something was decided and that are not banned yet."""
    incident, service = await _incident(press)
    if incident is None:
        return await _ban(press, _named(press), service, _BAN_SECONDS)
    sources = _by_scope([each for each in incident["decided_sources"] if each["type"] in _HARMFUL], "source")
    banned = {each["value"] for each in await _held(press, sources) if each["type"] == "ban"}
    wanted = {scope: [each for each in values if each not in banned] for scope, values in sources.items()}
    return await _ban(press, wanted, service, _BAN_SECONDS)


async def extend(press: Press) -> int:
    """Ban those who are banned for a day from now."""
    incident, service = await _incident(press)
    sources = _named(press) if incident is None else _by_scope(incident["decided_sources"], "source")
    held = [each for each in await _held(press, sources) if each["type"] == "ban"]
    return await _ban(press, _by_scope(held, "value"), service, _DAY_SECONDS)


async def unban(press: Press) -> int:
    """Lift what is decided about a source, or about the sources of an incident."""
    incident, _ = await _incident(press)
    sources = _named(press) if incident is None else _by_scope(incident["decided_sources"], "source")
    held = await _held(press, sources)
    for decision in held:
        await press.api.delete(f"/decisions/{decision['id']}")
    return len({each["value"] for each in held})


async def allow(press: Press) -> int:
    """Say that it is harmless: an incident's decisions are lifted, its sources spared for a day; or one is allowed."""
    if press.args.get("kind") == "incident":
        verdict = {"verdict": "harmless", "reason": _REASON}
        await press.api.post(f"/incidents/{press.args.get('id', '')}/verdict", verdict)
        return 1
    for values in _named(press).values():
        for network in values:
            body = {"network": network, "duration_seconds": _DAY_SECONDS, "reason": _REASON}
            await press.api.post("/allowlist", body)
    return 1


async def silence(press: Press) -> int:
    """Have nobody told about the service or the node for an hour."""
    await be_silent(press.api, press.now, _SILENCE_SECONDS, press.args)
    return 1


DEEDS: Final[Mapping[str, Deed]] = {
    "acknowledge": acknowledge,
    "ban": ban,
    "unban": unban,
    "allow": allow,
    "extend": extend,
    "silence": silence,
}


async def _incident(press: Press) -> tuple[Any, str]:
    """Return the incident that the button is about, None where it is about something else, and its service."""
    if press.args.get("kind") != "incident":
        return None, press.args.get("service", "")
    incident = await press.api.get(f"/incidents/{press.args.get('id', '')}")
    return incident, incident["service"]


def _named(press: Press) -> dict[str, list[str]]:
    """Return the one source that the button is about, by its scope."""
    return {press.args.get("scope", "ip"): [press.args["value"]]} if press.args.get("value") else {}


async def _held(press: Press, sources: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """Return what is enforced against sources now."""
    wanted, found, cursor = {each for values in sources.values() for each in values}, [], ""
    for _ in range(_MOST_PAGES):
        page = await press.api.get("/decisions", active=True, type=sorted(_HARMFUL), limit=500, cursor=cursor)
        found += [each for each in page["items"] if each["value"] in wanted and not each["simulated"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    return found


async def _ban(press: Press, sources: Mapping[str, list[str]], service: str, seconds: int) -> int:
    """Ban sources by scope, and return how many; raises Refusal where there were some and none could be."""
    made, refused = 0, []
    for scope, values in sources.items():
        for at in range(0, min(len(values), _MOST_SOURCES), _MOST_AT_ONCE):
            body = {"scope": scope, "sources": values[at : at + _MOST_AT_ONCE], "service": service}
            wish = body | {"duration_seconds": seconds, "reason": _REASON}
            answer = await press.api.post("/decisions/bulk", wish, key=press.key)
            made += len(answer["made"])
            refused += answer["refused"]
    if refused and not made:
        raise Refusal(409, refused[0]["reason"])
    return made


def _by_scope(found: list[dict[str, Any]], name: str) -> dict[str, list[str]]:
    scopes = {scope: [each[name] for each in found if each["scope"] == scope] for scope in ("ip", "range")}
    return {scope: list(dict.fromkeys(values)) for scope, values in scopes.items() if values}
