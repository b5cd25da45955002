"""Why something about alarms is not done, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedAlarm(Refused):
    """What somebody is told who deals with alarms and their rules."""

    no_alarm = "There is no such alarm, or it is over."
    alarm_unacknowledged = "Nobody acknowledged it."
    alarm_unsilenced = "It is not silenced."
    no_alarm_rule = "There is no such alarm rule."
    alarm_rule_name = "{name!r}: a rule's name has small letters, digits, dots, dashes; at most 63."
    alarm_rules_many = "{count} rules: at most {most}."
    alarm_rule_builtin = "This rule is built in: put it with `enabled: false` instead."
    alarm_rules_no_mapping = "A mapping is expected, with `{field}`: a mapping from names to rules."
    no_silence = "There is no such silence, or it is over."
    silence_ended_now = "Somebody ended it in the same instant."
    many_silences = "There are {most} silences: end some first."
    trial_of_silence = "Silence leaves nothing behind that a rule could be tried on."
    trial_of_many = "{series} series of {nodes} nodes are too many to try a rule on: name some, or fewer hours."
