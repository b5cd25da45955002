"""How the detectors judge what was kept, in the API's models. What `core.server.api.schemas` says holds here, too."""

from datetime import datetime

from pydantic import BaseModel


class NamedFeature(BaseModel):
    """A feature of a source beside what is typical; `surprisal` is -log10 of the part of sources that go so far."""

    feature: str
    value: float
    typical: float
    surprisal: float


class WorkingPoint(BaseModel):
    """What lies below one p-value: sources a day of those kept, the part of a sample of everybody, and of labels.

    Precision is null where no label lies below it, recall where no attack is labelled.
    """

    p: float
    sources_per_day: float
    sampled_share: float
    caught: int
    missed: int
    harmless_hit: int
    precision: float | None
    recall: float | None


class Judgement(BaseModel):
    """What one version says of the kept sources: in how many of 20 bins of the score, 0 to 1, lie how many of them.

    `sampled` are kept whatever they do, `outstanding` because they stand out. `average_precision` is the area under the
    precision-recall curve over labels, null without both kinds. `loudest` counts flagged sources by the head that
    speaks loudest about them; `microseconds` of a processor is what judging a row takes.
    """

    sampled: list[int]
    outstanding: list[int]
    points: list[WorkingPoint]
    average_precision: float | None
    loudest: dict[str, int]
    microseconds: float


class Example(BaseModel):
    """A source that only one of two versions flags, where it flags it most."""

    service: str
    source: str
    at: datetime
    champion_p: float
    challenger_p: float
    features: list[NamedFeature]


class Compared(BaseModel):
    """Kept sources that both versions flag (p below 0.01), that one does alone, with examples, that neither does."""

    both: int
    champion_alone: int
    challenger_alone: int
    neither: int
    champion_examples: list[Example]
    challenger_examples: list[Example]


class FeatureDrift(BaseModel):
    """How far a feature has moved (population stability index): since the training, and in the last day.

    From 0.1 on it shifts, from 0.25 on it is something else; null where fewer than 50 sources tell. Median and 95th
    percentile over sources, by the most that each does: in the training, and now.
    """

    feature: str
    since_training: float | None
    since_before: float | None
    trained_median: float
    trained_high: float
    median: float
    high: float


class StudyOut(BaseModel):
    """How the version in charge, and the one on trial, judge what was kept of the last seven days.

    They judge by their parts of now; both are null while nothing is kept. `ordinary` are sampled sources that nothing
    flags: the drift is theirs. Labels are of attacks and of harmless sources; a measure over them wants `labels_needed`
    of each.
    """

    as_of: datetime
    from_at: datetime | None
    to_at: datetime | None
    records: int
    rows: int
    sources: int
    sampled_sources: int
    champion: Judgement | None
    challenger: Judgement | None
    compared: Compared | None
    ordinary: int
    ordinary_needed: int
    drift: list[FeatureDrift]
    attacks: int
    harmless: int
    labels_needed: int


class HeadAnatomy(BaseModel):
    """A head: its part in the verdict, the most it may say (-log10 p), and whether the version brings its tails."""

    head: str
    weight: float
    cap: float
    calibrated: bool


class FeatureAnatomy(BaseModel):
    """A feature: what half of harmless sources, and 99 in 100, stay below, and what the classifier makes of it.

    `weight` is the part of the classifier's certainty about known attackers that goes with it; the weights sum to 1.
    """

    feature: str
    median: float
    high: float
    weight: float
    splits: int
    alarms: bool


class AnatomyOut(BaseModel):
    """What a version is made of. `probes` are attackers to remember; `probes_found` of them it limits at once."""

    heads: list[HeadAnatomy]
    features: list[FeatureAnatomy]
    trees: int
    nodes: int
    probes: int
    probes_found: int
