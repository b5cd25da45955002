from dataclasses import replace

import pytest

from core.server.decisions.context import Context
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from core.server.ingest.commands import RollBack, SetChallenger, SetChampion
from core.server.lab.comparison import total_of
from core.server.lab.state import LabState
from core.server.lab.versions import checked
from models.detector_version import shipped
from models.stage import ScoringStage
from models.state import ScoringState
from models.tests.records import T0, flood, record_of, visit

TWIN = checked(replace(shipped(), name="twin"))
DEAF = checked(replace(shipped(), name="deaf", caps=shipped().caps * 0))
OURS = checked(shipped())


class Pipeline:
    """The stages that a lab watches, without the rest."""

    def __init__(self):
        self.lab, self.scoring = LabState(), ScoringState()
        self.decisions, self.context = DecisionState(), Context()
        self.named: set[str] = set()  # detector versions in the last decisions' evidence

    def run(self, seconds, start=0, *, attack=True):
        for at in range(T0 + start, T0 + start + seconds):
            rows = [visit(at, f"10.0.{at % 50}.{i}", path=(at + i) % 40) for i in range(20)]
            if attack:
                rows.append(flood(at, f"10.9.9.{at % 3}", 500))
            scores = ScoringStage().process([record_of(rows, position=at - T0)], self.scoring)[0]
            made = DecisionStage().process(scores, (), self.context, self.decisions)
            self.lab.observe(scores, (), made, self.context)
            self.named = {each.evidence.detector_version for each in made} or self.named

    def challenge(self, version, at=float(T0)):
        self.lab.apply(SetChallenger(at=at, digest=version.digest, data=version.data, by="ada"), self.scoring)

    def promote(self, version, at=float(T0)):
        self.lab.apply(SetChampion(at=at, digest=version.digest, data=version.data, by="ada"), self.scoring)


def test_a_twin_on_trial_agrees():
    pipeline = Pipeline()
    pipeline.challenge(TWIN)
    pipeline.run(70)
    total = total_of(pipeline.lab.view.hours)
    assert total.entries == 70 * 21
    assert total.champion_flagged > 0
    apart = total.champion_flagged + total.challenger_flagged - 2 * total.both_flagged
    assert apart <= 0.02 * total.entries
    assert total.champion_bans == total.challenger_bans == total.both_bans > 0
    assert total.sources == pytest.approx(50 * 20 + 3, rel=0.01)
    assert total.champion_sources == total.challenger_sources > 0


def test_a_challenger_that_hears_nothing_decides_nothing():
    pipeline = Pipeline()
    pipeline.challenge(DEAF)
    pipeline.run(70)
    total = total_of(pipeline.lab.view.hours)
    assert (total.challenger_flagged, total.challenger_sources, total.challenger_bans) == (0, 0, 0)
    assert total.champion_sources > 0


def test_what_was_in_charge_goes_on_in_shadow_and_a_rollback_finds_it_warm():
    pipeline = Pipeline()
    pipeline.run(10)
    calibration = pipeline.scoring.calibration
    pipeline.promote(TWIN, T0 + 10)
    assert pipeline.scoring.version.name == "twin"
    view = pipeline.lab.view
    assert (view.champion, view.challenger, view.before) == (TWIN.digest, OURS.digest, (OURS.digest,))
    pipeline.run(10, 10)
    pipeline.lab.apply(RollBack(at=T0 + 20, by="ada"), pipeline.scoring)
    assert pipeline.scoring.calibration is calibration
    assert (pipeline.lab.view.champion, pipeline.lab.view.before) == (OURS.digest, ())


def test_decisions_name_the_version_in_charge():
    pipeline = Pipeline()
    pipeline.run(10)
    assert pipeline.named == {shipped().name}
    pipeline.promote(TWIN, T0 + 10)
    pipeline.decisions = DecisionState()  # so that it is decided again
    pipeline.run(10, 10)
    assert pipeline.named == {"twin"}


def test_only_the_last_five_can_be_rolled_back_to():
    pipeline = Pipeline()
    for number in range(7):
        pipeline.promote(checked(replace(shipped(), name=f"v{number}")))
    assert len(pipeline.lab.view.before) == 5
    for _ in range(6):
        pipeline.lab.apply(RollBack(at=T0, by="ada"), pipeline.scoring)
    assert pipeline.scoring.version.name == "v1"


def test_a_rollback_without_anything_before_changes_nothing():
    pipeline = Pipeline()
    pipeline.lab.apply(RollBack(at=T0, by="ada"), pipeline.scoring)
    assert pipeline.lab.view.champion == OURS.digest


def test_a_trial_ends_when_it_is_told_to():
    pipeline = Pipeline()
    pipeline.challenge(TWIN)
    pipeline.lab.apply(SetChallenger(at=T0, digest="", data=b"", by="ada"), pipeline.scoring)
    assert pipeline.lab.view.challenger == ""


def test_a_restored_lab_goes_on_as_if_nothing_had_been():
    pipeline = Pipeline()
    pipeline.promote(TWIN)
    pipeline.challenge(DEAF)
    pipeline.run(5)
    again = LabState.from_bytes(pipeline.lab.to_bytes())
    assert again.view == pipeline.lab.view
    assert again.version().name == "twin"
    restored = Pipeline()
    restored.lab = again
    restored.scoring = ScoringState.from_bytes(pipeline.scoring.to_bytes(), again.version())
    restored.decisions = DecisionState.from_bytes(pipeline.decisions.to_bytes())
    for each in (pipeline, restored):
        each.run(5, 5)
    assert restored.lab.to_bytes() == pipeline.lab.to_bytes()


def test_hours_are_kept_apart_and_bounded():
    pipeline = Pipeline()
    pipeline.challenge(TWIN)
    pipeline.run(1)
    pipeline.run(1, 3600)
    first, second = pipeline.lab.view.hours
    assert second.t - first.t == 3600
    assert first.entries == second.entries == 21
