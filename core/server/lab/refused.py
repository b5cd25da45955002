"""Why the lab does not do something, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedLab(Refused):
    """What somebody is told who deals with detector versions, data sets and labels."""

    no_version = "There is no such detector version."
    no_trial = "Nothing is on trial."
    version_in_charge = "This version is in charge already."
    version_first = "No other version was in charge before."
    version_before_other = "The version before was made for another release of the program."
    version_other_release = "This version is of another release: {why}."
    version_wrong = "No detector version: {why}"
    version_no_npz = "A detector version is an .npz file."
    version_large = "It unpacks to more than {bytes} bytes or {arrays} arrays."
    many_versions = "The registry holds {most} versions: that is all it takes."
    trial_none = "It was not on trial."
    trial_short = "Its trial saw traffic in {hours} of the {least} hours that it takes."
    trial_few = "Its trial saw {sources} of the {least} sources that it takes, each counted once an hour."
    trial_apart = "In its trial it flags {sources} sources where the champion flags {champion}."
    trial_day_apart = "On {day} it flags {sources} sources where the champion flags {champion}."
    no_snapshot = "There is no snapshot {snapshot!r}."
    snapshot_empty = "There are no rows in this part."
    snapshots_full = "All snapshots together may take {most} MiB: remove one, or take a smaller part."
    snapshot_going_on = "Another snapshot is being taken."
    label_gone = "What it did then is no longer kept: choose it anew from the queue."
    dataset_empty = "Nothing is kept of this time."
    dataset_many_reports = (
        "More than {most} reports: that is all one download takes. Choose a shorter time, a service, or a wider step."
    )
    dataset_many_rows = (
        "More than {most} rows: that is all one download takes. Choose a shorter time, a service, or a wider step."
    )
    dataset_form = "{dataset} comes as {forms}."
    dataset_steps = "{dataset} has points every {steps} s"
    dataset_stepless = "{dataset} has no tiers"
    downloads_going_on = "Other downloads are under way."
    datasets_looked_at = "Others are looking through data sets."
    thresholds_tried = "Other thresholds are being tried."
    rule_tried = "Another rule is being tried."
    policy_simulated = "Another policy is being simulated."
