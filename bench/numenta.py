"""Prints as JSON what the detector of metric anomalies earns on the Numenta Anomaly Benchmark.

Usage: python -m bench.numenta [ARCHIVE]. The archive holds the benchmark's `data` and `labels`; without one it is
`metrics/nab.tar.gz` in $DOZOR_DATA_SETS or ../shared/data. Three scores, 0 to 100, for each profile: `optimised` with
the threshold that is the best on these very series, as the benchmark's published figures are; `held_out` with each
series' threshold chosen on all the others; `live` with the threshold that the program ships. A windowed Gaussian
stands beside it, whose published 39.6 / 20.9 / 47.4 tell that the scoring is the benchmark's.
"""

import json
import os
import sys
import time
from math import erfc, sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np

from models.evaluation.numenta import PROFILES, Floats, held_out, load_corpus, sweep
from models.metric_anomalies import ALARM, MetricAnomalies

_GAUSSIAN_WINDOW: Final = 1000


def main() -> None:
    """Measure, and print the result."""
    folder = Path(os.environ.get("DOZOR_DATA_SETS", "../shared/data"))
    archive = Path(sys.argv[1]) if len(sys.argv) > 1 else folder / "metrics" / "nab.tar.gz"
    result = measure(archive) if archive.exists() else {"skipped": f"no {archive.name}: set DOZOR_DATA_SETS"}
    json.dump(result, sys.stdout, indent=2)
    sys.stdout.write("\n")


def measure(archive: Path) -> dict[str, Any]:
    """Return the scores of both detectors by profile, and the cost of ours."""
    corpus = load_corpus(archive)
    points = sum(len(series.values) for series in corpus)
    began = time.process_time()
    ours = [surprises(series.values) for series in corpus]
    seconds = time.process_time() - began
    gaussian = [windowed_gaussian(series.values) for series in corpus]
    return {
        "series": len(corpus),
        "points": points,
        "microseconds_per_point": round(seconds / points * 1e6, 1),
        "metric_anomalies": {
            profile.name: {
                "optimised": round(sweep(corpus, ours, profile).best[1], 1),
                "held_out": round(held_out(corpus, ours, profile), 1),
                "live": round(sweep(corpus, ours, profile).at(ALARM), 1),
            }
            for profile in PROFILES
        },
        "windowed_gaussian": {
            profile.name: {"optimised": round(sweep(corpus, gaussian, profile).best[1], 1)} for profile in PROFILES
        },
    }


def surprises(values: Floats) -> Floats:
    """Return the score of each value, given before it is learned."""
    detector = MetricAnomalies()
    scores = np.zeros(len(values))
    for i, value in enumerate(values.tolist()):
        scores[i] = detector.score_one(value)
        detector.learn_one(value)
    return scores


def windowed_gaussian(values: Floats) -> Floats:
    """Return one minus the tail probability of each value under the normal distribution of the 1,000 before it."""
    scores = np.zeros(len(values))
    for i in range(1, len(values)):
        window = values[max(0, i - _GAUSSIAN_WINDOW) : i]
        off = abs(values[i] - window.mean()) / (window.std() or 1e-6)
        scores[i] = 1 - 0.5 * erfc(off / sqrt(2))
    return scores


if __name__ == "__main__":
    main()
