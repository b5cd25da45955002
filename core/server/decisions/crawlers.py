"""Sources that claim to be a search engine's crawler: their names are asked for before anything is done about them.

The question goes out with the record (`DecisionState.questions`), the answer comes back as a command in the log. Until
then, and for ANSWER_SECONDS at most, such a source is watched and no more.
"""

from collections.abc import Mapping
from typing import Final

from agent.contract.wire import DecisionType
from core.server.decisions.context import Context
from core.server.decisions.state import DecisionState

ANSWER_SECONDS: Final = 10.0
_CLAIMED_FROM: Final = 0.5  # of the requests


def claims_crawler(features: Mapping[str, float]) -> bool:
    """Tell whether most of what a source asks for is said to come from a search engine's crawler."""
    return features["bot_share"] >= _CLAIMED_FROM


def most_for_crawler(value: str, at: float, context: Context, state: DecisionState) -> DecisionType | None:
    """Return the strongest step towards a source that claims to be a crawler; None for none at all.

    Asks for its name where nobody knows it.
    """
    answer = context.bot(value, at)
    if answer is not None:
        return None if answer.verified else "ban"
    asked = state.asked_at(value)
    if asked is None:
        asked = state.asked[value] = at
        state.questions.append(value)
    return "observe" if at < asked + ANSWER_SECONDS else "ban"
