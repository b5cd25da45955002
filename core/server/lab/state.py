"""Which detector version is in charge, which one is on trial, and which ones were in charge before."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from agent.contract.wire import Sample
from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.decisions.policy import DecisionStage
from core.server.decisions.state import DecisionState
from core.server.ingest.commands import RollBack, SetChallenger, SetChampion
from core.server.lab.comparison import Comparison, Hour
from core.server.lab.versions import checked
from models.codec import StateError
from models.detector import Rows
from models.detector_version import DetectorVersion, VersionError, shipped
from models.part import Part
from models.scores import Scores
from models.shadow import Shadow
from models.state import ScoringState

MOST_BEFORE: Final = 5
LabCommand = SetChallenger | SetChampion | RollBack
_policy: Final = DecisionStage()


class Held(msgspec.Struct, frozen=True):
    """A version by digest, with its .npz: what a checkpoint needs to go on without a database."""

    digest: str
    data: bytes


class LabView(msgspec.Struct, frozen=True, kw_only=True):
    """What the lab shows to other threads. `challenger` is empty while nothing is on trial; `before` ends newest.

    `served` says that the challenger was in charge just before: it may come back without a trial.
    """

    champion: str
    challenger: str
    challenger_warm: bool
    since: float
    before: tuple[str, ...]
    hours: tuple[Hour, ...]
    served: bool = False


class Judging(NamedTuple):
    """The frozen parts that judge, by name, of the version in charge and of the one on trial (empty where none is).

    `trained` are the (F, LEVELS) quantiles that the version in charge was shipped with; it is `warm` once this place's
    own traffic has calibrated it.
    """

    champion: Mapping[str, Part]
    challenger: Mapping[str, Part]
    trained: NDArray[np.float64]
    warm: bool


class Trial:
    """A challenger with its own scores and its own decisions, which nobody carries out."""

    def __init__(self, held: Held, shadow: Shadow, since: float, *, served: bool = False) -> None:
        self.held = held
        self.served = served
        self.shadow = shadow
        self.since = since
        self.decisions = DecisionState()
        self.comparison = Comparison()

    def observe(self, scores: Scores, samples: Sequence[Sample], decided: list[Decision], context: Context) -> None:
        """Judge a record as the challenger would, and compare that with what the champion `decided`."""
        judged = self.shadow.score(scores)
        made = _policy.process(judged, samples, context, self.decisions)
        self.comparison.add(scores, judged, (decided, made), context)


class _Trial(msgspec.Struct):
    held: Held
    shadow: bytes
    since: float
    decisions: bytes
    comparison: bytes
    served: bool = False


class _Saved(msgspec.Struct):
    champion: Held
    before: tuple[Held, ...]
    trial: _Trial | None


class LabState:
    """Changed in the pipeline's thread alone; `view` is replaced as a whole, so any thread may read it."""

    def __init__(self, champion: Held | None = None, before: tuple[Held, ...] = (), trial: Trial | None = None) -> None:
        self._champion = champion or _shipped()
        self._before = before
        self._trial = trial
        self.view = self._view()

    def version(self) -> DetectorVersion:
        """Return the version in charge; raises VersionError where it is for another program."""
        return DetectorVersion.from_npz(self._champion.data)

    def judging(self, scoring: ScoringState) -> Judging:
        """Return the parts that judge now; `scoring` is that in charge."""
        challenger = {} if self._trial is None else self._trial.shadow.parts
        return Judging(scoring.parts, challenger, scoring.version.quantiles, scoring.warm)

    def observe(self, scores: Scores, samples: Sequence[Sample], decided: list[Decision], context: Context) -> None:
        """Show a record to the challenger, if there is one, with what the champion decided about it."""
        if self._trial is not None:
            self._trial.observe(scores, samples, decided, context)
            self.view = self._view()

    def learn(self, features: Rows, attack: list[bool]) -> None:
        """Take people's verdicts about (n, F) rows over to the challenger."""
        if self._trial is not None:
            self._trial.shadow.learn(features, attack)

    def apply(self, command: LabCommand, scoring: ScoringState) -> None:
        """Carry out what a person said about versions.

        What was in charge goes on in shadow, with what it has learned: so a rollback finds it warm.

        Raises:
            VersionError: the command's version is for another program; nothing is changed.
        """
        match command:
            case SetChallenger(data=b""):
                self._trial = None
            case SetChallenger():
                held = Held(command.digest, command.data)
                self._trial = Trial(held, Shadow(DetectorVersion.from_npz(held.data)), command.at)
            case SetChampion():
                self._promote(Held(command.digest, command.data), command.at, scoring)
            case RollBack() if self._before:
                *before, last = self._before
                self._promote(last, command.at, scoring)
                self._before = tuple(before)
            case RollBack():
                pass
        self.view = self._view()

    def _promote(self, held: Held, at: float, scoring: ScoringState) -> None:
        if held.digest == self._champion.digest:
            return
        on_trial = self._trial is not None and self._trial.held.digest == held.digest
        shadow = self._trial.shadow if self._trial and on_trial else Shadow(DetectorVersion.from_npz(held.data))
        shadow.change_places(scoring)
        self._trial = Trial(self._champion, shadow, at, served=True)
        self._before = (*self._before, self._champion)[-MOST_BEFORE:]
        self._champion = held

    def _view(self) -> LabView:
        trial = self._trial
        return LabView(
            champion=self._champion.digest,
            challenger=trial.held.digest if trial else "",
            challenger_warm=trial.shadow.warm if trial else False,
            since=trial.since if trial else 0.0,
            before=tuple(held.digest for held in self._before),
            hours=trial.comparison.hours if trial else (),
            served=trial.served if trial else False,
        )

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return msgspec.msgpack.encode(_Saved(self._champion, self._before, _saved(self._trial)))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return what `to_bytes` wrote.

        A challenger that is for another program is dropped: it must not keep the rest from coming back.

        Raises:
            ValueError: the bytes are damaged.
        """
        saved = msgspec.msgpack.decode(data, type=_Saved)
        return cls(saved.champion, saved.before, _restored(saved.trial))


def _saved(trial: Trial | None) -> _Trial | None:
    if trial is None:
        return None
    states = trial.decisions.to_bytes(), trial.comparison.to_bytes()
    return _Trial(trial.held, trial.shadow.to_bytes(), trial.since, *states, trial.served)


def _restored(saved: _Trial | None) -> Trial | None:
    if saved is None:
        return None
    try:
        trial = Trial(saved.held, Shadow.from_bytes(saved.shadow), saved.since, served=saved.served)
    except (StateError, VersionError):
        return None
    trial.decisions = DecisionState.from_bytes(saved.decisions)
    trial.comparison = Comparison.from_bytes(saved.comparison)
    return trial


def _shipped() -> Held:
    version = checked(shipped())
    return Held(version.digest, version.data)
