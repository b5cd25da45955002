"""Rows to fit detectors by, of scenarios and of labelled logs."""

from pathlib import Path
from typing import Final

from agent.contract.address import address_text
from agent.parse.formats import COMBINED
from dozor.log_records import LogReader
from dozor.recorded_background import Half, half_of, labels_of
from dozor.scenario_records import records
from models.evaluation.request import Scenario
from models.training.rows import TrainingRows, collect, rows_of

_OF_LABEL: Final = {"attack": True, "probe": True, "normal?": False, "crawler": False}


def scenario_rows(scenario: Scenario) -> TrainingRows:
    """Return the rows of a scenario in which nobody is refused. Verified bots and own machines are left out."""
    return rows_of(records(scenario), scenario.truth, scenario.verified | scenario.own)


def log_rows(log: Path, half: Half) -> TrainingRows:
    """Return the rows of the sources of one half of a labelled log; those labelled otherwise are left out."""
    labels = labels_of(log.with_name("labels_silver.csv"))
    name = log.parent.name

    def told(address: bytes) -> tuple[bool, str] | None:
        source = address_text(address)
        attack = _OF_LABEL.get(labels.get(source, ""))
        return None if attack is None or half_of(name, source) != half else (attack, labels[source])

    return collect(LogReader(COMBINED, "").read([log]), told)
