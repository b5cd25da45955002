"""`dozor evaluate`: how good is detection? On scenarios whose truth is known, or on a labelled log."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Final, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.parse.format import FormatError
from agent.parse.formats import named_format
from dozor.defence import DozorDefender
from dozor.evaluation_plot import PlotError, draw
from dozor.evaluation_table import print_figures
from dozor.labelled_log import LabelledLog, read_alerts, read_labels
from dozor.log_records import LogError
from dozor.recorded_background import recorded_background
from models.detector_version import DetectorVersion
from models.evaluate import BASELINES, Evaluation, NewDefender, as_json
from models.evaluation.background import Background, SyntheticBackground
from models.evaluation.request import FAMILIES, Scenario
from models.evaluation.scenario import Shift, scenario

BackgroundName = Literal["synthetic", "recorded"]
_BAD_INPUT: Final = 2


@dataclass(frozen=True, slots=True)
class Trial:
    """What to evaluate: `seeds` scenarios from `seed` on.

    `data` is the folder of data sets that a recorded background is read from; `leave_out` the families that the
    detectors must not have seen; `detector` a trained version instead of the shipped one.
    """

    seed: int = 1
    seeds: int = 1
    shift: Shift = "none"
    leave_out: frozenset[str] = frozenset()
    scale: float = 1.0
    background: BackgroundName = "synthetic"
    data: Path = Path("../shared/data")
    poisoned: bool = False
    baselines: bool = True
    detector: Path | None = None


def evaluate(trial: Trial, *, as_json_text: bool = False, plot: Path | None = None) -> int:
    """Run a trial and print its figures. Returns the exit code: 0, or 2 where the input is no good."""
    errors = Console(stderr=True)
    try:
        shown = _figures(trial, errors)
        if plot is not None:
            draw(shown, plot)
    except (OSError, ValueError, PlotError) as error:
        errors.print(Text(f"dozor evaluate: {error}"), soft_wrap=True)
        return _BAD_INPUT
    if as_json_text:
        sys.stdout.write(json.dumps(as_json(shown)) + "\n")
    else:
        print_figures(Console(), shown, slow=trial.shift == "slow")
    return 0


def _figures(trial: Trial, errors: Console) -> Mapping[str, Any]:
    unknown = trial.leave_out - set(FAMILIES)
    if unknown:
        raise ValueError(f"no such family: {', '.join(sorted(unknown))}; there are {', '.join(FAMILIES)}")
    version = _version(trial)
    defenders: dict[str, NewDefender] = {"Dozor": lambda s: DozorDefender(s.verified, s.own, version)}
    evaluation = Evaluation(defenders | (dict(BASELINES) if trial.baselines else {}))
    for number, made in enumerate(scenarios(trial), 1):
        if errors.is_terminal:
            errors.print(f"scenario {number} of {trial.seeds}: {len(made.requests):,} requests ...", end="\r")
        evaluation.take(made)
    return evaluation.figures()


def scenarios(trial: Trial) -> Iterator[Scenario]:
    """Yield the scenarios of a trial."""
    background = _background(trial)
    for seed in range(trial.seed, trial.seed + trial.seeds):
        yield scenario(seed, background=background, shift=trial.shift, scale=trial.scale, poisoned=trial.poisoned)


def _background(trial: Trial) -> Background:
    return SyntheticBackground() if trial.background == "synthetic" else recorded_background(trial.data, "test")


def _version(trial: Trial) -> DetectorVersion | None:
    """Return the detectors: the ones named, or those trained without the families left out, or None: the shipped."""
    if trial.detector is not None:
        return DetectorVersion.from_npz(trial.detector.read_bytes())
    return None


def evaluate_log(
    log: Path,
    labels: Path,
    *,
    log_format: str = "combined",
    attacks: Sequence[str] = (),
    disagreements: int = 0,
    as_json_text: bool = False,
) -> int:
    """Measure on a labelled log and print the figures. Returns the exit code: 0, or 2 where the input is no good.

    Args:
        log: plain or gzip.
        labels: a CSV with the columns `source` and `label`; a `crowdsec_alerts.csv` beside it is compared with.
        log_format: as for `dozor analyze`.
        attacks: labels that mean an attacker; `attack` and `probe` by default.
        disagreements: how many sources of each kind to list with what they did.
        as_json_text: JSON instead of tables.
    """
    errors = Console(stderr=True)
    try:
        measured = LabelledLog(read_labels(labels), **({"attacks": attacks} if attacks else {}))
        measured.read(log, named_format(log_format))
        measured.alerts(read_alerts(labels.with_name("crowdsec_alerts.csv")))
    except (OSError, LogError, FormatError) as error:
        errors.print(Text(f"dozor evaluate: {error}"), soft_wrap=True)
        return _BAD_INPUT
    except KeyError as error:
        errors.print(Text(f"dozor evaluate: {labels} has no column {error}"), soft_wrap=True)
        return _BAD_INPUT
    _print_log(measured, disagreements, as_json_text=as_json_text)
    return 0


def _print_log(measured: LabelledLog, disagreements: int, *, as_json_text: bool) -> None:
    listed = list(measured.disagreements(disagreements))
    if as_json_text:
        told = {name: asdict(figures) for name, figures in measured.figures().items()}
        sys.stdout.write(json.dumps({"figures": told, "disagreements": listed}) + "\n")
        return
    console = Console()
    counted = measured.counted()
    attackers = sum(map(measured.is_attacker, counted.values()))
    table = Table(title=f"{len(counted)} sources of 4 requests or more, {attackers} labelled as attackers")
    for heading in ("", "sources", "precision", "recall", "F1"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, figures in measured.figures().items():
        ratios = (f"{v:.3f}" if isfinite(v) else "-" for v in (figures.precision, figures.recall, figures.f1))
        table.add_row(name, str(figures.found), *ratios)
    console.print(table)
    for found in listed:
        _print_disagreement(console, found)


def _print_disagreement(console: Console, found: dict[str, Any]) -> None:
    counts = ", ".join(f"{name} {found[name]}" for name in found if isinstance(found[name], int) and found[name])
    console.print(Text(f"{found['source']}: labelled {found['label']}, {found['step']} {found['kind']}; {counts}"))
    for sample in found["samples"]:
        console.print(Text("    " + "".join(c if c.isprintable() else "?" for c in sample)[:160]))
