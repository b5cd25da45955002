"""The figures of an evaluation as a table: goals beside what was reached, defences side by side."""

import os
import sys
from collections.abc import Mapping
from math import isfinite
from typing import Final

from rich.console import Console
from rich.table import Table

from models.evaluation.figures import Family, Figures
from models.evaluation.goals import GOALS, Goal
from models.evaluation.request import FAMILIES

_WIDE: Final = 160


def wide_console() -> Console:
    """Return a console on standard output; where that is a file, as wide as the table needs."""
    return Console() if sys.stdout.isatty() or "COLUMNS" in os.environ else Console(width=_WIDE)


def print_figures(console: Console, shown: Mapping[str, Figures], *, slow: bool) -> None:
    """Print the figures, then each family by itself."""
    _print_goals(console, shown, slow=slow)
    _print_families(console, shown)
    _print_traps(console, shown)


def _print_goals(console: Console, shown: Mapping[str, Figures], *, slow: bool) -> None:
    table = Table(title="attackers two to three times slower" if slow else None, title_justify="left")
    table.add_column("figure", no_wrap=True)
    table.add_column("goal", justify="right", no_wrap=True)
    for name in shown:
        table.add_column(name, justify="right")
    for goal in GOALS:
        values = [_cell(goal, figures, slow=slow and n == 0, held=n == 0) for n, figures in enumerate(shown.values())]
        table.add_row(goal.name, _goal(goal, slow=slow), *values)
    console.print(table)


def _goal(goal: Goal, *, slow: bool) -> str:
    value = goal.goal_slow if slow else goal.goal
    return f"{'≥' if goal.better == 'more' else '≤'} {goal.text(value)}" if isfinite(value) else ""


def _cell(goal: Goal, figures: Figures, *, slow: bool, held: bool) -> str:
    value = goal.value(figures)
    text = goal.text(value) if isfinite(value) else "-"
    met = goal.met(value, slow=slow) if held else None
    return text if met is None else f"[{'green' if met else 'red'}]{text}[/]"


def _print_families(console: Console, shown: Mapping[str, Figures]) -> None:
    first = next(iter(shown.values()))
    table = Table(
        title="by family: recall; seconds, requests and score (-log10 p, the median) of the first column",
        title_justify="left",
    )
    own = "family", "sources", "seconds", "let through", "stopped", "acted on", "score"
    for heading in (*own, *shown):
        table.add_column(heading, justify="left" if heading == "family" else "right")
    for kind in FAMILIES:
        family = first.families[kind]
        if not family.sources:
            continue
        numbers = (f"{v:.1f}" if isfinite(v) else "-" for v in (family.seconds_to_ban, family.let_through))
        recalls = (f"{figures.families[kind].recall:.2f}" for figures in shown.values())
        shares = f"{100 * family.stopped:.0f}%", f"{100 * family.acted / family.sources:.0f}%"
        score = f"{family.highest:.1f}"
        table.add_row(kind.replace("_", " "), str(family.sources), *numbers, *shares, score, *recalls)
    console.print(table)


def _print_traps(console: Console, shown: Mapping[str, Figures]) -> None:
    table = Table(title="harmless, but looking like trouble: banned, and requests refused", title_justify="left")
    table.add_column("kind")
    for name in shown:
        table.add_column(name, justify="right")
    first = next(iter(shown.values()))
    for kind in first.traps_banned:
        cells = [f"{f.traps_banned[kind]}  {100 * f.traps_blocked[kind]:.0f}%" for f in shown.values()]
        table.add_row(kind.replace("_", " "), *cells)
    console.print(table)


def print_unseen(console: Console, met: Mapping[str, Family]) -> None:
    """Print the recall of families under detectors that were trained without them, and the mean."""
    table = Table(title="families that the classifier has not seen", title_justify="left")
    for heading in ("family", "sources", "recall", "seconds"):
        table.add_column(heading, justify="left" if heading == "family" else "right")
    for kind, family in met.items():
        seconds = f"{family.seconds_to_ban:.1f}" if isfinite(family.seconds_to_ban) else "-"
        table.add_row(kind.replace("_", " "), str(family.sources), f"{family.recall:.2f}", seconds)
    recalls = [family.recall for family in met.values() if family.sources]
    table.add_row("macro-recall (goal: 0.85)", "", f"{sum(recalls) / max(len(recalls), 1):.3f}", "")
    console.print(table)
