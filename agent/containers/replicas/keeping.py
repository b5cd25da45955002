"""What a restarted agent goes on with: the last order about replicas, and until when each is being drained."""

import msgspec

from agent.contract.proxy import Replicas


class Kept(msgspec.Struct, kw_only=True):
    """`draining` tells by container's name the Unix second at which one that is drained is stopped whatever it does."""

    entries: list[Replicas] = []
    draining: dict[str, float] = {}
