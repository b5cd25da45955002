"""Which step of the ladder a source has earned: observe, limit, challenge, ban. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from agent.contract.wire import DecisionType
from core.server.decisions.decision import RANK, Kind
from core.server.decisions.harm import REPEATED, Harm, is_probe_of_holes, is_shared
from core.server.decisions.memory import Strike
from core.server.decisions.thresholds import Thresholds
from models.scores import Membership

STRIKES_NEEDED: Final = 2
WORN_OUT: Final = 30  # seconds in a run, each too unusual to be left alone, after which harm needs no more doubt
_ALONE: Final = 2  # fewer than so many who load assets
SPELLS_NEEDED: Final = 2  # before this one: who comes back a third time to probe does not err
BROWSERS_FROM: Final = 0.25  # share of a service's requests that are for assets
_HAS_PASSED: Final = 0.5  # of the requests of ten minutes, so not on one friend's pass
_OWN_DOING: Final = frozenset({"flood", "stuffing", "exploit"})  # unlike missing pages, no fault of the site
_ATTACK_KINDS: Final[dict[str, Kind]] = {"stuffing": "stuffing"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an anomalous source in a second.

    `membership` is one of `models.scores.Membership`, `event` the kind of the group event that runs ("" for none),
    `is_fresh` tells that it has asked for something since its last ban,
    `spells` how often it has come to probe for holes before.
    """

    second: int
    p_value: float
    features: Mapping[str, float]
    harm: Harm
    membership: int
    event: str
    is_fresh: bool
    spells: int = 0

    @property
    def can_solve(self) -> bool:
        """Whether a challenge makes sense: browsers come to the service, and this client has not passed one."""
        return self.features["service_assets"] >= BROWSERS_FROM and not has_passed(self.features)

    @property
    def only_comes_along(self) -> bool:
        """Whether it has shown to be a browser, and all that is held against it is the crowd that it came with."""
        in_crowd = self.membership == Membership.CROWD and self.harm.kind == "unknown"
        return in_crowd and has_passed(self.features)

    @property
    def is_alone(self) -> bool:
        """Whether it is one client: an address of many people is one also while few of them are there."""
        return self.features["users_600s"] < _ALONE


class Step(NamedTuple):
    """A step of the ladder, what the source is up to, and the rule of `harm` (or the event) that proves it."""

    type: DecisionType
    kind: Kind
    harm: str


def climb(standing: Standing, thresholds: Thresholds, strike: Strike) -> Step:
    """Return the strongest step that the source has earned, and count its second in `strike`."""
    harm, kind = _harm(standing)
    ban_from = _ban_from(standing, thresholds)
    p_value = standing.p_value
    strike.count(standing.second, limit=p_value < thresholds.limit, ban=p_value < ban_from, alone=standing.is_alone)
    is_sure = p_value < ban_from and _is_sure(standing, strike)
    if harm and standing.is_fresh and (is_sure or _goes_on_and_on(standing, thresholds, strike)):
        return Step(_capped("ban", standing), kind, harm)
    if _comes_back_to_probe(standing, thresholds):
        return Step(_capped("ban", standing), kind, REPEATED)
    if strike.limits < STRIKES_NEEDED and not is_probe_of_holes(standing.features):
        return Step("observe", kind, harm)
    if p_value < thresholds.challenge and kind != "unknown" and standing.can_solve:
        return Step("challenge", kind, harm)
    if standing.only_comes_along:
        return Step("observe", kind, harm)
    limited = p_value < (thresholds.ban if kind == "unknown" else thresholds.limit)  # unusual alone is no harm
    return Step("limit" if limited else "observe", kind, harm)


def has_passed(features: Mapping[str, float]) -> bool:
    """Tell whether most of what a source asked for came with the pass of a solved challenge: it lets it through."""
    return features["passed_share"] >= _HAS_PASSED


def at_most(step: DecisionType, most: DecisionType) -> DecisionType:
    """Return a step, or a weaker one that is the most allowed."""
    return step if RANK[step] <= RANK[most] else most


def _harm(standing: Standing) -> tuple[str, Kind]:
    """Return what opens the second key ("" for nothing) and what the source is up to."""
    if standing.membership == Membership.ATTACK:
        return "event", _ATTACK_KINDS.get(standing.event, "distributed")
    rule = standing.harm.rule
    if rule is not None:
        return rule.name, rule.kind
    kind = standing.harm.kind
    if standing.membership != Membership.CROWD or kind != "unknown":
        return "", kind
    return "", "distributed" if standing.event == "distributed" else "flash_crowd"


def _ban_from(standing: Standing, thresholds: Thresholds) -> float:
    if is_shared(standing.features):
        return thresholds.shared_ban
    rule = standing.harm.rule
    is_plain = standing.harm.at_once or (rule is not None and rule.damning)
    return thresholds.damning_ban if is_plain else thresholds.ban


def _is_sure(standing: Standing, strike: Strike) -> bool:
    """Tell whether it is enough: two seconds, one beyond doubt, or an event, which has watched its members longer."""
    in_attack = standing.membership == Membership.ATTACK
    return strike.bans >= STRIKES_NEEDED or in_attack or standing.harm.at_once


def _goes_on_and_on(standing: Standing, thresholds: Thresholds, strike: Strike) -> bool:
    """Tell whether a source was caught for so long that a limit's doubt is enough for its harm."""
    return standing.p_value < thresholds.limit and standing.is_alone and strike.alone >= WORN_OUT


def _comes_back_to_probe(standing: Standing, thresholds: Thresholds) -> bool:
    """Tell whether a source is caught probing again: spells of their own, each too unusual to be left alone."""
    caught = standing.p_value < thresholds.limit and is_probe_of_holes(standing.features)
    return caught and standing.spells >= SPELLS_NEEDED and not is_shared(standing.features)


def _capped(step: DecisionType, standing: Standing) -> DecisionType:
    """A crowd without contrast to those who usually come is never banned for coming, only for what one does alone."""
    rule = standing.harm.rule
    if standing.membership != Membership.CROWD or (rule is not None and (rule.damning or rule.kind in _OWN_DOING)):
        return step
    return "challenge" if standing.can_solve else "limit"
