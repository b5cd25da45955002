"""`dozor evaluate`: how good is detection on scenarios whose truth is known?"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from rich.console import Console
from rich.text import Text

from dozor.defence import DozorDefender
from dozor.evaluation_plot import PlotError, draw
from dozor.evaluation_table import print_figures, print_unseen, wide_console
from dozor.recorded_background import recorded_background
from models.detector_version import DetectorVersion
from models.evaluate import BASELINES, Evaluation, NewDefender, as_json, known
from models.evaluation.background import Background, SyntheticBackground
from models.evaluation.request import FAMILIES, Scenario
from models.evaluation.scenario import Day, Shift, scenario

BackgroundName = Literal["synthetic", "recorded"]
EACH: Final = "each"
_BAD_INPUT: Final = 2


@dataclass(frozen=True, slots=True)
class Trial:
    """What to evaluate: `seeds` scenarios from `seed` on.

    `data` is the folder of data sets that a recorded background is read from; `leave_out` the families that the
    classifier must not have seen (it is trained anew without them; EACH: each family in its turn); `detector` a
    trained version instead of the shipped one. Seeds below 100 are what the shipped version was trained on.
    """

    seed: int = 1000
    seeds: int = 1
    shift: Shift = "none"
    leave_out: frozenset[str] = frozenset()
    scale: float = 1.0
    background: BackgroundName = "synthetic"
    data: Path = Path("../shared/data")
    day: Day = "none"
    baselines: bool = True
    detector: Path | None = None


def evaluate(trial: Trial, *, as_json_text: bool = False, plot: Path | None = None) -> int:
    """Run a trial and print its figures. Returns the exit code: 0, or 2 where the input is no good."""
    errors = Console(stderr=True)
    try:
        if trial.leave_out == {EACH}:
            _print_unseen(trial, as_json_text=as_json_text)
            return 0
        shown = _figures(trial, errors)
        if plot is not None:
            draw(shown, plot)
    except (OSError, ValueError, PlotError) as error:
        errors.print(Text(f"dozor evaluate: {error}"), soft_wrap=True)
        return _BAD_INPUT
    if as_json_text:
        sys.stdout.write(json.dumps(as_json(shown)) + "\n")
    else:
        print_figures(wide_console(), shown, slow=trial.shift == "slow")
    return 0


def _figures(trial: Trial, errors: Console) -> Mapping[str, Any]:
    unknown = trial.leave_out - set(FAMILIES)
    if unknown:
        raise ValueError(f"no such family: {', '.join(sorted(unknown))}; there are {', '.join(FAMILIES)}")
    background = _background(trial)
    version = _version(trial, background)
    defenders: dict[str, NewDefender] = {"Dozor": lambda s: DozorDefender(s.verified, s.own, version)}
    evaluation = Evaluation(defenders | (dict(BASELINES) if trial.baselines else {}))
    for number, made in enumerate(scenarios(trial, background), 1):
        if errors.is_terminal:
            errors.print(f"scenario {number} of {trial.seeds}: {len(made.requests):,} requests ...", end="\r")
        evaluation.take(made)
    return evaluation.figures()


def scenarios(trial: Trial, background: Background) -> Iterator[Scenario]:
    """Yield the scenarios of a trial."""
    for seed in range(trial.seed, trial.seed + trial.seeds):
        yield scenario(seed, background=background, shift=trial.shift, scale=trial.scale, day=trial.day)


def _background(trial: Trial) -> Background:
    return SyntheticBackground() if trial.background == "synthetic" else recorded_background(trial.data, "test")


def _version(trial: Trial, background: Background) -> DetectorVersion | None:
    """Return the detectors: the ones named, or those trained without the families left out, or None: the shipped."""
    if trial.detector is not None:
        return DetectorVersion.from_npz(trial.detector.read_bytes())
    if not trial.leave_out:
        return None
    from dozor.unseen_families import Unseen  # noqa: PLC0415 - training is needed here alone

    return Unseen(_training(trial, background), trial.scale).version(trial.leave_out)


def _training(trial: Trial, background: Background) -> Background:
    return background if trial.background == "synthetic" else recorded_background(trial.data, "train")


def _print_unseen(trial: Trial, *, as_json_text: bool) -> None:
    """Print what becomes of each family under detectors that have not seen it."""
    from dozor.unseen_families import Unseen, recall_unseen  # noqa: PLC0415 - training is needed here alone

    background = _background(trial)
    unseen = Unseen(_training(trial, background), trial.scale)
    met = recall_unseen(unseen, background, trial.seed, shift=trial.shift, scale=trial.scale)
    if as_json_text:
        sys.stdout.write(json.dumps(known({family: asdict(figures) for family, figures in met.items()})) + "\n")
        return
    print_unseen(wide_console(), met)
