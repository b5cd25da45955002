"""The lab's state, as the API shows it."""

from typing import TYPE_CHECKING

from core.server.api.decision_shapes import instant
from core.server.api.lab_schemas import TrialConditions, TrialHour, TrialOut, VersionOut, WhatIfFound
from core.server.lab.comparison import Hour, total_of
from core.server.lab.fitness import Conditions, conditions_of, unfit_because
from core.server.lab.refused import RefusedLab
from core.server.lab.versions import shipped_digest

if TYPE_CHECKING:
    from core.server.lab.registry import StoredVersion
    from core.server.lab.state import LabView
    from core.server.lab.what_if import Found
    from core.server.pipeline.core import Core


def shown_version(version: "StoredVersion", lab: "LabView") -> VersionOut:
    """Return a version with its place in the pipeline."""
    return VersionOut(
        id=version.id,
        name=version.name,
        status="champion"
        if version.id == lab.champion
        else "challenger"
        if version.id == lab.challenger
        else "archived",
        metrics=version.metrics,
        notes=version.notes,
        bytes=version.bytes,
        made_at=instant(version.made_at),
        made_by=version.made_by,
    )


def shown_trial(core: "Core") -> TrialOut:
    """Return who is in charge, and the trial."""
    lab = core.lab
    total = total_of(lab.hours)
    apart = total.champion_flagged + total.challenger_flagged - 2 * total.both_flagged
    unfit = unfit_because(lab, lab.challenger) if lab.challenger else RefusedLab.no_trial()
    return TrialOut(
        champion=lab.champion,
        shipped=shipped_digest(),
        refused_parts=core.refused_parts,
        champion_warm=core.judging.warm,
        challenger=lab.challenger or None,
        warm=lab.challenger_warm,
        since=instant(lab.since) if lab.challenger else None,
        before=list(lab.before),
        agreement=1 - apart / total.entries if total.entries else None,
        flag_ratio=total.challenger_sources / total.champion_sources if total.champion_sources else None,
        fit=not unfit,
        unfit_because=str(unfit or ""),
        conditions=_conditions(conditions_of(lab)) if lab.challenger else None,
        total=_hour(total) if lab.hours else None,
        hours=[_hour(hour) for hour in lab.hours],
    )


def shown_found(found: "Found") -> WhatIfFound:
    """Return what a replay came to."""
    return WhatIfFound(
        incidents_caught=found.caught,
        incidents_missed=found.missed,
        median_seconds_to_detect=found.median_seconds_to_detect,
        harmless_sources_hit=found.harmless_hit,
        sampled_sources=found.sampled,
        sampled_hit=found.sampled_hit,
        bans_per_day=found.bans_per_day,
        challenges_per_day=found.challenges_per_day,
        limits_per_day=found.limits_per_day,
    )


def _conditions(found: Conditions) -> TrialConditions:
    fields = {name: getattr(found, name) for name in Conditions.__struct_fields__ if name != "day"}
    return TrialConditions(**fields, day=instant(found.day) if found.day else None)


def _hour(hour: Hour) -> TrialHour:
    return TrialHour(
        started_at=instant(hour.t),
        entries=hour.entries,
        champion_flagged=hour.champion_flagged,
        challenger_flagged=hour.challenger_flagged,
        both_flagged=hour.both_flagged,
        sources=hour.sources,
        champion_sources=hour.champion_sources,
        challenger_sources=hour.challenger_sources,
        champion_bans=hour.champion_bans,
        challenger_bans=hour.challenger_bans,
        both_bans=hour.both_bans,
    )
