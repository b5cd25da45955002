"""What each threshold would flag: of all that is kept, of a sample of everybody, and of what people have labelled."""

from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.evaluation.average_precision import average_precision

STEPS: Final = np.arange(1.0, 8.01, 0.25)  # -log10 p


class WorkingPoint(msgspec.Struct, frozen=True, kw_only=True):
    """What lies below one p-value: sources a day of those kept, the part of the sampled ones, and labels.

    Precision is None where no label lies below it, recall where no attack is labelled.
    """

    p: float
    sources_per_day: float
    sampled_share: float
    caught: int
    missed: int
    harmless_hit: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a version says at most, as -log10 p: of each source on each day, of the sampled ones, of the labelled."""

    daily: NDArray[np.float64]
    sampled: NDArray[np.float64]
    labels: NDArray[np.float64]
    attack: NDArray[np.bool_]  # whether a label says so


def working_points(judged: Judged, days: float) -> list[WorkingPoint]:
    """Return what each step would flag, from the loosest to the strictest."""
    return [_point(judged, float(step), days) for step in STEPS]


def precision_over_recalls(judged: Judged) -> float | None:
    """Return the area under the precision-recall curve; None where not both labels are there."""
    if not judged.attack.any() or judged.attack.all():
        return None
    return average_precision(judged.attack.tolist(), judged.labels.tolist())


def _point(judged: Judged, step: float, days: float) -> WorkingPoint:
    below = judged.labels >= step
    caught, wrong = int((below & judged.attack).sum()), int((below & ~judged.attack).sum())
    attacks = int(judged.attack.sum())
    return WorkingPoint(
        p=10.0**-step,
        sources_per_day=float((judged.daily >= step).sum() / days),
        sampled_share=float((judged.sampled >= step).mean()) if len(judged.sampled) else 0.0,
        caught=caught,
        missed=attacks - caught,
        harmless_hit=wrong,
        precision=caught / (caught + wrong) if caught + wrong else None,
        recall=caught / attacks if attacks else None,
    )
