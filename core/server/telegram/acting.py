"""Commands that change something: in the name of the account, by its permissions, noted in the audit."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from agent.contract.address import address_text, pack_address, range_of_sources
from core.server.notifications.channels.channel import Button
from core.server.telegram.api import Session
from core.server.telegram.asked import Answer, Asked, when

_DURATION: Final = re.compile(r"(\d{1,4})([mhdмчд])")
_SECONDS: Final = {"m": 60, "м": 60, "h": 3600, "ч": 3600, "d": 86_400, "д": 86_400}
_BAN_SECONDS: Final = 4 * 3600
_SILENCE_SECONDS: Final = 3600
_REASON_MOST: Final = 400


async def ban(asked: Asked) -> Answer:
    """Ban an address or a network, by default for four hours: `/ban ADDRESS [TIME] [REASON]`."""
    source, rest = _source(asked.args)
    if not source:
        return Answer(asked.words.say("usage_ban"))
    seconds, reason = _duration(rest, _BAN_SECONDS)
    body = {
        "source": source,
        "scope": "range" if "/" in source else "ip",
        "duration_seconds": seconds,
        "reason": " ".join(reason)[:_REASON_MOST],
    }
    made = await asked.api.post("/decisions", body, key=asked.key)
    until, by = when(made["until_at"], asked.now), made["decided_by"]
    text = asked.words.say("banned", source=made["value"], until=until, by=by)
    unban_it = Button(
        asked.words.commands["unban"].partition(":")[0], "unban", {"value": made["value"], "scope": made["scope"]}
    )
    return Answer(text, (unban_it,), f"decision:{made['id']}")


async def unban(asked: Asked) -> Answer:
    """Lift what is decided about an address: `/unban ADDRESS`."""
    source, _ = _source(asked.args)
    if not source:
        return Answer(asked.words.say("usage_unban"))
    lifted = await lift(asked.api, source)
    if not lifted:
        return Answer(asked.words.say("nothing_to_unban", source=source))
    return Answer(asked.words.say("unbanned", source=source, by=(await asked.api.me())["login"], count=lifted))


async def lift(api: Session, source: str) -> int:
    """End all that is decided about a source, and return how many decisions that were."""
    page = await api.get("/decisions", active=True, q=source, limit=100)
    found = [each["id"] for each in page["items"] if each["value"] == source and each["type"] != "observe"]
    for decision in found:
        await api.delete(f"/decisions/{decision}")
    return len(found)


async def silence(asked: Asked) -> Answer:
    """Send nothing about a service, or about all, for an hour or so: `/silence [TIME] [SERVICE]`."""
    seconds, rest = _duration(asked.args, _SILENCE_SECONDS)
    service = rest[0] if rest else ""
    until = await be_silent(asked.api, asked.now, seconds, {"service": service})
    what = service or asked.words.say("all_services")
    by = (await asked.api.me())["login"]
    return Answer(asked.words.say("silenced", until=when(until, asked.now), by=by, what=what))


async def be_silent(api: Session, now: float, seconds: int, about: Mapping[str, str]) -> str:
    """Make a silence about a `service` or a `node`, else about all, and return its end as RFC 3339."""
    events = {f"{name}s": [about[name]] for name in ("service", "node") if about.get(name)}
    body = {"events": events, "begins": now, "until": now + seconds, "note": "Telegram"}
    await api.post("/notifications/silences", body)
    return datetime.fromtimestamp(now + seconds, UTC).isoformat()


def _source(args: Sequence[str]) -> tuple[str, list[str]]:
    """Return the address or network that is meant, in its one form, "" where it is none, and what else was said."""
    if not args:
        return "", []
    try:
        wanted = range_of_sources(args[0]) if "/" in args[0] else None
        return str(wanted or address_text(pack_address(args[0].partition("/")[0]))), list(args[1:])
    except ValueError:
        return "", list(args)


def _duration(args: Sequence[str], usual: int) -> tuple[int, list[str]]:
    found = _DURATION.fullmatch(args[0]) if args else None
    if found is None:
        return usual, list(args)
    return max(int(found[1]), 1) * _SECONDS[found[2]], list(args[1:])
