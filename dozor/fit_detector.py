"""`python -m dozor.fit_detector DATA`: trains the detector version that the program comes with.

DATA is a folder of data sets: `logs/NAME/access.log.gz` with `labels_silver.csv` beside, `labelled/scans`. Only
numbers about all sources are kept, no address and no path. What is trained on, and what stays untouched:

- scenarios of the seeds below 100 (the evaluation's generator) over the training half of the recorded visitors;
- of the logs in TRAINED_LOGS the training half of the sources, told by a hash;
- nginx_personal_2020b, nginx_devserver_2024 and apache_fr_2009 stay untouched, and the other halves.

The training itself is `models.training.fit`. How high the classifier goes for the harmless is measured on scenarios
that it was not trained on. What is usual (the features' quantiles) is measured on these scenarios and on the training
half of the logs in TRAINED_LOGS, which the classifier was trained on too.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dozor.recorded_background import recorded_background
from dozor.training_rows import log_rows, scenario_rows
from models.evaluation.background import Background, SyntheticBackground
from models.evaluation.scenario import Shift, scenario
from models.training.fit import fit
from models.training.rows import TrainingRows

TRAINED_LOGS: Final = ("nginx_shop_cn_2018", "apache_elastic_2015", "apache_drupal_2015", "apache_13years_2005_2018")


@dataclass(frozen=True, slots=True)
class Play:
    """A scenario to fit by."""

    seed: int
    shift: Shift
    recorded: bool
    scale: float


TO_TRAIN: Final = (
    Play(1, "none", recorded=True, scale=0.6),
    Play(2, "slow", recorded=True, scale=0.6),
    Play(3, "none", recorded=False, scale=0.4),
    Play(4, "slow", recorded=False, scale=0.4),
    Play(5, "none", recorded=True, scale=0.6),
)
TO_CALIBRATE: Final = (
    Play(6, "none", recorded=True, scale=0.6),
    Play(7, "none", recorded=True, scale=0.6),
    Play(8, "none", recorded=False, scale=0.4),
)
_REAL_WEIGHT: Final = 2.0  # of a source of a real log, in sources of a scenario


def _plays(plays: Sequence[Play], recorded: Background) -> Iterator[TrainingRows]:
    for play in plays:
        background = recorded if play.recorded else SyntheticBackground()
        yield scenario_rows(scenario(play.seed, background=background, shift=play.shift, scale=play.scale))


def main(data: Path, output: Path) -> None:
    """Fit and write the shipped version."""
    recorded = recorded_background(data, "train")
    logs = [log_rows(data / "logs" / name / "access.log.gz", "train") for name in TRAINED_LOGS]
    training = [(rows, 1.0) for rows in _plays(TO_TRAIN, recorded)] + [(rows, _REAL_WEIGHT) for rows in logs]
    held_out = list(_plays(TO_CALIBRATE, recorded))
    output.write_bytes(fit(training, held_out, logs, "2026.11.5").to_npz())


def data_of(arguments: Sequence[str]) -> Path:
    """Return the folder of data sets that a command line names.

    Raises:
        SystemExit: it names none, or several, or one without the logs to train on.
    """
    if len(arguments) != 1:
        sys.exit("usage: python -m dozor.fit_detector DATA")
    data = Path(arguments[0])
    missing = [name for name in TRAINED_LOGS if not (data / "logs" / name / "access.log.gz").is_file()]
    if missing:
        sys.exit(f"dozor.fit_detector: {data} has no logs/NAME/access.log.gz of {', '.join(missing)}")
    return data


if __name__ == "__main__":
    main(data_of(sys.argv[1:]), Path(__file__).parent.parent / "models" / "shipped" / "detector.npz")
