"""Why a decision, an exception from decisions or a rule is not made, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedDecision(Refused):
    """What somebody is told who decides about sources."""

    decision_of_many = "Only decisions about addresses and ranges can be changed."
    decision_allowed_now = "The source came onto the allowlist in this moment."
    decision_of_own = "This is one of the fleet's own addresses: it is protected."
    decision_allowed = "The allowlist covers it: {network}."
    decision_key_used = "This Idempotency-Key was used for another decision."
    decision_range = "No range for a decision: {why}."
    decision_over = "This decision has ended."
    no_decision = "There is no such decision."
    no_ip = "{text!r} is no IP address."
    allows_everyone = "This would allow everyone."
    no_network = "{text!r} is neither an address nor a network in CIDR form."
    no_allow_entry = "There is no such entry."
    instant_zoneless = "Instants need a time zone."
    instant_over = "This instant is over."
    no_subject = "{text!r} is no address, network, autonomous system or country."
    no_group = "{text!r} is no group of this kind."
    no_source = "This source was not among the flagged or the busiest ones."
    many_rules = "There are {most} rules: that is all that are looked at."
    no_rule = "There is no such rule."
    rule_wrong = "This is no rule: {why}."
    thresholds_wrong = "a threshold is a p-value from 1e-12 to 0.1"
    thresholds_order = "a stronger step wants a threshold at most as high as a weaker one's"
    no_incident = "There is no such incident, or it is long over."
    no_note = "There is no such note."
    many_notes = "There are as many notes about this incident as there may be."
    note_of_other = "Another person wrote this note."
