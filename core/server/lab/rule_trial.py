"""What a rule would have done to what was kept of the last days. Pure.

What it cannot know: of a report at most 32 sources that stand out are kept, and one source in 64 whatever it does, so a
rule about ordinary sources is seen through that sample. What was refused at the time is missing: a rule that had acted
earlier would have been met less often.
"""

from collections.abc import Iterable, Sequence
from math import isnan
from typing import Final, Literal

import msgspec
import numpy as np

from agent.contract.address import address_text
from agent.contract.wire import DecisionType
from core.server.decisions.context import Context
from core.server.decisions.decision import RANK
from core.server.decisions.incident import HARMLESS
from core.server.decisions.rules.compiled import Compiled, compiled
from core.server.decisions.rules.notices import MOST_TOLD
from core.server.decisions.rules.tally import hour_of
from core.server.ingest.commands import Rule
from core.server.lab.feature_rows import FeatureRows, scores_of
from core.server.lab.what_if import KnownIncident
from models.scores import Scores

MOST_EXAMPLES: Final = 50
MOST_SOURCES: Final = 20_000
Standing = Literal["spared", "judged_harmless", "unremarkable", "agreed", "judged_attack"]
"""How a source that was hit is known: it would have been `spared` (allowlist, the fleet's own, a verified crawler), a
person called it harmless, the policy did nothing about it but watch, the policy limited, challenged or banned it too,
or a person called it an attack."""
DOUBT: Final[tuple[Standing, ...]] = ("judged_harmless", "unremarkable", "spared", "agreed", "judged_attack")


class KnownDecision(msgspec.Struct, frozen=True, kw_only=True):
    """What the policy or a person decided about a source at a service (empty: at all), and while it held."""

    value: str
    service: str
    type: DecisionType
    from_at: float
    until_at: float


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A source that was hit: its first hit, how many, what it had where a condition compares a number.

    `policy` is the strongest step that was in fact taken towards it in the time. `held`: one as strong was in force
    when it was first hit.
    """

    source: str
    service: str
    at: float
    hits: int
    score: float | None
    p_value: float
    values: tuple[float | None, ...]
    standing: Standing
    policy: DecisionType | None
    held: bool
    sampled: bool


class HourFound(msgspec.Struct, frozen=True, array_like=True):
    """Hits of the hour from Unix second `t` on, and how many of them were about sources that nothing spoke against."""

    t: int
    hits: int
    doubtful: int


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule came to. `sampled_hit` of `sampled` sources were kept whatever they do; `standings` count sources.

    `notices` are of how many hits people would have been told, None where the rule does not notify.
    """

    hits: int
    notices: int | None
    sources: int
    held: int
    standings: dict[Standing, int]
    sampled: int
    sampled_hit: int
    hours: list[HourFound]
    examples: list[Example]
    covered_from_at: float
    covered_to_at: float
    more: bool


class _Source(msgspec.Struct):
    at: float
    hits: int
    until_at: float
    score: float | None
    p_value: float
    values: tuple[float | None, ...]
    spared: bool
    sampled: bool


class RuleTrial:
    """A rule put to kept rows, under the allowlist and the crawlers of a context."""

    def __init__(self, rule: Rule, context: Context, incidents: Sequence[KnownIncident]) -> None:
        self._rule: Compiled = compiled(rule)
        self._context = context
        self._verdicts = {(s, each.service): each.verdict for each in incidents for s in each.sources}
        self._sources: dict[tuple[str, str], _Source] = {}
        self._hits: list[tuple[int, tuple[str, str]]] = []
        self._sampled: set[tuple[bytes, str]] = set()
        self._span = (0.0, 0.0)
        self._more = False

    def take(self, rows: FeatureRows) -> None:
        """Put the rule to the rows of one record. Records come in the order of time."""
        self._span = (self._span[0] or rows.as_of, max(self._span[1], rows.as_of))
        scores = scores_of(rows)
        is_sampled = np.frombuffer(rows.sampled, np.uint8).astype(np.bool_)
        for i in np.flatnonzero(is_sampled).tolist():
            self._sampled.add((scores.address[i].tobytes(), rows.services[int(scores.service[i])]))
        for i in np.flatnonzero(self._rule.matches(scores) & (scores.requests > 0)).tolist():
            self._hit(i, scores, sampled=bool(is_sampled[i]))

    def _hit(self, i: int, scores: Scores, *, sampled: bool) -> None:
        key = address_text(scores.address[i].tobytes()), scores.services[int(scores.service[i])]
        known, at = self._sources.get(key), scores.as_of
        if known is not None and known.until_at > at:
            return
        if known is None:
            if len(self._sources) >= MOST_SOURCES:
                self._more = True
                return
            known = self._sources[key] = self._first(i, scores, sampled=sampled)
        known.hits += 1
        known.until_at = at + self._rule.statement.seconds
        self._hits.append((hour_of(at), key))

    def _first(self, i: int, scores: Scores, *, sampled: bool) -> _Source:
        packed, score = scores.address[i].tobytes(), float(scores.score[i])
        return _Source(
            at=scores.as_of,
            hits=0,
            until_at=0.0,
            score=None if isnan(score) else score,
            p_value=float(scores.p_value[i]),
            values=tuple(self._rule.values(scores, i)),
            spared=self._is_spared(packed, scores.as_of),
            sampled=sampled,
        )

    def _is_spared(self, packed: bytes, at: float) -> bool:
        bot = self._context.bot(address_text(packed), at)
        verified = bot is not None and bot.verified
        return verified or self._context.protects(packed) or self._context.allows(packed, at)

    def found(self, decided: Sequence[KnownDecision]) -> Found:
        """Return what came of it, beside what was decided in fact."""
        by_source: dict[str, list[KnownDecision]] = {}
        for each in decided:
            by_source.setdefault(each.value, []).append(each)
        examples = {key: self._example(key, source, by_source) for key, source in self._sources.items()}
        hours: dict[int, list[int]] = {}
        for t, key in self._hits:
            hour = hours.setdefault(t, [0, 0])
            hour[0] += 1
            hour[1] += examples[key].standing in {"judged_harmless", "unremarkable"}
        standings = [each.standing for each in examples.values()]
        ranked = sorted(examples.values(), key=lambda each: (DOUBT.index(each.standing), -each.hits, each.at))
        return Found(
            hits=len(self._hits),
            notices=self._notices(hours),
            sources=len(examples),
            held=sum(each.held for each in examples.values()),
            standings={each: standings.count(each) for each in DOUBT},
            sampled=len(self._sampled),
            sampled_hit=sum(each.sampled for each in examples.values()),
            hours=[HourFound(t, *counted) for t, counted in sorted(hours.items())],
            examples=ranked[:MOST_EXAMPLES],
            covered_from_at=self._span[0],
            covered_to_at=self._span[1],
            more=self._more,
        )

    def _notices(self, hours: dict[int, list[int]]) -> int | None:
        if self._rule.action != "notify":
            return None
        return sum(min(hits, MOST_TOLD) for hits, _ in hours.values())

    def _example(self, key: tuple[str, str], hit: _Source, decided: dict[str, list[KnownDecision]]) -> Example:
        value, service = key
        own = [each for each in decided.get(value, ()) if each.service in {"", service}]
        strongest = max((each.type for each in own), key=RANK.__getitem__, default=None)
        return Example(
            source=value,
            service=service,
            at=hit.at,
            hits=hit.hits,
            score=hit.score,
            p_value=hit.p_value,
            values=hit.values,
            standing=self._standing(key, hit, strongest),
            policy=strongest,
            held=self._rule.action != "notify" and _is_held(own, self._rule.step, hit.at),
            sampled=hit.sampled,
        )

    def _standing(self, key: tuple[str, str], hit: _Source, policy: DecisionType | None) -> Standing:
        if hit.spared:
            return "spared"
        verdict = self._verdicts.get(key)
        if verdict in HARMLESS:
            return "judged_harmless"
        if verdict == "attack":
            return "judged_attack"
        return "agreed" if policy is not None and RANK[policy] >= RANK["limit"] else "unremarkable"


def _is_held(decided: Sequence[KnownDecision], step: DecisionType, at: float) -> bool:
    return any(each.from_at <= at < each.until_at and RANK[each.type] >= RANK[step] for each in decided)


def tried(
    rule: Rule,
    rows: Iterable[FeatureRows],
    context: Context,
    incidents: Sequence[KnownIncident],
    decided: Sequence[KnownDecision],
) -> Found:
    """Return what a rule would have done to kept rows, whatever its mode."""
    trial = RuleTrial(rule, context, incidents)
    for each in rows:
        trial.take(each)
    return trial.found(decided)
