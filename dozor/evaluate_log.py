"""`dozor evaluate --log` and `--hub`: how good is detection on logs that somebody has labelled?"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any, Final

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.parse.format import FormatError
from agent.parse.formats import named_format
from dozor.hub_logs import hub_results, summary
from dozor.labelled_log import LabelledLog, read_alerts, read_labels
from dozor.log_records import LogError
from dozor.recorded_background import Half, half_of

_BAD_INPUT: Final = 2


def evaluate_log(
    log: Path,
    labels: Path,
    *,
    log_format: str = "combined",
    attacks: Sequence[str] = (),
    half: Half | None = None,
    disagreements: int = 0,
    as_json_text: bool = False,
) -> int:
    """Measure on a labelled log and print the figures. Returns the exit code: 0, or 2 where the input is no good.

    Args:
        log: plain or gzip.
        labels: a CSV with the columns `source` and `label`; a `crowdsec_alerts.csv` beside it is compared with.
        log_format: as for `dozor analyze`.
        attacks: labels that mean an attacker; `attack` and `probe` by default.
        half: only the sources of one half, told by a hash: what the detectors were trained on, or the other.
        disagreements: how many sources of each kind to list with what they did.
        as_json_text: JSON instead of tables.
    """
    errors = Console(stderr=True)
    try:
        known = read_labels(labels)
        if half is not None:
            known = {source: label for source, label in known.items() if half_of(log.parent.name, source) == half}
        measured = LabelledLog(known, attacks=attacks)
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
