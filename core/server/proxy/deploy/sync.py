"""Whether a node runs what it is to run, and what stands between. Pure."""

from collections.abc import Iterator
from enum import unique
from typing import TYPE_CHECKING, Final

from core.server.told import Told, Words

if TYPE_CHECKING:
    from core.server.proxy.deploy.store import NodeRecord

AWAY_SECONDS: Final = 30.0
"""A node that says nothing of its NGINX for so long is away; it speaks up each ten seconds."""


@unique
class Behind(Words):
    """What keeps a node from running the newest revision."""

    deploying = "a deployment is going on"
    away = "the node is away"
    unheard = "the node was never heard of"
    not_deployed = "the newest revision is not deployed"
    left_out = "left out: {files}"
    trouble = "{text}"
    runs_other = "NGINX runs something else"
    no_answer = "NGINX does not answer"


def why_not_in_sync(desired: str, record: "NodeRecord", *, is_deployed_to: bool, now: float) -> Told | None:
    """Return what keeps a node from running the newest revision; nothing where it does.

    `desired` is the digest of what the newest revision makes of it, empty where it makes nothing.
    """
    if not desired and not record.confirmed:
        return None
    return next(_reasons(desired, record, is_deployed_to, now - record.state_at > AWAY_SECONDS), None)


def _reasons(desired: str, record: "NodeRecord", is_deployed_to: bool, is_away: bool) -> Iterator[Told]:  # noqa: FBT001 - facts
    """Yield what is between, what matters most first."""
    state = record.state
    if is_deployed_to:
        yield Behind.deploying()
    if is_away:
        yield Behind.away() if record.state_at else Behind.unheard()
    if desired != record.confirmed:
        yield Behind.not_deployed()
    if state.left_out:
        yield Behind.left_out(files=", ".join(sorted({each.file for each in state.left_out})[:10]))
    if state.applied != record.confirmed:
        if state.trouble:
            yield Behind.trouble(text=state.trouble)
        yield Behind.runs_other() if state.applied else Behind.no_answer()
