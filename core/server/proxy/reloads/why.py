"""Why NGINX on a node was not reloaded, or why all ended with it."""

from enum import unique
from typing import Final

from agent.contract.proxy import ReloadStep
from core.server.told import Words


@unique
class Why(Words):
    """What kept a node from being reloaded, or a reload from going on."""

    unmanaged = "Dozor does not write this NGINX's configuration"
    away = "the node is away"
    silent = "NGINX does not answer"
    agent_too_old = "the agent is too old to be asked for it"
    deleted = "the node was deleted"
    unheard = "the node did not answer in time"
    runs_other = "NGINX does not run what is confirmed for the node"
    refused = "NGINX refuses its configuration and runs on as before"
    not_taken = "NGINX's workers did not take the configuration"
    worse = "sites answer worse than before"
    unwell = "the node is not as well as before"
    unable = "{text}"


OF_STEP: Final[dict[ReloadStep, Why]] = {
    "asked": Why.runs_other,
    "tested": Why.refused,
    "taken": Why.not_taken,
    "answered": Why.worse,
}
"""What went wrong where a node failed in a step."""
