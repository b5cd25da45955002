"""How long a whole scenario takes to make and to replay, and what detection reaches in it."""

import json
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
    began = perf_counter()
    made = scenario(_SEED, background=SyntheticBackground())
    made_after = perf_counter() - began
    began = process_time()
    shown = figures(run(made, DozorDefender(made.verified, made.own)))
    told: dict[str, float] = {
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
