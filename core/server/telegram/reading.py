"""Commands that show how things are."""

from typing import Any, Final

from core.server.telegram.asked import Answer, Asked, by_whom, listed, number, share, when
from core.server.telegram.words import Html, Words

_ICONS: Final = {"low": "🔵", "medium": "🟡", "high": "🟠", "critical": "🔴"}
_STATES: Final = {"ok": "🟢", "warn": "🟡", "down": "🔴", "new": "⚪"}
_MODES: Final = {"enforce": "🛡", "observe": "👁", "off": "⚪"}
_MOST_ASKED: Final = 16


async def status(asked: Asked) -> Answer:
    """Tell how things are now."""
    seen, words = await asked.api.get("/snapshot/anomalies"), asked.words
    kpis, states = seen["kpis"], [node["state"] for node in seen["nodes"]]
    well = states.count("ok")
    lines = [
        _verdict(seen["verdict"], words, asked.now),
        words.say(
            "figures",
            rps=number(kpis["requests_rps"]["value"]),
            refused=number(kpis["refused_rps"]["value"]),
            errors=share(kpis["errors_5xx_share"]["value"]),
        ),
        words.say("status_nodes", ok=well, not_ok=len(states) - well),
        words.say("status_incidents", count=sum(each["ended_at"] is None for each in seen["incidents"])),
    ]
    if seen["frozen"]:
        lines.append(words.say("frozen"))
    if seen["budget_exhausted"]:
        lines.append(words.say("budget", services=", ".join(seen["budget_exhausted"])))
    return Answer(Html("\n".join(lines)))


async def incidents(asked: Asked) -> Answer:
    """List the incidents that go on."""
    words = asked.words
    page = await asked.api.get("/incidents", active=True, limit=_MOST_ASKED)
    if not page["items"]:
        return Answer(words.say("no_incidents"))
    return listed(words, "", [_incident(each, words, asked.now) for each in page["items"]], total=page["total"])


async def top(asked: Asked) -> Answer:
    """List the most anomalous sources."""
    seen, words = await asked.api.get("/snapshot/anomalies"), asked.words
    if not seen["sources"]:
        return Answer(words.say("no_top"))
    return listed(words, "", [source_line(each, words) for each in seen["sources"]], total=seen["sources_total"])


async def bans(asked: Asked) -> Answer:
    """List who is banned."""
    words = asked.words
    page = await asked.api.get("/decisions", active=True, type="ban", limit=_MOST_ASKED)
    if not page["items"]:
        return Answer(words.say("no_bans"))
    lines = [
        words.say(
            "ban",
            source=each["value"],
            until=when(each["until_at"], asked.now),
            by=by_whom(each, words),
            simulated=words.say("simulated") if each["simulated"] else "",
        )
        for each in page["items"]
    ]
    return listed(words, words.say("bans", total=page["total"]), lines, total=page["total"])


async def services(asked: Asked) -> Answer:
    """List the services with their modes, the busiest first."""
    found, words = await asked.api.get("/services"), asked.words
    if not found:
        return Answer(words.say("no_services"))
    lines = [
        words.say(
            "service",
            icon=_MODES[each["mode"]],
            name=each["name"],
            mode=words.say(f"mode.{each['mode']}"),
            rps=number(each["rps"]),
        )
        for each in sorted(found, key=lambda each: (-each["rps"], each["name"]))
    ]
    return listed(words, "", lines)


async def nodes(asked: Asked) -> Answer:
    """List the nodes, those that are not well first."""
    found, words = await asked.api.get("/nodes"), asked.words
    if not found:
        return Answer(words.say("no_nodes"))
    lines = [
        words.say(
            "node",
            icon=_STATES[each["state"]],
            name=each["name"],
            rps=number(each["rps"]),
            cpu="" if each["cpu_share"] is None else words.say("cpu", share=share(each["cpu_share"])),
        )
        for each in sorted(found, key=lambda each: (each["state"] == "ok", each["name"]))
    ]
    return listed(words, "", lines)


def _verdict(verdict: dict[str, Any], words: Words, now: float) -> Html:
    if verdict["state"] != "attack":
        return words.say(verdict["state"])
    return words.say(
        "attack",
        kind=words.called(f"incident.{verdict['kind']}"),
        service=verdict["service"],
        severity=words.called(f"severity.{verdict['severity']}"),
        since=when(verdict["started_at"], now),
        sources=verdict["sources"],
    )


def _incident(incident: dict[str, Any], words: Words, now: float) -> Html:
    return words.say(
        "incident",
        icon=_ICONS[incident["severity"]],
        kind=words.called(f"incident.{incident['kind']}"),
        service=incident["service"],
        severity=words.called(f"severity.{incident['severity']}"),
        since=when(incident["started_at"], now),
        sources=incident["sources"],
        refused=incident["refused"],
    )


def source_line(source: dict[str, Any], words: Words) -> Html:
    """Return the line of a source among the most anomalous ones."""
    decision = source["decision"]
    return words.say(
        "top",
        source=source["source"],
        score=f"{source['score']:.2f}",
        rps=number(source["rps"]),
        service=source["service"],
        decision=words.say(f"decision.{decision['type']}") if decision else "",
    )
