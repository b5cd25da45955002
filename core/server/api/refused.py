"""Why a question is not answered or a person not let in, as it is told: what belongs to no single part."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedQuestionTime(Refused):
    """What somebody is told who asks about a time."""

    span_zoneless = "Instants need a time zone."
    span_wrong = "From and to are to be in order, at most {days} days apart."
    span_short = "From and to are to be in order, at least {seconds} seconds and at most {days} days apart."
    span_reversed = "`from` lies behind `to`"
    many_questions = "You ask for too much at once."


@unique
class RefusedReach(Refused):
    """What somebody is told who reaches beyond their scope."""

    beyond = "Your scope does not reach this."
    beyond_fleet = "Your scope does not reach this: it concerns the whole fleet."
    beyond_service = "Your scope does not reach this: service {service}."
    beyond_services = "Your scope does not reach this: name a service of yours."
    beyond_node = "Your scope does not reach this: node {node}."
    signed_in_only = "This is for who is signed in."
    attention_gone = "There is nothing like this to see to any more."
    attention_fleet = "This concerns the whole fleet, of which you see a part."
    nobody_called = "Nobody is called {login}."
