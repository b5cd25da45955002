"""The figures of the protocol, from what came of the sources of one scenario or several."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, nan
from statistics import median

from models.evaluation.average_precision import average_precision
from models.evaluation.outcome import Outcome
from models.evaluation.request import FAMILIES, SINGLE

LEAST_REQUESTS = 4
HEAVY_REQUESTS = 20
_TRAPS = (
    "flash_crowd",
    "app_push",
    "office_nat",
    "carrier_nat",
    "search_bot",
    "uptime_probe",
    "page_speed",
    "api_poller",
    "mistyped_login",
    "rss_reader",
    "link_preview",
)


@dataclass(frozen=True, slots=True)
class Family:
    """What came of a family's sources of at least LEAST_REQUESTS. Seconds are medians; NaN where none was banned."""

    sources: int
    banned: int
    acted: int  # banned, challenged or limited
    recall: float
    seconds_to_ban: float
    let_through: float  # requests of a source answered before its ban, the median
    stopped: float  # share of its requests that were refused
    highest: float  # the median of its sources' highest scores (Dozor: -log10 p, so 4 is the ban's threshold)


@dataclass(frozen=True, slots=True)
class Figures:
    """The protocol's figures. A ratio without cases is NaN."""

    precision: float
    recall: float
    f1: float
    macro_recall: float
    all_f1: float  # with the distributed attacks
    heavy_recall: float
    light_recall: float
    heavy_precision: float
    light_precision: float
    pr_auc: float
    false_bans_per_million: float
    false_bans: int
    harmless_requests: int
    harmless_blocked: float
    stopped: float
    let_through: float
    seconds_to_ban: float
    seconds_to_ban_flood: float
    families: dict[str, Family]
    traps_banned: dict[str, int]
    traps_blocked: dict[str, float]  # share of their requests that were refused
    false_ban_kinds: dict[str, int]


def figures(outcomes: Sequence[Outcome]) -> Figures:
    """Return the figures of the sources of one run or of several together. Attackers of the warm-up do not count."""
    counted = [o for o in outcomes if not o.early]
    harmless = [o for o in counted if not o.truth.attack]
    single = [o for o in counted if o.truth.kind in SINGLE and o.requests >= LEAST_REQUESTS]
    everyone = [o for o in counted if o.truth.attack and o.requests >= LEAST_REQUESTS]
    steady = [o for o in harmless if o.requests >= LEAST_REQUESTS]
    heavy, light = _split(single), _split(steady)
    families = {kind: _family([o for o in everyone if o.truth.kind == kind]) for kind in FAMILIES}
    precision, recall = _precision(single, steady), _share(single, _banned)
    requests = sum(o.requests for o in harmless)
    false_bans = sum(o.banned for o in harmless)
    attacks = [o for o in counted if o.truth.attack]
    return Figures(
        precision=precision,
        recall=recall,
        f1=_f1(precision, recall),
        macro_recall=_mean([families[kind].recall for kind in SINGLE]),
        all_f1=_f1(_precision(everyone, steady), _share(everyone, _banned)),
        heavy_recall=_share(heavy[0], _banned),
        light_recall=_share(heavy[1], _banned),
        heavy_precision=_precision(heavy[0], light[0]),
        light_precision=_precision(heavy[1], light[1]),
        pr_auc=_pr_auc([*single, *(o for o in steady if not o.exempt)]),
        false_bans_per_million=_ratio(false_bans * 1e6, requests),
        false_bans=false_bans,
        harmless_requests=requests,
        harmless_blocked=_ratio(sum(o.refused for o in harmless), requests),
        stopped=_ratio(sum(o.refused for o in attacks), sum(o.requests for o in attacks)),
        let_through=_median([o.let_through for o in single if o.banned]),
        seconds_to_ban=_median([o.banned_at - o.first_at for o in single if o.banned]),
        seconds_to_ban_flood=families["flood"].seconds_to_ban,
        families=families,
        traps_banned={kind: sum(o.banned for o in harmless if o.truth.kind == kind) for kind in _TRAPS},
        traps_blocked={kind: _blocked([o for o in harmless if o.truth.kind == kind]) for kind in _TRAPS},
        false_ban_kinds=dict(Counter(o.truth.kind for o in harmless if o.banned)),
    )


def _family(outcomes: Sequence[Outcome]) -> Family:
    return Family(
        sources=len(outcomes),
        banned=sum(o.banned for o in outcomes),
        acted=sum(isfinite(o.acted_at) for o in outcomes),
        recall=_share(outcomes, _banned),
        seconds_to_ban=_median([o.banned_at - o.first_at for o in outcomes if o.banned]),
        let_through=_median([o.let_through for o in outcomes if o.banned]),
        stopped=_blocked(outcomes),
        highest=_median([o.highest for o in outcomes]),
    )


def _banned(outcome: Outcome) -> bool:
    return outcome.banned


def _split(outcomes: Sequence[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    heavy = [o for o in outcomes if o.requests >= HEAVY_REQUESTS]
    return heavy, [o for o in outcomes if o.requests < HEAVY_REQUESTS]


def _precision(attackers: Sequence[Outcome], harmless: Sequence[Outcome]) -> float:
    true = sum(o.banned for o in attackers)
    return _ratio(true, true + sum(o.banned for o in harmless))


def _pr_auc(outcomes: Sequence[Outcome]) -> float:
    if not any(o.highest for o in outcomes):
        return nan
    return average_precision([o.truth.attack for o in outcomes], [o.highest for o in outcomes])


def _share(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> float:
    return _ratio(sum(map(holds, outcomes)), len(outcomes))


def _blocked(outcomes: Sequence[Outcome]) -> float:
    return _ratio(sum(o.refused for o in outcomes), sum(o.requests for o in outcomes))


def _f1(precision: float, recall: float) -> float:
    return _ratio(2 * precision * recall, precision + recall)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if isfinite(value)]
    return sum(known) / len(known) if known else nan


def _median(values: Sequence[float]) -> float:
    return median(values) if values else nan
