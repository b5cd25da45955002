"""The goals that the figures are held to, beside attackers at their pace and two to three times slower."""

from collections.abc import Callable
from math import isfinite
from typing import Final, Literal, NamedTuple

from models.evaluation.figures import Figures

TRAPS_MET: Final = ("flash_crowd", "app_push", "office_nat", "carrier_nat", "search_bot", "uptime_probe", "page_speed")


class Goal(NamedTuple):
    """One figure, what it is to reach, and with attackers two to three times slower (NaN: no goal)."""

    name: str
    value: Callable[[Figures], float]
    better: Literal["more", "less"]
    goal: float
    goal_slow: float
    text: Callable[[float], str]

    def met(self, value: float, *, slow: bool) -> bool | None:
        """Tell whether a value reaches the goal; None where there is no goal or no value."""
        goal = self.goal_slow if slow else self.goal
        if not (isfinite(goal) and isfinite(value)):
            return None
        return value >= goal if self.better == "more" else value <= goal


def _ratio(value: float) -> str:
    return f"{value:.3f}"


def _percent(value: float) -> str:
    return f"{100 * value:.1f}%"


def _seconds(value: float) -> str:
    return f"{value:.1f} s"


def _number(value: float) -> str:
    return f"{value:.0f}"


def _trapped(shown: Figures) -> float:
    return sum(shown.traps_banned[kind] for kind in TRAPS_MET)


_NONE: Final = float("nan")
GOALS: Final = (
    Goal("macro-recall over 12 families", lambda f: f.macro_recall, "more", 0.97, 0.95, _ratio),
    Goal("precision", lambda f: f.precision, "more", 0.995, _NONE, _ratio),
    Goal("recall", lambda f: f.recall, "more", _NONE, _NONE, _ratio),
    Goal("F1", lambda f: f.f1, "more", 0.98, _NONE, _ratio),
    Goal("F1 with distributed attacks", lambda f: f.all_f1, "more", _NONE, _NONE, _ratio),
    Goal("PR-AUC", lambda f: f.pr_auc, "more", _NONE, _NONE, _ratio),
    Goal("heavy sources: recall", lambda f: f.heavy_recall, "more", _NONE, _NONE, _ratio),
    Goal("heavy sources: precision", lambda f: f.heavy_precision, "more", _NONE, _NONE, _ratio),
    Goal("light sources: recall", lambda f: f.light_recall, "more", _NONE, _NONE, _ratio),
    Goal("light sources: precision", lambda f: f.light_precision, "more", _NONE, _NONE, _ratio),
    Goal("false bans per million requests", lambda f: f.false_bans_per_million, "less", 5, 15, _number),
    Goal("falsely banned sources", lambda f: f.false_bans, "less", _NONE, _NONE, _number),
    Goal("harmless requests refused", lambda f: f.harmless_blocked, "less", _NONE, _NONE, _percent),
    Goal("attack requests stopped", lambda f: f.stopped, "more", 0.95, _NONE, _percent),
    Goal("requests let through before a ban", lambda f: f.let_through, "less", _NONE, _NONE, _number),
    Goal("time to detect", lambda f: f.seconds_to_ban, "less", 5, _NONE, _seconds),
    Goal("time to detect a flood", lambda f: f.seconds_to_ban_flood, "less", 2, _NONE, _seconds),
    Goal("1,000 sources at .1-.5 rps: recall", lambda f: f.families["ddos"].recall, "more", 0.99, _NONE, _ratio),
    Goal("... seconds per bot", lambda f: f.families["ddos"].seconds_to_ban, "less", 8, _NONE, _seconds),
    Goal("1,000 sources at .02-.05 rps: recall", lambda f: f.families["ddos_slow"].recall, "more", 0.97, _NONE, _ratio),
    Goal("crowds, NATs, bots, probes: banned", _trapped, "less", 0, 0, _number),
)  # fmt: skip
