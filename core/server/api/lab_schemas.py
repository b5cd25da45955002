"""The lab's models of the API. What `core.server.api.schemas` says of models holds here, too."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from core.server.api.fleet_schemas import ThresholdsIn
from core.server.api.input import Input

VersionId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class VersionOut(BaseModel):
    """A version of the detectors. `metrics` is what its maker measured; `id` the hash of its content."""

    id: str
    name: str
    status: Literal["champion", "challenger", "archived"]
    metrics: dict[str, Any]
    notes: str
    bytes: int
    made_at: datetime
    made_by: str


class VersionIn(Input):
    """The version that is meant."""

    version_id: VersionId


class ChampionIn(Input):
    """The version that is to be in charge. `force`: even without a trial that speaks for it; `reason` is audited."""

    version_id: VersionId
    force: bool = False
    reason: Annotated[str, Field(max_length=500)] = ""


class TrialHour(BaseModel):
    """One hour of a trial. Entries are sources of single reports; `sources` are distinct, and bans count such.

    In a total a source counts once for each hour that it came in.
    """

    started_at: datetime
    entries: int
    champion_flagged: int
    challenger_flagged: int
    both_flagged: int
    sources: int
    champion_sources: int
    challenger_sources: int
    champion_bans: int
    challenger_bans: int
    both_bans: int


class TrialConditions(BaseModel):
    """What a trial has, and needs, for its challenger to be promoted without force.

    Sources flagged by either are those of the time in which they differ most: a day, or (null) the whole trial.
    """

    hours: int
    hours_needed: int
    sources: int
    sources_needed: int
    alike: bool
    champion_sources: int
    challenger_sources: int
    day: datetime | None


class TrialOut(BaseModel):
    """Who is in charge, and how a challenger does in its shadow. `total` sums `hours`, at most a week.

    `agreement` is the share of entries that both flag or neither does, `flag_ratio` how many times as many sources the
    challenger flags: null until there is something to compare. `fit` says whether it may be promoted without force, and
    `unfit_because` why not. A version is `warm` once this place's own traffic has calibrated it. `shipped` is the
    version that came with this release: after an upgrade another one may be in charge until it is promoted.
    `refused_parts` counts by name what was fitted to this place's traffic and did worse than what it was to replace.
    """

    champion: str
    shipped: str
    refused_parts: dict[str, int]
    champion_warm: bool
    challenger: str | None
    warm: bool
    since: datetime | None
    before: list[str]
    agreement: float | None
    flag_ratio: float | None
    fit: bool
    unfit_because: str
    conditions: TrialConditions | None
    total: TrialHour | None
    hours: list[TrialHour]


class WhatIfIn(Input):
    """Thresholds to try on what was kept of a time. What is null is as it is shipped; `service` empty: at all."""

    thresholds: ThresholdsIn
    from_at: datetime
    to_at: datetime
    service: Annotated[str, Field(max_length=253)] = ""


class WhatIfFound(BaseModel):
    """What a set of thresholds comes to on what was kept.

    `incidents_caught` and `incidents_missed` are those that nobody called harmless; `harmless_sources_hit` of those
    that somebody did. `sampled_hit` of `sampled_sources`, taken whatever they do and of no incident: mostly visitors.
    """

    incidents_caught: int
    incidents_missed: int
    median_seconds_to_detect: float | None
    harmless_sources_hit: int
    sampled_sources: int
    sampled_hit: int
    bans_per_day: float
    challenges_per_day: float
    limits_per_day: float


class WhatIfOut(BaseModel):
    """The answer, beside what today's thresholds come to on the same rows.

    Of `records` reports something was kept; `complete` is false where there were more and the older ones are left out.
    """

    proposed: WhatIfFound
    current: WhatIfFound
    records: int
    complete: bool
    covered_from_at: datetime | None
