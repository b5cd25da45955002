"""One source in profile: who it is, what it did, what was decided, who is like it."""

from collections import Counter
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final

import numpy as np

from agent.contract.address import pack_address
from core.server.api.decision_history import NEWEST, Wanted, find, page
from core.server.api.decision_shapes import instant, shown
from core.server.api.reach import decided_about, services_seen
from core.server.api.schemas import AnomalousSource, SourceSample
from core.server.api.source_asked import AskedSources, places_known
from core.server.api.source_groups import Groups
from core.server.api.source_impact import members_of
from core.server.api.source_past import Ever, ever, past_series
from core.server.api.source_schemas import HeatRow, SourceGroup, SourceHeat, SourceProfile, SourceSeries, SystemOut
from core.server.api.source_shapes import Held, shown_source
from core.server.db.database import DatabaseAway
from core.server.decisions.range_of import range_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.server.api.parts import Parts
    from core.server.api.source_subject import Subject
    from core.server.api.source_view import SourceView
    from core.server.decisions.decision import Decision, Evidence, SampleRecord
    from core.server.pipeline.live import Now
    from core.server.pipeline.live_source import LiveSource

_MEMBERS: Final = 50
_PEERS: Final = 10
_MOST_SOURCES: Final = 500  # of a group, whose stored traffic is added up
_DECISIONS: Final = 200
_EVIDENCE: Final = 10  # decisions, whose evidence is read
_SAMPLES: Final = 100
_SAME_SECONDS: Final = 60
_PATHS: Final = 12
_HOURS: Final = 24
_HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class _Around:
    """Who is here of the subject, and around it."""

    summary: SourceGroup | None
    members: list[SourceGroup]
    peers: list[SourceGroup]
    agent_peers: list[SourceGroup]
    addresses: list[str]
    agent: str


async def profile_of(asked: AskedSources, subject: "Subject") -> SourceProfile:
    """Return the profile of a subject."""
    parts, now = asked.parts, asked.now
    around = await asked.present().read_all(lambda view, held: _around(view, held, subject))
    decisions = await _decisions(asked, subject, frozenset(around.addresses))
    named = dict.fromkeys((*around.addresses, *(d.value for d in decisions if d.scope == "ip")))
    sources = [subject.key] if subject.kind == "address" else list(named)[:_MOST_SOURCES]
    services = [asked.service] if asked.service else services_seen(parts, asked.person)
    stored = await ever(parts.database, sources, now, services)
    live = parts.core.live.read(lambda live: _flagged(live, frozenset(sources), asked, decisions))
    evidence = await _evidence(parts, decisions)
    samples = _samples(live.samples, evidence)
    country, system = _place(asked, subject)
    seen = _seen(around.summary, stored, decisions)
    return SourceProfile(
        key=subject.key,
        kind=subject.kind,
        known=bool(around.summary or stored or decisions),
        country=country,
        system=None if system is None else SystemOut(number=system, name=parts.places.name(system)),
        network=range_of(subject.key) if subject.kind == "address" else "",
        crawler=live.crawler,
        allowed=live.allowed,
        protected=live.protected,
        agent=around.agent or next((sample.user_agent for sample in samples), ""),
        first_seen_at=instant(seen[0]) if seen else None,
        last_seen_at=instant(seen[1]) if seen else None,
        requests=max(around.summary.requests if around.summary else 0, stored.requests if stored else 0),
        refused=max(around.summary.refused if around.summary else 0, stored.refused if stored else 0),
        summary=around.summary,
        flagged=live.flagged,
        features=live.features or next((each.features for each in evidence if each.features), {}),
        samples=[
            SourceSample(at=instant(s.at), method=s.method, path=s.path, status=s.status, user_agent=s.user_agent)
            for s in samples
        ],
        heat=_heat(samples),
        decisions=[shown(decision, now) for decision in decisions],
        series=await _series(asked, sources, services),
        members=around.members,
        peers=around.peers,
        agent_peers=around.agent_peers,
        places=places_known(parts),
        as_of=instant(now),
    )


def _around(view: "SourceView", held: Held, subject: "Subject") -> _Around:
    rows = members_of(view, subject.kind, subject.key)
    own = view.of(rows)
    summary = Groups.of(own, subject.kind) if subject.kind != "network" else None
    everyone = Groups.of(own, "address")
    members = [] if subject.kind == "address" else _shown(own, held, _MEMBERS)
    agents = Counter(own.columns.agent[own.columns.agent > 0].tolist())
    agent = agents.most_common(1)[0][0] if agents and subject.kind == "address" else 0
    peers = agent_peers = []
    if subject.kind == "address":
        network = members_of(view, "network", range_of(subject.key))
        peers = _shown(view.of(network & ~rows), held, _PEERS)
        agent_peers = _shown(view.of((view.columns.agent == agent) & ~rows), held, _PEERS) if agent else []
    return _Around(
        summary=_summary(own, held, summary, subject),
        members=members,
        peers=peers,
        agent_peers=agent_peers,
        addresses=own.of(everyone.first[everyone.ordered("load")[0][:_MOST_SOURCES]]).texts() if len(own) else [],
        agent=own.columns.agents.get(agent, ""),
    )


def _summary(own: "SourceView", held: Held, groups: Groups | None, subject: "Subject") -> SourceGroup | None:
    if not len(own):
        return None
    if groups is None:  # a network may be any range: all of it is one group
        whole = np.zeros(len(own), np.int64)
        groups = Groups(own, "network", np.zeros(1, np.uint64), np.zeros(1, np.int64), whole)
    return groups.shown(np.zeros(1, np.int64), held)[0].model_copy(update={"key": subject.key})


def _shown(view: "SourceView", held: Held, most: int) -> list[SourceGroup]:
    groups = Groups.of(view, "address")
    return groups.shown(groups.ordered("score")[0][:most], held) if len(view) else []


async def _decisions(asked: AskedSources, subject: "Subject", members: frozenset[str]) -> "list[Decision]":
    """Return what was decided about a subject, newest first; only what holds while the database is away."""
    parts, now = asked.parts, asked.now
    services = decided_about(parts, asked.person)
    active = [d for d in parts.core.decisions.active(now) if subject.covers(d.value) or d.value in members]
    wanted = Wanted(None, subject.search(), now, services=services)
    try:
        found, _total = await page(parts.database, active, wanted, NEWEST, _DECISIONS)
    except DatabaseAway:
        found = [decision for decision in active if wanted.fits(decision)]
    kept = {d.id: d for d in (*active, *found) if subject.covers(d.value) or d.value in members}
    seen = [d for d in kept.values() if services is None or d.service in services]
    return sorted(seen, key=lambda d: (d.decided_at, d.id), reverse=True)


@dataclass(frozen=True, slots=True)
class _Flagged:
    flagged: list[AnomalousSource]
    features: dict[str, float]
    samples: "list[SampleRecord]"
    crawler: str
    allowed: bool
    protected: bool


def _flagged(live: "Now", sources: frozenset[str], asked: AskedSources, decisions: "list[Decision]") -> _Flagged:
    """Return what detectors point at; runs inside `LiveView.read`."""
    found = [each for each in live.sources.values() if each.source in sources and asked.sees(each.service)]
    found.sort(key=lambda each: (-each.score, each.source, each.service))
    held = Held.of(decisions)
    one = next(iter(sources)) if len(sources) == 1 else ""
    bot = live.context.bot(one, asked.now) if one else None
    return _Flagged(
        flagged=[
            shown_source(each, asked.now, 0, held, context=live.context, places=asked.parts.places)
            for each in found[:_PEERS]
        ],
        features=dict(found[0].features) if found else {},
        samples=_newest(found),
        crawler=bot.bot if bot is not None and bot.verified else "",
        allowed=bool(one) and live.context.allows(pack_address(one), asked.now),
        protected=bool(one) and live.context.protects(pack_address(one)),
    )


def _newest(sources: "Iterable[LiveSource]") -> "list[SampleRecord]":
    return sorted((s for source in sources for s in source.samples), key=lambda s: -s.at)[:_SAMPLES]


async def _evidence(parts: "Parts", decisions: "list[Decision]") -> "list[Evidence]":
    """Return the evidence of the newest decisions, which the database alone has whole."""
    newest = [decision for decision in decisions if decision.origin == "detector"][:_EVIDENCE]
    try:
        stored = [await find(parts.database, decision.id) or decision for decision in newest]
    except DatabaseAway:
        stored = newest
    return [decision.evidence for decision in stored]


def _samples(live: "list[SampleRecord]", evidence: "Iterable[Evidence]") -> "list[SampleRecord]":
    """Return what is watched, and of evidence what is older: the same request stands in both."""
    begin = min((sample.at for sample in live), default=inf) - _SAME_SECONDS
    before = (sample for each in evidence for sample in each.samples if sample.at < begin)
    once = {(s.at, s.method, s.path, s.status): s for s in (*live, *before)}
    return sorted(once.values(), key=lambda s: -s.at)[:_SAMPLES]


def _heat(samples: "list[SampleRecord]") -> SourceHeat:
    """Return paths by the hours in which there was something, at most the newest day of them."""
    hours = sorted({int(s.at) // _HOUR * _HOUR for s in samples})[-_HOURS:]
    paths = Counter(s.path.partition("?")[0] for s in samples if int(s.at) // _HOUR * _HOUR in hours)
    counted = Counter((s.path.partition("?")[0], int(s.at) // _HOUR * _HOUR) for s in samples)
    rows = [HeatRow(path=path, counts=[counted[path, hour] for hour in hours]) for path, _ in paths.most_common(_PATHS)]
    return SourceHeat(hours=hours, rows=rows, samples=len(samples))


def _place(asked: AskedSources, subject: "Subject") -> tuple[str, int | None]:
    if subject.kind == "country":
        return subject.key, None
    if subject.kind == "asn":
        return "", int(subject.key[2:])
    country, system = asked.parts.places.one(pack_address(subject.key.partition("/")[0]))
    return country, system or None


def _seen(summary: SourceGroup | None, stored: Ever | None, decisions: "list[Decision]") -> tuple[float, float] | None:
    """Return when it was seen first and last, as far as anything knows."""
    instants = [d.decided_at for d in decisions if d.origin == "detector"]
    if summary:
        instants += [summary.first_seen_at.timestamp(), summary.last_seen_at.timestamp()]
    if stored:
        instants += [stored.first, stored.last - 1 if summary is None else summary.last_seen_at.timestamp()]
    return (min(instants), max(instants)) if instants else None


async def _series(asked: AskedSources, sources: list[str], services: list[str] | None) -> SourceSeries:
    span = asked.span or (asked.begin, asked.now)
    try:
        return await past_series(asked.parts.database, sources, span, asked.now, services)
    except DatabaseAway:
        return SourceSeries(step_seconds=10, t=[], rps=[], refused_rps=[], errors_rps=[], score=[])
