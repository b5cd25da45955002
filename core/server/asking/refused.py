"""Why a node is not asked, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedQuestion(Refused):
    """What somebody is told who asks nodes."""

    regex_unread = "regex: {why}. Back references, look-ahead and look-behind are not understood."
    node_asked_much = "This node is being asked too much at once."
