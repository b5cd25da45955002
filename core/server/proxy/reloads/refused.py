"""Why nodes are not reloaded, or go on being, as it is told."""

from enum import unique

from core.server.told import Refused


@unique
class RefusedReload(Refused):
    """What somebody is told who wants to reload nodes, or to stop that."""

    reload_going_on = "A reload is going on."
    reload_of_nobody = "None of these nodes can be reloaded now: {nodes}."
    reload_over = "This reload is over."
    no_reload = "There is no such reload."
