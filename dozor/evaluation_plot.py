"""The figures of an evaluation as a picture."""

from collections.abc import Mapping
from math import isfinite
from pathlib import Path

from models.evaluation.figures import Figures
from models.evaluation.request import FAMILIES


class PlotError(Exception):
    """No picture can be drawn; the message says why."""


def draw(shown: Mapping[str, Figures], path: Path) -> None:
    """Draw recall by family and defence, and precision against recall.

    Raises:
        PlotError: matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise PlotError("--plot needs matplotlib: pip install 'dozor[notebooks]'") from error
    figure = Figure(figsize=(13, 5), layout="constrained")
    by_family, both = figure.subplots(1, 2, width_ratios=(3, 2))
    width = 0.8 / len(shown)
    for number, (name, figures) in enumerate(shown.items()):
        places = [place + number * width for place in range(len(FAMILIES))]
        by_family.bar(places, [_known(figures.families[kind].recall) for kind in FAMILIES], width, label=name)
        both.scatter(_known(figures.recall), _known(figures.precision), s=60, label=name)
    by_family.set_xticks([place + 0.4 for place in range(len(FAMILIES))], FAMILIES, rotation=45, ha="right")
    by_family.set(ylabel="recall", ylim=(0, 1.02), title="Recall by family")
    both.set(xlabel="recall", ylabel="precision", xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), title="Single sources")
    both.legend(loc="lower right")
    figure.savefig(path)


def _known(value: float) -> float:
    return value if isfinite(value) else 0.0
