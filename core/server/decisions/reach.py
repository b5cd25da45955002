"""Whom automation may reach, and how far: what stands above the ladder and above every rule of a person's."""

from typing import Literal, NamedTuple

from agent.contract.address import address_text
from agent.contract.wire import DecisionType
from core.server.decisions.context import Context
from core.server.decisions.crawlers import claims_crawler, most_for_crawler
from core.server.decisions.evidence import feature_values
from core.server.decisions.ladder import at_most
from core.server.decisions.state import DecisionState
from models.scores import Scores

Spared = Literal["off", "allowed", "pardoned", "crawler"]


class Reach(NamedTuple):
    """An entry of a record and the strongest step that may be taken towards it."""

    service: str
    value: str
    features: dict[str, float]
    most: DecisionType
    simulated: bool


def reach_of(i: int, scores: Scores, context: Context, state: DecisionState) -> Reach | Spared:
    """Return how far automation may go with entry `i`, or why nothing may be done about it.

    Asks for the name of who claims to be a search engine's crawler where nobody knows it.
    """
    service = scores.services[int(scores.service[i])]
    packed, at = scores.address[i].tobytes(), scores.as_of
    mode = context.mode(service)
    if mode == "off":
        return "off"
    if context.protects(packed) or context.allows(packed, at):
        return "allowed"
    value, features = address_text(packed), feature_values(scores, i)
    if state.is_pardoned(value, service, at):
        return "pardoned"
    most = context.max_step(service)
    if claims_crawler(features):
        known = most_for_crawler(value, at, context, state)
        if known is None:
            return "crawler"
        most = at_most(known, most)
    return Reach(service, value, features, most, mode == "observe")
