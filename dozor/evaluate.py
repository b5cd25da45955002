"""`dozor evaluate`: how good is detection? On scenarios whose truth is known, or on a labelled log."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.parse.format import FormatError
from agent.parse.formats import named_format
from dozor.defence import DozorDefender
from dozor.evaluation_plot import PlotError, draw
from dozor.evaluation_table import print_figures, print_unseen
from dozor.hub_logs import hub_results, summary
from dozor.labelled_log import LabelledLog, read_alerts, read_labels
from dozor.log_records import LogError
from dozor.recorded_background import recorded_background
from models.detector_version import DetectorVersion
from models.evaluate import BASELINES, Evaluation, NewDefender, as_json, known
from models.evaluation.background import Background, SyntheticBackground
from models.evaluation.request import FAMILIES, Scenario
from models.evaluation.scenario import Shift, scenario

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
    poisoned: bool = False
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
        print_figures(Console(), shown, slow=trial.shift == "slow")
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
        yield scenario(seed, background=background, shift=trial.shift, scale=trial.scale, poisoned=trial.poisoned)


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
    print_unseen(Console(), met)


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
        measured = LabelledLog(read_labels(labels), attacks=attacks)
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


def evaluate_hub(folder: Path, *, as_json_text: bool = False) -> int:
    """Measure on the logs of CrowdSec's scenario tests and print. Returns the exit code: 0, or 2 where they are not."""
    try:
        found = summary(list(hub_results(folder)))
    except (OSError, msgspec.DecodeError) as error:
        Console(stderr=True).print(Text(f"dozor evaluate: {error}"), soft_wrap=True)
        return _BAD_INPUT
    if as_json_text:
        sys.stdout.write(json.dumps(found) + "\n")
        return 0
    console = Console()
    console.print(
        f"{100 * found['alerted']:.0f}% of {found['must_alert']} sources watched for the right reason (goal: 90%)"
    )
    console.print(f"{found['harmless_banned']} of {found['harmless']} harmless sources banned (goal: 0)")
    for line in found["wrong"]:
        console.print(Text(f"    {line}"))
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
