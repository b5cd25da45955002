"""How long a whole scenario takes to make and to replay, and what detection reaches in it.

Usage: python -m bench.evaluation [SEED]. Seed 1000 was looked at often: it tells what changed. Figures to quote come
from a seed that nobody has seen yet.
"""

import json
import sys
from math import isfinite
from time import perf_counter, process_time

from dozor.defence import DozorDefender
from models.evaluation.background import SyntheticBackground
from models.evaluation.figures import figures
from models.evaluation.goals import GOALS
from models.evaluation.outcome import run
from models.evaluation.scenario import scenario

_SEED = 1000


def main() -> None:
    """Print the figures of one scenario."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else _SEED
    began = perf_counter()
    made = scenario(seed, background=SyntheticBackground())
    made_after = perf_counter() - began
    began = process_time()
    shown = figures(run(made, DozorDefender(made.verified, made.own)))
    told: dict[str, float] = {
        "seed": seed,
        "requests": len(made.requests),
        "seconds_to_make": round(made_after, 1),
        "cpu_seconds_to_replay": round(process_time() - began, 1),
    }
    for goal in GOALS:
        value = goal.value(shown)
        if isfinite(value):
            told[goal.name] = round(value, 4)
    print(json.dumps(told))  # noqa: T201


main()
